//! How often a secret may be tried and a mailbox written to, and when a mailed code is worth nothing any more.

mod mails;
mod stopped;

use std::time::Duration;

use model::Clock as _;
use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp, totp_code};

const TOTP: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
const RIGHT: &str = "correct horse 9";

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

/// An answer without what tells one flow from another, and without times.
fn face(answer: &Answer) -> (u16, Value) {
    fn plain(value: &mut Value) {
        match value {
            Value::Object(map) => {
                for key in [
                    "id",
                    "action",
                    "created_at",
                    "updated_at",
                    "issued_at",
                    "expires_at",
                    "request_url",
                ] {
                    if map.get(key).is_some_and(Value::is_string) {
                        map.insert(key.into(), Value::Null);
                    }
                }
                map.values_mut().for_each(plain);
            }
            Value::Array(list) => list.iter_mut().for_each(plain),
            _ => {}
        }
    }
    let mut body = answer.json();
    plain(&mut body);
    (answer.status, body)
}

/// A login flow that stays open for tries.
struct Door {
    client: Client,
    email: String,
}

impl Door {
    async fn new(app: &TestApp, email: &str) -> Self {
        let mut client = app.native();
        assert_eq!(client.start("login", "").await.status, 200);
        Self { client, email: email.into() }
    }
    async fn password(&mut self, password: &str) -> Answer {
        let body = json!({ "method": "password", "identifier": self.email, "password": password });
        // From a fresh copy of the flow, so that a sign-in leaves the door as it was.
        self.client.clone().submit(body).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passwords_back_off_up_to_a_minute() {
    let app = TestApp::new().await;
    app.identity("door@example.org").create().await;
    let mut door = Door::new(&app, "door@example.org").await;
    let hashed = app.drawn("password-salt");
    let wrong = door.password("wrong").await;
    assert_eq!((wrong.status, wrong.messages()), (400, vec![4_000_006]));
    for _ in 0..4 {
        assert_eq!(face(&door.password("wrong").await), face(&wrong));
    }
    assert_eq!(app.drawn("password-salt"), hashed + 5, "five tries are judged");
    // From now on one try after 30 s, then each after a minute; what comes too early is answered like a wrong one.
    for wait in [30, 60, 60, 60] {
        app.advance(seconds(wait - 1));
        let hashed = app.drawn("password-salt");
        assert_eq!(face(&door.password(RIGHT).await), face(&wrong), "too early by a second");
        assert_eq!(app.drawn("password-salt"), hashed, "a throttled try costs no hash");
        app.advance(seconds(1));
        assert_eq!(face(&door.password("wrong").await), face(&wrong));
        assert_eq!(app.drawn("password-salt"), hashed + 1, "judged after {wait} s");
    }
    app.advance(seconds(60));
    assert_eq!(door.password(RIGHT).await.status, 200, "nobody is kept out for longer");
    // Success starts the count anew.
    for _ in 0..4 {
        assert_eq!(door.password("wrong").await.status, 400);
    }
    assert_eq!(door.password(RIGHT).await.status, 200);
    for _ in 0..5 {
        assert_eq!(door.password("wrong").await.status, 400);
    }
    assert_eq!(door.password(RIGHT).await.status, 400);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn spellings_share_a_count_and_accounts_do_not() {
    let app = TestApp::new().await;
    app.identity("one@example.org").create().await;
    app.identity("two@example.org").create().await;
    for spelling in [
        "one@example.org",
        "ONE@example.org",
        " one@example.org",
        "One@Example.Org",
        "onE@example.org",
    ] {
        let mut door = Door::new(&app, spelling).await;
        assert_eq!(door.password("wrong").await.status, 400, "{spelling}");
    }
    assert_eq!(Door::new(&app, "one@example.org").await.password(RIGHT).await.status, 400);
    assert_eq!(Door::new(&app, "two@example.org").await.password(RIGHT).await.status, 200);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unknown_names_are_treated_like_known_ones() {
    let app = TestApp::new().await;
    app.identity("known@example.org").create().await;
    let mut told = Vec::new();
    for email in ["known@example.org", "unknown@example.org"] {
        let mut door = Door::new(&app, email).await;
        let mut faces = Vec::new();
        let start = app.drawn("password-salt");
        for _ in 0..8 {
            let (status, mut body) = face(&door.password("wrong").await);
            for node in body["ui"]["nodes"].as_array_mut().unwrap() {
                if node["attributes"]["name"] == "identifier" {
                    node["attributes"]["value"] = Value::Null;
                }
            }
            faces.push((status, body, app.drawn("password-salt") - start));
        }
        told.push(faces);
    }
    for (known, unknown) in told[0].iter().zip(&told[1]) {
        assert_eq!((known.0, known.2), (unknown.0, unknown.2));
        assert_eq!(known.1.to_string(), unknown.1.to_string());
    }
    assert_eq!(told[0][7].2, 5);
    app.finish().await;
}

/// A second step that is asked for over and over: the wrong answer, and what is right at the moment.
async fn second_factor_backs_off(method: &str, field: &str, wrong: &str) {
    let app = TestApp::new().await;
    let email = format!("{method}@example.org");
    app.identity(&email).codes(&["right-code-1", "right-code-2"]).totp(TOTP).create().await;
    let mut client = app.native();
    assert_eq!(client.sign_in(&email).await.status, 200);
    assert_eq!(client.start("login", "?aal=aal2").await.status, 200);
    let right = |app: &TestApp| match method {
        "totp" => totp_code(TOTP, app.clock.now()),
        _ => "right-code-1".to_owned(),
    };
    let refused = client.submit(json!({ "method": method, field: wrong })).await;
    assert_eq!(refused.status, 400, "{}", refused.text);
    for _ in 0..4 {
        assert_eq!(
            face(&client.submit(json!({ "method": method, field: wrong })).await),
            face(&refused)
        );
    }
    for wait in [30, 60, 120, 240, 480, 960, 1920, 3600, 3600] {
        app.advance(seconds(wait - 1));
        // Flows are short; the count is not theirs.
        assert_eq!(client.start("login", "?aal=aal2").await.status, 200);
        let body = json!({ "method": method, field: right(&app) });
        assert_eq!(face(&client.submit(body).await), face(&refused), "early, of {wait} s");
        app.advance(seconds(1));
        assert_eq!(
            face(&client.submit(json!({ "method": method, field: wrong })).await),
            face(&refused)
        );
        let body = json!({ "method": method, field: right(&app) });
        assert_eq!(
            face(&client.submit(body).await),
            face(&refused),
            "the wrong try was judged, and waits again"
        );
    }
    app.advance(seconds(3600));
    assert_eq!(client.start("login", "?aal=aal2").await.status, 200);
    let done = client.submit(json!({ "method": method, field: right(&app) })).await;
    assert_eq!(done.status, 200, "the refused right answers spent nothing: {}", done.text);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn time_codes_back_off_up_to_an_hour() {
    second_factor_backs_off("totp", "totp_code", "000000").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recovery_codes_back_off_up_to_an_hour() {
    second_factor_backs_off("lookup_secret", "lookup_secret", "wrong-code-1").await;
}

async fn ask(app: &TestApp, email: &str) -> (Client, Answer) {
    let mut client = app.native();
    assert_eq!(client.start("recovery", "").await.status, 200);
    let answer = client.submit(json!({ "method": "code", "email": email })).await;
    (client, answer)
}

async fn mails_to(app: &TestApp, email: &str) -> usize {
    app.mails().await.iter().filter(|mail| mail.to.iter().any(|to| to == email)).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_mails_an_hour_and_address() {
    let app = TestApp::new().await;
    app.identity("often@example.org").create().await;
    app.identity("other@example.org").create().await;
    let start = app.clock.now();
    let (_, first) = ask(&app, "often@example.org").await;
    assert_eq!(first.status, 200);
    for number in 2..=6 {
        let (_, answer) = ask(&app, "often@example.org").await;
        assert_eq!(face(&answer), face(&first), "mail {number}");
        assert_eq!(mails_to(&app, "often@example.org").await, number.min(3), "mail {number}");
    }
    let unknown = ask(&app, "unkno@example.org").await.1;
    let told = |answer: &Answer| {
        face(answer).1.to_string().replace("unkno@example.org", "often@example.org")
    };
    assert_eq!(told(&unknown), told(&first));
    assert_eq!(mails_to(&app, "unkno@example.org").await, 0);
    ask(&app, "other@example.org").await;
    assert_eq!(mails_to(&app, "other@example.org").await, 1, "others are not affected");
    // The hour begins with the first mail.
    app.advance(seconds(3600 - 1).saturating_sub(app.clock.now().since(start)));
    ask(&app, "often@example.org").await;
    assert_eq!(mails_to(&app, "often@example.org").await, 3);
    app.advance(seconds(2));
    ask(&app, "often@example.org").await;
    assert_eq!(mails_to(&app, "often@example.org").await, 4);
    app.finish().await;
}

/// What wrong tries are answered, in two flows that an address each was typed into, the second of them too often for a mail.
async fn tries(app: &TestApp, kind: &str, first: &str, second: &str) -> Vec<(u16, Vec<u64>)> {
    let mut flows = Vec::new();
    for email in [first, first, first, second] {
        let mut client = app.native();
        client.start(kind, "").await;
        client.submit(json!({ "method": "code", "email": email })).await;
        flows.push(client);
    }
    let mut told = Vec::new();
    for (client, times) in [(0, 5), (3, 7)] {
        for _ in 0..times {
            let wrong = json!({ "method": "code", "code": "00000000" });
            let answer = flows[client].submit(wrong).await;
            let messages = if answer.status == 200 { answer.messages() } else { Vec::new() };
            told.push((answer.status, messages));
        }
    }
    told
}

/// Neither that an address is an account's, nor that two are the same one's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_tries_tell_nothing_of_an_address() {
    let app = TestApp::new().await;
    let traits = json!({ "email": "ada@example.org", "backup_email": "spare@example.org" });
    app.identity("ada@example.org").member("traits", traits).create().await;
    for kind in ["recovery", "verification"] {
        let known = tries(&app, kind, "ada@example.org", "ada@example.org").await;
        let unknown = tries(&app, kind, "nobody@example.org", "nobody@example.org").await;
        assert_eq!(known, unknown, "{kind}");
        app.advance(seconds(2 * 86_400));
        let related = tries(&app, kind, "ada@example.org", "spare@example.org").await;
        let strangers = tries(&app, kind, "one@example.org", "two@example.org").await;
        assert_eq!(related, strangers, "{kind}");
        app.advance(seconds(2 * 86_400));
    }
    app.finish().await;
}

/// Whether a code lets its bearer in.
async fn lets_in(client: &mut Client, code: &str) -> bool {
    let answer = client.submit(json!({ "method": "code", "code": code })).await;
    assert!(answer.status < 500, "{}", answer.text);
    answer.text.contains("ory_st_")
}

fn other(code: &str) -> String {
    if code == "00000000" { "11111111".into() } else { "00000000".into() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailed_code_dies_of_five_wrong_tries() {
    let app = TestApp::new().await;
    app.identity("five@example.org").create().await;
    app.identity("four@example.org").create().await;
    for (email, wrong, works) in [("four@example.org", 4, true), ("five@example.org", 5, false)] {
        let (mut client, _) = ask(&app, email).await;
        let code = app.mail_to(email).await.code();
        for _ in 0..wrong {
            let mut copy = client.clone();
            assert!(!lets_in(&mut copy, &other(&code)).await);
        }
        // Also not after the wait that wrong tries bring: the flow itself is over.
        app.advance(seconds(if works { 0 } else { 120 }));
        assert_eq!(lets_in(&mut client.clone(), &code).await, works, "{email}");
        assert_eq!(client.whoami().await.status, 401);
    }
    // Asking again in the same flow gives a new code, but no new tries.
    app.identity("again@example.org").create().await;
    let (mut client, _) = ask(&app, "again@example.org").await;
    let code = app.mail_to("again@example.org").await.code();
    for _ in 0..4 {
        assert!(!lets_in(&mut client.clone(), &other(&code)).await);
    }
    let again = client.submit(json!({ "method": "code", "email": "again@example.org" })).await;
    assert_eq!(again.status, 200);
    let code = app.mail_to("again@example.org").await.code();
    assert!(!lets_in(&mut client.clone(), &other(&code)).await);
    assert!(!lets_in(&mut client.clone(), &code).await);
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailed_code_dies_of_age() {
    let app = TestApp::new().await;
    for (name, before, works) in [("young", 1000, true), ("old", 1, false), ("older", 0, false)] {
        let email = format!("{name}@example.org");
        app.identity(&email).create().await;
        let (mut client, _) = ask(&app, &email).await;
        let code = app.mail_to(&email).await.code();
        // The next request happens a millisecond after this.
        let sql = "SELECT MAX(expires_at) FROM one_time_codes WHERE purpose = 'recovery'";
        let until: i64 = app.app.db.one(sql, Vec::new()).await.unwrap();
        let until = model::Timestamp::from_micros(until);
        let left = until.since(app.clock.now());
        assert!(left > seconds(29 * 60) && left <= seconds(30 * 60), "{left:?}");
        app.advance(left.saturating_sub(Duration::from_millis(before)));
        assert_eq!(lets_in(&mut client, &code).await, works, "{name}");
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailed_code_dies_of_a_newer_one_and_of_a_new_password() {
    let app = TestApp::new().await;
    app.identity("newer@example.org").create().await;
    let (mut client, _) = ask(&app, "newer@example.org").await;
    let first = app.mail_to("newer@example.org").await.code();
    client.submit(json!({ "method": "code", "email": "newer@example.org" })).await;
    let second = app.mail_to("newer@example.org").await.code();
    assert_ne!(first, second);
    assert!(!lets_in(&mut client.clone(), &first).await);
    assert!(lets_in(&mut client.clone(), &second).await);
    assert!(!lets_in(&mut client.clone(), &second).await);

    // A code of one flow is nothing in another, of the same account too; nor in its own once a newer one went out.
    app.identity("flows@example.org").create().await;
    let (mut one, _) = ask(&app, "flows@example.org").await;
    let older = app.mail_to("flows@example.org").await.code();
    let (mut two, _) = ask(&app, "flows@example.org").await;
    let newer = app.mail_to("flows@example.org").await.code();
    assert!(!lets_in(&mut two, &older).await);
    assert!(!lets_in(&mut one, &older).await);
    assert!(!lets_in(&mut one, &newer).await);
    assert!(lets_in(&mut two, &newer).await);

    app.identity("password@example.org").create().await;
    let (mut thief, _) = ask(&app, "password@example.org").await;
    let code = app.mail_to("password@example.org").await.code();
    let mut owner = app.native();
    assert_eq!(owner.sign_in("password@example.org").await.status, 200);
    assert_eq!(owner.start("settings", "").await.status, 200);
    let changed = owner.submit(json!({ "method": "password", "password": "new battery 12" })).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert!(!lets_in(&mut thief, &code).await);
    app.finish().await;
}
