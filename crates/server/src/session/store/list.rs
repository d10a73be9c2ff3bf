//! SQL of the sessions of one identity: which there are, and how many.

use db::{Tx, args, record};
use model::id::{IdentityId, SessionId};
use model::session::{Device, Session};

use super::SessionRow;
use crate::app::Cx;
use crate::error::Result;

/// Which sessions a list has.
#[derive(Clone, Copy)]
pub(crate) enum Which {
    All,
    Active,
    Inactive,
}

impl Which {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Active => "active",
            Self::Inactive => "inactive",
        }
    }
}

macro_rules! those {
    () => {
        " FROM sessions s WHERE s.project_id = $1 AND s.identity_id = $2 \
         AND s.id <> $3 AND ($4 = 'all' OR ($4 = 'active' AND s.active AND s.expires_at > $5) \
         OR ($4 = 'inactive' AND NOT (s.active AND s.expires_at > $5)))"
    };
}

const LIST: &str = concat!(
    "SELECT ",
    session_columns!(),
    those!(),
    " ORDER BY s.issued_at DESC, s.id LIMIT $6 OFFSET $7"
);

/// Sessions of an identity, newest first, without `except`.
pub(crate) async fn list(
    cx: &Cx,
    identity: IdentityId,
    except: SessionId,
    which: Which,
    (limit, offset): (i64, i64),
) -> Result<Vec<Session>> {
    let rows: Vec<SessionRow> = cx
        .db()
        .all(LIST, args![cx.project(), identity, except, which.word(), cx.now, limit, offset])
        .await?;
    rows.iter().map(|row| Ok(session_of!(row))).collect()
}

record! { struct Count { count: i64 } }

const COUNT: &str = concat!("SELECT COUNT(*) AS count", those!());

/// How many there are of them, asked over the caller's transaction: whoever holds a connection must not wait for another.
pub(crate) async fn count_in(
    cx: &Cx,
    tx: &mut Tx,
    identity: IdentityId,
    except: SessionId,
    which: Which,
) -> Result<i64> {
    let rows: Vec<Count> =
        tx.peek(COUNT, args![cx.project(), identity, except, which.word(), cx.now]).await?;
    Ok(rows.first().map_or(0, |row| row.count))
}

/// How many there are of them.
pub(crate) async fn count(
    cx: &Cx,
    identity: IdentityId,
    except: SessionId,
    which: Which,
) -> Result<i64> {
    let row: Count =
        cx.db().one(COUNT, args![cx.project(), identity, except, which.word(), cx.now]).await?;
    Ok(row.count)
}
