//! Variables of every shape, laid over small trees.

use super::super::tree::parse;
use super::*;

fn laid(yaml: &str, variables: &[(&str, &str)]) -> (Node, Vec<Mistake>) {
    let mut tree = parse("t.yml", yaml).unwrap();
    let variables: Vec<(String, String)> =
        variables.iter().map(|(n, v)| ((*n).into(), (*v).into())).collect();
    let mistakes = overlay(&mut tree, &Table::new(), &variables);
    (tree, mistakes)
}

fn at<'a>(tree: &'a Node, path: &str) -> &'a Node {
    path.split('.').fold(tree, |node, segment| match &node.value {
        Value::List(items) => &items[segment.parse::<usize>().unwrap()],
        _ => node.get(segment).unwrap_or_else(|| panic!("{path} is there")),
    })
}

fn text(node: &Node) -> &str {
    let Value::Text(text) = &node.value else { panic!("text") };
    text
}

#[test]
fn keys_with_underscores_are_found() {
    let (tree, mistakes) = laid(
        "selfservice: {flows: {recovery: {enabled: false}}}",
        &[
            ("SELFSERVICE_FLOWS_RECOVERY_ENABLED", "true"),
            ("SELFSERVICE_DEFAULT_BROWSER_RETURN_URL", "https://a.test/"),
            ("SELFSERVICE_METHODS_LOOKUP_SECRET_CONFIG_WARN_BELOW", "3"),
            ("PATH", "/bin"),
            ("VERSION", "whatever"),
            ("SESSION", "gnome"),
        ],
    );
    assert!(mistakes.is_empty());
    assert!(matches!(at(&tree, "selfservice.flows.recovery.enabled").value, Value::Bool(true)));
    assert_eq!(text(at(&tree, "selfservice.default_browser_return_url")), "https://a.test/");
    assert!(matches!(
        at(&tree, "selfservice.methods.lookup_secret.config.warn_below").value,
        Value::Int(3)
    ));
    assert!(tree.get("version").is_none() && tree.get("session").is_none());
}

#[test]
fn lists_by_commas_by_json_and_by_position() {
    let (tree, mistakes) = laid(
        "secrets: {default: [from-the-file]}\nidentity: {schemas: [{id: a, url: u}]}",
        &[
            ("SECRETS_COOKIE", "new-one, old-one"),
            ("SECRETS_PAGINATION", "[\"a,b\"]"),
            ("SECRETS_DEFAULT_0", "replaced"),
            ("SECRETS_DEFAULT_1", "appended"),
            ("IDENTITY_SCHEMAS_0_URL", "file://b"),
            ("SELFSERVICE_FLOWS_RECOVERY_AFTER_HOOKS", "[{\"hook\": \"revoke_active_sessions\"}]"),
            ("SELFSERVICE_FLOWS_REGISTRATION_AFTER_PASSWORD_HOOKS_0_HOOK", "session"),
        ],
    );
    assert!(mistakes.is_empty(), "{mistakes:?}");
    assert_eq!(text(at(&tree, "secrets.cookie.1")), "old-one");
    assert_eq!(text(at(&tree, "secrets.pagination.0")), "a,b");
    assert_eq!(text(at(&tree, "secrets.default.0")), "replaced");
    assert_eq!(text(at(&tree, "secrets.default.1")), "appended");
    assert_eq!(text(at(&tree, "identity.schemas.0.url")), "file://b");
    assert_eq!(text(at(&tree, "identity.schemas.0.id")), "a");
    assert_eq!(
        text(at(&tree, "selfservice.flows.recovery.after.hooks.0.hook")),
        "revoke_active_sessions"
    );
    assert_eq!(
        text(at(&tree, "selfservice.flows.registration.after.password.hooks.0.hook")),
        "session"
    );
    assert_eq!(at(&tree, "secrets.cookie").at, Place::Variable("SECRETS_COOKIE".into()));
}

#[test]
fn a_gap_in_a_list_is_a_mistake() {
    let (_, mistakes) = laid("dsn: x", &[("SECRETS_DEFAULT_1", "second")]);
    assert_eq!(
        mistakes[0].to_string(),
        "$SECRETS_DEFAULT_1: secrets.default.1: position 1, but the list has only 0"
    );
}

#[test]
fn sections_and_maps_are_json() {
    let (tree, mistakes) = laid(
        "session: {lifespan: 1h, cookie: {name: c}}",
        &[
            ("SESSION", "{\"cookie\": {\"path\": \"/p\"}}"),
            ("COURIER_SMTP_HEADERS", "{\"X-A\": \"1\"}"),
            ("LOG", "{oops"),
        ],
    );
    assert_eq!(text(at(&tree, "session.cookie.path")), "/p");
    assert_eq!(text(at(&tree, "session.cookie.name")), "c");
    assert_eq!(text(at(&tree, "courier.smtp.headers.X-A")), "1");
    assert_eq!(mistakes[0].at, Place::Variable("LOG".into()));
}

#[test]
fn what_is_not_served_is_still_seen() {
    let (tree, _) =
        laid("dsn: x", &[("COURIER_TEMPLATES_RECOVERY_VALID_EMAIL_SUBJECT", "file://x")]);
    assert!(tree.get("courier").unwrap().get("templates").is_some());
}

#[test]
fn secrets_from_files() {
    let path = std::env::temp_dir().join(format!("readmit-config-{}", std::process::id()));
    std::fs::write(&path, "smtp://u:p@h/\n").unwrap();
    let name = path.to_str().unwrap();
    let (tree, mistakes) = laid(
        "dsn: x",
        &[
            ("COURIER_SMTP_CONNECTION_URI_FILE", name),
            ("DSN_FILE", "/does/not/exist"),
            ("LOG_LEVEL_FILE", name),
        ],
    );
    assert_eq!(text(at(&tree, "courier.smtp.connection_uri")), "smtp://u:p@h/");
    assert!(mistakes.len() == 1 && mistakes[0].what.starts_with("cannot read"), "{mistakes:?}");
    assert!(tree.get("log").is_none());
    let (_, both) = laid("", &[("DSN", "memory"), ("DSN_FILE", name)]);
    assert!(both[0].what.starts_with("both"), "{both:?}");
    std::fs::remove_file(path).unwrap();
}
