//! Byte sizes in Kratos' spelling: a number and `B`, `KB`, `MB`, … (Kratos contract §1.1).
//!
//! The prefixes count in steps of 1024, as Kratos' own reader does: `19MB` is 19 x 1024 x 1024 bytes.

use serde::{Deserialize, Deserializer, de::Error as _};

/// Bytes in `1MB`.
pub(super) const MB: u64 = 1 << 20;

/// Units, each 1024 times the one before.
const UNITS: [&str; 7] = ["B", "KB", "MB", "GB", "TB", "PB", "EB"];

/// Reads a size into bytes. `None`: not one, or more than 16 EB.
pub(super) fn parse(text: &str) -> Option<u64> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (digits, unit) = text.split_at(end);
    let number: u64 = digits.parse().ok()?;
    let step = UNITS.iter().position(|known| *known == unit)?;
    let factor = 1024u64.checked_pow(u32::try_from(step).ok()?)?;
    number.checked_mul(factor)
}

/// For a field in bytes.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| D::Error::custom("expected a size"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_sizes() {
        assert_eq!(parse("128MB"), Some(128 * MB));
        assert_eq!(parse("19MB"), Some(19_456 * 1024));
        assert_eq!(parse("5B"), Some(5));
        for wrong in ["", "5", "MB", "1.5GB", "1 MB", "1MiB", "1mb", "-1MB", "99999999EB"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
