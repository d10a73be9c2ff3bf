//! One transaction.
//!
//! It ends with [`Tx::commit`], or it is rolled back: when it is dropped, when its future is cut short, and
//! when one of its statements failed. After a failed statement it does nothing more, on either database:
//! PostgreSQL would answer the commit with a silent rollback, and SQLite would go on with half the work.

use crate::database::Meter;
use crate::error::{Error, Fault, Result};
use crate::link::{Link, Want};
use crate::row::{Record, Row};
use crate::value::Value;
use crate::writers::Slot;

type Hook = Box<dyn FnOnce() + Send>;

/// A transaction, made by [`Db::read`](crate::Db::read) or [`Db::write`](crate::Db::write).
#[must_use = "a transaction that is not committed is rolled back"]
pub struct Tx {
    /// `None` once it has ended.
    link: Option<Link>,
    /// A statement failed, or is under way, or was cut short.
    failed: bool,
    hooks: Vec<Hook>,
    meter: Meter,
    slot: Option<Slot>,
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx").field("failed", &self.failed).finish_non_exhaustive()
    }
}

impl Tx {
    pub(crate) fn new(link: Link, meter: Meter) -> Self {
        Self { link: Some(link), failed: true, hooks: Vec::new(), meter, slot: None }
    }

    pub(crate) async fn begin(&mut self, write: bool) -> sqlx::Result<()> {
        if let Some(link) = &mut self.link {
            link.begin(write).await?;
            self.failed = false;
        }
        Ok(())
    }

    pub(crate) fn hold(&mut self, slot: Option<Slot>) {
        self.slot = slot;
    }

    /// Runs a statement; how many rows it changed.
    pub async fn execute(&mut self, sql: &'static str, args: Vec<Value>) -> Result<u64> {
        let link = start(&mut self.link, &mut self.failed)?;
        self.meter.count();
        let done = link.execute(sql, &args).await.map_err(|e| Error::of(e, sql))?;
        self.failed = false;
        Ok(done)
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
        let link = start(&mut self.link, &mut self.failed)?;
        link.commit().await.map_err(|e| Error::of(e, "COMMIT"))?;
        self.finish();
        for hook in std::mem::take(&mut self.hooks) {
            hook();
        }
        Ok(())
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
        let link = start(&mut self.link, &mut self.failed)?;
        self.meter.count();
        link.script(sql).await.map_err(|e| Error::of(e, ""))?;
        self.failed = false;
        Ok(())
    }

    async fn fetch(&mut self, sql: &'static str, args: &[Value], want: Want) -> Result<Vec<Row>> {
        let link = start(&mut self.link, &mut self.failed)?;
        self.meter.count();
        let rows = link.fetch(sql, args, want).await.map_err(|e| Error::of(e, sql))?;
        self.failed = false;
        Ok(rows)
    }

    /// Hands the connection back: there is nothing to roll back any more.
    fn finish(&mut self) {
        drop(self.link.take());
        drop(self.slot.take());
    }
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
