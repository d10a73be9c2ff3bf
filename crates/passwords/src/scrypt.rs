//! scrypt (RFC 7914): `$scrypt$ln=<N>,r=<r>,p=<p>$<salt>$<derived key>`.
//!
//! `ln` holds N itself here (16384), not its logarithm, whatever the name says.

use scrypt::Params;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::Error;
use crate::parts::{bytes, fields, numbers, within};

/// A stored scrypt string, taken apart.
pub(crate) struct Encoded {
    params: Params,
    salt: Vec<u8>,
    key: Vec<u8>,
}

impl Encoded {
    pub(crate) fn parse(encoded: &str) -> Result<Self, Error> {
        let ["scrypt", costs, salt, key] = fields(encoded)? else {
            return Err(Error::Malformed);
        };
        let [n, r, p] = numbers(costs, ["ln", "r", "p"])?;
        within("scrypt N", n, 2..=1 << 17)?;
        if !n.is_power_of_two() {
            return Err(Error::Malformed);
        }
        Ok(Self {
            params: params(n.ilog2(), r, p)?,
            salt: bytes(salt, 0..=512)?,
            key: bytes(key, 8..=128)?,
        })
    }

    pub(crate) fn verify(&self, password: &[u8]) -> Result<bool, Error> {
        let mut out = Zeroizing::new(vec![0; self.key.len()]);
        scrypt::scrypt(password, &self.salt, &self.params, &mut out)
            .map_err(|_| Error::Malformed)?;
        Ok(out.ct_eq(&self.key).into())
    }
}

/// Parameters within the bounds at import: at most 128 MiB.
pub(crate) fn params(log_n: u32, r: u32, p: u32) -> Result<Params, Error> {
    within("scrypt log N", log_n, 1..=17)?;
    within("scrypt r", r, 1..=8)?;
    within("scrypt p", p, 1..=10)?;
    let log_n = u8::try_from(log_n).map_err(|_| Error::Malformed)?;
    Params::new(log_n, r, p).map_err(|_| Error::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds() {
        let with = |costs: &str| {
            crate::check_import(&format!("$scrypt${costs}$AAEC$AAECAwQFBgcICQoLDA0ODw"))
        };
        assert!(with("ln=131072,r=8,p=10").is_ok());
        for costs in [
            "ln=262144,r=8,p=1",
            "ln=1024,r=9,p=1",
            "ln=1024,r=8,p=11",
            "ln=1024,r=0,p=1",
            "ln=1,r=8,p=1",
        ] {
            assert!(matches!(with(costs), Err(Error::OutOfBounds { .. })), "{costs}");
        }
        assert_eq!(with("ln=1000,r=8,p=1"), Err(Error::Malformed));
    }
}
