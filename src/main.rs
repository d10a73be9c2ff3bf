//! `readmit`: starts the server, prepares its database, checks its configuration, and helps the operator of a small
//! installation. Everything it does is a call into the `server` crate.

mod cli;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(cli::run(cli::Arguments::parse())),
        Err(error) => Err(format!("the runtime does not start: {error}")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
