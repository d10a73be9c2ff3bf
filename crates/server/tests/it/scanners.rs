//! Mail is read by machines before its reader sees it: they follow every link, with GET and HEAD, as often as they like.
//! Nothing they do may spend one, in either mode, whatever the link is for.

use std::fmt::Write as _;

use serde_json::json;
use testkit::{Client, TestApp};

use crate::crowd::number;
use crate::recovery_link::{opened, pressed};

/// What calls itself so: link checkers of mail providers, previews of messengers, prefetching browsers, libraries.
const AGENTS: [&str; 20] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
    "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0) SafeLinks",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "BingPreview/1.0b",
    "Mozilla/5.0 Mimecast URL Protect",
    "Proofpoint URL Defense",
    "Barracuda Sentinel (EE)",
    "Symantec Click-time URL Protection",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "WhatsApp/2.23.20.0",
    "TelegramBot (like TwitterBot)",
    "Twitterbot/1.0",
    "SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
    "Outlook-iOS/724.4773391.prod.iphone (4.2.0)",
    "python-requests/2.32.3",
    "curl/8.10.1",
];

const SESSIONS: &str = "SELECT COUNT(*) FROM sessions WHERE identity_id = $1";
const PROVED: &str = "SELECT COUNT(*) FROM identity_addresses WHERE identity_id = $1 \
    AND purpose = 'verification' AND status = 'completed'";

/// A link of each kind and whose it is, freshly made.
async fn link(app: &TestApp, what: &str) -> (String, String) {
    let email = format!("{what}@example.org");
    let identity = app.identity(&email).create().await;
    if what == "admin" {
        let body = Some(json!({ "identity_id": identity }));
        let made = app.admin("POST", "/admin/recovery/link", body).await.json();
        return (identity, made["recovery_link"].as_str().unwrap().to_owned());
    }
    let (kind, method) = match what {
        "recovery" => ("recovery", "link"),
        "beside-a-code" => ("recovery", "code"),
        _ => ("verification", "link"),
    };
    let mut client = app.browser();
    client.start(kind, "").await;
    let sent = client.submit(json!({ "method": method, "email": email })).await;
    assert_eq!(sent.status, 303, "{what}: {}", sent.text);
    (identity, app.mail_to(&email).await.link())
}

/// What happens to it before its reader comes.
async fn scan(app: &TestApp, link: &str, number: usize) {
    let mut scanner: Client = app.browser();
    scanner.headers.push(("user-agent".into(), AGENTS[number % AGENTS.len()].into()));
    match number % 5 {
        0 => scanner.headers.push(("sec-purpose".into(), "prefetch;prerender".into())),
        1 => scanner.headers.push(("x-purpose".into(), "preview".into())),
        2 => scanner.headers.push(("accept".into(), "*/*".into())),
        _ => {}
    }
    let method = if number.is_multiple_of(2) { "GET" } else { "HEAD" };
    let answer = scanner.send(method, link, None).await;
    assert_eq!(answer.status, 303, "{method} {}", answer.text);
    // Some follow where it leads, cookies and all, and what that page names.
    if method == "GET" {
        let page = scanner.visit(answer.location()).await;
        assert_eq!(page.status, 200, "{}", page.text);
        let names = page.text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let here: Vec<_> = names.filter(|to| to.starts_with('/')).map(str::to_owned).collect();
        for to in here {
            scanner.visit(&to).await;
        }
    }
    assert_eq!(scanner.whoami().await.status, 401);
}

async fn survive(mode: &str) {
    let mut yaml = "selfservice: { methods: { link: { enabled: true, config: { lifespan: 30m } }, code: { config: \
        { with_link: true } } }, flows: { recovery: { use: code }, verification: { use: link } } }"
        .to_owned();
    write!(yaml, "\ncompatibility: {mode}").unwrap();
    let app = TestApp::with(&yaml).await;
    for what in ["recovery", "beside-a-code", "admin", "verification"] {
        let (identity, link) = link(&app, what).await;
        for number in 0..100 {
            scan(&app, &link, number).await;
        }
        assert_eq!(number(&app, SESSIONS, &identity).await, 0, "{mode} {what}");
        let mut owner = app.browser();
        let (_, token) = opened(&mut owner, &link).await;
        let done = pressed(&mut owner, &link, &token).await;
        assert_eq!(done.status, 303, "{mode} {what}: {}", done.text);
        if what == "verification" {
            assert_eq!(number(&app, PROVED, &identity).await, 1, "{mode} {what}");
        } else {
            assert_eq!(owner.whoami().await.status, 200, "{mode} {what}");
        }
    }
    app.finish().await;
}

#[tokio::test]
async fn links_outlive_scanners() {
    survive("readmit").await;
}

#[tokio::test]
async fn links_outlive_scanners_under_kratos() {
    survive("kratos").await;
}
