//! CPU and memory of other processes, from `/proc`.
//!
//! CPU is the scheduler's own count in nanoseconds (`schedstat`), with the 10 ms ticks of `stat` as a substitute.
//! Threads named `hash-*` are told apart. PostgreSQL is its postmaster and the postmaster's children; those that
//! ended are in the postmaster's count of children it waited for, so the sum only grows.

use std::collections::HashMap;
use std::fs;

const TICK: u64 = 10_000_000;
const MILLI: f64 = 1_000_000.0;

/// What is watched.
#[derive(Clone, Copy, Default)]
pub(crate) struct Watched {
    pub(crate) server: Option<u32>,
    pub(crate) postgres: Option<u32>,
}

/// CPU used so far.
pub(crate) struct Snapshot {
    threads: HashMap<u32, Thread>,
    postgres: u64,
}

struct Thread {
    hashes: bool,
    nanos: u64,
}

/// CPU used between two moments, in milliseconds.
#[derive(Clone, Copy, Default)]
pub(crate) struct Used {
    /// All of the server but its hash threads.
    pub(crate) server: f64,
    pub(crate) hash: f64,
    pub(crate) postgres: f64,
}

impl Watched {
    pub(crate) fn now(self) -> Snapshot {
        Snapshot {
            threads: self.server.map(threads).unwrap_or_default(),
            postgres: self.postgres.map(family).unwrap_or_default(),
        }
    }
}

impl Snapshot {
    #[expect(clippy::cast_precision_loss, reason = "no run lasts 100 days")]
    pub(crate) fn since(&self, earlier: &Self) -> Used {
        let mut used = Used::default();
        for (id, thread) in &self.threads {
            let before = earlier.threads.get(id).map_or(0, |thread| thread.nanos);
            let millis = thread.nanos.saturating_sub(before) as f64 / MILLI;
            *(if thread.hashes { &mut used.hash } else { &mut used.server }) += millis;
        }
        used.postgres = self.postgres.saturating_sub(earlier.postgres) as f64 / MILLI;
        used
    }
}

/// Resident memory in MB (of 1024 kB, as `ps` and `top` count); 0 when there is no such process.
pub(crate) fn resident_mb(pid: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse().unwrap_or_default();
    kib / 1024.0
}

fn threads(pid: u32) -> HashMap<u32, Thread> {
    let directory = format!("/proc/{pid}/task");
    let thread = |id: u32| {
        let name = fs::read_to_string(format!("{directory}/{id}/comm")).ok()?;
        let nanos = own(&format!("{directory}/{id}"))?;
        Some((id, Thread { hashes: name.starts_with("hash-"), nanos }))
    };
    numbers(&directory).filter_map(thread).collect()
}

/// A process with all that it started.
fn family(parent: u32) -> u64 {
    let children = numbers("/proc").filter_map(|pid| {
        let directory = format!("/proc/{pid}");
        (field(&directory, 4)? == u64::from(parent)).then(|| own(&directory)).flatten()
    });
    let directory = format!("/proc/{parent}");
    let waited_for = field(&directory, 16).unwrap_or(0) + field(&directory, 17).unwrap_or(0);
    children.sum::<u64>() + own(&directory).unwrap_or(0) + waited_for * TICK
}

fn numbers(directory: &str) -> impl Iterator<Item = u32> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// Nanoseconds on a CPU.
fn own(directory: &str) -> Option<u64> {
    let exact = fs::read_to_string(format!("{directory}/schedstat")).ok();
    let exact = exact.and_then(|text| text.split(' ').next()?.parse().ok());
    exact.or_else(|| Some((field(directory, 14)? + field(directory, 15)?) * TICK))
}

/// A field of `stat`, counted from 1 as in proc(5).
fn field(directory: &str, number: usize) -> Option<u64> {
    let stat = fs::read_to_string(format!("{directory}/stat")).ok()?;
    // The name may hold blanks and parentheses.
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(number.checked_sub(3)?)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_seen_and_hash_threads_are_told_apart() {
        let watched = Watched { server: Some(std::process::id()), postgres: None };
        let before = watched.now();
        let (done, wait) = std::sync::mpsc::channel();
        let (go, leave) = std::sync::mpsc::channel::<()>();
        let work = move || {
            let end = std::time::Instant::now() + std::time::Duration::from_millis(60);
            let mut sum = 0_u64;
            while std::time::Instant::now() < end {
                sum = sum.wrapping_mul(31).wrapping_add(1);
            }
            done.send(sum).unwrap();
            let _ = leave.recv();
        };
        let thread = std::thread::Builder::new().name("hash-7".into()).spawn(work).unwrap();
        wait.recv().unwrap();
        let used = watched.now().since(&before);
        drop(go);
        thread.join().unwrap();
        assert!(used.hash > 5.0 && used.hash < 200.0, "{}", used.hash);
        assert!(resident_mb(std::process::id()) > 1.0);
    }

    #[test]
    fn families_are_summed() {
        let parent = std::process::id();
        let before = family(parent);
        let status = std::process::Command::new("sh")
            .args(["-c", "i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done"])
            .status()
            .unwrap();
        assert!(status.success() && family(parent) > before);
    }
}
