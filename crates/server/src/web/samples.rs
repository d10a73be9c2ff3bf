//! Every template rendered: pages of the recorded flows, pages with sample contexts, mails (`mails`) with and without
//! what they may lack. Undefined values and unknown texts are errors, so a page that renders has all it asks for.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use model::Timestamp;
use serde_json::{Value, json};

use super::Pages;
use crate::config::{self, Options, Sources};

mod mails;

const NOW: &str = "2026-05-04T12:00:00Z";
/// A name that would act if it were not escaped.
const ADA: &str = "ada\"><script>alert(1)</script>@example.org";
fn configured(yaml: &str) -> Pages {
    let texts = [config::embedded_default(), yaml].map(|text| ("test".to_owned(), text.to_owned()));
    let sources = Sources { texts: texts.into(), ..Sources::default() };
    let options = Options { dev: true, ..Options::default() };
    Pages::load(&config::load(&sources, options).unwrap().config).unwrap()
}

/// Shared by all requests.
const fn shared<T: Send + Sync>() {}
const _: () = shared::<Pages>();

fn pages() -> Pages {
    configured("dsn: memory")
}

fn render(pages: &Pages, template: &str, title_key: &str, context: Value) -> String {
    let now = Timestamp::parse(NOW).unwrap();
    let told = context.to_string();
    pages.page_in(pages.catalogues.english(), now, template, title_key, context).unwrap_or_else(
        |error| panic!("{template}: {error}: {:?} in {told}", std::error::Error::source(&error)),
    )
}

fn account() -> Value {
    json!({
        "identifier": ADA, "email_verified": false,
        "password": { "changed_at": "2026-05-03T10:00:00Z" },
        "totp": { "since": NOW, "last_used": null, "takes_codes_along": true },
        "webauthn": { "count": 2, "takes_codes_along": false }, "passkey": { "count": 0 },
        "lookup_secret": { "since": NOW, "last_used": NOW, "left": 1, "total": 12, "low": true, "asked": 12 },
    })
}

fn poor_account() -> Value {
    json!({ "identifier": "a", "email_verified": true, "password": null, "totp": null, "lookup_secret": null })
}

fn files(under: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(under).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// The flows in a recorded conversation, with real times where the recording has placeholders.
fn flows(scenario: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(scenario).unwrap().replace("{{time}}", NOW);
    let scenario: Value = serde_json::from_str(&text).unwrap();
    let steps = scenario["steps"].as_array().unwrap().iter();
    let bodies = steps.map(|step| step["response"]["body"].clone());
    bodies.filter(|body| body["ui"]["nodes"].is_array() && body["state"].is_string()).collect()
}

#[test]
fn recorded_flows_have_pages() {
    let pages = pages();
    let mut seen = BTreeSet::new();
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../conformance/kratos");
    for scenario in
        files(Path::new(root)).into_iter().filter(|p| p.extension().is_some_and(|e| e == "json"))
    {
        for flow in flows(&scenario) {
            // A verification that is done leads on to the application.
            let action = flow["ui"]["action"].as_str().unwrap().to_owned();
            let kind = action
                .split("/self-service/")
                .nth(1)
                .unwrap_or("verification")
                .split('?')
                .next()
                .unwrap()
                .to_owned();
            let state =
                format!("{kind} {} {} {}", flow["state"], flow["requested_aal"], flow["refresh"]);
            let has_token = flow["ui"]["nodes"].to_string().contains("\"csrf_token\"");
            for (account, recovered) in [(account(), false), (poor_account(), true)] {
                let context = json!({
                    "page": { "recovered": recovered, "method": "lookup_secret", "links": { "logout": "/out" } },
                    "flow": flow, "account": account,
                    "kit": { "url": "https://id.example.org/login", "qr": "data:image/png;base64,AAAA", "made_at": NOW,
                        "how": "sequence", "account": ADA, "text": "/settings/codes.txt?flow=f",
                        "pdf": "/settings/codes.pdf?flow=f", "codes": ["AAAA-BBBB"] },
                });
                let page = render(
                    &pages,
                    &format!("pages/{kind}.html"),
                    &format!("{kind}-title"),
                    context,
                );
                assert!(page.contains("<h1>") && !page.contains("<script>"), "{page}");
                let posts = has_token && page.contains("method=\"post\"");
                assert!(!posts || page.contains("name=\"csrf_token\""), "{page}");
            }
            seen.insert(state);
        }
    }
    assert!(seen.len() >= 17, "{seen:#?}");
}

#[test]
fn pages_without_flow() {
    let pages = pages();
    let links = json!({ "links": { "logout": "/out?token=x" } });
    let home = |context| render(&pages, "pages/home.html", "home-title", context);
    let signed_in = home(json!({ "page": links, "account": account() }));
    assert!(
        signed_in.contains("/out?token=x")
            && signed_in.contains("alert(1)")
            && !signed_in.contains("<script>")
    );
    assert!(signed_in.contains("yesterday, 10:00 UTC"), "{signed_in}");
    assert!(home(json!({ "account": poor_account() })).contains("None saved"));
    let signed_out = home(json!({}));
    assert!(
        signed_out.contains("/self-service/login/browser") && signed_out.contains("/mailbox"),
        "{signed_out}"
    );

    let session = |id: &str, current| json!({ "id": id, "current": current, "device": ADA, "last_seen": NOW, "aal": "aal2" });
    let list = |sessions: Value| {
        let context = json!({ "page": links, "account": account(), "sessions": sessions, "csrf_token": "tok" });
        render(&pages, "pages/sessions.html", "sessions-title", context)
    };
    let two = list(json!([session("one", true), session("two", false)]));
    assert!(
        two.contains("value=\"two\"")
            && two.contains("name=\"others\"")
            && two.contains("value=\"tok\"")
    );
    assert!(!two.contains("name=\"session\" value=\"one\"") && !two.contains("<script>"));
    assert!(!list(json!([session("one", true)])).contains("name=\"others\""));

    let not_me = json!({ "action": "/not-me", "csrf_token": "tok", "notice": "notice_recovered", "at": NOW });
    let page = render(&pages, "pages/not_me.html", "not-me-title", json!({ "not_me": not_me }));
    assert!(page.contains("value=\"tok\"") && page.contains("got back into"), "{page}");

    for status in [400, 403, 404, 410, 422, 429, 500, 503] {
        let rich = json!({ "status": status, "reason": ADA, "request_id": "abc" });
        let page = render(&pages, "pages/error.html", "error-title", json!({ "error": rich }));
        assert!(page.contains("abc") && !page.contains("<script>"));
        let poor = json!({ "status": status, "reason": null, "request_id": null });
        render(&pages, "pages/error.html", "error-title", json!({ "error": poor }));
    }
}

#[test]
fn mailbox() {
    let pages = pages();
    let listed = json!([{ "id": "m1", "to": ADA, "subject": ADA, "at": NOW, "code": "12345678", "current": true }]);
    let open = json!({
        "id": "m1", "to": ADA, "from": ADA, "subject": ADA, "at": NOW, "text": ADA, "code": "12345678",
        "link": "https://id.example.org/", "html_url": "/mailbox/m1/html",
    });
    for context in [
        json!({ "mails": listed, "mail": open }),
        json!({ "mails": listed }),
        json!({ "mails": [], "mail": null }),
    ] {
        assert!(
            !render(&pages, "pages/mailbox.html", "mailbox-title", context).contains("<script>")
        );
    }
}

#[test]
fn what_is_printed_has_a_date() {
    let pages = pages();
    let render = |source: &str| pages.templates.render_source(source, pages.catalogues.english());
    assert!(render("{{ time('2026-05-04T11:00:00Z') }}").unwrap().starts_with("today"));
    assert!(
        render("{{ time('2026-05-04T11:00:00Z', absolute=true) }}").unwrap().starts_with("4 May")
    );
    assert!(render("{{ time('soon') }}").is_err() && render("{{ t('no-such-text') }}").is_err());
    assert!(render("{{ nobody }}").is_err() && render("{{ t('mail-expires') }}").is_err());
    assert_eq!(
        render("{{ t('settings-codes-left', left=1, total=12) }}").unwrap(),
        "One of 12 left"
    );
}

/// A template of the operator's that cannot be used stops the start, with its place.
#[test]
fn broken_templates_are_told() {
    use base64::Engine as _;
    let refused = |mail: &str, part: &str, source: &str| {
        let uri = base64::engine::general_purpose::STANDARD.encode(source);
        let yaml = format!(
            "dsn: memory\ncourier: {{ templates: {{ {mail}: {{ valid: {{ email: {{ {part}: 'base64://{uri}' }} }} }} }} }}"
        );
        let texts = [config::embedded_default(), &yaml].map(|t| ("test".to_owned(), t.to_owned()));
        let sources = Sources { texts: texts.into(), ..Sources::default() };
        let options = Options { dev: true, ..Options::default() };
        Pages::load(&config::load(&sources, options).unwrap().config).err().unwrap_or_default()
    };
    assert_eq!(refused("recovery_code", "subject", "Code for {{ .To }}"), "");
    let told = refused("recovery_code", "subject", "Code\nfor {{ .Secret }}");
    assert!(told.contains("recovery_code") && told.contains("line 2"), "{told}");
    assert!(told.contains("`for {{ .Secret }}`") || told.contains("ecret"), "{told}");
    let told = refused("recovery_code", "subject", " \n");
    assert!(told.contains("empty"), "{told}");
    for html in ["body: { html", "body: { plaintext"] {
        let part = format!("{html}: 'base64://SGVsbG8=' }}, subject");
        let told = refused("recovery_code", &part, "Your code");
        assert!(told.contains("`recovery_code`"), "{told}");
    }
    let told = refused("verification", "subject", "{{ range .To }}");
    assert!(told.contains("line 1"), "{told}");
}

/// Texts that are only asked for on a branch no sample takes.
#[test]
fn named_texts_exist() {
    let pages = pages();
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../templates");
    for path in files(Path::new(root))
        .into_iter()
        .filter(|p| p.extension().is_some_and(|e| e == "html" || e == "txt"))
    {
        let source = std::fs::read_to_string(&path).unwrap();
        for call in source.split(" t(\"").skip(1) {
            let (key, rest) = call.split_once('"').unwrap();
            let whole = rest.starts_with([')', ',']);
            let args = fluent_bundle::FluentArgs::new();
            assert!(
                !whole || pages.catalogues.english().text_or_holes(key, &args).is_some(),
                "{}: {key}",
                path.display()
            );
        }
    }
}

#[test]
fn the_policy_lets_forms_lead_to_the_application() {
    let own = pages().policy;
    assert!(
        own.contains("default-src 'none'") && own.contains("form-action 'self' http://"),
        "{own}"
    );
    let policy = configured(
        "dsn: memory\nselfservice:\n  default_browser_return_url: https://app.example.org/in\n  \
         allowed_return_urls: [https://shop.example.org/, https://app.example.org/other]\n  \
         flows: {error: {ui_url: https://ui.example.org/oops}}\n",
    )
    .policy;
    let form = policy.split("; ").find(|d| d.starts_with("form-action 'self' ")).unwrap();
    let sources: Vec<&str> = form.split(' ').skip(2).filter(|s| s.starts_with("https:")).collect();
    assert_eq!(
        sources,
        ["https://app.example.org", "https://shop.example.org", "https://ui.example.org"]
    );
    assert!(
        policy.ends_with("base-uri 'none'; frame-ancestors 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
}

#[test]
fn bare_flows_do_not_break_pages() {
    let pages = pages();
    let flow = json!({ "id": "f", "state": "choose_method", "ui": { "action": "/a", "method": "POST", "nodes": [] } });
    for kind in ["login", "registration", "recovery", "verification", "settings"] {
        let context = json!({ "flow": flow, "account": poor_account() });
        render(&pages, &format!("pages/{kind}.html"), &format!("{kind}-title"), context);
    }
}
