//! Many clients of one identity, cheaply: each with a session and a flow of its own.
//!
//! One client signs in as everybody does; the others' sessions and flows are copies of its rows under other ids and
//! tokens, so that a race of 64 does not cost 128 sign-ins a round. They are what 64 sign-ins would have left behind.

use db::args;
use sha2::{Digest as _, Sha256};
use testkit::{Client, TestApp};

/// A session at aal1 and a native flow for the second step, for each of `size` clients.
pub(crate) async fn second_step(app: &TestApp, email: &str, size: usize) -> Vec<Client> {
    let mut first = app.native();
    assert_eq!(first.sign_in(email).await.status, 200);
    let session = session_of(app, &first).await;
    assert_eq!(first.start("login", "?aal=aal2").await.status, 200);
    let flow = first.flow["id"].as_str().expect("a flow").to_owned();
    let mut crowd = vec![first.clone()];
    let mut tx = app.app.db.write().expect("a transaction");
    for number in 1..size {
        let drawn = Sha256::digest(format!("{session}{number}"));
        let token = format!("ory_st_{}", data_encoding::HEXLOWER.encode(&drawn));
        let (new_session, new_flow) = (other_id(&session, number), other_id(&flow, number));
        let hash = Sha256::digest(token.as_bytes()).to_vec();
        tx.execute(
            "INSERT INTO sessions (project_id, id, identity_id, token_hash, active, methods, issued_at, expires_at, \
             authenticated_at, device_id, ip_address, user_agent) SELECT project_id, $1, identity_id, $2, active, \
             methods, issued_at, expires_at, authenticated_at, device_id, ip_address, user_agent \
             FROM sessions WHERE project_id = (SELECT id FROM projects) AND id = $3",
            args![new_session, hash, session.as_str()],
        )
        .await
        .expect("a session");
        tx.execute(
            "INSERT INTO flows (project_id, id, kind, transport, version, identity_id, csrf, submissions, body, \
             issued_at, expires_at) SELECT project_id, $1, kind, transport, version, identity_id, csrf, submissions, \
             body, issued_at, expires_at FROM flows WHERE project_id = (SELECT id FROM projects) AND id = $2",
            args![new_flow.as_str(), flow.as_str()],
        )
        .await
        .expect("a flow");
        crowd.push(first.twin(Some(&token), &new_flow));
    }
    tx.commit().await.expect("a commit");
    crowd
}

/// The same without short cuts: everybody signs in and asks for the second step.
pub(crate) async fn signed_in_one_by_one(app: &TestApp, email: &str, size: usize) -> Vec<Client> {
    let mut crowd = Vec::new();
    for _ in 0..size {
        let mut client = app.native();
        assert_eq!(client.sign_in(email).await.status, 200);
        assert_eq!(client.start("login", "?aal=aal2").await.status, 200);
        crowd.push(client);
    }
    crowd
}

/// An id like `id`, for the `number`-th copy.
fn other_id(id: &str, number: usize) -> String {
    let (front, _) = id.split_at(id.len() - 4);
    // The last four digits hold the number; an id that happens to end in it is none of the copies'.
    let last = format!("{number:04x}");
    if id.ends_with(&last) { format!("{front}ffff") } else { format!("{front}{last}") }
}

/// The id of a client's session, also of one that whoami does not show yet.
pub(crate) async fn session_of(app: &TestApp, client: &Client) -> String {
    let hash = Sha256::digest(client.token.as_deref().expect("a token").as_bytes()).to_vec();
    let sql = "SELECT id FROM sessions WHERE token_hash = $1";
    app.app.db.one(sql, args![hash]).await.expect("a session")
}

/// A number that a query gives.
pub(crate) async fn number(app: &TestApp, sql: &'static str, about: &str) -> i64 {
    app.app.db.one(sql, args![about]).await.expect("a number")
}

/// Sessions of an identity that can be used.
pub(crate) const SESSIONS: &str = "SELECT COUNT(*) FROM sessions WHERE identity_id = $1 AND active";
/// Those of them at aal2.
pub(crate) const SURE_SESSIONS: &str =
    "SELECT COUNT(*) FROM sessions WHERE identity_id = $1 AND active AND methods LIKE '%aal2%'";
/// Audit rows of second steps that succeeded.
pub(crate) const SECOND_STEPS: &str = "SELECT COUNT(*) FROM audit_events WHERE identity_id = $1 AND event = 'second_factor.succeeded'";
/// Audit rows of recoveries.
pub(crate) const RECOVERIES: &str =
    "SELECT COUNT(*) FROM audit_events WHERE identity_id = $1 AND event = 'recovery.succeeded'";
/// Recovery codes that are spent.
pub(crate) const SPENT: &str = "SELECT COUNT(*) FROM recovery_codes c JOIN recovery_code_sets s ON s.id = c.set_id \
                                WHERE s.identity_id = $1 AND c.used_at IS NOT NULL";
/// Recovery codes at all.
pub(crate) const CODES: &str = "SELECT COUNT(*) FROM recovery_codes c JOIN recovery_code_sets s ON s.id = c.set_id \
                                WHERE s.identity_id = $1";
