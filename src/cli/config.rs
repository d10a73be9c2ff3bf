//! `readmit config`.

use clap::Subcommand;
use server::config::reference;

use super::ConfigArguments;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Say everything that is wrong with a configuration, and start nothing.
    Check(ConfigArguments),
    /// Print every key with its default and what it is for.
    Reference,
}

pub(crate) fn run(command: &Command) -> Result<(), String> {
    match command {
        Command::Check(arguments) => {
            let loaded = arguments.load()?;
            for warning in &loaded.warnings {
                eprintln!("warning: {warning}");
            }
            eprintln!("The configuration is good.");
        }
        #[expect(clippy::print_stdout, reason = "the reference is what this command is for")]
        Command::Reference => print!("{}", reference()),
    }
    Ok(())
}
