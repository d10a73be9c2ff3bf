//! Writes that nobody waits for one by one, sent together.
//!
//! A trip to the database costs more than most of the writes it carries, so a [`Tx`](crate::Tx) collects the writes
//! whose outcome its caller need not know, and sends them as one text. What must change a row fails the whole by a
//! calculation that is impossible if it did not.
//!
//! On PostgreSQL each write becomes a common table expression of one statement, and all of them see the database as it
//! was before it. Writes that would notice (one names a table that an earlier one wrote to), or that have to see what
//! others did until the earlier ones got their rows, are therefore sent in statements of their own, one after the other. On SQLite they are statements one behind the other, with beginning and
//! end of the transaction where these are due.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use crate::value::{Statement, Value};

/// A write that waits to be sent.
pub(crate) struct Step {
    pub(crate) sql: &'static str,
    pub(crate) args: Vec<Value>,
    /// It must change a row.
    pub(crate) exact: bool,
    /// It has to see what others committed while the ones before it waited for their rows.
    pub(crate) apart: bool,
}

/// What PostgreSQL says when a row that had to change did not: a division by zero.
pub(crate) const UNCHANGED: &str = "22012";
/// What SQLite says then: there is no absolute value of the least number.
pub(crate) const UNCHANGED_SQLITE: (&str, &str) = ("1", "integer overflow");

/// How texts are put together.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    /// PostgreSQL: as few statements as will do.
    Statements,
    /// SQLite: all in one, perhaps from the beginning or to the end of the transaction.
    Script { begins: bool, ends: bool },
}

/// A text, and how many of the writes it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) sql: &'static str,
    pub(crate) steps: usize,
}

/// The form, and of each write its text (static, so known by its place in memory), whether it must change a row, and
/// whether it stands apart.
type Shape = (Form, Vec<(usize, usize, bool, bool)>);

/// The texts that do what all of `steps` do, in their order.
pub(crate) fn plan(form: Form, steps: &[Step]) -> Arc<[Part]> {
    // The texts stand in the source, so there are as many combinations as ways through the code.
    static PLANS: LazyLock<Mutex<HashMap<Shape, Arc<[Part]>>>> = LazyLock::new(Mutex::default);
    let shape = steps
        .iter()
        .map(|step| (step.sql.as_ptr().addr(), step.sql.len(), step.exact, step.apart))
        .collect();
    let mut plans = PLANS.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(plans.entry((form, shape)).or_insert_with(|| planned(form, steps)))
}

fn planned(form: Form, mut steps: &[Step]) -> Arc<[Part]> {
    if let Form::Script { begins, ends } = form {
        let sql = kept(script(&numbered(steps), begins, ends));
        return [Part { sql, steps: steps.len() }].into();
    }
    let mut parts = Vec::new();
    while let Some(first) = steps.first() {
        let (now, rest) = steps.split_at(together(steps));
        let sql = if now.len() == 1 { first.sql } else { kept(statement(&numbered(now))) };
        parts.push(Part { sql, steps: now.len() });
        steps = rest;
    }
    parts.into()
}

/// PostgreSQL: a write with `RETURNING` and a read in one statement. It has a row for each of the read's, behind that of the
/// write; one with NULLs if the read has none, and none if the write has none.
pub(crate) fn and_read(write: &Statement, read: &Statement) -> &'static str {
    static TEXTS: LazyLock<Mutex<HashMap<[usize; 4], &'static str>>> =
        LazyLock::new(Mutex::default);
    let known = |sql: &str| (sql.as_ptr().addr(), sql.len());
    let ((w, w_len), (r, r_len)) = (known(write.sql), known(read.sql));
    let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
    texts.entry([w, w_len, r, r_len]).or_insert_with(|| {
        let read = renumbered(read.sql, write.args.len());
        let write = write.sql;
        kept(format!("WITH w AS ({write}) SELECT w.*, r.* FROM w LEFT JOIN ({read}) r ON TRUE"))
    })
}

fn kept(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// The writes with parameters that count on from one to the next, and whether each must change a row.
fn numbered(steps: &[Step]) -> Vec<(String, bool)> {
    let mut before = 0;
    let counted_on = steps.iter().map(|step| {
        let text = renumbered(step.sql, before);
        before += step.args.len();
        (text, step.exact)
    });
    counted_on.collect()
}

fn statement(writes: &[(String, bool)]) -> String {
    let (mut parts, mut checks) = (String::new(), String::new());
    for (number, (sql, exact)) in writes.iter().enumerate() {
        let comma = if number == 0 { "" } else { ", " };
        let _ = write!(parts, "{comma}w{number} AS ({sql} RETURNING 1)");
        let divisor = if *exact { "" } else { "1 + " };
        let _ = write!(checks, "{comma}1 / ({divisor}(SELECT COUNT(*) FROM w{number}))");
    }
    format!("WITH {parts} SELECT {checks}")
}

fn script(writes: &[(String, bool)], begins: bool, ends: bool) -> String {
    // A deferred one that reads first would fail at once when somebody else writes meanwhile.
    let mut text = if begins { "BEGIN IMMEDIATE; " } else { "" }.to_owned();
    for (sql, exact) in writes {
        let _ = write!(text, "{sql}; ");
        if *exact {
            text.push_str("SELECT 1 WHERE abs(-9223372036854775808 + changes()) < 0; ");
        }
    }
    text.push_str(if ends { "COMMIT" } else { "" });
    text
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
///
/// New rows do not notice what became of others: where they would (a unique value that an earlier write set free), the
/// database refuses.
fn together(steps: &[Step]) -> usize {
    let mut written = HashSet::new();
    for (at, step) in steps.iter().enumerate() {
        let (table, only_adds) = target(step.sql);
        let notices =
            words(step.sql).any(|word| written.contains(word) && !(only_adds && word == table));
        if notices || step.apart && at > 0 {
            return at;
        }
        written.insert(table);
    }
    steps.len()
}

fn words(sql: &str) -> impl Iterator<Item = &str> {
    sql.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// The table a write is for, and whether it adds rows to it and does nothing else.
fn target(sql: &str) -> (&str, bool) {
    let mut words = words(sql);
    let first = words.next().unwrap_or_default();
    let table = match first {
        "INSERT" | "DELETE" => words.nth(1),
        _ => words.next(),
    };
    let adds = first == "INSERT" && !words.any(|word| matches!(word, "SELECT" | "UPDATE"));
    (table.unwrap_or_default(), adds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(texts: &[&'static str]) -> Vec<Step> {
        texts.iter().map(|sql| Step { sql, args: Vec::new(), exact: false, apart: false }).collect()
    }

    #[test]
    fn parameters_are_counted_on_and_checks_follow() {
        let spend = Step {
            sql: "UPDATE a SET x = $2 WHERE id = $1",
            args: vec![1.into(), 2.into()],
            exact: true,
            apart: false,
        };
        let delete = Step {
            sql: "DELETE FROM b WHERE id = $1",
            args: vec![3.into()],
            exact: false,
            apart: false,
        };
        let both = [spend, delete];
        let sql = |form| plan(form, &both).iter().map(|part| part.sql).collect::<String>();
        assert_eq!(
            sql(Form::Statements),
            "WITH w0 AS (UPDATE a SET x = $2 WHERE id = $1 RETURNING 1), \
             w1 AS (DELETE FROM b WHERE id = $3 RETURNING 1) \
             SELECT 1 / ((SELECT COUNT(*) FROM w0)), 1 / (1 + (SELECT COUNT(*) FROM w1))"
        );
        assert_eq!(
            sql(Form::Script { begins: true, ends: true }),
            "BEGIN IMMEDIATE; UPDATE a SET x = $2 WHERE id = $1; \
             SELECT 1 WHERE abs(-9223372036854775808 + changes()) < 0; \
             DELETE FROM b WHERE id = $3; COMMIT"
        );
    }

    #[test]
    fn what_would_notice_an_earlier_write_is_sent_after_it() {
        let insert = "INSERT INTO a (x) VALUES ($1)";
        assert_eq!(together(&steps(&[insert, insert, "DELETE FROM b"])), 3);
        assert_eq!(together(&steps(&[insert, "UPDATE a SET x = 1"])), 1);
        assert_eq!(together(&steps(&["DELETE FROM a", insert])), 2);
        let upsert = "INSERT INTO a (x) VALUES ($1) ON CONFLICT (x) DO UPDATE SET y = 1";
        assert_eq!(together(&steps(&[insert, upsert])), 1);
        assert_eq!(together(&steps(&["UPDATE a SET x = 1", "UPDATE a SET x = 2"])), 1);
        let reads = "DELETE FROM c WHERE x = (SELECT b.x FROM b)";
        assert_eq!(together(&steps(&["UPDATE a SET x = 1", "UPDATE b SET x = 1", reads])), 2);
        let parts =
            plan(Form::Statements, &steps(&["UPDATE a SET x = 1", "UPDATE a SET x = 2", insert]));
        assert_eq!(parts.iter().map(|part| part.steps).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(parts.first().map(|part| part.sql), Some("UPDATE a SET x = 1"));
        assert!(plan(Form::Statements, &[]).is_empty());
        let mut apart = steps(&["UPDATE a SET x = 1", "UPDATE b SET x = 1", "DELETE FROM c"]);
        apart[1].apart = true;
        let parts = plan(Form::Statements, &apart);
        assert_eq!(parts.iter().map(|part| part.steps).collect::<Vec<_>>(), [1, 2]);
    }
}
