//! `timing`: whether the time of an answer tells what is known about an address.
//!
//! It starts a server, imports addresses of several classes, and submits one after the other, in random order, over a
//! connection that stays open. Only the submission is timed; its flow is made before. For each class it prints how often a
//! known address took longer than one of that class (the area under the curve, 0.5 where nothing can be told), and it fails
//! where that is too far from a half. `docs/security/timing.md` says what is measured and how to repeat it.

#![expect(clippy::print_stdout, reason = "the table is what this program is for")]
#![expect(
    clippy::disallowed_methods,
    reason = "it measures in real time, and no server runs in it"
)]

mod arguments;
#[path = "../bench/http.rs"]
#[expect(dead_code, reason = "the bench uses more of it")]
mod http;
mod people;
mod rank;
mod report;
mod sample;
#[path = "../bench/server.rs"]
mod server;
mod sink;

use std::process::ExitCode;

use arguments::{Arguments, Mail, USAGE};
use sample::{Attack, Outcome};
use server::Server;
use sink::Sink;

/// An error is a sentence: whoever reads it sits in front of the terminal.
type Result<T> = std::result::Result<T, String>;

fn main() -> ExitCode {
    let done = match Arguments::read(std::env::args().skip(1)) {
        Err(mistake) => Err(format!("{mistake}\n\n{USAGE}")),
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Ok(Some(arguments)) => measure(&arguments),
    };
    match done {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("timing: {message}");
            // Not what a miss gives: nothing was found out.
            ExitCode::from(2)
        }
    }
}

/// Measures every attack, prints the rows, and counts the misses.
fn measure(arguments: &Arguments) -> Result<usize> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the runtime does not start: {error}"))?;
    runtime.block_on(async {
        let sink = match arguments.mail {
            Mail::Up => Some(Sink::open(&arguments.smtp)?),
            Mail::Down => None,
        };
        let server = Server::start(&arguments.start, arguments.log.as_deref(), &arguments.public)?;
        let mut missed = 0;
        for attack in &arguments.attacks {
            let outcome = run(arguments, *attack, sink.as_ref()).await?;
            missed += report::print(arguments, &outcome);
        }
        server.stop().await?;
        Ok(missed)
    })
}

/// One attack, and whether it met what it was about: mails came for those who are known, or could not.
async fn run(arguments: &Arguments, attack: Attack, sink: Option<&Sink>) -> Result<Outcome> {
    let before = sink.map_or(0, Sink::count);
    let outcome = sample::take(arguments, attack).await?;
    if let Some(sink) = sink.filter(|_| attack != Attack::Login) {
        let came = sink.count() - before;
        eprintln!("{attack}: {came} mails");
        if came < arguments.samples {
            return Err(format!("{attack}: only {came} mails came, so known was not known"));
        }
    }
    Ok(outcome)
}
