//! bcrypt: `$2a$`, `$2b$`, `$2y$`, `$2z$` or `$2$`, a cost of two digits, 22 characters of salt and 31 of digest.
//!
//! All five prefixes are verified alike. New hashes are written as `$2a$`. Hashing refuses passwords over 72 bytes, since
//! bcrypt would ignore the rest; verifying does what their writers did and looks at the first 72.

use base64::Engine;
use base64::alphabet::BCRYPT;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::Error;
use crate::parts::{number, within};

/// What bcrypt looks at, in bytes.
const LIMIT: usize = 72;
/// The salt's length in bytes, always.
pub(crate) const SALT: usize = 16;
/// The bound at import; each step doubles the time, and 15 takes seconds.
const COST: std::ops::RangeInclusive<u32> = 4..=15;

/// Old writers leave garbage in the bits that the last character does not use.
const ALPHABET: GeneralPurpose = GeneralPurpose::new(
    &BCRYPT,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// A stored bcrypt string, taken apart.
pub(crate) struct Encoded {
    pub(crate) cost: u32,
    salt: [u8; SALT],
    digest: [u8; 23],
}

impl Encoded {
    pub(crate) fn parse(encoded: &str) -> Result<Self, Error> {
        let rest = encoded.strip_prefix("$2").ok_or(Error::Malformed)?;
        let rest = rest.strip_prefix(['a', 'b', 'y', 'z']).unwrap_or(rest);
        let (cost, body) =
            rest.strip_prefix('$').and_then(|rest| rest.split_once('$')).ok_or(Error::Malformed)?;
        if cost.len() != 2 || body.len() != 53 {
            return Err(Error::Malformed);
        }
        let (salt, digest) = body.split_at_checked(22).ok_or(Error::Malformed)?;
        let cost = number(cost)?;
        check_cost(cost)?;
        Ok(Self { cost, salt: decode(salt)?, digest: decode(digest)? })
    }

    pub(crate) fn verify(&self, password: &[u8]) -> Result<bool, Error> {
        let found = Zeroizing::new(digest(self.cost, self.salt, password)?);
        Ok(found.ct_eq(&self.digest).into())
    }
}

/// Whether the cost is one that may be hashed with or imported.
pub(crate) fn check_cost(cost: u32) -> Result<(), Error> {
    within("bcrypt cost", cost, COST)
}

/// A new `$2a$` string.
pub(crate) fn hash(cost: u32, password: &[u8], salt: &[u8]) -> Result<String, Error> {
    check_cost(cost)?;
    if password.len() > LIMIT {
        return Err(Error::TooLong);
    }
    let salt: [u8; SALT] = salt.try_into().map_err(|_| Error::Salt)?;
    let digest = digest(cost, salt, password)?;
    Ok(format!("$2a${cost:02}${}{}", ALPHABET.encode(salt), ALPHABET.encode(digest)))
}

/// The password is followed by a NUL as far as that fits, which is how bcrypt tells `a` from `aa`.
fn digest(cost: u32, salt: [u8; SALT], password: &[u8]) -> Result<[u8; 23], Error> {
    let mut key = Zeroizing::new([0; LIMIT]);
    for (to, from) in key.iter_mut().zip(password) {
        *to = *from;
    }
    let used = (password.len() + 1).min(LIMIT);
    let key = key.get(..used).ok_or(Error::Malformed)?;
    let output = bcrypt::bcrypt(cost, salt, key);
    output.first_chunk().copied().ok_or(Error::Malformed)
}

fn decode<const N: usize>(text: &str) -> Result<[u8; N], Error> {
    let bytes = ALPHABET.decode(text).map_err(|_| Error::Malformed)?;
    bytes.try_into().map_err(|_| Error::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashing_stops_at_72_bytes_and_verifying_looks_at_72() {
        let long = [b'a'; 73];
        assert_eq!(hash(4, &long, &[1; 16]), Err(Error::TooLong));
        let stored = Encoded::parse(&hash(4, &long[..72], &[1; 16]).unwrap()).unwrap();
        assert_eq!(stored.verify(&long[..72]), Ok(true));
        assert_eq!(stored.verify(&long), Ok(true));
        assert_eq!(stored.verify(&long[..71]), Ok(false));
    }

    #[test]
    fn cost_and_salt_have_bounds() {
        assert_eq!(hash(4, b"x", &[1; 15]), Err(Error::Salt));
        assert!(matches!(hash(16, b"x", &[1; 16]), Err(Error::OutOfBounds { .. })));
        let stored = hash(4, b"x", &[1; 16]).unwrap();
        for cost in ["03", "16", "31", "99"] {
            let costly = stored.replacen("$04$", &format!("${cost}$"), 1);
            assert!(matches!(crate::check_import(&costly), Err(Error::OutOfBounds { .. })));
        }
        assert_eq!(crate::check_import(&stored.replacen("$04$", "$4$", 1)), Err(Error::Malformed));
        assert_eq!(crate::check_import(&format!("{stored}a")), Err(Error::Malformed));
        assert_eq!(crate::check_import(&stored.replacen("$2a", "$2x", 1)), Err(Error::Unknown));
    }
}
