//! One transaction.
//!
//! It ends with [`Tx::commit`], or it is rolled back: when it is dropped, when its future is cut short, and
//! when one of its statements failed. After a failed statement it does nothing more, on either database:
//! PostgreSQL would answer the commit with a silent rollback, and SQLite would go on with half the work.
//!
//! One that writes talks to the database as late as it can: writes that nobody waits for ([`Tx::later`],
//! [`Tx::guarded`]) are kept until a statement is waited for, or until the commit, and are sent together. A
//! transaction of such writes alone is one round trip.

use crate::batch::{self, Form, Step};
use crate::database::{Db, Kind};
use crate::error::{Error, Fault, Result, lost};
use crate::link::{Link, Want};
use crate::row::{Record, Row};
use crate::value::Value;
use crate::writers::Slot;

type Hook = Box<dyn FnOnce() + Send>;

/// A transaction, made by [`Db::read`](crate::Db::read) or [`Db::write`](crate::Db::write).
#[must_use = "a transaction that is not committed is rolled back"]
pub struct Tx {
    db: Db,
    /// `None` before it had to begin, and once it has ended.
    link: Option<Link>,
    /// A statement failed, or is under way, or was cut short.
    failed: bool,
    hopeful: bool,
    opening: Option<Step>,
    queue: Vec<Step>,
    hooks: Vec<Hook>,
    slot: Option<Slot>,
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx").field("failed", &self.failed).finish_non_exhaustive()
    }
}

impl Tx {
    pub(crate) fn new(db: Db, slot: Option<Slot>) -> Self {
        Self {
            db,
            link: None,
            failed: false,
            hopeful: false,
            opening: None,
            queue: Vec::new(),
            hooks: Vec::new(),
            slot,
        }
    }

    /// A write whose outcome is of no interest now. It happens before the next statement that is waited for.
    pub fn later(&mut self, sql: &'static str, args: Vec<Value>) {
        self.queue.push(Step { sql, args, exact: false, apart: false });
    }

    /// The same for a write that has to see what others committed until the writes before it got their rows: sent with
    /// them it would see, on PostgreSQL, what there was before they waited.
    pub fn afterwards(&mut self, sql: &'static str, args: Vec<Value>) {
        self.queue.push(Step { sql, args, exact: false, apart: true });
    }

    /// A write that changes a row only if that is still as it was found; whether it did.
    ///
    /// In a [hopeful](Self::hopeful) transaction it waits like the others, and is taken to have succeeded.
    pub async fn guarded(&mut self, sql: &'static str, args: Vec<Value>) -> Result<bool> {
        if self.hopeful {
            self.queue.push(Step { sql, args, exact: true, apart: false });
            return Ok(true);
        }
        Ok(self.execute(sql, args).await? > 0)
    }

    /// Takes it that all guarded writes are going to succeed: the commit fails with [`Error::Outdated`] when one did
    /// not, and nothing happened. Whoever asks for this begins anew then, without hope, to learn which one it was.
    pub fn hopeful(&mut self) {
        self.hopeful = true;
    }

    /// A write that must change a row, or else the transaction fails with [`Error::Outdated`]. It goes before all that
    /// waits: transactions that write the same rows in the same order wait for each other instead of locking each other
    /// out.
    pub fn must_first(&mut self, sql: &'static str, args: Vec<Value>) {
        self.queue.insert(0, Step { sql, args, exact: true, apart: false });
    }

    /// A write that must change a row and goes before everything, if the transaction has to begin before
    /// its commit: it holds the row that the last write will want.
    pub fn opening(&mut self, sql: &'static str, args: Vec<Value>) {
        self.opening = Some(Step { sql, args, exact: true, apart: false });
    }

    /// Reads all rows without beginning the transaction, if nothing was written in it. Only for what the transaction
    /// does not rest upon: a guard or a unique key has to hold in the end.
    pub async fn peek<T: Record>(&mut self, sql: &'static str, args: Vec<Value>) -> Result<Vec<T>> {
        if self.link.is_none() && self.queue.is_empty() && !self.failed {
            return self.db.all(sql, args).await;
        }
        self.all(sql, args).await
    }

    /// Runs a statement; how many rows it changed.
    pub async fn execute(&mut self, sql: &'static str, args: Vec<Value>) -> Result<u64> {
        self.open().await?;
        self.run(sql, &args).await
    }

    /// Runs a statement for its first row; an error if there is none (which alone does not fail the
    /// transaction).
    pub async fn one<T: Record>(&mut self, sql: &'static str, args: Vec<Value>) -> Result<T> {
        self.optional(sql, args).await?.ok_or_else(|| Fault::NoRow(sql).into())
    }

    /// Runs a statement for its first row, if there is one.
    pub async fn optional<T: Record>(
        &mut self,
        sql: &'static str,
        args: Vec<Value>,
    ) -> Result<Option<T>> {
        self.fetch(sql, &args, Want::First).await?.first().map(T::read).transpose()
    }

    /// Runs a statement for all its rows.
    pub async fn all<T: Record>(&mut self, sql: &'static str, args: Vec<Value>) -> Result<Vec<T>> {
        self.fetch(sql, &args, Want::All).await?.iter().map(T::read).collect()
    }

    /// Has `hook` called right after a successful commit, in the committing task: to wake whoever waits for
    /// what was written. It must be quick and must not block. It is dropped if the transaction is not
    /// committed.
    pub fn on_commit(&mut self, hook: impl FnOnce() + Send + 'static) {
        self.hooks.push(Box::new(hook));
    }

    /// Makes it all happen. An error means that it did not, except when the connection broke while the
    /// answer was under way: then it may have.
    pub async fn commit(mut self) -> Result<()> {
        if self.failed {
            return Err(Fault::Aborted.into());
        }
        if self.link.is_some() || !self.queue.is_empty() {
            self.send().await?;
        }
        self.finish();
        for hook in std::mem::take(&mut self.hooks) {
            hook();
        }
        Ok(())
    }

    async fn send(&mut self) -> Result<()> {
        // What it would hold is about to be written.
        self.opening = None;
        if self.db.kind() == Kind::Sqlite {
            return self.script_of_waiting(true).await;
        }
        if self.link.is_none() && batch::plan(Form::Statements, &self.queue).len() == 1 {
            // One statement is a transaction of its own: there is nothing to roll back when it fails.
            self.connect(true).await?;
            let sent = self.flush().await;
            drop(self.link.take());
            return sent;
        }
        self.open().await?;
        let link = start(&mut self.link, &mut self.failed)?;
        link.commit().await.map_err(|e| Error::of(e, "COMMIT"))
    }

    /// Undoes it all, and waits for that; dropping it does the same in the background.
    pub async fn rollback(mut self) -> Result<()> {
        if let Some(link) = &mut self.link {
            link.rollback().await.map_err(|e| Error::of(e, "ROLLBACK"))?;
        }
        self.finish();
        Ok(())
    }

    /// Runs a whole file of statements.
    pub(crate) async fn script(&mut self, sql: &'static str) -> Result<()> {
        self.open().await?;
        let link = start(&mut self.link, &mut self.failed)?;
        self.db.meter.count();
        link.script(sql).await.map_err(|e| Error::of(e, ""))?;
        self.failed = false;
        Ok(())
    }

    async fn fetch(&mut self, sql: &'static str, args: &[Value], want: Want) -> Result<Vec<Row>> {
        self.open().await?;
        let link = start(&mut self.link, &mut self.failed)?;
        self.db.meter.count();
        let rows = link.fetch(sql, args, want).await.map_err(|e| Error::of(e, sql))?;
        self.failed = false;
        Ok(rows)
    }

    async fn run(&mut self, sql: &'static str, args: &[Value]) -> Result<u64> {
        self.send_one(sql, args, true).await
    }

    async fn send_one(&mut self, sql: &'static str, args: &[Value], counts: bool) -> Result<u64> {
        let link = start(&mut self.link, &mut self.failed)?;
        if counts {
            self.db.meter.count();
        }
        let done = link.execute(sql, args).await.map_err(|e| Error::of(e, sql))?;
        self.failed = false;
        Ok(done)
    }

    /// Begins, if that has not happened, and sends what waits.
    async fn open(&mut self) -> Result<()> {
        if self.failed {
            return Err(Fault::Aborted.into());
        }
        if let Some(opening) = self.opening.take() {
            self.queue.insert(0, opening);
        }
        if self.db.kind() == Kind::Sqlite {
            return self.script_of_waiting(false).await;
        }
        if self.link.is_none() {
            self.begin(true).await?;
        }
        self.flush().await
    }

    /// Says `BEGIN`, once more on another connection if the first turns out to be gone.
    pub(crate) async fn begin(&mut self, write: bool) -> Result<()> {
        self.failed = true;
        let mut again = true;
        loop {
            let link = self.connect(write).await?;
            match link.begin(write).await {
                Ok(()) => break,
                Err(error) if again && lost(&error) => {
                    again = false;
                    if let Some(gone) = self.link.take() {
                        gone.close();
                    }
                    self.db.forget();
                }
                Err(error) => return Err(Error::of(error, "BEGIN")),
            }
        }
        self.failed = false;
        Ok(())
    }

    /// Takes a connection for the transaction. Being cut short behind this is for `drop` to clean up.
    async fn connect(&mut self, write: bool) -> Result<&mut Link> {
        let link = self.db.link(write).await?;
        if let Some(slot) = &self.slot {
            slot.connected();
        }
        Ok(self.link.insert(link))
    }

    /// On PostgreSQL: sends what waits, in as few statements as possible.
    async fn flush(&mut self) -> Result<()> {
        if self.queue.is_empty() {
            return Ok(());
        }
        let plan = batch::plan(Form::Statements, &self.queue);
        let mut steps = std::mem::take(&mut self.queue).into_iter();
        for part in plan.iter() {
            let now: Vec<Step> = steps.by_ref().take(part.steps).collect();
            let alone = now.len() == 1;
            let exact = now.iter().any(|step| step.exact);
            if self.run(part.sql, &arguments(now)).await? == 0 && alone && exact {
                self.failed = true;
                return Err(Error::Outdated);
            }
        }
        Ok(())
    }

    /// On SQLite: sends what waits, from the beginning of the transaction if it has not begun, and to its end if that
    /// is wanted.
    async fn script_of_waiting(&mut self, ends: bool) -> Result<()> {
        let begins = self.link.is_none();
        if !begins && !ends && self.queue.is_empty() {
            return Ok(());
        }
        let steps = std::mem::take(&mut self.queue);
        let plan = batch::plan(Form::Script { begins, ends }, &steps);
        if begins {
            self.failed = true;
            self.connect(true).await?;
            self.failed = false;
        }
        let counts = !steps.is_empty();
        let Some(script) = plan.first() else {
            return Ok(());
        };
        self.send_one(script.sql, &arguments(steps), counts).await.map(drop)
    }

    /// Hands the connection back: there is nothing to roll back any more.
    fn finish(&mut self) {
        drop(self.link.take());
        drop(self.slot.take());
    }
}

fn arguments(steps: Vec<Step>) -> Vec<Value> {
    steps.into_iter().flat_map(|step| step.args).collect()
}

/// The link, for one more statement. Until that has ended well, the transaction counts as failed.
fn start<'t>(link: &'t mut Option<Link>, failed: &mut bool) -> Result<&'t mut Link> {
    match link {
        Some(link) if !*failed => {
            *failed = true;
            Ok(link)
        }
        _ => Err(Fault::Aborted.into()),
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if let Some(link) = self.link.take() {
            link.abandon();
        }
    }
}
