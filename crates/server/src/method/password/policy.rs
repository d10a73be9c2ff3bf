//! Which passwords may be chosen (NIST SP 800-63B §3.1.1.2): long enough, not commonly used, not the account's own
//! name. No rules about kinds of characters.

use model::Message;

/// Judges a new password. `names` are the account's identifiers.
pub(crate) fn check(
    password: &str,
    least: u32,
    names: &[String],
    similarity: bool,
) -> Result<(), Message> {
    let length = password.chars().count() as u64;
    if length < u64::from(least) {
        return Err(Message::password_too_short(u64::from(least), length));
    }
    if password.len() > passwords::MAX_PASSWORD {
        return Err(Message::password_too_long(
            passwords::MAX_PASSWORD as u64,
            password.len() as u64,
        ));
    }
    if similarity && names.iter().any(|name| similar(password, name)) {
        return Err(Message::password_similar());
    }
    if passwords::common::is_common(password) {
        return Err(Message::password_breached(1));
    }
    Ok(())
}

/// Too like a name: nearly the same, or more than half of it is part of the name.
fn similar(password: &str, name: &str) -> bool {
    let password: Vec<char> = password.to_lowercase().chars().take(128).collect();
    let name: Vec<char> = name.to_lowercase().chars().take(320).collect();
    distance(&password, &name) < 5 || longest_common(&password, &name) * 2 > password.len()
}

/// Levenshtein's distance.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (b, above) in other.iter().zip(row.iter().skip(1)) {
            let best = (diagonal + usize::from(a != b)).min(above + 1).min(left + 1);
            diagonal = *above;
            left = best;
            next.push(best);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

/// Length of the longest text that both contain.
fn longest_common(one: &[char], other: &[char]) -> usize {
    let mut best = 0;
    let mut row = vec![0_usize; other.len() + 1];
    for a in one {
        let mut next = vec![0];
        for (b, diagonal) in other.iter().zip(row.iter()) {
            let run = if a == b { diagonal + 1 } else { 0 };
            best = best.max(run);
            next.push(run);
        }
        row = next;
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(password: &str) -> Option<u32> {
        check(password, 8, &["ada@example.org".into()], true).err().map(|m| m.id)
    }

    #[test]
    fn rules() {
        assert_eq!(refused("abc"), Some(4_000_032));
        assert_eq!(refused("ada@example.org"), Some(4_000_031));
        assert_eq!(refused("ada@example"), Some(4_000_031));
        assert_eq!(refused("password1"), Some(4_000_034));
        assert_eq!(refused("correct horse 9"), None);
        assert_eq!(refused(&"x".repeat(1025)), Some(4_000_033));
        assert_eq!(distance(&['a', 'b', 'c'], &['a', 'c']), 1);
        assert_eq!(longest_common(&['a', 'b', 'c'], &['x', 'b', 'c', 'y']), 2);
    }
}
