//! sha256-crypt and sha512-crypt, the `$5$` and `$6$` of crypt(3):
//! `$sha256-crypt$rounds=<N>$<salt>$<digest>`. The rounds must be written out.

use sha_crypt::{Params, sha256_crypt, sha512_crypt};
use subtle::ConstantTimeEq;

use crate::Error;
use crate::crypt::{NONE, check_digest, check_salt, encode};
use crate::parts::{fields, numbers, within};

/// crypt(3) would take 999,999,999, which is minutes; real systems stay well under a million.
const MAX_ROUNDS: u32 = 2_000_000;
const LENGTH_256: usize = 43;
const LENGTH_512: usize = 86;

#[rustfmt::skip]
const ORDER_256: [[usize; 3]; 11] = [
    [0, 10, 20], [21, 1, 11], [12, 22, 2], [3, 13, 23], [24, 4, 14], [15, 25, 5],
    [6, 16, 26], [27, 7, 17], [18, 28, 8], [9, 19, 29], [NONE, 31, 30],
];
#[rustfmt::skip]
const ORDER_512: [[usize; 3]; 22] = [
    [0, 21, 42], [22, 43, 1], [44, 2, 23], [3, 24, 45], [25, 46, 4], [47, 5, 26],
    [6, 27, 48], [28, 49, 7], [50, 8, 29], [9, 30, 51], [31, 52, 10], [53, 11, 32],
    [12, 33, 54], [34, 55, 13], [56, 14, 35], [15, 36, 57], [37, 58, 16], [59, 17, 38],
    [18, 39, 60], [40, 61, 19], [62, 20, 41], [NONE, NONE, 63],
];

/// A stored sha-crypt string, taken apart.
pub(crate) struct Encoded {
    wide: bool,
    params: Params,
    salt: String,
    digest: String,
}

impl Encoded {
    pub(crate) fn parse(encoded: &str) -> Result<Self, Error> {
        let [name, rounds, salt, digest] = fields(encoded)?;
        let (wide, length) = match name {
            "sha256-crypt" => (false, LENGTH_256),
            "sha512-crypt" => (true, LENGTH_512),
            _ => return Err(Error::Malformed),
        };
        let [rounds] = numbers(rounds, ["rounds"])?;
        within("crypt rounds", rounds, 1..=MAX_ROUNDS)?;
        check_salt(salt)?;
        check_digest(digest, length)?;
        Ok(Self {
            wide,
            // Fewer than a thousand mean a thousand, as in crypt(3).
            params: Params::new(rounds.max(Params::ROUNDS_MIN)).map_err(|_| Error::Malformed)?,
            salt: salt.to_owned(),
            digest: digest.to_owned(),
        })
    }

    pub(crate) fn verify(&self, password: &[u8]) -> bool {
        let salt = self.salt.as_bytes();
        let found = if self.wide {
            encode(&sha512_crypt(password, salt, self.params), &ORDER_512, LENGTH_512)
        } else {
            encode(&sha256_crypt(password, salt, self.params), &ORDER_256, LENGTH_256)
        };
        found.as_bytes().ct_eq(self.digest.as_bytes()).into()
    }
}
