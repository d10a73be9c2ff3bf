//! SQL of flows.

use db::{Db, Tx, args, record};
use model::Timestamp;
use model::flow::{Kind, Transport};
use model::id::{FlowId, IdentityId, ProjectId};

use super::{Body, Flow};
use crate::error::{Error, Result};

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

macro_rules! columns {
    () => {
        "id, kind, transport, version, identity_id, csrf, submissions, body, issued_at, expires_at"
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
