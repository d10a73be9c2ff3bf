//! The commands.

mod config;
mod courier;
mod migrate;
mod recovery_code;
mod require;
mod serve;
mod templates;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use server::config::{Loaded, Options, Sources, environment, load};

/// A self-hosted identity server, made around the day somebody cannot get in.
#[derive(Parser)]
#[command(name = "readmit", version, about)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve. Without a configuration file: on this machine, with SQLite and a development mailbox.
    Serve(ConfigArguments),
    /// Bring the database up to date. On SQLite `serve` does it by itself.
    Migrate(ConfigArguments),
    /// Check a configuration, or print the reference of all keys.
    #[command(subcommand)]
    Config(config::Command),
    /// Look at mails and send again what was given up.
    #[command(subcommand)]
    Courier(courier::Command),
    /// Write the built-in templates to a folder, to begin own ones from.
    Templates(templates::Arguments),
    /// Make a recovery code for the account with this address, on the machine that holds the configuration.
    RecoveryCode(recovery_code::Arguments),
    /// Give accounts something to do before anything else: save recovery codes, say.
    Require(require::Arguments),
    /// Evaluate one Jsonnet program: how the server runs those of web hooks and channels.
    #[command(name = server::PROGRAM_COMMAND, hide = true)]
    Program,
}

/// Which configuration.
#[derive(Args)]
pub(crate) struct ConfigArguments {
    /// Configuration file (YAML or JSON); several are laid over each other.
    #[arg(short, long = "config", value_name = "FILE")]
    config: Vec<PathBuf>,
    /// Cookies without Secure on plain http, and the development mailbox on the admin listener.
    #[arg(long)]
    dev: bool,
    /// Only warn about keys that are not served yet.
    #[arg(long)]
    ignore_unsupported: bool,
}

impl ConfigArguments {
    /// Loads it; all mistakes at once, one to a line.
    fn load(&self) -> Result<Loaded, String> {
        let sources =
            Sources { files: self.config.clone(), texts: Vec::new(), environment: environment() };
        let options = Options { ignore_unsupported: self.ignore_unsupported, dev: self.dev };
        load(&sources, options).map_err(|mistakes| {
            mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        })
    }
}

impl Arguments {
    /// Whether it is [`Command::Program`], which needs no runtime.
    pub(crate) const fn is_program(&self) -> bool {
        matches!(self.command, Command::Program)
    }
}

pub(crate) async fn run(arguments: Arguments) -> Result<(), String> {
    match arguments.command {
        Command::Serve(arguments) => Box::pin(serve::run(&arguments)).await,
        Command::Migrate(arguments) => migrate::run(&arguments).await,
        Command::Config(command) => Box::pin(config::run(&command)).await,
        Command::Courier(command) => Box::pin(courier::run(&command)).await,
        Command::Templates(arguments) => templates::run(&arguments),
        Command::RecoveryCode(arguments) => Box::pin(recovery_code::run(&arguments)).await,
        Command::Require(arguments) => Box::pin(require::run(&arguments)).await,
        Command::Program => Err("this command runs by itself".into()),
    }
}

/// An error with its causes, on one line.
fn told(error: &dyn std::error::Error) -> String {
    let mut out = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        out.push_str(": ");
        out.push_str(&cause.to_string());
        source = cause.source();
    }
    out
}
