//! What codes look like and how they behave, as a value.
//!
//! A [`Policy`] is data: a new model of recovery codes is a new constant, not new code. The four presets are the models
//! of this crate's own server, of Ory Kratos, Keycloak and Auth0. A set keeps a copy of the policy it was made under, so
//! that changing the configuration never changes what an existing code means. Nothing here draws or hashes.

/// The fewest bits a code may carry, whatever is configured.
pub const FLOOR_BITS: f64 = 40.0;

/// What NIST SP 800-63B-4 §4.2.1.1 asks of a saved recovery code. Below it, attempts must be limited strictly.
pub const ADVISED_BITS: f64 = 64.0;

/// The most codes in one set.
pub const MAX_COUNT: u8 = 20;

/// The most symbols in one code; leaves room for hyphens in the 64 bytes that are read.
pub const MAX_LENGTH: u8 = 40;

/// A model of recovery codes.
///
/// Nothing stops a value whose parts contradict each other, read from a file perhaps: [`Policy::check`] tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Policy {
    /// How many codes a set has, 1 to 20.
    pub count: u8,
    /// Symbols in a code, not counting hyphens, up to 40.
    pub length: u8,
    /// Which symbols.
    pub alphabet: Alphabet,
    /// Symbols between hyphens when shown; 0 shows no hyphens.
    pub group: u8,
    /// What typed codes are forgiven.
    pub normalise: Normalise,
    /// What the use of a code does to its set.
    pub on_use: OnUse,
    /// Whether codes must be used by number.
    pub order: Order,
    /// Warn when fewer than this many are left; 0 never warns.
    pub warn_below: u8,
    /// Whether unused codes can be shown again.
    pub reveal: Reveal,
    /// Which authenticator cannot be set up without codes.
    pub required_with: RequiredWith,
}

/// The symbols of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Alphabet {
    /// Crockford's base32: digits and capitals without I, L, O, U. 32 symbols.
    Crockford,
    /// `a-z0-9`. 36 symbols.
    LowerAlphanumeric,
    /// `A-Z1-9` without O: Keycloak's. I and 1 are both in. 34 symbols.
    UpperWithoutZero,
    /// `A-Z1-9` without I and O: Auth0's. 33 symbols.
    UpperWithoutLookalikes,
}

impl Alphabet {
    /// All of its symbols, ASCII, none twice.
    pub const fn symbols(self) -> &'static [u8] {
        match self {
            Self::Crockford => b"0123456789ABCDEFGHJKMNPQRSTVWXYZ",
            Self::LowerAlphanumeric => b"abcdefghijklmnopqrstuvwxyz0123456789",
            Self::UpperWithoutZero => b"ABCDEFGHIJKLMNPQRSTUVWXYZ123456789",
            Self::UpperWithoutLookalikes => b"ABCDEFGHJKLMNPQRSTUVWXYZ123456789",
        }
    }

    /// Whether its letters are small ones; a policy that ignores case writes codes this way.
    pub(crate) const fn is_lower(self) -> bool {
        matches!(self, Self::LowerAlphanumeric)
    }
}

/// What is forgiven when a code is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Normalise {
    /// Nothing, not even a blank at the end.
    Exact,
    /// Capitals or small letters, blanks and hyphens anywhere.
    CaseAndSeparators,
    /// That, and `O` for `0`, `I` or `L` for `1`. Only for [`Alphabet::Crockford`], which has none of these letters.
    Crockford,
}

/// What the use of a code does to the others of its set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum OnUse {
    /// Nothing: this one is spent, the others stay.
    Spend,
    /// The whole set is replaced by a new one in the same sign-in.
    ReplaceAll,
}

/// In which order codes may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Order {
    /// Any unused one will do.
    Any,
    /// One is asked for by number, the lowest unused; any other is refused as wrong.
    InSequence,
}

/// Whether codes can be seen after they were confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Reveal {
    /// No: only while the new set is not confirmed yet. Nothing but digests is kept.
    Once,
    /// Yes, as long as a code is unused. The server must keep a copy it can open.
    WhileUnused,
}

/// Which authenticator cannot be set up without a set of codes beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum RequiredWith {
    /// None; codes are offered, not demanded.
    Nothing,
    /// A one-time-password app.
    Totp,
    /// A security key or passkey.
    Webauthn,
    /// Whichever second factor comes first.
    Any,
}

impl RequiredWith {
    /// Whether setting up a one-time-password app demands codes.
    pub const fn totp(self) -> bool {
        matches!(self, Self::Totp | Self::Any)
    }

    /// Whether setting up a security key demands codes.
    pub const fn webauthn(self) -> bool {
        matches!(self, Self::Webauthn | Self::Any)
    }
}

impl Policy {
    /// Ten codes of 80 bits, spelled as one likes.
    pub const READMIT: Self = Self {
        count: 10,
        length: 16,
        alphabet: Alphabet::Crockford,
        group: 4,
        normalise: Normalise::Crockford,
        on_use: OnUse::Spend,
        order: Order::Any,
        warn_below: 4,
        reveal: Reveal::Once,
        required_with: RequiredWith::Nothing,
    };

    /// Ory Kratos' `lookup_secret`: twelve of eight small letters and digits, 41 bits each.
    pub const ORY: Self = Self {
        count: 12,
        length: 8,
        alphabet: Alphabet::LowerAlphanumeric,
        group: 0,
        normalise: Normalise::Exact,
        on_use: OnUse::Spend,
        order: Order::Any,
        warn_below: 0,
        reveal: Reveal::WhileUnused,
        required_with: RequiredWith::Nothing,
    };

    /// Keycloak's recovery authentication codes: twelve numbered ones, asked for in order.
    pub const KEYCLOAK: Self = Self {
        count: 12,
        length: 12,
        alphabet: Alphabet::UpperWithoutZero,
        group: 4,
        normalise: Normalise::CaseAndSeparators,
        on_use: OnUse::Spend,
        order: Order::InSequence,
        warn_below: 4,
        reveal: Reveal::Once,
        required_with: RequiredWith::Nothing,
    };

    /// Auth0's recovery code: a single one, made with the first factor, replaced by its use.
    pub const AUTH0: Self = Self {
        count: 1,
        length: 24,
        alphabet: Alphabet::UpperWithoutLookalikes,
        group: 0,
        normalise: Normalise::CaseAndSeparators,
        on_use: OnUse::ReplaceAll,
        order: Order::Any,
        warn_below: 0,
        reveal: Reveal::Once,
        required_with: RequiredWith::Any,
    };

    /// The preset of that name: `readmit`, `ory`, `keycloak` or `auth0`.
    pub fn preset(name: &str) -> Option<Self> {
        match name {
            "readmit" => Some(Self::READMIT),
            "ory" => Some(Self::ORY),
            "keycloak" => Some(Self::KEYCLOAK),
            "auth0" => Some(Self::AUTH0),
            _ => None,
        }
    }

    /// Entropy of one code in bits: length times the logarithm of the alphabet's size.
    pub fn bits(&self) -> f64 {
        let symbols = u32::try_from(self.alphabet.symbols().len()).unwrap_or(0);
        f64::from(self.length) * f64::from(symbols).log2()
    }

    /// Whether the parts fit together. Every preset passes; [`FLOOR_BITS`] is for what operators change. Whether
    /// [`Policy::bits`] reaches [`ADVISED_BITS`] is worth a warning, and `ory` does not.
    pub fn check(&self) -> Result<(), Error> {
        if !(1..=MAX_COUNT).contains(&self.count) {
            return Err(Error::Count);
        }
        if !(1..=MAX_LENGTH).contains(&self.length) {
            return Err(Error::Length);
        }
        if self.bits() < FLOOR_BITS {
            return Err(Error::Weak);
        }
        // One hyphen at most between two symbols: the code as shown must fit into what is read.
        if self.group == 1 || self.group > self.length {
            return Err(Error::Group);
        }
        if self.group > 0 && self.normalise == Normalise::Exact {
            return Err(Error::Hyphens);
        }
        if self.warn_below > self.count {
            return Err(Error::WarnBelow);
        }
        if self.normalise == Normalise::Crockford && self.alphabet != Alphabet::Crockford {
            return Err(Error::Normalise);
        }
        Ok(())
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::READMIT
    }
}

/// Why a policy cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// `count` outside 1 to 20.
    #[error("count: a set has 1 to {MAX_COUNT} codes")]
    Count,
    /// `length` outside 1 to 40.
    #[error("length: a code has 1 to {MAX_LENGTH} symbols")]
    Length,
    /// Too few symbols of too small an alphabet.
    #[error("length: a code must carry at least {FLOOR_BITS} bits; make it longer")]
    Weak,
    /// Groups of one, or longer than the code.
    #[error("group: at least 2 and at most the length of a code, or 0 for none")]
    Group,
    /// Codes shown with hyphens that must be typed without them.
    #[error("group: hyphens are shown, but normalise exact would refuse them")]
    Hyphens,
    /// A warning that would always be on.
    #[error("warn_below: more than the set has codes")]
    WarnBelow,
    /// Look-alikes merged in an alphabet that tells them apart.
    #[error("normalise: crockford needs the alphabet crockford")]
    Normalise,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_have_their_numbers() {
        let rows = [
            ("readmit", 10, 16, 32, 4, 80, 4),
            ("ory", 12, 8, 36, 0, 41, 0),
            ("keycloak", 12, 12, 34, 4, 61, 4),
            ("auth0", 1, 24, 33, 0, 121, 0),
        ];
        for (name, count, length, symbols, group, bits, warn_below) in rows {
            let policy = Policy::preset(name).unwrap();
            assert_eq!(policy.check(), Ok(()), "{name}");
            assert_eq!(
                (policy.count, policy.length, policy.group),
                (count, length, group),
                "{name}"
            );
            assert_eq!(policy.alphabet.symbols().len(), symbols, "{name}");
            assert!((f64::from(bits)..f64::from(bits + 1)).contains(&policy.bits()), "{name}");
            assert_eq!(policy.warn_below, warn_below, "{name}");
        }
        assert_eq!(Policy::preset("Ory"), None);
        assert_eq!(Policy::default(), Policy::READMIT);
        assert_eq!(Policy::KEYCLOAK.order, Order::InSequence);
        assert_eq!(Policy::AUTH0.on_use, OnUse::ReplaceAll);
        assert_eq!(Policy::ORY.reveal, Reveal::WhileUnused);
    }

    #[test]
    fn alphabets_hold_no_symbol_twice() {
        for alphabet in [
            Alphabet::Crockford,
            Alphabet::LowerAlphanumeric,
            Alphabet::UpperWithoutZero,
            Alphabet::UpperWithoutLookalikes,
        ] {
            let mut symbols = alphabet.symbols().to_vec();
            symbols.sort_unstable();
            assert!(symbols.windows(2).all(|pair| pair[0] < pair[1]), "{alphabet:?}");
            assert!(symbols.iter().all(u8::is_ascii_alphanumeric));
            let lower = symbols.iter().any(u8::is_ascii_lowercase);
            assert_eq!(lower, alphabet.is_lower(), "{alphabet:?}");
            assert!(!(lower && symbols.iter().any(u8::is_ascii_uppercase)), "{alphabet:?}");
        }
    }

    #[test]
    fn what_does_not_fit_together_is_refused() {
        let base = Policy::READMIT;
        let rows = [
            (Policy { count: 0, ..base }, Err(Error::Count)),
            (Policy { count: 21, ..base }, Err(Error::Count)),
            (Policy { length: 0, ..base }, Err(Error::Length)),
            (Policy { length: 41, ..base }, Err(Error::Length)),
            (Policy { length: 7, ..base }, Err(Error::Weak)),
            (Policy { length: 8, ..base }, Ok(())),
            (Policy { group: 17, ..base }, Err(Error::Group)),
            (Policy { group: 1, ..base }, Err(Error::Group)),
            (Policy { normalise: Normalise::Exact, ..base }, Err(Error::Hyphens)),
            (Policy { warn_below: 11, ..base }, Err(Error::WarnBelow)),
            (Policy { alphabet: Alphabet::UpperWithoutZero, ..base }, Err(Error::Normalise)),
        ];
        for (policy, wanted) in rows {
            assert_eq!(policy.check(), wanted, "{policy:?}");
        }
    }

    #[test]
    fn which_factor_demands_codes() {
        use RequiredWith::{Any, Nothing, Totp, Webauthn};
        let rows = [
            (Nothing, false, false),
            (Totp, true, false),
            (Webauthn, false, true),
            (Any, true, true),
        ];
        for (required, totp, webauthn) in rows {
            assert_eq!((required.totp(), required.webauthn()), (totp, webauthn));
        }
    }
}
