//! Durations in Kratos' spelling: one or more numbers with a unit, `1h30m`, `500ms` (Kratos contract §1.1).
//!
//! No fractions, no days, no sign, and not the looser grammars that libraries offer: a file that Kratos
//! refuses is refused here.

use serde::{Deserialize, Deserializer, de::Error as _};
use std::fmt::Write as _;
use std::time::Duration;

/// Units, longest first; a unit that another one begins with comes after it.
const UNITS: [(&str, u64); 6] = [
    ("h", 3_600_000_000_000),
    ("ms", 1_000_000),
    ("m", 60_000_000_000),
    ("ns", 1),
    ("us", 1_000),
    ("s", 1_000_000_000),
];

/// Reads a duration. `None`: not one, or longer than 584 years.
pub(crate) fn parse(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let (digits, after) = rest.split_at(end);
        let number: u64 = digits.parse().ok()?;
        let (unit, nanos) = UNITS.iter().find(|(unit, _)| after.starts_with(unit))?;
        total = total.checked_add(number.checked_mul(*nanos)?)?;
        rest = after.strip_prefix(unit)?;
    }
    (!text.is_empty()).then(|| Duration::from_nanos(total))
}

/// Writes a duration so that [`parse`] reads it back: `1h30m`, `0s`.
pub(super) fn text(duration: Duration) -> String {
    let mut nanos = duration.as_nanos();
    let mut text = String::new();
    for (unit, size) in [
        ("h", 3_600_000_000_000),
        ("m", 60_000_000_000),
        ("s", 1_000_000_000),
        ("ms", 1_000_000),
        ("us", 1_000),
        ("ns", 1u128),
    ] {
        if nanos >= size {
            // Writing to a String cannot fail.
            let _ = write!(text, "{}{unit}", nanos / size);
            nanos %= size;
        }
    }
    if text.is_empty() { "0s".into() } else { text }
}

/// For a field that is always there.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| D::Error::custom("expected a duration"))
}

/// For a field that may be unset.
pub(super) fn optional<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Duration>, D::Error> {
    Option::<String>::deserialize(deserializer)?
        .map(|text| parse(&text).ok_or_else(|| D::Error::custom("expected a duration")))
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_kratos_spelling_and_nothing_else() {
        assert_eq!(parse("1h"), Some(Duration::from_hours(1)));
        assert_eq!(parse("1h30m"), Some(Duration::from_mins(90)));
        assert_eq!(parse("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(parse("1m1ms1us1ns"), Some(Duration::from_nanos(60_001_001_001)));
        assert_eq!(parse("0s"), Some(Duration::ZERO));
        for wrong in
            ["", "1", "h", "1.5h", "1d", "-1h", "+1h", "1 h", "1h ", "1H", "1hm", "99999999999999h"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn writes_what_it_reads() {
        for (duration, expected) in [
            (Duration::ZERO, "0s"),
            (Duration::from_mins(90), "1h30m"),
            (Duration::from_hours(72), "72h"),
            (Duration::from_millis(1_500), "1s500ms"),
        ] {
            assert_eq!(text(duration), expected);
            assert_eq!(parse(expected), Some(duration));
        }
    }
}
