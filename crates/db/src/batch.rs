//! Writes that nobody waits for one by one, sent together.
//!
//! A round trip to PostgreSQL costs more than most of the writes it carries, so a [`Tx`](crate::Tx) collects the
//! writes whose outcome its caller need not know, and sends them as one statement: each becomes a common table
//! expression, and those that must change a row divide by the number of rows they changed, so that a missing one fails
//! the whole. All parts of such a statement see the database as it was before it. Writes that would notice (one names a
//! table that an earlier one wrote to) are therefore sent in statements of their own, one after the other. SQLite runs
//! the writes singly: it is in this process.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::{LazyLock, Mutex, PoisonError};

use crate::value::Value;

/// A write that waits to be sent.
pub(crate) struct Step {
    pub(crate) sql: &'static str,
    pub(crate) args: Vec<Value>,
    /// It must change a row.
    pub(crate) exact: bool,
}

/// What PostgreSQL says of a division by zero: here, that a row which had to change did not.
pub(crate) const UNCHANGED: &str = "22012";

/// Texts of writes, and whether each must change a row.
type Shape = Vec<(&'static str, bool)>;

/// The statement that does what all of `steps` do.
pub(crate) fn composed(steps: &[Step]) -> &'static str {
    // The texts are static and stand in the source, so there are as many combinations as ways through the code.
    static TEXTS: LazyLock<Mutex<HashMap<Shape, &'static str>>> = LazyLock::new(Mutex::default);
    let key: Shape = steps.iter().map(|step| (step.sql, step.exact)).collect();
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    texts.entry(key).or_insert_with_key(|key| {
        let mut sizes = steps.iter().map(|step| step.args.len());
        Box::leak(compose(key, &mut sizes).into_boxed_str())
    })
}

fn compose(steps: &[(&str, bool)], sizes: &mut dyn Iterator<Item = usize>) -> String {
    let (mut parts, mut checks) = (String::new(), String::new());
    let mut before = 0;
    for (number, (sql, exact)) in steps.iter().enumerate() {
        let comma = if number == 0 { "" } else { ", " };
        let _ = write!(parts, "{comma}w{number} AS ({} RETURNING 1)", renumbered(sql, before));
        let divisor = if *exact { "" } else { "1 + " };
        let _ = write!(checks, "{comma}1 / ({divisor}(SELECT COUNT(*) FROM w{number}))");
        before += sizes.next().unwrap_or_default();
    }
    format!("WITH {parts} SELECT {checks}")
}

/// `sql` with its first parameter behind `before` others.
fn renumbered(sql: &str, before: usize) -> String {
    let mut pieces = sql.split('$');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece.find(|c: char| !c.is_ascii_digit()).unwrap_or(piece.len());
        let (number, rest) = piece.split_at(end);
        let number = number.parse::<usize>().unwrap_or_default() + before;
        let _ = write!(text, "${number}{rest}");
    }
    text
}

/// How many of the first `steps` may go together; at least one, if there is one.
pub(crate) fn together(steps: &[Step]) -> usize {
    let mut written = HashSet::new();
    let mut inserted = HashSet::new();
    for (at, step) in steps.iter().enumerate() {
        let (table, inserts) = target(step.sql);
        let named = words(step.sql).any(|word| {
            written.contains(word) && !(inserts && word == table && inserted.contains(word))
        });
        if named {
            return at;
        }
        written.insert(table);
        if inserts {
            inserted.insert(table);
        }
    }
    steps.len()
}

fn words(sql: &str) -> impl Iterator<Item = &str> {
    sql.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// The table a write is for, and whether it adds to it.
fn target(sql: &str) -> (&str, bool) {
    let mut words = words(sql);
    match words.next() {
        Some("INSERT") => (words.nth(1).unwrap_or_default(), true),
        Some("DELETE") => (words.nth(1).unwrap_or_default(), false),
        _ => (words.next().unwrap_or_default(), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(texts: &[&'static str]) -> Vec<Step> {
        texts.iter().map(|sql| Step { sql, args: Vec::new(), exact: false }).collect()
    }

    #[test]
    fn parameters_are_counted_on_and_checks_stand_at_the_end() {
        let text = compose(
            &[("UPDATE a SET x = $2 WHERE id = $1", true), ("DELETE FROM b WHERE id = $1", false)],
            &mut [2, 1].into_iter(),
        );
        assert_eq!(
            text,
            "WITH w0 AS (UPDATE a SET x = $2 WHERE id = $1 RETURNING 1), \
             w1 AS (DELETE FROM b WHERE id = $3 RETURNING 1) \
             SELECT 1 / ((SELECT COUNT(*) FROM w0)), 1 / (1 + (SELECT COUNT(*) FROM w1))"
        );
    }

    #[test]
    fn what_would_notice_an_earlier_write_is_sent_after_it() {
        let insert = "INSERT INTO a (x) VALUES ($1)";
        assert_eq!(together(&steps(&[insert, insert, "DELETE FROM b"])), 3);
        assert_eq!(together(&steps(&[insert, "UPDATE a SET x = 1"])), 1);
        assert_eq!(together(&steps(&["DELETE FROM a", insert])), 1);
        assert_eq!(together(&steps(&["UPDATE a SET x = 1", "UPDATE a SET x = 2"])), 1);
        let reads = "DELETE FROM c WHERE x = (SELECT b.x FROM b)";
        assert_eq!(together(&steps(&["UPDATE a SET x = 1", "UPDATE b SET x = 1", reads])), 2);
        assert_eq!(together(&[]), 0);
    }
}
