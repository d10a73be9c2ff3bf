//! Services that do not keep to HTTP, or say nothing. They are waited for as long as the server waits: so these tests come
//! first, and the others run beside them.

use std::time::Duration;

use serde_json::json;

use crate::service::rude;
use crate::web_hooks::{PROGRAM, hook_at, with};

/// A service that promises more than it says, one that speaks something else, and one that says nothing at all.
#[tokio::test]
async fn services_that_do_not_keep_to_http_let_nobody_in() {
    let short = "HTTP/1.1 200 OK\r\ncontent-length: 400\r\n\r\n{}";
    let tried = async |said: &str, stays: bool, status: u16| {
        let url = rude(said, stays).await;
        let hooks = hook_at(&url, PROGRAM, &json!({}));
        let app = with("login", json!({ "hooks": hooks })).await;
        app.identity("ada@example.org").create().await;
        let mut client = app.spa();
        let answer = client.sign_in("ada@example.org").await;
        assert_eq!(answer.status, status, "{said:?}: {}", answer.text);
        assert_eq!(client.whoami().await.status, 401);
        app.finish().await;
    };
    tokio::join!(
        tried(short, false, 502),
        tried("220 mail.example.org ESMTP\r\n", false, 502),
        tried("", false, 502),
        tried("", true, 504),
        tried(short, true, 504),
    );
}

/// Nobody waits for a service that nobody has to hear, however slow it is.
#[tokio::test]
async fn a_slow_service_that_is_only_told_keeps_nobody() {
    let url = rude("", true).await;
    let hooks = hook_at(&url, PROGRAM, &json!({ "response": { "ignore": true } }));
    let app = with("login", json!({ "hooks": hooks })).await;
    app.identity("ada@example.org").create().await;
    let mut client = app.spa();
    let asked = tokio::time::timeout(Duration::from_secs(25), client.sign_in("ada@example.org"));
    assert_eq!(asked.await.expect("before the service is given up").status, 200);
    app.finish().await;
}
