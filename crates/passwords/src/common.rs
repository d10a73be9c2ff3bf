//! The commonest passwords, offline.
//!
//! 220,358 entries of 8 to 32 characters, embedded as one sorted text; a look-up is some eighteen comparisons and
//! allocates only the lower-case copy, which is wiped. Source and licence of the list: `data/README.md`. Passwords under
//! 8 characters are not in it: no policy lets them pass. What to do about a hit is the caller's.

use std::cmp::Ordering;

use zeroize::Zeroizing;

/// One entry a line, sorted by bytes, lower case, each line ended.
static LIST: &[u8] = include_bytes!("../data/common.txt");

/// Bounds of the entries, in bytes (they are ASCII).
const LENGTH: std::ops::RangeInclusive<usize> = 8..=32;

/// Whether the password is on the list, case aside.
pub fn is_common(password: &str) -> bool {
    if !LENGTH.contains(&password.len()) || !password.is_ascii() {
        return false;
    }
    contains(&Zeroizing::new(password.to_ascii_lowercase()))
}

/// Binary search by byte offset: the middle of what is left always lies in some line.
fn contains(wanted: &str) -> bool {
    let mut rest = LIST;
    while let Some((before, from_middle)) = rest.split_at_checked(rest.len() / 2) {
        let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        let Some(end) = from_middle.iter().position(|b| *b == b'\n') else {
            return false;
        };
        let end = before.len() + end;
        match rest.get(start..end).map(|line| wanted.as_bytes().cmp(line)) {
            Some(Ordering::Equal) => return true,
            Some(Ordering::Less) => rest = rest.get(..start).unwrap_or_default(),
            Some(Ordering::Greater) => rest = rest.get(end + 1..).unwrap_or_default(),
            None => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines() -> Vec<&'static str> {
        std::str::from_utf8(LIST).unwrap().lines().collect()
    }

    #[test]
    fn the_list_is_as_the_search_needs_it() {
        let lines = lines();
        assert_eq!(lines.len(), 220_358);
        assert!(LIST.ends_with(b"\n"));
        assert!(lines.windows(2).all(|pair| pair[0] < pair[1]));
        for line in lines {
            assert!(LENGTH.contains(&line.len()) && line.is_ascii(), "{line}");
            assert_eq!(line, line.to_ascii_lowercase());
        }
    }

    #[test]
    fn every_entry_is_found_and_its_neighbours_are_not() {
        let lines = lines();
        for line in &lines {
            assert!(contains(line), "{line}");
        }
        for line in lines.iter().step_by(97) {
            let longer = format!("{line}\u{1}");
            assert!(!contains(&longer));
            let shorter = line.get(..line.len() - 1).unwrap();
            assert_eq!(contains(shorter), lines.binary_search(&shorter).is_ok());
        }
        assert!(!contains("") && !contains("\u{1}") && !contains("~~~~~~~~~~~~~~~~~~"));
    }

    #[test]
    fn case_does_not_matter_and_strangers_pass() {
        for common in ["password123", "PassWord123", "QWERTYUIOP", "iloveyou1", "1234567890"] {
            assert!(is_common(common), "{common}");
        }
        for fine in ["correct horse battery staple", "vT9!kqzW2#xx", "", "geheim-für-Ümit", "a"] {
            assert!(!is_common(fine), "{fine}");
        }
    }
}
