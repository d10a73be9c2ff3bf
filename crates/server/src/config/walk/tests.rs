//! What the walk says, and what it lets through.

use super::super::tree::parse;
use super::*;

fn walked(yaml: &str) -> Walked {
    walk(&parse("t.yml", yaml).unwrap(), &Table::new())
}

fn lines(mistakes: &[Mistake]) -> Vec<String> {
    mistakes.iter().map(ToString::to_string).collect()
}

#[test]
fn says_everything_that_is_wrong_at_once() {
    let out = walked(
        "session:\n  lifspan: 1h\n  lifespan: 90\nserve: 5\nidentity: {schemas: [{id: a}, 3]}\n",
    );
    assert_eq!(
        lines(&out.mistakes),
        [
            "t.yml:2:3: session.lifspan: unknown key; did you mean session.lifespan?",
            "t.yml:3:13: session.lifespan: expected a duration such as 1h30m (h, m, s, ms, us, ns), found the number 90",
            "t.yml:4:8: serve: expected a section with keys",
            "t.yml:5:22: identity.schemas.0: expected the key url",
            "t.yml:5:31: identity.schemas.1: expected a section with keys",
        ]
    );
    assert!(out.given.has("session.lifespan"), "also when it is wrong");
}

#[test]
fn what_is_not_served_is_told_unless_it_is_off() {
    let out = walked(
        "selfservice:\n  methods:\n    webauthn: {enabled: false, config: {rp: {id: x}}}\n    oidc: {enabled: true, config: {providers: []}}\n  flows:\n    recovery: {session: bind_only}\n    login: {style: identifier_first}\ncourier: {delivery_strategy: smtp, channels: []}\n",
    );
    assert!(out.mistakes.is_empty());
    assert_eq!(
        lines(&out.unsupported),
        [
            "t.yml:4:21: selfservice.methods.oidc.enabled: not served yet",
            "t.yml:7:20: selfservice.flows.login.style: this value is not served yet, only unified is",
        ]
    );
    assert_eq!(out.json["selfservice"]["flows"]["recovery"]["session"], "bind_only");
    assert!(out.json["selfservice"]["flows"]["login"].get("style").is_none());
    assert!(out.json["selfservice"]["methods"]["oidc"].get("enabled").is_none());
}

#[test]
fn hooks_that_are_served_go_on() {
    let out = walked(
        "selfservice: {flows: {login: {after: {hooks: [{hook: verification}, {hook: require_verified_address}, {hook: web_hook, config: {url: 'https://a.example.org/', method: POST, body: 'base64://e30='}}, {hook: b2b_sso, config: {}}, {hook: session}]}}, \
         settings: {after: {profile: {hooks: [{hook: verify_new_address}]}}}}}",
    );
    assert!(out.unsupported.is_empty());
    assert_eq!(out.warnings.len(), 1);
    assert!(out.mistakes[0].what.contains("found \"session\""), "{:?}", out.mistakes);
    assert_eq!(
        out.json["selfservice"]["flows"]["login"]["after"]["hooks"].as_array().unwrap().len(),
        3
    );
}

#[test]
fn web_hooks_are_checked_where_they_stand() {
    for (config, what) in [
        ("null", "invalid type"),
        ("{url: 'https://a/', method: POST}", "body: required"),
        ("{url: 'ftp://a/', method: POST, body: x}", "url: expected http"),
        ("{url: 'https://a/', method: POST, body: x, bodies: 1}", "unknown field"),
        ("{url: 'https://a/', method: POST, body: x, signing_secret: whsec_!}", "signing_secret"),
        (
            "{url: 'https://a/', method: POST, body: x, response: {ignore: true, parse: true}}",
            "exclude each other",
        ),
        (
            "{url: 'https://a/', method: POST, body: x, auth: {type: api_key, config: {name: X-Key, value: hush}}}",
            "missing field",
        ),
    ] {
        let yaml = format!(
            "selfservice: {{flows: {{recovery: {{after: {{hooks: [{{hook: web_hook, config: {config}}}]}}}}}}}}"
        );
        let out = walked(&yaml);
        let told = lines(&out.mistakes).join("\n");
        assert!(told.contains(what) && !told.contains("hush"), "{config}: {told}");
    }
}

#[test]
fn what_has_no_effect_is_told() {
    let out = walked(
        "database: {cleanup: {batch_size: 100, older_than: 24h}}\nrevision: x\nversion: v26\n",
    );
    assert_eq!(
        lines(&out.warnings),
        [
            "t.yml:1:51: database.cleanup.older_than: has no effect: what has expired is removed by the server itself",
            "t.yml:2:11: revision: belongs to the hosted product and is ignored",
        ]
    );
}

#[test]
fn cookies_secure_is_text_or_boolean() {
    assert_eq!(walked("cookies: {secure: \"false\"}").json["cookies"]["secure"], false);
    assert_eq!(walked("cookies: {secure: true}").json["cookies"]["secure"], true);
}

#[test]
fn nothing_behind_a_key_is_not_given() {
    let out = walked("dsn:\nsession:\n");
    assert!(out.json.is_empty() && !out.given.has("dsn") && out.mistakes.is_empty());
}
