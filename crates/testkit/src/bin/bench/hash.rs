//! What one Argon2id hash costs here, by itself: 19 MiB, two passes, one lane, in memory that is used again.
//!
//! Measured with one thread and with one for each core, as CPU time of the hashing threads: two at once share caches and
//! memory, and so does a server under load.

use std::fs;

use passwords::{Argon2Params, Memory, argon2_raw};

use crate::Result;

const TIMES: u32 = 40;

/// Milliseconds of CPU for one hash, by the number of threads that hash at once.
pub(crate) fn bare() -> Result<Vec<(usize, f64)>> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut out = vec![(1, at_once(1)?)];
    if cores > 1 {
        out.push((cores, at_once(cores)?));
    }
    Ok(out)
}

fn at_once(threads: usize) -> Result<f64> {
    let started: Vec<_> = (0..threads).map(|_| std::thread::spawn(one_thread)).collect();
    let mut sum = 0.0;
    for thread in started {
        sum += thread.join().map_err(|_| "a hashing thread died")??;
    }
    Ok(sum / f64::from(u32::try_from(threads).unwrap_or(1)))
}

fn one_thread() -> Result<f64> {
    let mut memory = Memory::new();
    let mut out = [0; 32];
    let mut hash = || {
        argon2_raw(
            &Argon2Params::default(),
            b"a password",
            b"sixteen bytes ok",
            &mut out,
            &mut memory,
        )
        .map_err(|error| error.to_string())
    };
    hash()?;
    let before = used_ms()?;
    for _ in 0..TIMES {
        hash()?;
    }
    Ok((used_ms()? - before) / f64::from(TIMES))
}

fn used_ms() -> Result<f64> {
    let path = "/proc/thread-self/schedstat";
    let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let nanos: f64 =
        text.split(' ').next().and_then(|n| n.parse().ok()).ok_or("schedstat cannot be read")?;
    Ok(nanos / 1e6)
}
