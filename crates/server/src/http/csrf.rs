//! CSRF tokens: 32 random bytes in a cookie, shown in forms masked anew each time (wire contract §5.2).
//!
//! The masking keeps the token from being read out of compressed answers. Where a token has to match is decided by
//! the flow engine; this module only makes, masks and compares.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::Random;
use model::secret::same;

/// A browser's token.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token([u8; 32]);

impl Token {
    pub(crate) fn draw(random: &dyn Random) -> Self {
        let mut token = [0; 32];
        random.fill("csrf", &mut token);
        Self(token)
    }
    pub(crate) fn from_cookie(value: &str) -> Option<Self> {
        STANDARD.decode(value).ok()?.try_into().ok().map(Self)
    }
    pub(crate) fn cookie(&self) -> String {
        STANDARD.encode(self.0)
    }
    /// What a flow keeps to recognise its browser.
    pub(crate) fn hash(&self) -> [u8; 32] {
        crate::keys::digest(&self.0)
    }
    /// For a form: pad, then pad XOR token.
    pub(crate) fn masked(&self, random: &dyn Random) -> String {
        let mut out = [0; 64];
        let (pad, masked) = out.split_at_mut(32);
        random.fill("csrf-pad", pad);
        for ((masked, pad), token) in masked.iter_mut().zip(pad.iter()).zip(self.0) {
            *masked = pad ^ token;
        }
        STANDARD.encode(out)
    }
    /// Whether `shown`, masked or bare, is this token.
    pub(crate) fn matches(&self, shown: &str) -> bool {
        let Ok(bytes) = STANDARD.decode(shown) else {
            return false;
        };
        match bytes.len() {
            32 => same(&bytes, &self.0),
            64 => {
                let (pad, masked) = bytes.split_at(32);
                let bare: Vec<u8> = pad.iter().zip(masked).map(|(a, b)| a ^ b).collect();
                same(&bare, &self.0)
            }
            _ => false,
        }
    }
}

/// The cookie's name: unique for the server's public URL.
pub(crate) fn cookie_name(public_url: &str) -> String {
    format!(
        "csrf_token_{}",
        data_encoding::HEXLOWER.encode(&crate::keys::digest(public_url.as_bytes()))
    )
}

#[cfg(test)]
mod tests {
    use model::random::SeededRandom;

    use super::*;

    #[test]
    fn masked_tokens_match_and_differ() {
        let random = SeededRandom::new(1);
        let (token, other) = (Token::draw(&random), Token::draw(&random));
        let (one, two) = (token.masked(&random), token.masked(&random));
        assert!(one != two && token.matches(&one) && token.matches(&two));
        assert!(!other.matches(&one) && !token.matches("") && !token.matches("bm90IGEgdG9rZW4="));
        assert!(Token::from_cookie(&token.cookie()).is_some_and(|t| t == token));
    }
}
