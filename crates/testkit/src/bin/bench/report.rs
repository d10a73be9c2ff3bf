//! The figures of one measurement, kept as JSON.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Result;

/// Everything that was measured on one server.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Report {
    /// `sqlite`, `postgresql`, or another server's name.
    pub(crate) label: String,
    pub(crate) identities: usize,
    /// Of each start, in milliseconds.
    pub(crate) starts: Vec<f64>,
    pub(crate) memory: Option<Memory>,
    /// CPU milliseconds of one hash by itself, by the number of threads.
    pub(crate) bare_hash: Vec<(usize, f64)>,
    pub(crate) lines: Vec<Line>,
}

/// Resident memory in MB.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Memory {
    pub(crate) before_hash: f64,
    /// The most that was seen.
    pub(crate) under_logins: f64,
    /// 12 s after these logins.
    pub(crate) idle: f64,
    /// 12 s after everything.
    pub(crate) idle_at_end: f64,
}

/// One run of one operation. All milliseconds are of one operation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) operation: String,
    pub(crate) clients: usize,
    pub(crate) done: usize,
    pub(crate) errors: usize,
    /// What the first error was.
    pub(crate) mistake: Option<String>,
    pub(crate) per_second: f64,
    pub(crate) took: Spread,
    /// From the request to the arrival of its mail.
    pub(crate) mail: Option<Spread>,
    /// CPU of the server outside its hash threads.
    pub(crate) server_ms: f64,
    pub(crate) hash_ms: f64,
    pub(crate) postgres_ms: f64,
}

/// Half and 99 of 100 took at most so many milliseconds.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Spread {
    pub(crate) p50: f64,
    pub(crate) p99: f64,
}

impl Spread {
    /// Sorts, and looks. Zeros where nothing was measured.
    pub(crate) fn of(times: &mut [Duration]) -> Self {
        times.sort_unstable();
        let at = |percent: usize| {
            let rank = (times.len() * percent).div_ceil(100).saturating_sub(1);
            times.get(rank).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
        };
        Self { p50: at(50), p99: at(99) }
    }
}

impl Report {
    /// Writes it to a file, if one is named.
    pub(crate) fn write(&self, path: Option<&str>) -> Result<()> {
        let Some(path) = path else { return Ok(()) };
        let text = serde_json::to_string_pretty(self).map_err(|error| error.to_string())?;
        std::fs::write(path, text).map_err(|error| format!("{path}: {error}"))
    }

    /// Reads it back.
    pub(crate) fn read(path: &str) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
        serde_json::from_str(&text).map_err(|error| format!("{path}: {error}"))
    }

    pub(crate) fn line(&self, operation: &str, clients: usize) -> Option<&Line> {
        self.lines.iter().find(|line| line.operation == operation && line.clients == clients)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_sorted() {
        let mut times: Vec<Duration> = (1..=200).rev().map(Duration::from_millis).collect();
        let spread = Spread::of(&mut times);
        assert!((spread.p50 - 100.0).abs() < 0.01 && (spread.p99 - 198.0).abs() < 0.01);
        assert!(Spread::of(&mut []).p99 < 0.01);
    }
}
