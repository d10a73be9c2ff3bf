//! How long to wait before a message is tried again: 2, 4, 8, … seconds, 10 minutes at most.
//!
//! How often is not limited: a message is given up when it expires, not when the mail server was away for long.

use std::time::Duration;

/// The longest wait, in seconds.
const CAP: u64 = 600;

/// The wait after the `tries`th try failed; tries count from 1.
pub(super) fn after(tries: i64) -> Duration {
    let exponent = u32::try_from(tries.max(1)).unwrap_or(u32::MAX);
    let seconds = 2_u64.checked_pow(exponent).map_or(CAP, |seconds| seconds.min(CAP));
    Duration::from_secs(seconds)
}

#[cfg(test)]
mod tests {
    use super::after;

    #[test]
    fn waits_double_up_to_the_cap() {
        let seconds: Vec<u64> = (1..=11).map(|tries| after(tries).as_secs()).collect();
        assert_eq!(seconds, [2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]);
        assert_eq!(after(i64::MAX).as_secs(), 600);
        assert_eq!(after(0).as_secs(), 2);
        assert_eq!(after(64).as_secs(), 600);
        assert_eq!(after(5_000_000).as_secs(), 600);
    }
}
