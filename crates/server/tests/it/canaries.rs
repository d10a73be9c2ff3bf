//! Secrets that sing: after a whole journey with everything logged, none of them is found where it has no business.
//!
//! The journey runs in a process of its own, because the log has to catch every thread and every library, and no
//! other test's lines.

use std::sync::{Arc, Mutex, PoisonError};

use model::Clock as _;
use serde_json::{Value, json};
use testkit::needles::{Haystack, Kind, Secrets};
use testkit::{Answer, Client, TestApp, totp_code};
use tracing_subscriber::fmt::MakeWriter;

const PASSWORD: &str = "Zebra+quagga/9 okapi=x&y";
const NEW_PASSWORD: &str = "Kiwi+emu/7 rhea=z&w?moa";

/// Every line that anybody logs.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn listen() -> Lines {
    let lines = Lines::default();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .without_time()
        .with_ansi(false)
        .with_writer(lines.clone())
        .init();
    lines
}

/// What was answered, in order, and what must not have been.
#[derive(Default)]
struct Journal {
    secrets: Secrets,
    answers: Vec<(usize, Answer)>,
}

impl Journal {
    /// Keeps an answer; its number, for secrets that are meant for it.
    fn heard(&mut self, answer: Answer, statuses: &[u16]) -> usize {
        assert!(statuses.contains(&answer.status), "{} {}", answer.status, answer.text);
        let number = self.answers.len();
        self.answers.push((number, answer));
        number
    }
    fn text(&self, number: usize) -> &str {
        &self.answers[number].1.text
    }
    /// The session's token, as this answer gives it.
    fn token(&mut self, name: &str, client: &Client, number: usize) {
        let cookie = client.cookie("ory_kratos_session").map(str::to_owned);
        let token = client.token.clone().or(cookie).expect("a token");
        self.secrets.plant(name, &token, Kind::Text, &[number]);
    }
    async fn submit(&mut self, client: &mut Client, body: Value, statuses: &[u16]) -> usize {
        let answer = client.submit(body).await;
        self.heard(answer, statuses)
    }
    async fn start(&mut self, client: &mut Client, kind: &str, query: &str) -> usize {
        let answer = client.start(kind, query).await;
        self.heard(answer, &[200])
    }
}

/// Signs up, and sets up both second factors.
async fn sign_up(
    app: &TestApp,
    journal: &mut Journal,
    client: &mut Client,
    email: &str,
) -> (String, Vec<String>) {
    journal.start(client, "registration", "").await;
    let body = json!({ "method": "password", "password": "short-7", "traits": { "email": email } });
    journal.secrets.plant("too short a password", "short-7", Kind::Text, &[]);
    journal.submit(client, body, &[400]).await;
    let body = json!({ "method": "password", "password": PASSWORD, "traits": { "email": email } });
    let at = journal.submit(client, body, &[200]).await;
    journal.token("token of the sign-up", client, at);
    let answer = client.whoami().await;
    journal.heard(answer, &[200]);

    let shown = journal.start(client, "settings", "").await;
    let secret = client.node("totp_secret_key")["text"].as_str().unwrap().to_owned();
    let wrong =
        journal.submit(client, json!({ "method": "totp", "totp_code": "918273" }), &[400]).await;
    journal.secrets.plant("secret of the sign-in app", &secret, Kind::Text, &[shown, wrong]);
    let raw = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    journal.secrets.plant_bytes("bytes of the sign-in app's secret", &raw, &[]);
    journal.secrets.plant("a wrong time code", "918273", Kind::Digits, &[]);
    let code = totp_code(&secret, app.clock.now());
    let at = journal.submit(client, json!({ "method": "totp", "totp_code": code }), &[200]).await;
    journal.secrets.plant("the time code of the setting-up", &code, Kind::Digits, &[]);
    journal.token("token after the sign-in app", client, at);

    journal.start(client, "settings", "").await;
    let made = journal.submit(client, json!({ "lookup_secret_regenerate": true }), &[200]).await;
    let codes = client.codes();
    for (number, code) in codes.iter().enumerate() {
        journal.secrets.plant(&format!("recovery code {number}"), code, Kind::Text, &[made]);
    }
    let at = journal.submit(client, json!({ "lookup_secret_confirm": true }), &[200]).await;
    journal.token("token after the codes", client, at);
    let flow = client.flow["id"].as_str().unwrap().to_owned();
    let answer = client.get(&format!("/self-service/settings/flows?id={flow}")).await;
    journal.heard(answer, &[200]);
    (secret, codes)
}

/// Signs in with password and second step.
async fn sign_in(journal: &mut Journal, client: &mut Client, email: &str, second: Value) {
    journal.start(client, "login", "").await;
    let wrong =
        json!({ "method": "password", "identifier": email, "password": "Wrong+lynx/3 puma=q" });
    journal.submit(client, wrong, &[400]).await;
    let right = json!({ "method": "password", "identifier": email, "password": PASSWORD });
    let at = journal.submit(client, right, &[200, 422]).await;
    journal.token("token of a sign-in", client, at);
    journal.start(client, "login", "?aal=aal2").await;
    let wrong = json!({ "method": "lookup_secret", "lookup_secret": "WRNG-C0DE-ZZ99-XX77" });
    journal.submit(client, wrong, &[400]).await;
    let at = journal.submit(client, second.clone(), &[200]).await;
    journal.token("token of a second step", client, at);
    // The same once more: used.
    let mut twice = client.clone();
    let answer = twice.submit(second).await;
    journal.heard(answer, &[200, 400, 401, 403, 303]);
}

async fn recover(
    app: &TestApp,
    journal: &mut Journal,
    client: &mut Client,
    email: &str,
    code: &str,
) {
    journal.start(client, "recovery", "").await;
    journal
        .submit(client, json!({ "method": "code", "email": "nobody@example.org" }), &[200])
        .await;
    journal.submit(client, json!({ "method": "code", "email": email }), &[200]).await;
    let mailed = app.mail_to(email).await.code();
    journal.secrets.plant("mailed code", &mailed, Kind::Digits, &[]);
    journal.submit(client, json!({ "method": "code", "code": "10293847" }), &[200]).await;
    journal.secrets.plant("wrong mailed code", "10293847", Kind::Digits, &[]);
    let at = journal.submit(client, json!({ "method": "code", "code": mailed }), &[200, 422]).await;
    journal.token("token of a recovery", client, at);
    journal.start(client, "login", "?aal=aal2").await;
    let body = json!({ "method": "lookup_secret", "lookup_secret": code });
    let at = journal.submit(client, body, &[200]).await;
    journal.token("token after recovery", client, at);
    journal.start(client, "settings", "").await;
    let at = journal
        .submit(client, json!({ "method": "password", "password": NEW_PASSWORD }), &[200])
        .await;
    journal.token("token after the new password", client, at);
}

/// Cookie and native clients, administrator, pages, errors.
async fn journey(app: &TestApp, journal: &mut Journal) {
    journal.secrets.plant("password", PASSWORD, Kind::Text, &[]);
    journal.secrets.plant("new password", NEW_PASSWORD, Kind::Text, &[]);
    journal.secrets.plant("wrong password", "Wrong+lynx/3 puma=q", Kind::Text, &[]);
    journal.secrets.plant("wrong recovery code", "WRNG-C0DE-ZZ99-XX77", Kind::Text, &[]);
    for (email, cookies) in [("native@example.org", false), ("spa@example.org", true)] {
        let mut client = if cookies { app.spa() } else { app.native() };
        let fresh = |app: &TestApp| if cookies { app.spa() } else { app.native() };
        let (secret, codes) = sign_up(app, journal, &mut client, email).await;
        let body = json!({ "method": "lookup_secret", "lookup_secret": codes[0] });
        sign_in(journal, &mut fresh(app), email, body).await;
        // What is under way arrives before: its lease is not to run out meanwhile.
        app.mails().await;
        app.advance(std::time::Duration::from_secs(90));
        let code = totp_code(&secret, app.clock.now());
        journal.secrets.plant("time code", &code, Kind::Digits, &[]);
        let mut client = fresh(app);
        sign_in(journal, &mut client, email, json!({ "method": "totp", "totp_code": code })).await;
        if cookies {
            let answer = client.get("/self-service/logout/browser").await;
            let token = answer.json()["logout_token"].as_str().unwrap().to_owned();
            let at = journal.heard(answer, &[200]);
            journal.secrets.plant("logout token", &token, Kind::Text, &[at]);
            let answer = client.get(&format!("/self-service/logout?token={token}")).await;
            journal.heard(answer, &[204, 303]);
        } else {
            let body = json!({ "session_token": client.token }).to_string();
            let body = Some(("application/json", body));
            let answer = client.send("DELETE", "/self-service/logout/api", body).await;
            journal.heard(answer, &[204]);
        }
        recover(app, journal, &mut fresh(app), email, &codes[1]).await;
        administrator(app, journal, email).await;
    }
    errors(app, journal).await;
}

async fn administrator(app: &TestApp, journal: &mut Journal, email: &str) {
    let path = format!(
        "/admin/identities?credentials_identifier={email}&include_credential=lookup_secret"
    );
    let answer = app.admin("GET", &path, None).await;
    let id = answer.json()[0]["id"].as_str().unwrap().to_owned();
    journal.heard(answer, &[200]);
    let all =
        "include_credential=password&include_credential=totp&include_credential=lookup_secret";
    let answer = app.admin("GET", &format!("/admin/identities/{id}?{all}"), None).await;
    journal.heard(answer, &[200]);
    let wanted = json!({ "identity_id": id, "flow_type": "api" });
    let answer = app.admin("POST", "/admin/recovery/code", Some(wanted)).await;
    let made = answer.json();
    let at = journal.heard(answer, &[201]);
    let code = made["recovery_code"].as_str().unwrap();
    journal.secrets.plant("administrator's code", code, Kind::Digits, &[at]);
    let flow = made["recovery_link"].as_str().unwrap().split("flow=").nth(1).unwrap().to_owned();
    let mut client = app.native();
    let answer = client.get(&format!("/self-service/recovery/flows?id={flow}")).await;
    journal.heard(answer, &[200]);
    let at = journal.submit(&mut client, json!({ "method": "code", "code": code }), &[200]).await;
    journal.token("token of an administrator's recovery", &client, at);
    let body = json!({ "traits": { "email": format!("imported-{email}") }, "credentials": {
        "password": { "config": { "password": "Imported+gnu/5 kudu=r" } },
        "lookup_secret": { "config": { "codes": [{ "code": "imported-code-one" }] } },
        "totp": { "config": { "totp_url": "otpauth://totp/T:x?secret=KRUGKIDROVUWG2ZAMJZG653OEBTG66BA" } } } });
    let answer = app.admin("POST", "/admin/identities", Some(body)).await;
    journal.heard(answer, &[201]);
    journal.secrets.plant("imported password", "Imported+gnu/5 kudu=r", Kind::Text, &[]);
    journal.secrets.plant("imported code", "imported-code-one", Kind::Text, &[]);
    journal.secrets.plant("imported secret", "KRUGKIDROVUWG2ZAMJZG653OEBTG66BA", Kind::Text, &[]);
    for path in ["/admin/courier/messages", "/admin/sessions?expand=identity", "/admin/identities"]
    {
        let answer = app.admin("GET", path, None).await;
        journal.heard(answer, &[200]);
    }
}

/// Mistakes that quote what was sent.
async fn errors(app: &TestApp, journal: &mut Journal) {
    let mut client = app.native();
    journal.start(&mut client, "login", "").await;
    let action = client.flow["ui"]["action"].as_str().unwrap().to_owned();
    let broken =
        format!("{{\"method\":\"password\",\"identifier\":\"a\",\"password\":\"{PASSWORD}\"");
    let answer = client.send("POST", &action, Some(("application/json", broken))).await;
    journal.heard(answer, &[400]);
    let odd = json!({ "method": "password", "identifier": 7, "password": [PASSWORD] });
    journal.submit(&mut client, odd, &[400]).await;
    let named = json!({ "method": "password", "identifier": "a", "password": { PASSWORD: 1 } });
    journal.submit(&mut client, named, &[400]).await;
    client.token = Some("ory_st_aForgedTokenThatBelongsToNobodyAtAll0123456".into());
    journal.secrets.plant("forged token", client.token.as_deref().unwrap(), Kind::Text, &[]);
    let answer = client.whoami().await;
    journal.heard(answer, &[401]);
    let mut browser = app.browser();
    journal.start(&mut browser, "login", "").await;
    let body = json!({ "method": "password", "identifier": "a", "password": PASSWORD, "csrf_token": "forged" });
    let at = journal.submit(&mut browser, body, &[303]).await;
    let location = journal.answers[at].1.location().to_owned();
    let answer = browser.get(&location).await;
    journal.heard(answer, &[200, 403]);
}

async fn journey_alone() {
    let lines = listen();
    let app = TestApp::new().await;
    let mut journal = Journal::default();
    journey(&app, &mut journal).await;
    app.app.run_jobs().await.unwrap();
    assert!(!app.mails().await.is_empty());
    let stored = app.dump().await;
    let logged = lines.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let log = String::from_utf8_lossy(&logged);
    for target in ["sqlx", "server"] {
        assert!(log.contains(target), "{target} has logged nothing");
    }
    assert!(stored.len() > 10_000 && journal.secrets.count() > 40);
    let secrets = &journal.secrets;
    let mut found = secrets.find("the log", &Haystack::new(&logged), None);
    found.extend(secrets.find("the database", &Haystack::new(&stored), None));
    for (number, answer) in &journal.answers {
        let headers: Vec<String> =
            answer.headers.iter().map(|(k, v)| format!("{k}: {v}\n")).collect();
        let whole = format!("{}\n{}", headers.concat(), answer.text);
        let place = format!("answer {number} ({} {:.60})", answer.status, answer.text);
        found.extend(secrets.find(&place, &Haystack::new(whole.as_bytes()), Some(*number)));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    // The answer that is meant for a secret has it: the search does find.
    let made = secrets.meant_for("recovery code 0").expect("an answer");
    let heard = secrets.find("", &Haystack::new(journal.text(made).as_bytes()), None);
    assert!(heard.iter().any(|line| line.contains("recovery code 0")));
    app.finish().await;
}

/// Set in the process that goes through the journey.
const ALONE: &str = "READMIT_TEST_ALONE";

/// A process has one log: the journey has one of its own, so that no other test's lines are in it.
#[test]
fn nothing_sings() {
    if std::env::var_os(ALONE).is_some() {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        runtime.unwrap().block_on(journey_alone());
        return;
    }
    let this = std::env::current_exe().unwrap();
    let run = std::process::Command::new(this)
        .args(["canaries::nothing_sings", "--exact", "--nocapture"])
        .env(ALONE, "yes")
        .output()
        .unwrap();
    let told =
        format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success() && told.contains("1 passed"), "{told}");
}
