//! `bench`: what each operation of a server of the Kratos API costs, in time and in CPU.
//!
//! It drives the native flows (with session tokens) over loopback, reads the CPU of the server, of its `hash-*` threads
//! and of PostgreSQL from `/proc`, and keeps the figures as JSON; `--table` prints such files side by side and holds them
//! against the bounds. It knows nothing of the server but its API, so any server of that API can be measured.
//! `docs/performance.md` says what each line means and how to repeat it.

#![expect(clippy::print_stdout, reason = "the table is what this program is for")]
#![expect(
    clippy::disallowed_methods,
    reason = "it measures in real time, and no server runs in it"
)]

mod arguments;
mod bound;
mod browser;
mod drain;
mod hash;
mod http;
mod journey;
mod letter;
mod mail;
mod measure;
mod operation;
mod population;
mod process;
mod report;
mod run;
mod server;
mod smtp;
mod table;
mod ticket;

use std::process::ExitCode;

use arguments::{Arguments, Mode, USAGE};

/// An error is a sentence: whoever reads it sits in front of the terminal.
type Result<T> = std::result::Result<T, String>;

fn main() -> ExitCode {
    let done = match Arguments::read(std::env::args().skip(1)) {
        Err(mistake) => Err(format!("{mistake}\n\n{USAGE}")),
        Ok(Mode::Help) => {
            println!("{USAGE}");
            Ok(())
        }
        Ok(Mode::Table(files)) => table::print(&files),
        Ok(Mode::Measure(arguments)) => measure(*arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("bench: {message}");
            ExitCode::FAILURE
        }
    }
}

fn measure(arguments: Arguments) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the runtime does not start: {error}"))?;
    let out = arguments.out.clone();
    let report = runtime.block_on(run::everything(arguments))?;
    report.write(out.as_deref())?;
    println!("{}", table::render(&[report]));
    Ok(())
}
