//! `readmit recovery-code`: for the operator of a small installation, on the machine that holds its configuration.

use server::{App, Parts};

use super::{ConfigArguments, told};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The account's address.
    mail: String,
    #[command(flatten)]
    config: ConfigArguments,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<(), String> {
    let loaded = arguments.config.load()?;
    let parts = Parts { background: false, ..Parts::default() };
    let app = Box::pin(App::build(loaded.config, parts)).await.map_err(|error| told(&error))?;
    let made = server::recovery_code(&app, &arguments.mail).await;
    app.stop().await;
    let made = made.map_err(|error| told(&error))?;
    let Some(made) = made else {
        return Err(format!("No account has the address {}.", arguments.mail));
    };
    #[expect(clippy::print_stdout, reason = "the code is what this command is for")]
    {
        println!("Page   {}", made.link);
        println!("Code   {}", made.code.expose());
        println!("Until  {}", made.expires_at.readable());
    }
    Ok(())
}
