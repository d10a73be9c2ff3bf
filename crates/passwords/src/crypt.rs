//! What the crypt(3) formats share: their own base64 and their salts.
//!
//! crypt writes 24 bits as four characters with the lowest bits first, taking the digest's bytes in an order that differs
//! by algorithm. Digests are compared as text, so nothing has to be decoded.

use crate::Error;

const ALPHABET: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Stands for a byte that is not there, in the last group of an order.
pub(crate) const NONE: usize = usize::MAX;

/// `digest` in crypt's base64, its bytes taken in `order`, cut to `length` characters.
pub(crate) fn encode(digest: &[u8], order: &[[usize; 3]], length: usize) -> String {
    let byte = |at: usize| digest.get(at).copied().map_or(0, u32::from);
    let mut out = String::with_capacity(order.len() * 4);
    for [high, middle, low] in order {
        let bits = byte(*high) << 16 | byte(*middle) << 8 | byte(*low);
        for shift in [0, 6, 12, 18] {
            let symbol = usize::try_from(bits >> shift & 63).unwrap_or(0);
            out.push(char::from(ALPHABET.get(symbol).copied().unwrap_or(b'.')));
        }
    }
    out.truncate(length);
    out
}

/// Whether this can be a digest of `length` characters in crypt's base64.
pub(crate) fn check_digest(text: &str, length: usize) -> Result<(), Error> {
    if text.len() == length && text.bytes().all(|b| ALPHABET.contains(&b)) {
        Ok(())
    } else {
        Err(Error::Malformed)
    }
}

/// Whether this can be a salt: up to 16 printable characters.
pub(crate) fn check_salt(text: &str) -> Result<(), Error> {
    if text.len() <= 16 && text.bytes().all(|b| b.is_ascii_graphic()) {
        Ok(())
    } else {
        Err(Error::Malformed)
    }
}
