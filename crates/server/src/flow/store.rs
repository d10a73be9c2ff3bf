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

/// Reads the flow as it is now and holds its row until the transaction ends, so that submissions of one flow come one
/// after the other.
pub(crate) async fn lock(
    tx: &mut Tx,
    project: ProjectId,
    kind: Kind,
    id: FlowId,
) -> Result<Option<Flow>> {
    let row: Option<Row> = tx
        .optional(
            concat!(
                "UPDATE flows SET version = version + 1 WHERE project_id = $1 AND id = $2 AND kind = $3 RETURNING ",
                columns!()
            ),
            args![project, id, kind.word()],
        )
        .await?;
    row.map(Row::flow).transpose()
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

pub(crate) async fn insert_in(tx: &mut Tx, project: ProjectId, flow: &Flow) -> Result<()> {
    tx.execute(INSERT, values(project, flow)?).await?;
    Ok(())
}

/// Writes a flow that [`lock`] holds.
pub(crate) async fn save(tx: &mut Tx, project: ProjectId, flow: &Flow) -> Result<()> {
    let saved = tx
        .execute(
            "UPDATE flows SET identity_id = $4, csrf = $5, submissions = $6, body = $7, expires_at = $8 \
             WHERE project_id = $1 AND id = $2 AND version = $3",
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
        )
        .await?;
    if saved == 1 { Ok(()) } else { Err(Error::internal("a flow changed under its lock")) }
}
