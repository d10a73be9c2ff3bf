//! SQL of sessions.

use db::{Tx, args, record};
use model::id::{DeviceId, IdentityId, ProjectId, SessionId};
use model::session::{Device, Session};
use model::{Secret, Timestamp};

use super::{Signed, factors, token_hash};
use crate::app::Cx;
use crate::error::Result;
use crate::identity::rows::{address_join, fold, identity_record};

macro_rules! session_columns {
    () => {
        $crate::session::store::session_columns!("s.id")
    };
    ($id:literal) => {
        concat!(
            $id,
            " AS session_id, s.identity_id AS owner, s.active, s.methods, s.issued_at, s.expires_at, \
             s.authenticated_at, s.device_id, s.ip_address, s.user_agent, s.location, s.bind_only"
        )
    };
}

identity_record! {
    /// A session with its identity, one of the identity's addresses, and its kinds of credentials.
    SignedRow {
        session_id: SessionId,
        owner: IdentityId,
        active: bool,
        methods: String,
        issued_at: Timestamp,
        expires_at: Timestamp,
        authenticated_at: Timestamp,
        device_id: DeviceId,
        ip_address: String,
        user_agent: String,
        location: String,
        bind_only: bool,
        kinds: Option<String>,
    }
}

record! {
    /// A session alone.
    struct SessionRow {
        session_id: SessionId,
        owner: IdentityId,
        active: bool,
        methods: String,
        issued_at: Timestamp,
        expires_at: Timestamp,
        authenticated_at: Timestamp,
        device_id: DeviceId,
        ip_address: String,
        user_agent: String,
        location: String,
        bind_only: bool,
    }
}

macro_rules! session_of {
    ($row:expr) => {
        Session {
            id: $row.session_id,
            identity_id: $row.owner,
            active: $row.active,
            issued_at: $row.issued_at,
            expires_at: $row.expires_at,
            authenticated_at: $row.authenticated_at,
            methods: serde_json::from_str(&$row.methods)?,
            device: Device {
                id: $row.device_id,
                ip_address: $row.ip_address.clone(),
                user_agent: $row.user_agent.clone(),
                location: $row.location.clone(),
            },
            bind_only: $row.bind_only,
        }
    };
}

/// Marks the kind of recovery codes that go by number.
pub(super) const BY_NUMBER: char = '#';

/// The columns of [`SignedRow`], of session `s`, identity `i` and addresses `a`.
macro_rules! signed_columns {
    () => {
        $crate::session::store::signed_columns!("s.id")
    };
    ($id:literal) => {
        concat!(
            $crate::session::store::session_columns!($id),
            ", (SELECT string_agg(CASE WHEN c.last_used_at IS NULL THEN '' ELSE '+' END || c.type || \
             CASE WHEN c.config LIKE '%\"by_number\":true%' THEN '#' ELSE '' END, ' ' \
             ORDER BY c.last_used_at DESC) FROM identity_credentials c \
             WHERE c.project_id = s.project_id AND c.identity_id = s.identity_id \
             AND c.disabled_at IS NULL) AS kinds, ",
            $crate::identity::rows::identity_columns!()
        )
    };
}
pub(crate) use {session_columns, signed_columns};

mod list;

pub(crate) use list::{Which, count, count_in, list};

/// The session of a token with everything that is asked about it: one statement.
pub(crate) async fn by_token(cx: &Cx, token: &str) -> Result<Option<Signed>> {
    let rows: Vec<SignedRow> = cx
        .db()
        .all(
            concat!(
                "SELECT ", signed_columns!(),
                " FROM sessions s JOIN identities i ON i.project_id = s.project_id AND i.id = s.identity_id",
                address_join!(), "WHERE s.project_id = $1 AND s.token_hash = $2"
            ),
            args![cx.project(), token_hash(token).to_vec()],
        )
        .await?;
    signed(cx, &rows, token)
}

/// Puts the rows of one session together.
pub(crate) fn signed(cx: &Cx, rows: &[SignedRow], token: &str) -> Result<Option<Signed>> {
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let session = session_of!(row);
    let factors = factors(cx, row.kinds.as_deref());
    let identity = fold(rows)?.into_iter().next();
    let token = Secret::new(token.to_owned());
    let by_number = row.kinds.as_ref().is_some_and(|kinds| kinds.contains(BY_NUMBER));
    Ok(identity.map(|identity| Signed { session, identity, factors, token, by_number }))
}

pub(crate) fn insert(
    tx: &mut Tx,
    project: ProjectId,
    session: &Session,
    hash: &[u8; 32],
) -> Result<()> {
    tx.later(
        "INSERT INTO sessions (project_id, id, identity_id, token_hash, active, methods, issued_at, expires_at, \
         authenticated_at, device_id, ip_address, user_agent, location, bind_only) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        args![
            project,
            session.id,
            session.identity_id,
            hash.to_vec(),
            session.active,
            serde_json::to_string(&session.methods)?,
            session.issued_at,
            session.expires_at,
            session.authenticated_at,
            session.device.id,
            session.device.ip_address.as_str(),
            session.device.user_agent.as_str(),
            session.device.location.as_str(),
            session.bind_only
        ],
    );
    Ok(())
}

/// Whether a session of this identity is active.
pub(crate) async fn is_active_in(
    cx: &Cx,
    tx: &mut Tx,
    id: SessionId,
    identity: IdentityId,
) -> Result<bool> {
    let found: Vec<i64> = tx
        .peek(
            "SELECT 1 FROM sessions s JOIN identities i ON i.project_id = s.project_id AND i.id = s.identity_id \
             WHERE s.project_id = $1 AND s.id = $2 AND s.identity_id = $3 AND s.active AND s.expires_at > $4 \
             AND i.state = 'active'",
            args![cx.project(), id, identity, cx.now],
        )
        .await?;
    Ok(!found.is_empty())
}

/// The transaction counts only if the session has not ended before its commit.
pub(crate) fn still_there(tx: &mut Tx, project: ProjectId, session: SessionId) {
    tx.must_first(
        "UPDATE sessions SET active = active WHERE project_id = $1 AND id = $2 AND active",
        args![project, session],
    );
}

/// Everything else that the transaction writes rests upon the account having no second factor of these kinds (each
/// between blanks): whoever set one up meanwhile was first. For that the account's row has to be held before
/// ([`crate::identity::store::take_hold`]).
pub(crate) fn still_without(
    tx: &mut Tx,
    project: ProjectId,
    (session, identity): (SessionId, IdentityId),
    kinds: String,
) {
    tx.must_first(
        "UPDATE sessions SET active = active WHERE project_id = $1 AND id = $2 AND active AND NOT EXISTS \
         (SELECT 1 FROM identities i JOIN identity_credentials c ON c.project_id = i.project_id AND c.identity_id = i.id \
         WHERE i.project_id = $1 AND i.id = $3 AND c.disabled_at IS NULL AND $4 LIKE '% ' || c.type || ' %')",
        args![project, session, identity, kinds],
    );
}

/// A credential was bound: the session is one like any other from now on.
pub(crate) fn release(tx: &mut Tx, project: ProjectId, session: &Session) {
    tx.later(
        "UPDATE sessions SET bind_only = FALSE, expires_at = $3 WHERE project_id = $1 AND id = $2",
        args![project, session.id, session.expires_at],
    );
}

/// Writes what was proved. `hash` replaces the token where the mode wants a new one. `false` when the session ended
/// meanwhile, or its token was replaced by somebody else.
pub(crate) async fn update(
    cx: &Cx,
    tx: &mut Tx,
    session: &Session,
    token: &Secret<String>,
    new_token: Option<&Secret<String>>,
) -> Result<bool> {
    let old = token_hash(token.expose());
    let new = new_token.map_or(old, |token| token_hash(token.expose()));
    let sql = "UPDATE sessions SET methods = $4, expires_at = $5, authenticated_at = $6, \
        token_hash = $7, identity_id = $8 \
        WHERE project_id = $1 AND id = $2 AND token_hash = $3 AND active";
    let args = args![
        cx.project(),
        session.id,
        old.to_vec(),
        serde_json::to_string(&session.methods)?,
        session.expires_at,
        session.authenticated_at,
        new.to_vec(),
        session.identity_id
    ];
    Ok(tx.guarded(sql, args).await?)
}

/// Ends one session of an identity. `false` when there was no active one.
pub(crate) async fn revoke(
    tx: &mut Tx,
    project: ProjectId,
    identity: IdentityId,
    id: SessionId,
) -> Result<bool> {
    let sql = "UPDATE sessions SET active = FALSE \
        WHERE project_id = $1 AND identity_id = $2 AND id = $3 AND active";
    let args = args![project, identity, id];
    Ok(tx.guarded(sql, args).await?)
}

const REVOKE_OTHERS: &str = "UPDATE sessions SET active = FALSE \
    WHERE project_id = $1 AND identity_id = $2 AND id <> $3 AND active";

/// Ends all sessions of an identity but `keep`, at the end of the transaction: also one that was begun while the
/// transaction waited for what it proved itself with.
pub(crate) fn revoke_others_later(
    tx: &mut Tx,
    project: ProjectId,
    identity: IdentityId,
    keep: SessionId,
) {
    tx.afterwards(REVOKE_OTHERS, args![project, identity, keep]);
}

/// Ends all sessions of an identity but `keep`; how many.
pub(crate) async fn revoke_others(
    tx: &mut Tx,
    project: ProjectId,
    identity: IdentityId,
    keep: SessionId,
) -> Result<u64> {
    Ok(tx.execute(REVOKE_OTHERS, args![project, identity, keep]).await?)
}

/// Removes all sessions of an identity; how many.
pub(crate) async fn delete_all(
    tx: &mut Tx,
    project: ProjectId,
    identity: IdentityId,
) -> Result<u64> {
    Ok(tx
        .execute(
            "DELETE FROM sessions WHERE project_id = $1 AND identity_id = $2",
            args![project, identity],
        )
        .await?)
}

/// One session by its id.
pub(crate) async fn get(db: &db::Db, project: ProjectId, id: SessionId) -> Result<Option<Session>> {
    let row: Option<SessionRow> = db
        .optional(
            concat!(
                "SELECT ",
                session_columns!(),
                " FROM sessions s WHERE s.project_id = $1 AND s.id = $2"
            ),
            args![project, id],
        )
        .await?;
    row.map(|row| Ok(session_of!(row))).transpose()
}

/// Moves the end of a session.
pub(crate) fn extend(tx: &mut Tx, project: ProjectId, id: SessionId, until: Timestamp) {
    tx.later(
        "UPDATE sessions SET expires_at = $3 WHERE project_id = $1 AND id = $2 AND active",
        args![project, id, until],
    );
}

/// A page of everybody's sessions, newest first; `after` is where the page before it ended.
pub(crate) async fn page(
    cx: &Cx,
    which: Which,
    after: (Timestamp, SessionId),
    limit: i64,
) -> Result<Vec<Session>> {
    let rows: Vec<SessionRow> = cx
        .db()
        .all(
            concat!(
                "SELECT ",
                session_columns!(),
                " FROM sessions s WHERE s.project_id = $1 \
                 AND (s.issued_at < $2 OR (s.issued_at = $2 AND s.id > $3)) \
                 AND ($4 = 'all' OR ($4 = 'active' AND s.active AND s.expires_at > $5) \
                 OR ($4 = 'inactive' AND NOT (s.active AND s.expires_at > $5))) \
                 ORDER BY s.issued_at DESC, s.id LIMIT $6"
            ),
            args![cx.project(), after.0, after.1, which.word(), cx.now, limit],
        )
        .await?;
    rows.iter().map(|row| Ok(session_of!(row))).collect()
}
