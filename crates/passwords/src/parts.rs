//! Taking the stored strings apart.
//!
//! Every importable format is made of fields between `$`, of `name=number` lists and of base64. These functions do that
//! strictly enough that nothing is guessed, and leniently where writers are known to differ: base64 with or without
//! padding. They never panic and judge no costs beyond the bounds handed to them.

use std::ops::RangeInclusive;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::Error;

/// Writes without padding, reads with or without it, and forgives unused bits in the last character.
pub(crate) const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The `N` fields of `$a$b…`, the first being the format's name.
pub(crate) fn fields<const N: usize>(encoded: &str) -> Result<[&str; N], Error> {
    let rest = encoded.strip_prefix('$').ok_or(Error::Malformed)?;
    let all: Vec<&str> = rest.split('$').collect();
    all.try_into().map_err(|_| Error::Malformed)
}

/// The values of `a=1,b=2`, all names present and in this order.
pub(crate) fn numbers<const N: usize>(text: &str, names: [&str; N]) -> Result<[u32; N], Error> {
    let mut values = [0; N];
    let mut pieces = text.split(',');
    for (value, name) in values.iter_mut().zip(names) {
        *value = pieces
            .next()
            .and_then(|piece| piece.strip_prefix(name)?.strip_prefix('='))
            .ok_or(Error::Malformed)
            .and_then(number)?;
    }
    match pieces.next() {
        None => Ok(values),
        Some(_) => Err(Error::Malformed),
    }
}

/// A decimal number without sign.
pub(crate) fn number(digits: &str) -> Result<u32, Error> {
    if digits.bytes().all(|b| b.is_ascii_digit()) {
        digits.parse().map_err(|_| Error::Malformed)
    } else {
        Err(Error::Malformed)
    }
}

/// Decodes base64 whose result has a length in `length`.
pub(crate) fn bytes(text: &str, length: RangeInclusive<usize>) -> Result<Vec<u8>, Error> {
    let decoded = BASE64.decode(text).map_err(|_| Error::Malformed)?;
    if length.contains(&decoded.len()) { Ok(decoded) } else { Err(Error::Malformed) }
}

/// Refuses a cost outside `range`.
pub(crate) fn within(
    name: &'static str,
    value: u32,
    range: RangeInclusive<u32>,
) -> Result<(), Error> {
    if range.contains(&value) {
        Ok(())
    } else {
        Err(Error::OutOfBounds { name, least: *range.start(), most: *range.end() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_want_every_name_once_in_order() {
        assert_eq!(numbers("m=1,t=22,p=3", ["m", "t", "p"]), Ok([1, 22, 3]));
        for wrong in ["m=1,t=2", "t=2,m=1,p=3", "m=1,t=2,p=3,x=4", "m=+1,t=2,p=3", "m=,t=2,p=3", ""]
        {
            assert_eq!(numbers(wrong, ["m", "t", "p"]), Err(Error::Malformed), "{wrong}");
        }
        assert_eq!(number("4294967296"), Err(Error::Malformed));
    }

    #[test]
    fn base64_with_and_without_padding() {
        assert_eq!(bytes("AAE=", 0..=9), Ok(vec![0, 1]));
        assert_eq!(bytes("AAE", 0..=9), Ok(vec![0, 1]));
        assert_eq!(bytes("AAE", 3..=9), Err(Error::Malformed));
        assert_eq!(bytes("A-E", 0..=9), Err(Error::Malformed));
    }
}
