//! Secrets: values that cannot be printed, and are wiped when they are dropped.
//!
//! There is deliberately no `Debug`, `Display` or `Serialize`: whoever needs the value says `expose`,
//! which is easy to search for. Comparison is constant-time.

use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

/// A secret value.
#[derive(Clone)]
pub struct Secret<T: Zeroize>(Zeroizing<T>);

impl<T: Zeroize> Secret<T> {
    /// Takes the value in.
    pub fn new(value: T) -> Self {
        Self(Zeroizing::new(value))
    }
    /// The value itself. Every call is a place to review.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize + AsRef<[u8]>> PartialEq for Secret<T> {
    fn eq(&self, other: &Self) -> bool {
        same(self.0.as_ref(), other.0.as_ref())
    }
}
impl<T: Zeroize + AsRef<[u8]>> Eq for Secret<T> {}

impl<T: Zeroize> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

/// Whether two byte strings are the same, in time that depends on their lengths only.
pub fn same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equality_is_by_value() {
        assert!(Secret::new(b"abc".to_vec()) == Secret::new(b"abc".to_vec()));
        assert!(Secret::new(b"abc".to_vec()) != Secret::new(b"abd".to_vec()));
        assert!(!same(b"a", b"ab"));
    }
}
