//! SQL of what a server looks up once, when it starts.

use db::{Db, args};
use model::Timestamp;
use model::id::ProjectId;

use crate::error::Result;

/// The fingerprint of the key that the database was begun with: `newest`, if nobody was here before.
pub(super) async fn key(db: &Db, newest: &str) -> Result<String> {
    let sql =
        "INSERT INTO server_state (name, value) VALUES ('key', $1) ON CONFLICT (name) DO NOTHING";
    db.execute(sql, args![newest]).await?;
    let (known,) = db.one("SELECT value FROM server_state WHERE name = 'key'", args![]).await?;
    Ok(known)
}

/// The oldest project.
pub(super) async fn project(db: &Db) -> Result<Option<ProjectId>> {
    Ok(db.optional("SELECT id FROM projects ORDER BY created_at, id LIMIT 1", args![]).await?)
}

pub(super) async fn insert_project(db: &Db, id: ProjectId, now: Timestamp) -> Result<()> {
    let sql = "INSERT INTO projects (id, name, created_at) VALUES ($1, 'default', $2)";
    db.execute(sql, args![id, now]).await?;
    Ok(())
}
