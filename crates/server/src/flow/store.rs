//! SQL of flows, of what was typed before a sign-in, and of errors that a page will show.

use db::{Db, Joined, Tx, args, record};
use model::Timestamp;
use model::flow::{Kind, Transport};
use model::id::{ContinuityId, FlowId, IdentityId, ProjectId, StoredErrorId};

use super::{Body, Flow};
use crate::app::Cx;
use crate::error::{Error, Result};
use crate::identity::rows::address_join;
use crate::session::store::{SignedRow, signed_columns};
use crate::session::{self, Signed, token_hash};

record! {
    struct Row {
        id: FlowId,
        kind: String,
        transport: String,
        version: i64,
        identity_id: Option<IdentityId>,
        csrf: Option<Vec<u8>>,
        submissions: i64,
        body: String,
        issued_at: Timestamp,
        expires_at: Timestamp,
    }
}

/// The columns of [`Row`]; those of a table called `f` where it is joined with others.
macro_rules! columns {
    () => {
        "id, kind, transport, version, identity_id, csrf, submissions, body, issued_at, expires_at"
    };
    (f) => {
        "f.id, f.kind, f.transport, f.version, f.identity_id, f.csrf, f.submissions, f.body, f.issued_at, f.expires_at"
    };
}

impl Row {
    fn flow(self) -> Result<Flow> {
        let unknown = || Error::internal("a stored flow has an unknown kind");
        let body: Body = serde_json::from_str(&self.body)?;
        Ok(Flow {
            id: self.id,
            kind: Kind::parse(&self.kind).ok_or_else(unknown)?,
            transport: Transport::parse(&self.transport).ok_or_else(unknown)?,
            version: self.version,
            identity_id: self.identity_id,
            csrf: self.csrf.map(|hash| hash.try_into().unwrap_or_default()),
            submissions: self.submissions,
            issued_at: self.issued_at,
            expires_at: self.expires_at,
            by_link: false,
            body,
        })
    }
}

pub(crate) async fn get(
    db: &Db,
    project: ProjectId,
    kind: Kind,
    id: FlowId,
) -> Result<Option<Flow>> {
    let row: Option<Row> = db
        .optional(
            concat!(
                "SELECT ",
                columns!(),
                " FROM flows WHERE project_id = $1 AND id = $2 AND kind = $3"
            ),
            args![project, id, kind.word()],
        )
        .await?;
    row.map(Row::flow).transpose()
}

/// A flow and the session of a token, whatever that session is worth. Without the flow there is no answer about the
/// session either.
pub(super) async fn get_with_session(
    cx: &Cx,
    kind: Kind,
    id: FlowId,
    token: &str,
) -> Result<Option<(Flow, Option<Signed>)>> {
    let rows: Vec<Joined<Row, SignedRow>> = cx
        .db()
        .all(
            concat!(
                "SELECT ",
                columns!(f),
                ", ",
                // Without its identity a session is none.
                signed_columns!("CASE WHEN i.id IS NOT NULL THEN s.id END"),
                " FROM flows f \
                 LEFT JOIN sessions s ON s.project_id = f.project_id AND s.token_hash = $4 \
                 LEFT JOIN identities i ON i.project_id = s.project_id AND i.id = s.identity_id",
                address_join!(),
                "WHERE f.project_id = $1 AND f.id = $2 AND f.kind = $3"
            ),
            args![cx.project(), id, kind.word(), token_hash(token).to_vec()],
        )
        .await?;
    let (flows, sessions): (Vec<_>, Vec<_>) = rows.into_iter().map(|row| (row.0, row.1)).unzip();
    let Some(flow) = flows.into_iter().next() else {
        return Ok(None);
    };
    let sessions: Vec<SignedRow> = sessions.into_iter().flatten().collect();
    Ok(Some((flow.flow()?, session::store::signed(cx, &sessions, token)?)))
}

/// Takes hold of a flow's row.
macro_rules! hold {
    () => {
        "UPDATE flows SET version = version WHERE project_id = $1 AND id = $2 AND kind = $3"
    };
}

/// Reads the flow as it is now and holds its row until the transaction ends, so that submissions of one flow come one
/// after the other.
pub(crate) async fn lock(
    tx: &mut Tx,
    project: ProjectId,
    kind: Kind,
    id: FlowId,
) -> Result<Option<Flow>> {
    let row: Option<Row> = tx
        .optional(concat!(hold!(), " RETURNING ", columns!()), args![project, id, kind.word()])
        .await?;
    row.map(Row::flow).transpose()
}

/// Goes on with a flow that was read before, in the hope that nobody changed it since: its row is held only when the
/// transaction has to begin before its end, and [`save`] finds out.
pub(crate) fn hope(tx: &mut Tx, project: ProjectId, flow: &Flow) {
    tx.hopeful();
    tx.opening(
        concat!(hold!(), " AND version = $4"),
        args![project, flow.id, flow.kind.word(), flow.version],
    );
}

const INSERT: &str = "INSERT INTO flows \
    (project_id, id, kind, transport, version, identity_id, csrf, submissions, body, issued_at, expires_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

fn values(project: ProjectId, flow: &Flow) -> Result<Vec<db::Value>> {
    Ok(args![
        project,
        flow.id,
        flow.kind.word(),
        flow.transport.word(),
        flow.version,
        flow.identity_id,
        flow.csrf.map(|hash| hash.to_vec()),
        flow.submissions,
        serde_json::to_string(&flow.body)?,
        flow.issued_at,
        flow.expires_at
    ])
}

pub(crate) async fn insert(db: &Db, project: ProjectId, flow: &Flow) -> Result<()> {
    db.execute(INSERT, values(project, flow)?).await?;
    Ok(())
}

pub(crate) fn insert_in(tx: &mut Tx, project: ProjectId, flow: &Flow) -> Result<()> {
    tx.later(INSERT, values(project, flow)?);
    Ok(())
}

/// Writes a flow, unless it changed since it was read: then the transaction fails.
pub(crate) fn save(tx: &mut Tx, project: ProjectId, flow: &Flow) -> Result<()> {
    tx.must_first(
        "UPDATE flows SET version = version + 1, identity_id = $4, csrf = $5, submissions = $6, body = $7, \
         expires_at = $8 WHERE project_id = $1 AND id = $2 AND version = $3",
        args![
            project,
            flow.id,
            flow.version,
            flow.identity_id,
            flow.csrf.map(|hash| hash.to_vec()),
            flow.submissions,
            serde_json::to_string(&flow.body)?,
            flow.expires_at
        ],
    );
    Ok(())
}

/// Keeps a sealed submission for this identity and this flow.
pub(super) async fn pause(
    cx: &Cx,
    id: ContinuityId,
    (identity, flow): (IdentityId, FlowId),
    sealed: Vec<u8>,
    until: Timestamp,
) -> Result<()> {
    let sql = "INSERT INTO continuity (project_id, id, identity_id, flow_id, sealed, expires_at) \
        VALUES ($1, $2, $3, $4, $5, $6)";
    cx.db().execute(sql, args![cx.project(), id, identity, flow, sealed, until]).await?;
    Ok(())
}

/// Removes whatever was kept for an identity.
pub(super) fn forget(tx: &mut Tx, project: ProjectId, identity: IdentityId) {
    tx.later(
        "DELETE FROM continuity WHERE project_id = $1 AND identity_id = $2",
        args![project, identity],
    );
}

record! { struct Container { sealed: Vec<u8> } }

/// Takes out what was kept, unless it is too late.
pub(super) async fn resume(
    cx: &Cx,
    id: ContinuityId,
    (identity, flow): (IdentityId, FlowId),
) -> Result<Option<Vec<u8>>> {
    let sql = "DELETE FROM continuity WHERE project_id = $1 AND id = $2 AND identity_id = $3 \
        AND flow_id = $4 AND expires_at > $5 RETURNING sealed";
    let args = args![cx.project(), id, identity, flow, cx.now];
    let taken: Option<Container> = cx.db().write_optional(sql, args).await?;
    Ok(taken.map(|taken| taken.sealed))
}

record! {
    /// An error as it was kept.
    pub(super) struct StoredError {
        pub(super) body: String,
        pub(super) created_at: Timestamp,
    }
}

pub(super) async fn insert_error(cx: &Cx, id: StoredErrorId, body: String) -> Result<()> {
    let sql =
        "INSERT INTO stored_errors (project_id, id, body, created_at) VALUES ($1, $2, $3, $4)";
    cx.db().execute(sql, args![cx.project(), id, body, cx.now]).await?;
    Ok(())
}

pub(super) async fn error(cx: &Cx, id: StoredErrorId) -> Result<Option<StoredError>> {
    let sql = "SELECT body, created_at FROM stored_errors WHERE project_id = $1 AND id = $2";
    Ok(cx.db().optional(sql, args![cx.project(), id]).await?)
}
