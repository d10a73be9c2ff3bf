//! A code: drawing it, showing it, understanding it when it is typed.
//!
//! A [`Code`] is a secret: it has no readable `Debug`, is wiped when dropped and compares in constant time. Randomness
//! comes from the caller and is turned into symbols without bias. Reading is bounded to 64 bytes before anything else is
//! done; [`crate::typed`] reads what is longer, or has a number in front. Whether a code is right is for [`crate::hash`] and [`crate::set`] to say.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::policy::{Alphabet, Normalise, Policy};

/// The longest input that is looked at, in bytes.
pub const MAX_TYPED: usize = 64;

/// One code in its canonical spelling: what is hashed, without hyphens.
pub struct Code(Zeroizing<String>);

impl Code {
    /// A code as it was stored in the clear or sealed elsewhere, taken as it is. `None` when empty or over 64 bytes.
    pub fn restore(text: String) -> Option<Self> {
        let text = Zeroizing::new(text);
        (1..=MAX_TYPED).contains(&text.len()).then_some(Self(text))
    }

    /// The canonical spelling, for hashing and sealing. Whatever is made of it is a secret too.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// As people see it: hyphens between groups of `policy.group` symbols, or none.
    pub fn display(&self, policy: &Policy) -> Zeroizing<String> {
        let group = usize::from(policy.group);
        // Sized once: a string that grows leaves copies of the secret behind.
        let mut shown = Zeroizing::new(String::with_capacity(2 * self.0.len()));
        for (at, symbol) in self.0.chars().enumerate() {
            if group > 0 && at > 0 && at % group == 0 {
                shown.push('-');
            }
            shown.push(symbol);
        }
        shown
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(…)")
    }
}

/// In constant time for codes of one length.
impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for Code {}

/// Draws a set of codes, all different, in the order of their numbers.
///
/// `fill` fills a buffer with bytes of a cryptographic random source. Each symbol is equally likely: bytes that would
/// favour some are thrown away. A source that keeps repeating itself makes this wait for ever rather than return codes
/// that somebody could guess. The policy is expected to pass [`Policy::check`].
pub fn generate(policy: &Policy, fill: &mut dyn FnMut(&mut [u8])) -> Vec<Code> {
    let mut symbols = Symbols::new(policy.alphabet, fill);
    let mut codes: Vec<Code> = Vec::with_capacity(usize::from(policy.count));
    while codes.len() < distinct(policy) {
        let code = symbols.code(policy.length);
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

/// `count`, or fewer when a policy that nobody checked has not so many codes.
fn distinct(policy: &Policy) -> usize {
    let all = policy.alphabet.symbols().len().saturating_pow(u32::from(policy.length));
    usize::from(policy.count).min(all)
}

/// Random symbols by rejection: of 256 bytes, only the largest multiple of the alphabet's size is used.
struct Symbols<'a> {
    alphabet: &'static [u8],
    fill: &'a mut dyn FnMut(&mut [u8]),
    bytes: Zeroizing<[u8; 64]>,
    at: usize,
}

impl<'a> Symbols<'a> {
    fn new(alphabet: Alphabet, fill: &'a mut dyn FnMut(&mut [u8])) -> Self {
        Self { alphabet: alphabet.symbols(), fill, bytes: Zeroizing::new([0; 64]), at: 64 }
    }

    fn code(&mut self, length: u8) -> Code {
        let mut text = Zeroizing::new(String::with_capacity(usize::from(length)));
        for _ in 0..length {
            text.push(self.symbol());
        }
        Code(text)
    }

    fn symbol(&mut self) -> char {
        let usable = 256 - 256 % self.alphabet.len();
        loop {
            let byte = usize::from(self.byte());
            if byte < usable
                && let Some(symbol) = self.alphabet.get(byte % self.alphabet.len())
            {
                return char::from(*symbol);
            }
        }
    }

    fn byte(&mut self) -> u8 {
        loop {
            if let Some(byte) = self.bytes.get(self.at) {
                self.at += 1;
                return *byte;
            }
            (self.fill)(self.bytes.as_mut_slice());
            self.at = 0;
        }
    }
}

/// What somebody typed, in the spelling that is hashed; `None` when it cannot be any code of this policy.
///
/// More than 64 bytes are refused first. [`Normalise::Exact`] takes everything else as typed, whatever its length, since
/// sets that came from elsewhere may hold any text. The other two drop blanks and hyphens, set the case, and answer only
/// when the length and every symbol are right. A number in front is no part of a code and is refused here; for a field that
/// people paste into, take [`crate::read`].
pub fn normalise(policy: &Policy, typed: &str) -> Option<Code> {
    if typed.is_empty() || typed.len() > MAX_TYPED {
        return None;
    }
    if policy.normalise == Normalise::Exact {
        return Code::restore(typed.to_owned());
    }
    let mut text = Zeroizing::new(String::with_capacity(MAX_TYPED));
    for typed in typed.chars().filter(|c| !is_separator(*c)) {
        text.push(symbol(policy, typed)?);
    }
    (text.len() == usize::from(policy.length)).then_some(Code(text))
}

/// The symbol that a typed character stands for, if the policy's alphabet has it.
pub(crate) fn symbol(policy: &Policy, typed: char) -> Option<char> {
    let symbol = fold(policy, typed);
    policy.alphabet.symbols().iter().any(|known| char::from(*known) == symbol).then_some(symbol)
}

/// Blanks of any kind, and whatever a keyboard or a word processor makes of a hyphen.
pub(crate) fn is_separator(symbol: char) -> bool {
    symbol.is_whitespace()
        || matches!(symbol, '-' | '\u{ad}' | '\u{200b}' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn fold(policy: &Policy, typed: char) -> char {
    if policy.normalise == Normalise::Exact {
        return typed;
    }
    let symbol = if policy.alphabet.is_lower() {
        typed.to_ascii_lowercase()
    } else {
        typed.to_ascii_uppercase()
    };
    match symbol {
        'O' if policy.normalise == Normalise::Crockford => '0',
        'I' | 'L' if policy.normalise == Normalise::Crockford => '1',
        _ => symbol,
    }
}

#[cfg(test)]
mod tests;
