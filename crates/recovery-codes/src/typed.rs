//! What people put into the field: a code, a code with its number in front, or the whole sheet.
//!
//! [`read`] finds at most one code, or says that there are several and that one is wanted: one submission never tries two.
//! Whether digits in front belong to a code is told by the length alone: a number is taken off only where the rest has
//! exactly as many symbols as the policy's codes. Nothing is compared with anything stored, so what is answered tells
//! nothing about the set, and [`Unreadable`] may be shown to whoever typed it. Hashing, comparing and counting attempts
//! are not done here.

use zeroize::Zeroizing;

use crate::code::{Code, is_separator, normalise, symbol};
use crate::policy::{Normalise, Policy};

/// The longest text that is looked at, in bytes. A sheet of 20 codes fits.
pub const MAX_PASTED: usize = 4096;

/// Why no code was read from a text. None of the reasons says anything about the codes of the set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// More than [`MAX_PASTED`] bytes.
    #[error("the text is too long to be searched for a recovery code")]
    TooLong,
    /// Nothing in it has the shape of a code. To the person who typed it: a wrong code.
    #[error("this is no recovery code")]
    NoCode,
    /// More than one, and none or two of them have the number that is asked for.
    #[error("these are several recovery codes; one is needed")]
    Several,
}

/// Codes in the order in which they stand, each with the number in front of it.
type Found = Vec<(Option<u8>, Code)>;

/// The one code that a text holds.
///
/// `asked_for` is [`crate::Set::asked_for`]. It chooses from a sheet that is pasted whole and does nothing else: a code
/// that comes alone is that code, whatever number stands in front of it.
///
/// - A code alone is read as by [`normalise`], also behind its number (`3. `, `#3 `, `3) [x] `), a bullet or in quotes.
/// - From several codes, the one is taken whose number is asked for. Without numbers they count from 1 if they are as
///   many as the set has. Line breaks may be missing: fields of one line swallow them.
/// - A code that is there twice is one code.
/// - [`Normalise::Exact`]: up to 64 bytes are taken as they are. Longer text cannot be a code and is read as a sheet, with
///   capitals and small letters kept apart.
///
/// ```
/// use recovery_codes::{Policy, Unreadable, read};
///
/// let policy = Policy::KEYCLOAK;
/// let code = read(&policy, "2) abcd efgh jklm", None)?;
/// assert_eq!(code.expose(), "ABCDEFGHJKLM");
///
/// let list = "1. ABCD-EFGH-JKLM\n2. NPQR-STUV-WXYZ";
/// assert_eq!(read(&policy, list, Some(2))?.expose(), "NPQRSTUVWXYZ");
/// assert_eq!(read(&policy, list, None), Err(Unreadable::Several));
/// # Ok::<(), Unreadable>(())
/// ```
pub fn read(policy: &Policy, text: &str, asked_for: Option<u8>) -> Result<Code, Unreadable> {
    if text.len() > MAX_PASTED {
        return Err(Unreadable::TooLong);
    }
    let code = match policy.normalise {
        Normalise::Exact => normalise(policy, text),
        Normalise::CaseAndSeparators | Normalise::Crockford => alone(policy, text),
    };
    if let Some(code) = code {
        return Ok(code);
    }
    let mut found = numbered(policy, text);
    if found.is_empty() {
        found = listed(policy, text);
    }
    choose(found, asked_for)
}

fn choose(found: Found, asked_for: Option<u8>) -> Result<Code, Unreadable> {
    if found.is_empty() {
        return Err(Unreadable::NoCode);
    }
    let alike = found.windows(2).all(|pair| matches!(pair, [(_, one), (_, other)] if one == other));
    let mut wanted =
        found.into_iter().filter(|(number, _)| alike || *number == asked_for).map(|(_, code)| code);
    let code = wanted.next().ok_or(Unreadable::Several)?;
    if wanted.all(|other| other == code) { Ok(code) } else { Err(Unreadable::Several) }
}

/// The code, if there is nothing else but its number and marks around it.
fn alone(policy: &Policy, text: &str) -> Option<Code> {
    let text = after_marks(text).trim_end_matches(is_mark);
    shaped(policy, text).or_else(|| {
        let (_, rest) = number(text)?;
        shaped(policy, after_marks(rest))
    })
}

/// All codes with a number in front, wherever they stand.
fn numbered(policy: &Policy, text: &str) -> Found {
    let mut found = Found::new();
    let mut rest = text.chars();
    // Whether there were only marks since the line began or a code ended.
    let mut fresh = true;
    let mut boundary = true;
    loop {
        if boundary && let Some((number, code, after)) = entry(policy, rest.as_str(), fresh) {
            found.push((Some(number), code));
            rest = after.chars();
            fresh = true;
            continue;
        }
        let Some(passed) = rest.next() else {
            return found;
        };
        boundary = is_mark(passed);
        fresh = is_line_break(passed) || fresh && boundary;
    }
}

/// A number and its code at the beginning of `text`, and what follows. In the middle of a line (`fresh` is false) a blank
/// alone makes no number of digits: they may belong to a date.
fn entry<'a>(policy: &Policy, text: &'a str, fresh: bool) -> Option<(u8, Code, &'a str)> {
    let (number, after) = number(text)?;
    let body = after_marks(after);
    if !fresh && !before(after, body).contains(['.', ':', ')', ']']) {
        return None;
    }
    let (code, rest) = leading(policy, body)?;
    Some((number, code, rest))
}

/// The code at the beginning of `text`, on one line, if it ends where its symbols end.
fn leading<'a>(policy: &Policy, text: &'a str) -> Option<(Code, &'a str)> {
    let mut missing = policy.length;
    let mut rest = text.chars();
    while missing > 0 {
        let next = rest.next()?;
        if symbol(policy, next).is_some() {
            missing -= 1;
        } else if !is_separator(next) || is_line_break(next) {
            return None;
        }
    }
    let rest = rest.as_str();
    let code = shaped(policy, before(text, rest))?;
    ends(rest).then_some((code, rest))
}

/// Whether a code can have ended before `after`: here the line ends, there is a gap, or the next number.
fn ends(after: &str) -> bool {
    let next = after.trim_start_matches(is_blank);
    let gap = after.starts_with('\t') || after.chars().take_while(|c| is_blank(*c)).count() > 1;
    let Some(first) = next.chars().next() else {
        return true;
    };
    if is_mark(first) {
        return gap || is_line_break(first) || !is_separator(first);
    }
    gap || number(next)
        .is_some_and(|(_, rest)| rest.starts_with(['.', ':', ')']) && !after_marks(rest).is_empty())
}

/// Codes without numbers: one on a line, or nothing but codes run together. They count from 1 if the list is complete.
fn listed(policy: &Policy, text: &str) -> Found {
    let mut codes: Vec<Code> =
        text.split(is_line_break).filter_map(|line| alone(policy, line)).collect();
    if codes.is_empty() {
        codes = run_together(policy, text).unwrap_or_default();
    }
    let complete = codes.len() == usize::from(policy.count);
    (1..=u8::MAX).zip(codes).map(|(number, code)| (complete.then_some(number), code)).collect()
}

fn run_together(policy: &Policy, text: &str) -> Option<Vec<Code>> {
    let mut symbols = Zeroizing::new(String::with_capacity(text.len()));
    for typed in text.chars().filter(|c| !is_mark(*c)) {
        symbols.push(symbol(policy, typed)?);
    }
    let length = usize::from(policy.length).max(1);
    let pieces = symbols.as_bytes().chunks_exact(length);
    // A single one would have been read as such before; what is left has marks within it that no spelling allows.
    if pieces.len() < 2 || !pieces.remainder().is_empty() {
        return None;
    }
    pieces.map(|piece| Code::restore(str::from_utf8(piece).ok()?.to_owned())).collect()
}

/// As [`normalise`] reads it, and of the policy's length and alphabet even where spelling is exact.
fn shaped(policy: &Policy, text: &str) -> Option<Code> {
    normalise(policy, text).filter(|code| {
        let text = code.expose();
        text.len() == usize::from(policy.length)
            && text.chars().all(|c| symbol(policy, c) == Some(c))
    })
}

/// The number from 1 to 99 that `text` begins with, and what follows; no letter or digit may touch it.
fn number(text: &str) -> Option<(u8, &str)> {
    let after = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = before(text, after);
    if digits.len() > 2 || !after.starts_with(is_mark) {
        return None;
    }
    Some((digits.parse().ok().filter(|number| *number > 0)?, after))
}

/// Without the marks in front, among them a box that may be ticked: `[ ]`, `[x]`.
fn after_marks(text: &str) -> &str {
    let rest = text.trim_start_matches(is_mark);
    let boxed = before(text, rest).ends_with('[');
    let ticked = rest.strip_prefix(['x', 'X', 'v', 'V']).and_then(|rest| rest.strip_prefix(']'));
    match ticked {
        Some(rest) if boxed => rest.trim_start_matches(is_mark),
        _ => rest,
    }
}

/// The part of `text` in front of its end `rest`.
fn before<'a>(text: &'a str, rest: &str) -> &'a str {
    text.get(..text.len().saturating_sub(rest.len())).unwrap_or_default()
}

/// Whatever is neither letter nor digit of any script: no code has it, but a list may.
fn is_mark(c: char) -> bool {
    !c.is_alphanumeric()
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() && !is_line_break(c)
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests;
