//! `readmit config`.

use clap::Subcommand;
use server::config::reference;

use super::{ConfigArguments, told};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Say everything that is wrong with a configuration, and then what is wrong first with what it names: schemas,
    /// templates, programs, certificates. Nothing is started, and no database is opened.
    Check(ConfigArguments),
    /// Print every key with its default and what it is for.
    Reference,
}

pub(crate) async fn run(command: &Command) -> Result<(), String> {
    match command {
        Command::Check(arguments) => {
            let loaded = arguments.load()?;
            for warning in &loaded.warnings {
                eprintln!("warning: {warning}");
            }
            Box::pin(server::check(loaded.config)).await.map_err(|error| told(&error))?;
            eprintln!("The configuration is good.");
        }
        #[expect(clippy::print_stdout, reason = "the reference is what this command is for")]
        Command::Reference => print!("{}", reference()),
    }
    Ok(())
}
