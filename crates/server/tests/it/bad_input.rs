//! What clients send by mistake or on purpose: each is answered in the contract's shape, and changes nothing.

mod foreign;

use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp};

/// Whatever a refused submission must leave as it was.
const KEPT: &[&str] = &[
    "SELECT id || traits || state || COALESCE(metadata_public, '') || COALESCE(external_id, '') FROM identities ORDER BY 1",
    "SELECT identity_id || purpose || value || status FROM identity_addresses ORDER BY 1",
    "SELECT identity_id || type || config || CAST(version AS TEXT) FROM identity_credentials ORDER BY 1",
    "SELECT identity_id || type || identifier FROM credential_identifiers ORDER BY 1",
    "SELECT id || identity_id || methods || CAST(authenticated_at AS TEXT) || CAST(expires_at AS TEXT) || \
     CASE WHEN active THEN 'on' ELSE 'off' END FROM sessions ORDER BY 1",
    "SELECT id || identity_id FROM recovery_code_sets ORDER BY 1",
    "SELECT id || set_id || COALESCE(CAST(used_at AS TEXT), '-') FROM recovery_codes ORDER BY 1",
    "SELECT identity_id || CAST(last_step AS TEXT) FROM totp_steps ORDER BY 1",
    "SELECT id || flow_id || COALESCE(CAST(used_at AS TEXT), '-') FROM one_time_codes ORDER BY 1",
    "SELECT id || recipient || template FROM messages ORDER BY 1",
];

async fn kept(app: &TestApp) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for sql in KEPT {
        all.push(app.app.db.all(sql, Vec::new()).await.expect("rows"));
    }
    all
}

/// Says what is wrong with an answer to bad input: no failure, and the shape of a flow or of an error.
fn clear(what: &str, answer: &Answer) {
    assert!((300..500).contains(&answer.status), "{what}: {} {}", answer.status, answer.text);
    if answer.status < 400 {
        assert!(answer.header("location").is_some(), "{what}: {}", answer.status);
        return;
    }
    let body = answer.json();
    let shown = body["ui"]["nodes"].is_array() && !answer.messages().is_empty();
    let told = body["error"]["code"].is_u64() && body["error"]["message"].is_string();
    assert!(shown || told, "{what}: {}", answer.text);
    if told && body["error"]["code"] != 500 {
        assert_eq!(body["error"]["code"], answer.status, "{what}: {}", answer.text);
    }
}

/// A place where something is submitted: who does it, and what would be right.
struct Place {
    name: &'static str,
    client: Client,
    right: Value,
}

/// A client at each place; all wait for what would be right.
async fn places(app: &TestApp) -> Vec<Place> {
    let email = "ada@example.org";
    app.identity(email).codes(&["right-code-1", "right-code-2"]).create().await;
    app.identity("bob@example.org").create().await;
    let mut all = Vec::new();
    for cookies in [false, true] {
        let client = || if cookies { app.spa() } else { app.native() };
        let mut login = client();
        login.start("login", "").await;
        let right =
            json!({ "method": "password", "identifier": email, "password": "correct horse 9" });
        all.push(Place { name: "login", client: login.clone(), right: right.clone() });
        let mut registration = client();
        registration.start("registration", "").await;
        let new = format!("new-{cookies}@example.org");
        let right_one = json!({ "method": "password", "password": "correct horse 9", "traits": { "email": new } });
        all.push(Place { name: "registration", client: registration, right: right_one });
        let mut second = login;
        second.submit(right).await;
        assert_eq!(second.start("login", "?aal=aal2").await.status, 200);
        let right = json!({ "method": "lookup_secret", "lookup_secret": "right-code-1" });
        all.push(Place { name: "second step", client: second, right });
        let mut owner = client();
        owner.sign_in("bob@example.org").await;
        for (name, right) in [
            ("password", json!({ "method": "password", "password": "new battery 12" })),
            ("codes", json!({ "lookup_secret_regenerate": true, "method": "lookup_secret" })),
            ("app", json!({ "method": "totp", "totp_code": "123456" })),
            ("profile", json!({ "method": "profile", "traits": { "email": "bob2@example.org" } })),
        ] {
            assert_eq!(owner.start("settings", "").await.status, 200);
            all.push(Place { name, client: owner.clone(), right });
        }
        let mut lost = client();
        lost.start("recovery", "").await;
        let right = json!({ "method": "code", "email": email });
        all.push(Place { name: "recovery", client: lost, right });
    }
    all
}

/// The fields of a right body that hold something the method needs.
fn secrets(right: &Value) -> Vec<String> {
    let fields = right.as_object().unwrap().keys().filter(|key| *key != "method");
    fields.cloned().collect()
}

async fn unchanged(app: &TestApp, before: &[Vec<String>], what: &str) {
    assert_eq!(kept(app).await, before, "{what} changed something");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_types_change_nothing() {
    let app = TestApp::with("security: { limits: { enabled: false } }").await;
    let places = places(&app).await;
    app.app.run_jobs().await.unwrap();
    let before = kept(&app).await;
    let long = "x".repeat(70_000);
    let odd = [
        json!(7),
        json!(-1.5),
        json!([]),
        json!(["correct horse 9"]),
        json!({}),
        json!({ "a": { "b": [1, 2, { "c": null }] } }),
        json!(null),
        json!("a\u{0}b"),
        json!("a\r\nBcc: eve@example.org"),
        json!("\u{1}\u{7f}\u{85}\u{2028}\u{202e}\u{feff}"),
        json!(long),
    ];
    for Place { name, client, right } in &places {
        for field in secrets(right) {
            for value in &odd {
                // Text that is merely odd is a password like any other.
                let text = value.as_str().is_some_and(|text| !text.contains('\0'));
                if *name == "password" && text && value != &json!(long) {
                    continue;
                }
                let mut body = right.clone();
                body[&field] = value.clone();
                let what = format!("{name}: {field} = {:.60}", value.to_string());
                let mut client = client.clone();
                let answer = client.submit(body).await;
                clear(&what, &answer);
                unchanged(&app, &before, &what).await;
            }
        }
        for method in
            [json!(7), json!([]), json!({}), json!("nonsense"), json!("pass\u{0}word"), json!("")]
        {
            if right["lookup_secret_regenerate"] == true {
                continue;
            }
            let mut body = right.clone();
            body["method"] = method.clone();
            let what = format!("{name}: method = {method}");
            clear(&what, &client.clone().submit(body).await);
            unchanged(&app, &before, &what).await;
        }
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_signs_up_once_that_is_switched_off() {
    let mut app = TestApp::new().await;
    let places = places(&app).await;
    app.app.run_jobs().await.unwrap();
    let before = kept(&app).await;
    app.restart_with(|config| config.selfservice.flows.registration.enabled = false).await;
    for Place { name, client, right } in places.iter().filter(|p| p.name == "registration") {
        let mut client = client.clone();
        let id = client.flow["id"].as_str().unwrap().to_owned();
        let read = client.get(&format!("/self-service/registration/flows?id={id}")).await;
        assert_eq!(read.status, 400, "{}", read.text);
        clear(name, &read);
        let answer = client.submit(right.clone()).await;
        assert_eq!(answer.status, 400, "{}", answer.text);
        clear(name, &answer);
        unchanged(&app, &before, name).await;
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unreadable_bodies_change_nothing() {
    let app = TestApp::with("security: { limits: { enabled: false } }").await;
    let places = places(&app).await;
    app.app.run_jobs().await.unwrap();
    let before = kept(&app).await;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for Place { name, client, right } in &places {
        let whole = right.to_string();
        let large = format!("{{\"a\":\"{}\",{}", "x".repeat(5_000_001), &whole[1..]);
        let form = "application/x-www-form-urlencoded";
        let many: String = (0..1500).fold(String::new(), |all, n| all + &format!("f{n}=1&"));
        let bodies: Vec<(&str, String)> = vec![
            ("application/json", String::new()),
            ("application/json", whole[..whole.len() - 1].to_owned()),
            ("application/json", format!("{whole}{whole}")),
            ("application/json", format!("\u{feff}{whole}")),
            ("application/json", "null".into()),
            ("application/json", "7".into()),
            ("application/json", format!("[{whole}]")),
            ("application/json", deep.clone()),
            ("application/json", "{\"method\":\"\\ud800\"}".into()),
            ("application/json", large),
            ("text/plain", whole.clone()),
            ("text/html", whole.clone()),
            ("application/xml", "<method>password</method>".into()),
            ("", whole.clone()),
            ("application/json, text/plain", whole.clone()),
            ("multipart/form-data", whole.clone()),
            (
                "multipart/form-data; boundary=x",
                "--x\r\nContent-Disposition: form-data; name=\"method\"\r\n".into(),
            ),
            (form, whole.clone()),
            (form, "%%%=%zz&=&&".into()),
            (form, format!("{many}method=password")),
            (form, "method=%00password&password=%00".into()),
        ];
        for (kind, body) in bodies {
            let what = format!("{name}: {kind} {body:.40}");
            let mut client = client.clone();
            let action = client.flow["ui"]["action"].as_str().unwrap().to_owned();
            clear(&what, &client.send("POST", &action, Some((kind, body))).await);
            unchanged(&app, &before, &what).await;
        }
    }
    app.finish().await;
}

/// Of repeated fields one counts, and fields that nobody knows count for nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn repeated_and_unknown_fields() {
    let app = TestApp::new().await;
    let id = app.identity("ada@example.org").create().await;
    let mut client = app.native();
    client.start("login", "").await;
    let action = client.flow["ui"]["action"].as_str().unwrap().to_owned();
    let form = "application/x-www-form-urlencoded";
    let twice = "method=password&identifier=ada%40example.org&identifier=eve%40example.org&password=correct+horse+9\
                 &password=wrong&is_admin=true&identity_id=1&aal=aal2";
    let answer = client.clone().send("POST", &action, Some((form, twice.into()))).await;
    assert_eq!(answer.status, 200, "of a form the first counts: {}", answer.text);
    assert_eq!(answer.json()["session"]["identity"]["id"], id);
    assert_eq!(answer.json()["session"]["authenticator_assurance_level"], "aal1");
    let twice = "{\"method\":\"password\",\"identifier\":\"ada@example.org\",\"password\":\"correct horse 9\",\
                 \"password\":\"wrong\"}";
    let answer =
        client.clone().send("POST", &action, Some(("application/json", twice.into()))).await;
    assert_eq!(answer.status, 400, "of JSON the last counts: {}", answer.text);

    // Neither state nor metadata nor credentials nor roles can be signed up for.
    let mut client = app.native();
    client.start("registration", "").await;
    let body = json!({ "method": "password", "password": "correct horse 9", "state": "inactive",
        "metadata_admin": { "role": "x" }, "metadata_public": { "role": "x" }, "external_id": "1", "id": id,
        "credentials": { "totp": {} }, "verifiable_addresses": [{ "verified": true }],
        "traits": { "email": "eve@example.org" } });
    let answer = client.clone().submit(body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let made = answer.json()["identity"]["id"].as_str().unwrap().to_owned();
    assert_ne!(made, id);
    let made = app.admin("GET", &format!("/admin/identities/{made}"), None).await.json();
    assert_eq!((&made["state"], &made["metadata_admin"]), (&json!("active"), &Value::Null));
    assert_eq!(made["metadata_public"], Value::Null);
    assert_eq!(made["verifiable_addresses"][0]["verified"], false);
    let body = json!({ "method": "password", "password": "correct horse 9",
        "traits": { "email": "mallory@example.org", "role": "admin" } });
    let mut client = app.native();
    client.start("registration", "").await;
    assert_eq!(client.submit(body).await.status, 400, "traits that the schema does not have");
    app.finish().await;
}

/// AR-09, AR-10: mail goes to a stored address that was typed as one, or not at all.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses_that_are_not_the_stored_one() {
    let app = TestApp::with("security: { limits: { enabled: false } }").await;
    app.identity("mike@example.org").create().await;
    app.identity("kim@example.org").create().await;
    let odd = [
        json!(["mike@example.org", "eve@example.org"]),
        json!({ "0": "mike@example.org" }),
        json!("mike@example.org,eve@example.org"),
        json!("mike@example.org;eve@example.org"),
        json!("mike@example.org eve@example.org"),
        json!("mike@example.org\r\nBcc: eve@example.org"),
        json!("mike@example.org\n"),
        json!("mike@example.org\u{0}"),
        json!("mike@example.org%0a"),
        json!("<mike@example.org>"),
        json!("Mike <mike@example.org>"),
        json!("\"mike\"@example.org"),
        json!("mike@@example.org"),
        json!("mike@example.org@eve.org"),
        json!("mike+eve@example.org"),
        json!("m\u{131}ke@example.org"),
        json!("m\u{456}ke@example.org"),
        json!("ki\u{2060}m@example.org"),
        json!("\u{212a}im@example.org"),
        json!("mike@ex\u{430}mple.org"),
        json!("mike@example\u{3002}org"),
        json!("ｍike@example.org"),
        json!("mike@example.org."),
        json!("@example.org"),
        json!("mike@"),
        json!("mike"),
        json!(format!("{}@example.org", "m".repeat(400))),
        json!("kim@\u{ad}example.org"),
    ];
    for email in &odd {
        for cookies in [false, true] {
            let mut client = if cookies { app.spa() } else { app.native() };
            client.start("recovery", "").await;
            let answer = client.submit(json!({ "method": "code", "email": email })).await;
            assert!(
                matches!(answer.status, 200 | 400),
                "{email}: {} {}",
                answer.status,
                answer.text
            );
            assert!(!answer.messages().is_empty(), "{email}: {}", answer.text);
        }
    }
    // As forms send lists.
    for body in [
        "method=code&email[]=mike%40example.org&email[]=eve%40example.org",
        "method=code&email%5B0%5D=mike%40example.org",
        "method=code&email=mike%40example.org%2Ceve%40example.org",
        "method=code&email=mike%40example.org%0D%0ACc:eve%40example.org",
        "method=code&email=eve%40example.org&email=mike%40example.org",
    ] {
        let mut client = app.native();
        client.start("recovery", "").await;
        let action = client.flow["ui"]["action"].as_str().unwrap().to_owned();
        let form = "application/x-www-form-urlencoded";
        let answer = client.send("POST", &action, Some((form, body.into()))).await;
        assert!(matches!(answer.status, 200 | 400), "{body}: {} {}", answer.status, answer.text);
    }
    let waiting: i64 = app.app.db.one("SELECT COUNT(*) FROM messages", Vec::new()).await.unwrap();
    assert_eq!(waiting, 0, "{:?}", app.mails().await);
    for typed in ["MIKE@Example.ORG", " mike@example.org "] {
        let mut client = app.native();
        client.start("recovery", "").await;
        client.submit(json!({ "method": "code", "email": typed })).await;
    }
    for mail in app.mails().await {
        assert_eq!(mail.to, ["mike@example.org"]);
    }
    // Look-alikes are other people.
    for (email, status) in [
        ("MIKE@example.org", 400),
        ("m\u{456}ke@example.org", 200),
        ("\u{212a}im@example.org", 200),
    ] {
        let mut client = app.native();
        client.start("registration", "").await;
        let body = json!({ "method": "password", "password": "correct horse 9", "traits": { "email": email } });
        let answer = client.submit(body).await;
        assert_eq!(answer.status, status, "{email}: {}", answer.text);
    }
    app.finish().await;
}
