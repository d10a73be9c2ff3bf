//! What a mailed or handed-over secret dies of, cause by cause, and what its bearer is told then.
//!
//! One test per kind of secret. Each goes through every cause with an account of its own: the secret is made, the cause
//! happens, the secret is presented. What is expected stands in one table per kind, beginning with the answer that all
//! causes have in common; a cause that answers otherwise stands beside it with the reason.

mod bearer;

use std::time::Duration;

use model::Clock as _;
use serde_json::json;
use testkit::TestApp;

use self::bearer::{Bearer, Secret, Told, asked, refused, told};
use crate::crowd::{SESSIONS, number};
use crate::recovery_link::{opened, pressed};

/// How long every secret of these tests lives.
const LIFE: Duration = Duration::from_mins(30);
const CODES: &str =
    "selfservice: { methods: { link: { enabled: true, config: { lifespan: 30m } } } }";
const LINKS: &str = "selfservice: { methods: { link: { enabled: true, config: { lifespan: 30m } } }, \
    flows: { recovery: { use: link }, verification: { use: link } } }";
const PROOFS: &str =
    "SELECT COUNT(*) FROM audit_events WHERE identity_id = $1 AND event = 'address.verified'";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    Used,
    FiveWrongTries,
    /// So many milliseconds before its end, or at it, or after it.
    MillisecondsToLive(i64),
    ANewerOneOfTheFlow,
    ANewerOneOfAnotherFlow,
    SpentElsewhere,
    ANewPassword,
    Deactivation,
    Deletion,
    TheAddressIsGone,
    InAnotherFlow,
    ForAnotherPurpose,
}

/// All of them. Wrong tries are for codes alone; nobody guesses a link.
const CAUSES: [Cause; 14] = [
    Cause::Used,
    Cause::FiveWrongTries,
    Cause::MillisecondsToLive(1000),
    Cause::MillisecondsToLive(0),
    Cause::MillisecondsToLive(-1000),
    Cause::ANewerOneOfTheFlow,
    Cause::ANewerOneOfAnotherFlow,
    Cause::SpentElsewhere,
    Cause::ANewPassword,
    Cause::Deactivation,
    Cause::Deletion,
    Cause::TheAddressIsGone,
    Cause::InAnotherFlow,
    Cause::ForAnotherPurpose,
];

async fn changed(app: &TestApp, identity: &str, member: &str, value: &str) {
    let change = json!([{ "op": "replace", "path": member, "value": value }]);
    let answer = app.admin("PATCH", &format!("/admin/identities/{identity}"), Some(change)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

/// Another secret of the account, which is used.
async fn another_is_spent(app: &TestApp, secret: Secret, email: &str) {
    // Administrators' secrets die of the owner's own, too.
    let own = match secret {
        Secret::AdministratorsCode => Secret::MailedCode,
        Secret::AdministratorsLink => Secret::MailedLink,
        other => other,
    };
    let mut other = Bearer::new(app, own, email, "").await;
    assert_eq!(other.present().await, Told::Works);
}

/// The owner is signed in and sets a new password.
async fn new_password(app: &TestApp, email: &str) {
    let mut owner = app.spa();
    assert_eq!(owner.sign_in(email).await.status, 200);
    assert_eq!(owner.start("settings", "").await.status, 200);
    let set = owner.submit(json!({ "method": "password", "password": "new battery 12" })).await;
    assert_eq!(set.status, 200, "{}", set.text);
}

/// Takes the secret to another flow: of the same kind, or of the other.
async fn taken_elsewhere(app: &TestApp, bearer: &mut Bearer, kind: Secret, email: &str) {
    let other = asked(app, kind, email).await;
    if bearer.secret.is_link() {
        let action = other.flow["ui"]["action"].as_str().expect("an action");
        bearer.link = format!("{action}&token={}", bearer.text);
    } else {
        bearer.client = other;
    }
}

async fn happens(app: &TestApp, cause: Cause, bearer: &mut Bearer, email: &str, identity: &str) {
    let secret = bearer.secret;
    match cause {
        Cause::Used => {
            let page = bearer.client.clone();
            assert_eq!(bearer.present().await, Told::Works);
            if secret.is_link() {
                // The same button once more.
                bearer.client = page;
            } else {
                // A flow that is done may show another way out; the code goes where it went before.
                bearer.client.flow["ui"]["action"] = page.flow["ui"]["action"].clone();
            }
        }
        Cause::FiveWrongTries => {
            let wrong = if bearer.text == "00000000" { "11111111" } else { "00000000" };
            for _ in 0..5 {
                let mut thief = bearer.client.clone();
                let answer = thief.submit(json!({ "method": "code", "code": wrong })).await;
                assert_ne!(told(&mut thief, &answer).await, Told::Works);
            }
            // Not for the wait that wrong tries bring.
            app.advance(Duration::from_mins(5));
        }
        Cause::MillisecondsToLive(left) => {
            // The next request comes a millisecond after this.
            let passed = i64::try_from(app.clock.now().since(bearer.at).as_millis()).unwrap();
            let whole = i64::try_from(LIFE.as_millis()).unwrap();
            app.advance(Duration::from_millis((whole - left - passed - 1).unsigned_abs()));
        }
        Cause::ANewerOneOfTheFlow => {
            let mails = app.mails().await.len();
            let again = json!({ "method": secret.method(), "email": email });
            let sent = bearer.owner.submit(again).await;
            assert_eq!(sent.status, 200, "{}", sent.text);
            assert_eq!(app.mails().await.len(), mails + 1);
        }
        Cause::ANewerOneOfAnotherFlow => drop(Bearer::new(app, secret, email, identity).await),
        Cause::SpentElsewhere => another_is_spent(app, secret, email).await,
        Cause::ANewPassword => new_password(app, email).await,
        Cause::Deactivation => changed(app, identity, "/state", "inactive").await,
        Cause::Deletion => {
            let path = format!("/admin/identities/{identity}");
            assert_eq!(app.admin("DELETE", &path, None).await.status, 204);
        }
        Cause::TheAddressIsGone => {
            changed(app, identity, "/traits/email", &format!("new-{email}")).await;
        }
        Cause::InAnotherFlow => {
            let kind = match secret {
                Secret::AdministratorsCode => Secret::MailedCode,
                Secret::AdministratorsLink => Secret::MailedLink,
                other => other,
            };
            taken_elsewhere(app, bearer, kind, email).await;
        }
        Cause::ForAnotherPurpose => {
            let kind = match (secret.verifies(), secret.is_link()) {
                (true, false) => Secret::MailedCode,
                (true, true) => Secret::MailedLink,
                (false, false) => Secret::VerificationCode,
                (false, true) => Secret::VerificationLink,
            };
            taken_elsewhere(app, bearer, kind, email).await;
        }
    }
}

/// What nearly every cause is answered with: nobody learns which it was.
fn usual(secret: Secret) -> Told {
    match secret {
        Secret::MailedCode | Secret::AdministratorsCode => refused(200, 4_060_006),
        Secret::MailedLink | Secret::AdministratorsLink => refused(303, 4_060_004),
        Secret::VerificationCode => refused(200, 4_070_006),
        Secret::VerificationLink => refused(303, 4_070_001),
    }
}

/// What is answered otherwise.
fn apart(secret: Secret, cause: Cause) -> Option<Told> {
    let code = !secret.is_link();
    let told = match cause {
        Cause::MillisecondsToLive(left) if left > 0 => Told::Works,
        // Wire contract §3.9, §3.10: a link that is too old says so. Codes do not.
        Cause::MillisecondsToLive(_) if !code && secret.verifies() => refused(303, 4_070_005),
        Cause::MillisecondsToLive(_) if !code => refused(303, 4_060_005),
        // Wire contract §3.10: a flow that is done is replaced.
        Cause::Used if code && secret.verifies() => refused(410, 4_070_002),
        // Wire contract §3.7, §3.10: a code that was used, or tried too often, gives a fresh flow.
        Cause::FiveWrongTries if code && secret.verifies() => refused(410, 4_000_001),
        Cause::Used | Cause::FiveWrongTries if code => refused(400, 4_000_001),
        // It proves an address, and pays for nothing else: a new password does not make it worthless.
        Cause::ANewPassword if secret.verifies() => Told::Works,
        // The flow goes with the account.
        // An administrator means the account, whatever its address.
        Cause::TheAddressIsGone if secret.handed_over() => Told::Works,
        // The other flow speaks of its own secrets.
        Cause::ForAnotherPurpose => usual(match secret {
            Secret::VerificationCode => Secret::MailedCode,
            Secret::VerificationLink => Secret::MailedLink,
            _ if code => Secret::VerificationCode,
            _ => Secret::VerificationLink,
        }),
        _ => return None,
    };
    Some(told)
}

/// Sessions that can be used, and proofs of an address.
async fn worth(app: &TestApp, identity: &str) -> (i64, i64) {
    (number(app, SESSIONS, identity).await, number(app, PROOFS, identity).await)
}

/// Every cause, each with an account of its own.
async fn dies_of_everything(secret: Secret) {
    let app = TestApp::with(if secret.is_link() { LINKS } else { CODES }).await;
    for (at, cause) in CAUSES.into_iter().enumerate() {
        if cause == Cause::FiveWrongTries && secret.is_link() {
            continue;
        }
        let email = format!("ada-{at}@example.org");
        let identity = app.identity(&email).create().await;
        let mut bearer = Bearer::new(&app, secret, &email, &identity).await;
        happens(&app, cause, &mut bearer, &email, &identity).await;
        let (sessions, proofs) = worth(&app, &identity).await;
        let told = bearer.present().await;
        let expected = apart(secret, cause).unwrap_or_else(|| usual(secret));
        assert_eq!(told, expected, "{secret:?}, {cause:?}");
        let won = i64::from(told == Told::Works);
        let gained = if secret.verifies() { (0, won) } else { (won, 0) };
        assert_eq!(
            worth(&app, &identity).await,
            (sessions + gained.0, proofs + gained.1),
            "{secret:?}, {cause:?}"
        );
        if secret.is_link() && told != Told::Works {
            // Opening a dead link says the same as its button.
            let mut late = app.browser();
            let answer = late.get(&bearer.link).await;
            let shown = self::told(&mut late, &answer).await;
            assert_eq!(shown, told, "{secret:?}, {cause:?}");
        }
    }
    app.finish().await;
}

#[tokio::test]
async fn a_mailed_code() {
    dies_of_everything(Secret::MailedCode).await;
}

#[tokio::test]
async fn a_mailed_link() {
    dies_of_everything(Secret::MailedLink).await;
}

#[tokio::test]
async fn an_administrators_code() {
    dies_of_everything(Secret::AdministratorsCode).await;
}

#[tokio::test]
async fn an_administrators_link() {
    dies_of_everything(Secret::AdministratorsLink).await;
}

#[tokio::test]
async fn a_verification_code() {
    dies_of_everything(Secret::VerificationCode).await;
}

#[tokio::test]
async fn a_verification_link() {
    dies_of_everything(Secret::VerificationLink).await;
}

/// A flow is of its kind alone, so no address of the other kind knows it, and asking there spends nothing.
#[tokio::test]
async fn the_other_kinds_address_knows_no_flow() {
    for secret in [
        Secret::MailedCode,
        Secret::AdministratorsCode,
        Secret::VerificationCode,
        Secret::MailedLink,
        Secret::AdministratorsLink,
        Secret::VerificationLink,
    ] {
        let app = TestApp::with(if secret.is_link() { LINKS } else { CODES }).await;
        let identity = app.identity("ada@example.org").create().await;
        let mut bearer = Bearer::new(&app, secret, "ada@example.org", &identity).await;
        let flow = bearer.owner.flow["id"].as_str().unwrap().to_owned();
        let other = if secret.verifies() { "recovery" } else { "verification" };
        let path = format!("/self-service/{other}?flow={flow}");
        let body = json!({
            "method": secret.method(), secret.field(): bearer.text,
            "csrf_token": bearer.owner.node("csrf_token")
        });
        let posted = bearer.owner.clone().post(&path, &body).await;
        assert_eq!(posted.status, 404, "{secret:?}: {}", posted.text);
        let asked = format!("{path}&{}={}", secret.field(), bearer.text);
        let opened = bearer.owner.clone().get(&asked).await;
        assert_eq!(opened.status, 404, "{secret:?}: {}", opened.text);
        assert_eq!(worth(&app, &identity).await, (0, 0), "{secret:?}");
        assert_eq!(bearer.present().await, Told::Works, "{secret:?}");
        app.finish().await;
    }
}

/// Whoever wastes the tries of a mail's code leaves its link as good as it was.
#[tokio::test]
async fn wrong_codes_leave_the_mails_link_alone() {
    let app = TestApp::new().await;
    let identity = app.identity("ada@example.org").create().await;
    let mut stranger = app.native();
    stranger.start("recovery", "").await;
    stranger.submit(json!({ "method": "code", "email": "ada@example.org" })).await;
    let mail = app.mail_to("ada@example.org").await;
    let wrong = if mail.code() == "00000000" { "11111111" } else { "00000000" };
    for _ in 0..8 {
        let mut thief = stranger.clone();
        let answer = thief.submit(json!({ "method": "code", "code": wrong })).await;
        assert!(answer.status < 500 && thief.token.is_none(), "{}", answer.text);
    }
    let mut owner = app.browser();
    let (_, csrf) = opened(&mut owner, &mail.link()).await;
    let answer = pressed(&mut owner, &mail.link(), &csrf).await;
    assert_eq!(told(&mut owner, &answer).await, Told::Works);
    assert_eq!(number(&app, SESSIONS, &identity).await, 1);
    app.finish().await;
}

/// What should end a recovery secret for good, by causes beside those of the table.
#[tokio::test]
async fn what_else_should_end_a_recovery_secret() {
    for secret in [
        Secret::MailedCode,
        Secret::MailedLink,
        Secret::AdministratorsCode,
        Secret::AdministratorsLink,
    ] {
        for cause in ["off and on", "administrator's password", "new codes"] {
            let app = TestApp::with(if secret.is_link() { LINKS } else { CODES }).await;
            let identity = app.identity("ada@example.org").create().await;
            let mut bearer = Bearer::new(&app, secret, "ada@example.org", &identity).await;
            match cause {
                "off and on" => {
                    changed(&app, &identity, "/state", "inactive").await;
                    changed(&app, &identity, "/state", "active").await;
                }
                "administrator's password" => {
                    let body = json!({
                        "schema_id": "default", "state": "active",
                        "traits": { "email": "ada@example.org" },
                        "credentials": { "password": { "config": { "password": "new battery 12" } } }
                    });
                    let path = format!("/admin/identities/{identity}");
                    assert_eq!(app.admin("PUT", &path, Some(body)).await.status, 200);
                }
                _ => {
                    let mut owner = app.spa();
                    owner.sign_in("ada@example.org").await;
                    owner.start("settings", "").await;
                    owner.submit(json!({ "lookup_secret_regenerate": true })).await;
                    let done = owner.submit(json!({ "lookup_secret_confirm": true })).await;
                    assert_eq!(done.status, 200, "{}", done.text);
                }
            }
            assert_eq!(bearer.present().await, usual(secret), "{secret:?}, {cause}");
            app.finish().await;
        }
    }
}
