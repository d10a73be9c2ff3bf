//! Secrets that are good for one use, used by many at the same moment: one wins, and nobody else leaves a trace.

use std::sync::Arc;

use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp, race, totp_code};

use crate::crowd::{
    CODES, RECOVERIES, SECOND_STEPS, SESSIONS, SPENT, SURE_SESSIONS, number, second_step,
    session_of, signed_in_one_by_one,
};

const CLIENTS: usize = 64;
const ROUNDS: usize = 100;
/// Rounds whose clients all really sign in.
const HONEST_ROUNDS: usize = 1;
/// Rounds under other circumstances.
const FEWER_ROUNDS: usize = 5;
/// Everybody's try is judged, so that everybody reaches the statement that spends.
const ALL_JUDGED: &str = "security: { limits: { enabled: false } }\n\
    selfservice: { methods: { code: { config: { max_submissions: 255 } } } }";
const TOTP: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/// Runs one submission per client at once, and says how many were answered 200. Nobody may see a failure.
async fn rush(crowd: Vec<Client>, body: &Value) -> (usize, Vec<Answer>) {
    let size = crowd.len();
    let mut crowd = crowd.into_iter();
    let done = race(size, |_| {
        let (mut client, body) = (crowd.next().expect("a client"), body.clone());
        async move { client.submit(body).await }
    })
    .await;
    for answer in &done.results {
        assert!(matches!(answer.status, 200 | 400 | 401 | 422), "{} {}", answer.status, answer.text);
    }
    (done.count(|answer| answer.status == 200), done.results)
}

/// One round of a second factor: an identity, its crowd, one winner.
async fn second_factor_round(app: &TestApp, round: usize, secret: &str, honest: bool, same_flow: bool) {
    let email = format!("{secret}-{round}-{same_flow}@example.org");
    let identity = app.identity(&email).codes(&["one-code-only", "another-one"]).totp(TOTP).create().await;
    let crowd = match (honest, same_flow) {
        (true, _) => signed_in_one_by_one(app, &email, CLIENTS).await,
        (_, true) => {
            let crowd = second_step(app, &email, CLIENTS).await;
            let flow = crowd[0].flow["id"].as_str().expect("a flow").to_owned();
            crowd.iter().map(|client| client.twin(None, &flow)).collect()
        }
        _ => second_step(app, &email, CLIENTS).await,
    };
    let body = if secret == "totp" {
        json!({ "method": "totp", "totp_code": totp_code(TOTP, now(app)) })
    } else {
        json!({ "method": "lookup_secret", "lookup_secret": "one-code-only" })
    };
    let (winners, answers) = rush(crowd, &body).await;
    assert_eq!(winners, 1, "round {round}: {answers:?}");
    assert_eq!(number(app, SURE_SESSIONS, &identity).await, 1, "round {round}");
    assert_eq!(number(app, SECOND_STEPS, &identity).await, 1, "round {round}");
    let spent = i64::from(secret != "totp");
    assert_eq!(number(app, SPENT, &identity).await, spent, "round {round}");
}

fn now(app: &TestApp) -> model::Timestamp {
    model::Clock::now(&*app.clock)
}

async fn second_factor(secret: &str) {
    let app = TestApp::with(ALL_JUDGED).await;
    for round in 0..ROUNDS {
        second_factor_round(&app, round, secret, round < HONEST_ROUNDS, false).await;
    }
    for round in 0..FEWER_ROUNDS {
        second_factor_round(&app, round, secret, false, true).await;
    }
    app.finish().await;
    // With tries counted, most are not even judged; the outcome is the same.
    let app = TestApp::new().await;
    for round in 0..FEWER_ROUNDS {
        second_factor_round(&app, round, secret, false, round % 2 == 1).await;
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_recovery_code_is_used_once() {
    second_factor("lookup_secret").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_time_step_is_used_once() {
    second_factor("totp").await;
}

/// A native recovery flow that waits for the code which was mailed.
async fn mailed(app: &TestApp, email: &str) -> (Client, String) {
    let mut client = app.native();
    assert_eq!(client.start("recovery", "").await.status, 200);
    let asked = client.submit(json!({ "method": "code", "email": email })).await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    (client, app.mail_to(email).await.code())
}

/// A native recovery flow that waits for the code which an administrator made.
async fn handed_over(app: &TestApp, identity: &str) -> (Client, String) {
    let wanted = json!({ "identity_id": identity, "flow_type": "api" });
    let made = app.admin("POST", "/admin/recovery/code", Some(wanted)).await.json();
    let flow = made["recovery_link"].as_str().unwrap().split("flow=").nth(1).unwrap().to_owned();
    let mut client = app.native();
    assert_eq!(client.get(&format!("/self-service/recovery/flows?id={flow}")).await.status, 200);
    (client, made["recovery_code"].as_str().unwrap().to_owned())
}

async fn recovery_round(app: &TestApp, round: usize, by_administrator: bool) {
    let email = format!("lost-{round}-{by_administrator}@example.org");
    let identity = app.identity(&email).create().await;
    let (client, code) = if by_administrator {
        handed_over(app, &identity).await
    } else {
        mailed(app, &email).await
    };
    let (winners, answers) = rush(vec![client; CLIENTS], &json!({ "method": "code", "code": code })).await;
    let tokens = answers.iter().filter(|answer| answer.text.contains("ory_st_")).count();
    assert_eq!(tokens, 1, "round {round}: {winners} {answers:?}");
    assert_eq!(number(app, SESSIONS, &identity).await, 1, "round {round}");
    assert_eq!(number(app, RECOVERIES, &identity).await, 1, "round {round}");
}

async fn recovery(by_administrator: bool) {
    let app = TestApp::with(ALL_JUDGED).await;
    for round in 0..ROUNDS {
        recovery_round(&app, round, by_administrator).await;
    }
    app.finish().await;
    let app = TestApp::new().await;
    for round in 0..FEWER_ROUNDS {
        recovery_round(&app, round, by_administrator).await;
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailed_code_is_used_once() {
    recovery(false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrators_code_is_used_once() {
    recovery(true).await;
}

/// Every flow has a right code of its own, and all are typed at once: the first to get through ends the others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_mailed_codes_one_is_used() {
    let app = TestApp::with(ALL_JUDGED).await;
    for round in 0..10 {
        let identity = app.identity(&format!("many-{round}@example.org")).create().await;
        let mut crowd = Vec::new();
        for _ in 0..8 {
            crowd.push(handed_over(&app, &identity).await);
        }
        let mut crowd = crowd.into_iter();
        let done = race(8, |_| {
            let (mut client, code) = crowd.next().expect("a client");
            async move { client.submit(json!({ "method": "code", "code": code })).await }
        })
        .await;
        for answer in &done.results {
            assert!(answer.status < 500, "round {round}: {} {}", answer.status, answer.text);
        }
        assert_eq!(done.count(|answer| answer.text.contains("ory_st_")), 1, "round {round}");
        assert_eq!(number(&app, SESSIONS, &identity).await, 1, "round {round}");
    }
    app.finish().await;
}

/// A settings flow of a client that is sure enough to make codes, and the codes it made.
async fn made(client: &mut Client) -> Vec<String> {
    assert_eq!(client.start("settings", "").await.status, 200);
    let made = client.submit(json!({ "lookup_secret_regenerate": true })).await;
    assert_eq!(made.status, 200, "{}", made.text);
    client.codes()
}

/// Somebody at aal2, and the recovery codes that are left.
async fn owner(app: &TestApp, email: &str) -> (String, Client, Vec<String>) {
    let identity = app.identity(email).create().await;
    let mut client = app.native();
    assert_eq!(client.sign_in(email).await.status, 200);
    let codes = made(&mut client).await;
    let confirmed = client.submit(json!({ "lookup_secret_confirm": true })).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.text);
    (identity, client, codes)
}

async fn works(app: &TestApp, email: &str, code: &str) -> bool {
    let mut client = app.native();
    assert_eq!(client.sign_in(email).await.status, 200);
    assert_eq!(client.start("login", "?aal=aal2").await.status, 200);
    client.submit(json!({ "method": "lookup_secret", "lookup_secret": code })).await.status == 200
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_are_replaced_while_they_are_used() {
    let app = TestApp::with(ALL_JUDGED).await;
    for round in 0..20 {
        let email = format!("replace-{round}@example.org");
        let (identity, mut client, old) = owner(&app, &email).await;
        let fresh = made(&mut client).await;
        assert!(works(&app, &email, &old[1]).await, "the old set holds until the new one is confirmed");
        assert!(!works(&app, &email, &fresh[1]).await, "the new set does not count yet");
        let users = second_step(&app, &email, 8).await;
        let mut users = users.into_iter();
        let done = race(9, |runner| {
            let user = users.next();
            let (mut owner, old) = (client.clone(), old[0].clone());
            async move {
                match user.filter(|_| runner < 8) {
                    Some(mut user) => {
                        let body = json!({ "method": "lookup_secret", "lookup_secret": old });
                        ("use", user.submit(body).await)
                    }
                    None => ("confirm", owner.submit(json!({ "lookup_secret_confirm": true })).await),
                }
            }
        })
        .await;
        for (what, answer) in &done.results {
            let fine = answer.status == 200 || answer.status == 400 && *what == "use";
            assert!(fine, "round {round}: {what} {} {}", answer.status, answer.text);
        }
        let used = done.count(|(what, answer)| *what == "use" && answer.status == 200);
        assert!(used <= 1, "round {round}");
        let used = i64::try_from(used).unwrap();
        // The one that was tried above, and the one of the race.
        assert_eq!(number(&app, SECOND_STEPS, &identity).await, 1 + used, "round {round}");
        assert_eq!(number(&app, CODES, &identity).await, i64::try_from(fresh.len()).unwrap());
        assert_eq!(number(&app, SPENT, &identity).await, 0, "round {round}");
        assert!(!works(&app, &email, &old[2]).await, "the old set is gone");
        assert!(works(&app, &email, &fresh[0]).await, "the new set counts");
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_set_is_confirmed_once() {
    const MADE: &str =
        "SELECT COUNT(*) FROM audit_events WHERE identity_id = $1 AND event = 'recovery_codes.made'";
    let app = TestApp::new().await;
    for round in 0..20 {
        let email = format!("twice-{round}@example.org");
        let identity = app.identity(&email).create().await;
        let mut client = app.native();
        client.sign_in(&email).await;
        let codes = made(&mut client).await;
        let (winners, _) = rush(vec![client; 8], &json!({ "lookup_secret_confirm": true })).await;
        assert_eq!(winners, 1, "round {round}");
        assert_eq!(number(&app, MADE, &identity).await, 1);
        assert_eq!(number(&app, CODES, &identity).await, i64::try_from(codes.len()).unwrap());
        assert!(works(&app, &email, &codes[0]).await);

        // Two sets in two flows of two sessions: one of them is in place in the end, whole.
        let email = format!("two-sets-{round}@example.org");
        let identity = app.identity(&email).create().await;
        let (mut one, mut other) = (app.native(), app.native());
        one.sign_in(&email).await;
        other.sign_in(&email).await;
        let sets = [made(&mut one).await, made(&mut other).await];
        let (winners, answers) = rush(vec![one, other], &json!({ "lookup_secret_confirm": true })).await;
        assert!(winners >= 1, "round {round}: {answers:?}");
        assert_eq!(number(&app, CODES, &identity).await, i64::try_from(sets[0].len()).unwrap());
        let first = works(&app, &email, &sets[0][0]).await;
        let second = works(&app, &email, &sets[1][0]).await;
        assert!(first != second, "round {round}: {first} {second}");
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_is_signed_up_once() {
    let app = TestApp::new().await;
    for round in 0..20 {
        let email = format!("wanted-{round}@example.org");
        let mut crowd = Vec::new();
        for _ in 0..8 {
            let mut client = app.native();
            assert_eq!(client.start("registration", "").await.status, 200);
            crowd.push(client);
        }
        let body = json!({ "method": "password", "password": "correct horse 9", "traits": { "email": email } });
        let (winners, answers) = rush(crowd, &body).await;
        assert_eq!(winners, 1, "round {round}: {answers:?}");
        for answer in answers.iter().filter(|answer| answer.status != 200) {
            assert_eq!((answer.status, answer.messages()), (400, vec![4_000_007]), "{}", answer.text);
        }
        let path = format!("/admin/identities?credentials_identifier={email}");
        assert_eq!(app.admin("GET", &path, None).await.json().as_array().unwrap().len(), 1);
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ends_while_it_is_used() {
    let app = TestApp::with(ALL_JUDGED).await;
    for round in 0..20 {
        let email = format!("revoked-{round}@example.org");
        let identity = app.identity(&email).codes(&["a-code", "b-code"]).create().await;
        let mut crowd = second_step(&app, &email, 2).await;
        let (mut victim, mut keeper) = (crowd.remove(0), crowd.remove(0));
        let body = json!({ "method": "lookup_secret", "lookup_secret": "b-code" });
        assert_eq!(keeper.submit(body).await.status, 200);
        let id = session_of(&app, &victim).await;
        let (user, ender) = (victim.clone(), keeper.clone());
        let done = race(2, move |runner| {
            let (mut user, mut ender, id) = (user.clone(), ender.clone(), id.clone());
            async move {
                if runner == 0 {
                    let body = json!({ "method": "lookup_secret", "lookup_secret": "a-code" });
                    let answer = user.submit(body).await;
                    (answer, user.token)
                } else {
                    (ender.send("DELETE", &format!("/sessions/{id}"), None).await, None)
                }
            }
        })
        .await;
        let (used, token) = &done.results[0];
        assert!(matches!(used.status, 200 | 400 | 401), "round {round}: {} {}", used.status, used.text);
        assert_eq!(done.results[1].0.status, 204, "round {round}: {}", done.results[1].0.text);
        // Whether the code came first or not: nothing is left of the session, and a refused code is not spent.
        for token in [token.clone(), victim.token.clone()].into_iter().flatten() {
            victim.token = Some(token);
            assert_eq!(victim.whoami().await.status, 401, "round {round}");
        }
        assert_eq!(number(&app, SPENT, &identity).await, 1 + i64::from(used.status == 200), "round {round}");
        assert_eq!(number(&app, SURE_SESSIONS, &identity).await, 1, "round {round}");
    }
    app.finish().await;
}

/// The same over real sockets, each client with a connection of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_sockets_secrets_are_used_once() {
    let app = TestApp::with(ALL_JUDGED).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = server::public(app.app.clone());
    let serving = app.app.spawn(async move { axum::serve(listener, service).await });
    for round in 0..10 {
        for secret in ["lookup_secret", "totp", "mailed", "administrator"] {
            let email = format!("socket-{secret}-{round}@example.org");
            let made = app.identity(&email).codes(&["one-code-only"]).totp(TOTP);
            let identity = made.create().await;
            let (crowd, body) = match secret {
                "mailed" => {
                    let (client, code) = mailed(&app, &email).await;
                    (vec![client; CLIENTS], json!({ "method": "code", "code": code }))
                }
                "administrator" => {
                    let (client, code) = handed_over(&app, &identity).await;
                    (vec![client; CLIENTS], json!({ "method": "code", "code": code }))
                }
                "totp" => {
                    let crowd = second_step(&app, &email, CLIENTS).await;
                    (crowd, json!({ "method": "totp", "totp_code": totp_code(TOTP, now(&app)) }))
                }
                _ => {
                    let crowd = second_step(&app, &email, CLIENTS).await;
                    (crowd, json!({ "method": "lookup_secret", "lookup_secret": "one-code-only" }))
                }
            };
            let crowd = Arc::new(crowd);
            let done = race(CLIENTS, |runner| {
                let (crowd, body) = (crowd.clone(), body.to_string());
                async move { post(address, &crowd[runner], body).await }
            })
            .await;
            let winners = done.count(|(status, text)| *status == 200 && text.contains("ory_st_"));
            assert_eq!(winners, 1, "{secret}, round {round}: {:?}", done.results);
            let failed = done.count(|(status, _)| *status >= 500);
            assert_eq!(failed, 0, "{secret}, round {round}: {:?}", done.results);
            let which = if secret == "mailed" || secret == "administrator" { SESSIONS } else { SURE_SESSIONS };
            assert_eq!(number(&app, which, &identity).await, 1, "{secret}, round {round}");
        }
    }
    serving.abort();
    app.finish().await;
}

/// One submission over a connection of its own.
async fn post(address: std::net::SocketAddr, client: &Client, body: String) -> (u16, String) {
    use http_body_util::BodyExt as _;
    use hyper_util::client::legacy::Client as Http;
    use hyper_util::rt::TokioExecutor;
    let action = client.flow["ui"]["action"].as_str().expect("a flow");
    let path = action.strip_prefix("http://127.0.0.1:4433").expect("an own URL");
    let mut request = axum::http::Request::post(format!("http://{address}{path}"))
        .header("accept", "application/json")
        .header("content-type", "application/json");
    if let Some(token) = &client.token {
        request = request.header("x-session-token", token);
    }
    let http = Http::builder(TokioExecutor::new()).build_http::<axum::body::Body>();
    let answer = http.request(request.body(axum::body::Body::from(body)).unwrap()).await.unwrap();
    let status = answer.status().as_u16();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned())
}
