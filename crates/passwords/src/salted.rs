//! Plain SHA over a pattern: `$sha1|sha256|sha512$pf=<pattern>$<salt>$<digest>`, all base64.
//!
//! The pattern says in which order the old system joined salt and password, such as `{SALT}{PASSWORD}`. It is filled in
//! one pass, so a password that reads `{SALT}` stays what it is.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::Error;
use crate::parts::{bytes, fields};
use crate::sha::Sha;

const PASSWORD: &[u8] = b"{PASSWORD}";
const SALT: &[u8] = b"{SALT}";

/// How salt and password are joined. Holds the password's place at least once: without it every password would do.
pub(crate) struct Pattern(Vec<u8>);

impl Pattern {
    /// Reads `pf=<base64>`.
    pub(crate) fn parse(field: &str) -> Result<Self, Error> {
        let text = field.strip_prefix("pf=").ok_or(Error::Malformed)?;
        let pattern = bytes(text, PASSWORD.len()..=512)?;
        if pattern.windows(PASSWORD.len()).any(|part| part == PASSWORD) {
            Ok(Self(pattern))
        } else {
            Err(Error::Malformed)
        }
    }

    /// The bytes that the old system hashed.
    pub(crate) fn fill(&self, salt: &[u8], password: &[u8]) -> Zeroizing<Vec<u8>> {
        let pieces = self.pieces();
        // Sized once: a vector that grows leaves copies of the password behind.
        let length = pieces.iter().map(|p| p.bytes(salt, password).len()).sum();
        let mut out = Zeroizing::new(Vec::with_capacity(length));
        for piece in pieces {
            out.extend_from_slice(piece.bytes(salt, password));
        }
        out
    }

    fn pieces(&self) -> Vec<Piece<'_>> {
        let mut pieces = Vec::new();
        let mut rest = self.0.as_slice();
        while let Some((first, after)) = rest.split_at_checked(1) {
            if let Some(after) = rest.strip_prefix(PASSWORD) {
                pieces.push(Piece::Password);
                rest = after;
            } else if let Some(after) = rest.strip_prefix(SALT) {
                pieces.push(Piece::Salt);
                rest = after;
            } else {
                pieces.push(Piece::Text(first));
                rest = after;
            }
        }
        pieces
    }
}

enum Piece<'a> {
    Text(&'a [u8]),
    Salt,
    Password,
}

impl<'a> Piece<'a> {
    fn bytes(&self, salt: &'a [u8], password: &'a [u8]) -> &'a [u8] {
        match self {
            Self::Text(text) => text,
            Self::Salt => salt,
            Self::Password => password,
        }
    }
}

/// A stored salted-SHA string, taken apart.
pub(crate) struct Encoded {
    sha: Sha,
    pattern: Pattern,
    salt: Vec<u8>,
    digest: Vec<u8>,
}

impl Encoded {
    pub(crate) fn parse(encoded: &str) -> Result<Self, Error> {
        let [name, pattern, salt, digest] = fields(encoded)?;
        let sha = match name {
            "sha1" => Sha::Sha1,
            "sha256" => Sha::Sha256,
            "sha512" => Sha::Sha512,
            _ => return Err(Error::Malformed),
        };
        Ok(Self {
            sha,
            pattern: Pattern::parse(pattern)?,
            salt: bytes(salt, 0..=512)?,
            digest: bytes(digest, sha.length()..=sha.length())?,
        })
    }

    pub(crate) fn verify(&self, password: &[u8]) -> bool {
        let input = self.pattern.fill(&self.salt, password);
        self.sha.digest(&input).ct_eq(&self.digest).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parts::BASE64;
    use base64::Engine;

    fn pattern(text: &str) -> Result<Pattern, Error> {
        Pattern::parse(&format!("pf={}", BASE64.encode(text)))
    }

    #[test]
    fn a_pattern_is_filled_in_one_pass() {
        let filled = pattern("a{SALT}{PASSWORD}{{SALT}b").unwrap().fill(b"{PASSWORD}", b"{SALT}");
        assert_eq!(filled.as_slice(), b"a{PASSWORD}{SALT}{{PASSWORD}b");
    }

    #[test]
    fn a_pattern_needs_the_password() {
        for text in ["{SALT}", "{password}{SALT}xxxx", "{PASSWORD", ""] {
            assert!(pattern(text).is_err(), "{text}");
        }
    }
}
