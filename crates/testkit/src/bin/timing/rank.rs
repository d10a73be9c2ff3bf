//! How well two sets of times can be told apart.

use std::time::Duration;

/// Of all pairs of one time from each set, the share in which the first is the longer one; equal ones count half
/// (Mann and Whitney's U over n₁n₂). A half: nothing can be told.
#[expect(clippy::cast_precision_loss, reason = "a few million pairs")]
pub(crate) fn area(these: &[Duration], others: &[Duration]) -> f64 {
    let mut sorted = others.to_vec();
    sorted.sort_unstable();
    // Twice U, so that it stays whole.
    let doubled: usize = these
        .iter()
        .map(|time| {
            let shorter = sorted.partition_point(|other| other < time);
            let not_longer = sorted.partition_point(|other| other <= time);
            shorter + not_longer
        })
        .sum();
    doubled as f64 / (2 * these.len() * others.len()).max(1) as f64
}

/// The middle one, in milliseconds.
pub(crate) fn median(times: &[Duration]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).map_or(0.0, Duration::as_secs_f64) * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn micros(times: &[u64]) -> Vec<Duration> {
        times.iter().copied().map(Duration::from_micros).collect()
    }

    #[test]
    fn the_area_says_which_is_longer() {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        let some = micros(&[1, 2, 3]);
        assert!(near(area(&some, &some), 0.5));
        assert!(near(area(&micros(&[4, 5]), &some), 1.0));
        assert!(near(area(&some, &micros(&[4, 5])), 0.0));
        assert!(near(area(&micros(&[2]), &some), 0.5));
        assert!(near(area(&micros(&[2, 4]), &some), 0.75));
        assert!(near(median(&micros(&[5000, 1000, 3000])), 3.0));
    }

    /// What the program is for: a gap far below the spread is found.
    #[test]
    fn a_small_gap_is_seen() {
        let spread =
            |shift: u64| micros(&(0..2000).map(|n| n * 7 % 2000 + shift).collect::<Vec<_>>());
        assert!(area(&spread(150), &spread(0)) > 0.55);
        assert!((area(&spread(0), &spread(0)) - 0.5).abs() < 1e-9);
    }
}
