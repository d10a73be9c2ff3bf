//! `readmit`: starts the server, prepares its database, checks its configuration, and helps the operator of a small
//! installation. Everything it does is a call into the `server` crate.

mod cli;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    if arguments.is_program() {
        return server::evaluate_program();
    }
    server::confine_programs();
    // Requests mostly wait. Hashing has a thread for each core already, and one that is woken beside it finds its caches
    // empty: fewer of them wake less often. A single one needs no scheduler that shares its work out.
    let workers = std::thread::available_parallelism().map_or(1, |cores| cores.get().div_ceil(2));
    let mut runtime = match workers {
        1 => tokio::runtime::Builder::new_current_thread(),
        _ => tokio::runtime::Builder::new_multi_thread(),
    };
    let done = match runtime.worker_threads(workers).enable_all().build() {
        Ok(runtime) => runtime.block_on(cli::run(arguments)),
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
