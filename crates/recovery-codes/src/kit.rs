//! The text to print: who issued the codes, where to sign in, whose they are, when they were made, and the codes.
//!
//! Plain text of 72 columns, in English, for a file or a printer. It is as secret as the codes and wiped when dropped.
//! [`crate::read`] finds the codes in it again, also when a field of one line has swallowed its line breaks: for that, every
//! line after a code begins with blanks. Pages, QR codes and other languages are for whoever has a page to put them on.

use std::fmt::Write as _;

use zeroize::Zeroizing;

use crate::policy::{Order, Policy};
use crate::{Code, OnUse};

/// What a kit is made of. Control characters in the texts become blanks, so that no account name can forge a line.
#[derive(Debug, Clone, Copy)]
pub struct Kit<'a> {
    /// The name of the service.
    pub issuer: &'a str,
    /// Where to sign in, as a URL.
    pub address: &'a str,
    /// Whose codes these are: an e-mail address or a user name.
    pub account: &'a str,
    /// The day they were made, ready to be read.
    pub date: &'a str,
    /// The policy of the set.
    pub policy: &'a Policy,
    /// The codes in the order of their numbers, from 1.
    pub codes: &'a [Code],
}

impl Kit<'_> {
    /// The whole text, ending in a line break.
    pub fn text(&self) -> Zeroizing<String> {
        // Ample room from the start: a string that grows leaves copies of the codes behind.
        let mut text = Zeroizing::new(String::with_capacity(self.capacity()));
        // Writing to a string cannot fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) -> std::fmt::Result {
        writeln!(text, "Recovery codes for {}\n", line(self.issuer))?;
        writeln!(text, "  Account:  {}", line(self.account))?;
        writeln!(text, "  Sign in:  {}", line(self.address))?;
        writeln!(text, "  Made on:  {}\n", line(self.date))?;
        for (number, code) in (1_usize..).zip(self.codes) {
            writeln!(text, "  {number:>2}.  [ ]  {}", code.display(self.policy).as_str())?;
        }
        writeln!(text, "\n  {}", self.usage())?;
        writeln!(
            text,
            "  Keep this sheet where you keep your passport, away from the phone or\n  \
               key whose loss it is meant for. Whoever holds a code can stand in for\n  \
               your second factor, so nobody who calls or writes ever has a reason\n  \
               to ask for one."
        )
    }

    fn usage(&self) -> &'static str {
        match (self.policy.on_use, self.policy.order) {
            (OnUse::ReplaceAll, _) => {
                "Using a code brings a new sheet at once; throw this one away then."
            }
            (OnUse::Spend, Order::InSequence) => {
                "Each code works once. You are asked for them by number; tick them off."
            }
            (OnUse::Spend, Order::Any) => "Each code works once, in any order; tick them off.",
        }
    }

    fn capacity(&self) -> usize {
        let texts = self.issuer.len() + self.address.len() + self.account.len() + self.date.len();
        let codes: usize = self.codes.iter().map(|code| 2 * code.expose().len() + 16).sum();
        texts + codes + 600
    }
}

/// One line of it, whatever was given.
fn line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || is_override(c) { ' ' } else { c }).collect()
}

/// Characters that break a line or turn the reading direction without being control characters by class.
fn is_override(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes() -> Vec<Code> {
        ["0123456789ABCDEF", "FEDCBA9876543210"]
            .into_iter()
            .map(|text| Code::restore(text.to_owned()).unwrap())
            .collect()
    }

    fn kit<'a>(policy: &'a Policy, codes: &'a [Code]) -> Kit<'a> {
        Kit {
            issuer: "Example",
            address: "https://example.org/login",
            account: "ada@example.org",
            date: "2026-11-21",
            policy,
            codes,
        }
    }

    #[test]
    fn it_says_everything_and_numbers_the_codes() {
        let codes = codes();
        let text = kit(&Policy::READMIT, &codes).text();
        for part in [
            "Recovery codes for Example\n",
            "  Account:  ada@example.org\n",
            "  Sign in:  https://example.org/login\n",
            "  Made on:  2026-11-21\n",
            "   1.  [ ]  0123-4567-89AB-CDEF\n   2.  [ ]  FEDC-BA98-7654-3210\n",
            "in any order",
        ] {
            assert!(text.contains(part), "{part}: {}", text.as_str());
        }
        assert!(text.lines().all(|line| line.chars().count() <= 76));
        assert!(kit(&Policy::KEYCLOAK, &codes).text().contains("by number"));
        assert!(kit(&Policy::AUTH0, &codes).text().contains("new sheet"));
    }

    #[test]
    fn an_account_name_cannot_add_lines() {
        let codes = codes();
        let policy = Policy::READMIT;
        let plain = kit(&policy, &codes).text().lines().count();
        let forged =
            Kit { account: "x\r\n   3.  [ ]  0000\u{2028}\u{202e}y", ..kit(&policy, &codes) };
        assert_eq!(forged.text().lines().count(), plain);
        assert!(!forged.text().contains(['\r', '\u{2028}', '\u{202e}']));
    }

    #[test]
    fn the_text_never_outgrows_its_room() {
        let codes =
            crate::generate(&Policy { count: 20, length: 40, group: 2, ..Policy::READMIT }, &mut {
                let mut next = 0_u8;
                move |bytes: &mut [u8]| {
                    for byte in bytes {
                        next = next.wrapping_mul(5).wrapping_add(13);
                        *byte = next.rotate_left(3) ^ next;
                    }
                }
            });
        let policy = Policy { count: 20, length: 40, group: 2, ..Policy::READMIT };
        let kit = kit(&policy, &codes);
        assert_eq!(kit.text().capacity(), kit.capacity());
    }
}
