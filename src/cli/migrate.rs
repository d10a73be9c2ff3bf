//! `readmit migrate`.

use model::Clock as _;
use server::SystemClock;

use super::{ConfigArguments, told};

pub(crate) async fn run(arguments: &ConfigArguments) -> Result<(), String> {
    let loaded = arguments.load()?;
    let applied =
        server::migrate(&loaded.config, SystemClock.now()).await.map_err(|error| told(&error))?;
    if applied.is_empty() {
        eprintln!("The database is up to date.");
    }
    for name in applied {
        eprintln!("applied {name}");
    }
    Ok(())
}
