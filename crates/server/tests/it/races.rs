//! Secrets that are good for one use, used by many at the same moment: one wins, and nobody else leaves a trace.

mod changes;
mod codes;
mod keys;
pub(crate) mod mailed;

use std::sync::Arc;

use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp, race, totp_code};

use crate::crowd::{
    RECOVERIES, SECOND_STEPS, SESSIONS, SPENT, SURE_SESSIONS, number, second_step,
    signed_in_one_by_one,
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
        // Where the first one set up a second factor, the next is asked for it.
        let raised = answer.status == 403 && answer.text.contains("session_aal2_required");
        assert!(
            raised || matches!(answer.status, 200 | 400 | 401 | 422),
            "{} {}",
            answer.status,
            answer.text
        );
    }
    (done.count(|answer| answer.status == 200), done.results)
}

/// One round of a second factor: an identity, its crowd, one winner.
async fn second_factor_round(
    app: &TestApp,
    round: usize,
    secret: &str,
    honest: bool,
    same_flow: bool,
) {
    let email = format!("{secret}-{round}-{same_flow}@example.org");
    let identity =
        app.identity(&email).codes(&["one-code-only", "another-one"]).totp(TOTP).create().await;
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
    let (winners, answers) =
        rush(vec![client; CLIENTS], &json!({ "method": "code", "code": code })).await;
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
            let made = app.identity(&email).codes(&["one-code-only", "another-one"]).totp(TOTP);
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
            let which = if secret == "mailed" || secret == "administrator" {
                SESSIONS
            } else {
                SURE_SESSIONS
            };
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
