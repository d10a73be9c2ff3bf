//! Mails on their way: an outage of half a day, what a mail server refuses, and mails of the operator's own.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use testkit::{Client, MailServer, TestApp};

const HOUR: Duration = Duration::from_hours(1);
/// Mails to unknown addresses need no accounts. Codes live for a day here, links for half an hour.
const OUTAGE: &str = "selfservice: { flows: { recovery: { notify_unknown_recipients: true } }, methods: { \
    code: { config: { lifespan: 20h, with_link: false } }, link: { enabled: true, config: { lifespan: 30m } } } }";

async fn ask(app: &TestApp, method: &str, email: &str) -> Client {
    let mut client = app.spa();
    client.start("recovery", "").await;
    let sent = client.submit(json!({ "method": method, "email": email })).await;
    assert_eq!(sent.status, 200, "{}", sent.text);
    client
}

#[tokio::test]
async fn half_a_day_without_a_mail_server() {
    let app = TestApp::with(OUTAGE).await;
    app.mail.set_down(true);
    for number in 0..800 {
        ask(&app, "code", &format!("code-{number}@example.org")).await;
    }
    for number in 0..200 {
        app.identity(&format!("link-{number}@example.org")).create().await;
        ask(&app, "link", &format!("link-{number}@example.org")).await;
    }
    for _ in 0..48 {
        app.advance(HOUR / 4);
        // The worker tries, fails and puts off.
        app.pause(20).await;
    }
    assert!(app.mail.mails().is_empty());
    app.mail.set_down(false);
    for _ in 0..400 {
        app.advance(Duration::from_mins(1));
        app.pause(20).await;
        if app.mail.mails().len() >= 800 {
            break;
        }
    }
    app.mails().await;
    app.pause(100).await;
    let mut arrived: BTreeMap<String, usize> = BTreeMap::new();
    for mail in app.mail.mails() {
        *arrived.entry(mail.to[0].clone()).or_default() += 1;
    }
    let lost = (0..800).filter(|n| !arrived.contains_key(&format!("code-{n}@example.org"))).count();
    assert_eq!(lost, 0, "mails that were still good");
    assert!(arrived.values().all(|count| *count == 1), "none twice");
    assert_eq!(arrived.len(), 800, "nothing that had expired");
    let left =
        app.admin("GET", "/admin/courier/messages?page_size=500&status=abandoned", None).await;
    assert_eq!(left.json().as_array().map(Vec::len), Some(200));
    app.finish().await;
}

#[tokio::test]
async fn an_hour_of_come_back_later() {
    let lasting = "selfservice: { methods: { code: { config: { lifespan: 2h } } } }";
    let app = TestApp::with(lasting).await;
    app.identity("ada@example.org").create().await;
    app.mail.set_busy(true);
    let mut client = ask(&app, "code", "ada@example.org").await;
    for _ in 0..60 {
        app.advance(HOUR / 60);
        app.pause(5).await;
    }
    let message = app.admin("GET", "/admin/courier/messages", None).await.json()[0].clone();
    assert_eq!(message["status"], "queued", "{message}");
    assert!(message["send_count"].as_u64().unwrap() > 8, "{message}");
    app.mail.set_busy(false);
    // An attempt that was under way may have heard the last «busy»: then it is the one after it.
    for _ in 0..2 {
        app.advance(HOUR / 6);
        if !app.mails().await.is_empty() {
            break;
        }
    }
    let code = app.mail_to("ada@example.org").await.code();
    assert_eq!(client.submit(json!({ "code": code })).await.status, 200);
    assert_eq!(app.mail.mails().iter().filter(|mail| mail.text.contains(&code)).count(), 1);
    app.finish().await;
}

#[tokio::test]
async fn a_server_that_falls_silent_keeps_nobody_else_waiting() {
    let app = TestApp::new().await;
    for name in ["ada", "eve", "ann"] {
        app.identity(&format!("{name}@example.org")).create().await;
    }
    app.mail.set_silent_to("ada@example.org");
    // Its answer is given all the same.
    ask(&app, "code", "ada@example.org").await;
    app.pause(20).await;
    for name in ["eve", "ann"] {
        let mut client = ask(&app, "code", &format!("{name}@example.org")).await;
        for _ in 0..200 {
            app.pause(10).await;
            if app.mail.mails().iter().any(|mail| mail.to[0].starts_with(name)) {
                break;
            }
        }
        let mails = app.mail.mails();
        let mail = mails.iter().find(|mail| mail.to[0].starts_with(name)).expect("it arrives");
        assert_eq!(client.submit(json!({ "code": mail.code() })).await.status, 200);
    }
}

#[tokio::test]
async fn a_second_mail_server_takes_over_with_a_sender_of_its_own() {
    let other = MailServer::start().await;
    let app = TestApp::with(&format!(
        "courier: {{ channels: [{{ id: email, type: smtp, smtp_config: {{ connection_uri: '{}', \
         from_address: other@example.net, from_name: The other }} }}] }}",
        other.uri()
    ))
    .await;
    app.identity("ada@example.org").create().await;
    app.mail.set_down(true);
    let mut client = ask(&app, "code", "ada@example.org").await;
    for _ in 0..200 {
        app.advance(Duration::from_secs(1));
        app.pause(10).await;
        if !other.mails().is_empty() {
            break;
        }
    }
    let mail = other.mails().remove(0);
    assert!(mail.raw.contains("From: \"The other\" <other@example.net>"), "{}", mail.raw);
    assert_eq!(client.submit(json!({ "code": mail.code() })).await.status, 200);
    assert!(app.mail.mails().is_empty());
    // The first is the first again as soon as it is back.
    app.mail.set_down(false);
    app.identity("eve@example.org").create().await;
    ask(&app, "code", "eve@example.org").await;
    assert!(app.mail_to("eve@example.org").await.raw.contains("no-reply@"));
    app.finish().await;
}

#[tokio::test]
async fn giving_up_comes_as_early_as_was_said() {
    let app = TestApp::with(
        "courier: { give_up_after: 10m }\nselfservice: { methods: { code: { config: { lifespan: 1h } } } }",
    )
    .await;
    app.identity("ada@example.org").create().await;
    app.mail.set_down(true);
    ask(&app, "code", "ada@example.org").await;
    app.pause(50).await;
    app.advance(Duration::from_mins(11));
    let mut message = Value::Null;
    for _ in 0..100 {
        app.pause(20).await;
        app.advance(Duration::from_secs(1));
        message = app.admin("GET", "/admin/courier/messages", None).await.json()[0].clone();
        if message["status"] == "abandoned" {
            break;
        }
    }
    assert_eq!(message["status"], "abandoned", "{message}");
    app.finish().await;
}

async fn listed(app: &TestApp) -> Value {
    app.mails().await;
    app.admin("GET", "/admin/courier/messages", None).await.json()[0].clone()
}

#[tokio::test]
async fn what_was_refused_is_sent_again() {
    let app = TestApp::new().await;
    app.identity("ada@example.org").create().await;
    app.mail.set_refusing(true);
    let mut client = ask(&app, "code", "ada@example.org").await;
    let message = listed(&app).await;
    assert_eq!((&message["status"], &message["send_count"]), (&json!("abandoned"), &json!(1)));
    let again = format!("/admin/courier/messages/{}/send-again", message["id"].as_str().unwrap());
    app.mail.set_refusing(false);
    let answer = app.admin("POST", &again, Some(json!({}))).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let code = app.mail_to("ada@example.org").await.code();
    assert_eq!(client.submit(json!({ "code": code })).await.status, 200);
    assert_eq!(app.admin("POST", &again, Some(json!({}))).await.status, 409, "it was sent");
    let unknown = "/admin/courier/messages/00000000-0000-4000-8000-000000000000/send-again";
    assert_eq!(app.admin("POST", unknown, Some(json!({}))).await.status, 404);

    // What has expired is not sent, and its body is gone.
    app.mails().await;
    app.mail.set_refusing(true);
    app.identity("eve@example.org").create().await;
    ask(&app, "code", "eve@example.org").await;
    let message = listed(&app).await;
    let again = format!("/admin/courier/messages/{}/send-again", message["id"].as_str().unwrap());
    app.advance(HOUR);
    assert_eq!(app.admin("POST", &again, Some(json!({}))).await.status, 409);
    let bodies = "SELECT COUNT(*) FROM messages WHERE sealed IS NOT NULL";
    for _ in 0..100 {
        app.pause(20).await;
        app.advance(Duration::from_secs(1));
        if app.app.db.one::<i64>(bodies, Vec::new()).await.unwrap() == 0 {
            break;
        }
    }
    assert_eq!(app.app.db.one::<i64>(bodies, Vec::new()).await.unwrap(), 0);
    app.finish().await;
}

/// Writes templates into a folder, and starts a server with them.
async fn with_templates(files: &[(&str, &str)]) -> (TestApp, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    for (name, source) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, source).unwrap();
    }
    let path = folder.path().to_str().unwrap();
    let app = TestApp::with(&format!("courier: {{ template_override_path: '{path}' }}")).await;
    (app, folder)
}

#[tokio::test]
async fn one_mail_and_its_german_version() {
    let own = "Dear { t }, {{ recovery_code }} lets you in.";
    let german = "Guten Tag, mit {{ recovery_code }} kommen Sie herein.";
    let (app, _folder) = with_templates(&[
        ("mail/recovery_code_valid/body.txt", own),
        ("mail/recovery_code_valid/body.de.txt", german),
        ("mail/recovery_code_valid/subject.de.txt", "Ihr Code"),
    ])
    .await;
    app.identity("ada@example.org").create().await;
    ask(&app, "code", "ada@example.org").await;
    let mail = app.mail_to("ada@example.org").await;
    assert!(
        mail.text.starts_with("Dear { t }, ") && mail.subject.contains("Readmit"),
        "{}",
        mail.text
    );
    let mut client = app.spa();
    client.headers.push(("accept-language".into(), "it, de-AT;q=0.9, en;q=0.1".into()));
    client.start("recovery", "").await;
    client.submit(json!({ "method": "code", "email": "ada@example.org" })).await;
    let mail = app.mail_to("ada@example.org").await;
    assert!(mail.text.starts_with("Guten Tag, mit "), "{}", mail.text);
    assert_eq!(mail.subject, "Ihr Code");
    assert_eq!(mail.code().len(), 8);
    app.finish().await;
}

#[tokio::test]
async fn mails_made_for_kratos_go_on_working() {
    let go = "Hi {{ if .Identity.traits.name.first }}{{ .Identity.traits.name.first }}{{ else }}there{{ end }},\n\
              your code: {{ .RecoveryCode }}\n";
    let (app, _folder) = with_templates(&[
        ("recovery_code/valid/email.body.plaintext.gotmpl", go),
        ("recovery_code/valid/email.subject.gotmpl", "Code for {{ .To }}\n"),
    ])
    .await;
    let traits = json!({ "email": "ada@example.org", "name": { "first": "Ada" } });
    app.identity("ada@example.org").member("traits", traits).create().await;
    app.identity("eve@example.org").create().await;
    for (to, name) in [("ada@example.org", "Ada"), ("eve@example.org", "there")] {
        ask(&app, "code", to).await;
        let mail = app.mail_to(to).await;
        assert_eq!(mail.subject, format!("Code for {to}"));
        assert!(mail.text.starts_with(&format!("Hi {name},")), "{}", mail.text);
    }
    app.finish().await;
}

#[tokio::test]
async fn a_mail_of_ones_own_that_fails_is_replaced() {
    // Nothing tells before that an account may have no name.
    let risky = "{{ identity.traits.email }} {{ recovery_code }} {% if identity.traits.email != 'ada@example.org' %}{{ nothing.there }}{% endif %}";
    let (app, _folder) = with_templates(&[("mail/recovery_code_valid/body.txt", risky)]).await;
    app.identity("eve@example.org").create().await;
    let mut client = ask(&app, "code", "eve@example.org").await;
    let mail = app.mail_to("eve@example.org").await;
    assert!(mail.text.contains("Without the code nobody gets in"), "{}", mail.text);
    assert_eq!(client.submit(json!({ "code": mail.code() })).await.status, 200);
    app.finish().await;
}

#[tokio::test]
async fn what_may_wait_for_days_is_not_erased_before() {
    let app = TestApp::with("courier: { give_up_after: 72h }").await;
    app.identity("ada@example.org").create().await;
    app.mail.set_down(true);
    let mut client = app.native();
    client.sign_in("ada@example.org").await;
    client.start("settings", "").await;
    let done =
        client.submit(json!({ "method": "password", "password": "another battery 8" })).await;
    assert_eq!(done.status, 200, "{}", done.text);
    app.pause(100).await;
    app.advance(HOUR * 25);
    app.app.run_jobs().await.unwrap();
    app.mail.set_down(false);
    for _ in 0..200 {
        app.advance(HOUR / 6);
        app.pause(20).await;
        if !app.mail.mails().is_empty() {
            break;
        }
    }
    assert_eq!(app.mail.mails().len(), 1, "the notice of the new password");
    app.finish().await;
}
