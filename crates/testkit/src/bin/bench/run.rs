//! A whole measurement, from the start of the server to its end.

use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::net::TcpListener;
use tokio::task::{LocalSet, spawn_local};
use tokio::time::sleep;

use crate::arguments::Arguments;
use crate::mail::{self, Inbox};
use crate::measure::measure;
use crate::operation::Operation;
use crate::process::{Watched, resident_mb};
use crate::report::{Memory, Report};
use crate::server::Server;
use crate::ticket::Stage;
use crate::{Result, drain, hash, population, smtp};

const STARTS: usize = 5;
/// Long enough for hash threads to give their memory back.
const IDLE: Duration = Duration::from_secs(12);
const SAMPLE: Duration = Duration::from_millis(25);

/// Measures everything that was asked for.
pub(crate) async fn everything(arguments: Arguments) -> Result<Report> {
    LocalSet::new().run_until(Box::pin(inside(arguments))).await
}

async fn inside(arguments: Arguments) -> Result<Report> {
    let bare_hash = hash::bare()?;
    let inbox = receive(&arguments).await?;
    let (server, starts) = start(&arguments).await?;
    let watched = Watched {
        server: server.as_ref().map(Server::pid).or(arguments.pid),
        postgres: arguments.postgres,
    };
    sleep(Duration::from_secs(1)).await;
    let before_hash = resident(watched);

    let mark = format!(
        "{:x}",
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs())
    );
    let begun = Instant::now();
    let people = population::import(&arguments, &mark).await?;
    eprintln!(
        "imported {} identities in {:.1} s",
        arguments.identities,
        begun.elapsed().as_secs_f64()
    );
    hashed_in_background(watched).await;

    let (label, identities) = (arguments.label.clone(), arguments.identities);
    let (remember, operations, clients) =
        (arguments.memory, arguments.operations.clone(), arguments.clients.clone());
    let stage = Stage::new(arguments, inbox, people, mark);
    let mut memory = None;
    if remember && watched.server.is_some() {
        memory = Some(of_logins(&stage, watched, before_hash).await?);
    }
    let mut lines = Vec::new();
    for operation in operations {
        for (round, clients) in clients.iter().enumerate() {
            let line = if operation == Operation::Mails {
                drain::measure(&stage, watched, *clients, round).await?
            } else {
                measure(&stage, watched, operation, *clients, round).await?
            };
            eprintln!("{} × {clients}: {:.0}/s", line.operation, line.per_second);
            if let Some(mistake) = &line.mistake {
                eprintln!("  {} errors, the first: {mistake}", line.errors);
            }
            lines.push(line);
        }
    }
    if let Some(memory) = &mut memory {
        sleep(IDLE).await;
        memory.idle_at_end = resident(watched);
    }
    if let Some(server) = server
        && let Err(mistake) = server.stop().await
    {
        eprintln!("{mistake}");
    }
    Ok(Report { label, identities, starts, memory, bare_hash, lines })
}

fn resident(watched: Watched) -> f64 {
    watched.server.map_or(0.0, resident_mb)
}

/// Where mails come in.
async fn receive(arguments: &Arguments) -> Result<Rc<Inbox>> {
    let inbox = Rc::new(Inbox::default());
    if let Some(address) = &arguments.smtp {
        let listener =
            TcpListener::bind(address).await.map_err(|error| format!("{address}: {error}"))?;
        drop(spawn_local(smtp::serve(listener, inbox.clone())));
    } else {
        let url = arguments.mail.clone().unwrap_or_else(|| format!("{}/email", arguments.admin));
        drop(spawn_local(mail::poll(inbox.clone(), url)));
    }
    Ok(inbox)
}

/// Starts the server several times; the last one stays.
async fn start(arguments: &Arguments) -> Result<(Option<Server>, Vec<f64>)> {
    let Some(command) = &arguments.start else { return Ok((None, Vec::new())) };
    let mut starts = Vec::new();
    loop {
        let server = Server::start(command, arguments.log.as_deref(), &arguments.public)?;
        starts.push(server.started_in.as_secs_f64() * 1000.0);
        if starts.len() == STARTS {
            return Ok((Some(server), starts));
        }
        server.stop().await?;
    }
}

/// Imported codes are hashed after the import has been answered: waits until the hash threads rest.
async fn hashed_in_background(watched: Watched) {
    let end = Instant::now() + Duration::from_mins(5);
    let mut before = watched.now();
    while Instant::now() < end {
        sleep(Duration::from_secs(1)).await;
        let now = watched.now();
        if now.since(&before).hash < 1.0 {
            return;
        }
        before = now;
    }
}

/// Memory while eight clients sign in, and after that.
async fn of_logins(stage: &Stage, watched: Watched, before_hash: f64) -> Result<Memory> {
    let mut most = 0.0_f64;
    let mut logins = Box::pin(measure(stage, watched, Operation::Login, 8, 0));
    loop {
        tokio::select! {
            done = &mut logins => {
                done?;
                break;
            }
            () = sleep(SAMPLE) => most = most.max(resident(watched)),
        }
    }
    sleep(IDLE).await;
    Ok(Memory { before_hash, under_logins: most, idle: resident(watched), idle_at_end: 0.0 })
}
