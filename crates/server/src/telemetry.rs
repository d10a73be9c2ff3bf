//! Logs: one line an event, as text or JSON, to standard error.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// Starts logging as configured. A second call changes nothing.
pub fn start(log: &Log) {
    // Libraries speak only of what went wrong, whatever the level: their debug lines may hold values.
    let filter =
        EnvFilter::new(format!("warn,server={level},readmit={level}", level = log.level.filter()));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false);
    let started = match log.format {
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
        LogFormat::Text => lines.try_init(),
    };
    drop(started);
}
