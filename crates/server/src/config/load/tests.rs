//! Whole configurations: what starts, what does not, and that all complaints come together.

use super::super::*;
use super::*;
use std::time::Duration;

const LEAST: &str = "dsn: memory\nidentity: {schemas: [{id: default, url: base64://e30=}]}\n";

fn with(yaml: &str) -> Result<Loaded, Vec<Mistake>> {
    with_options(yaml, Options::default())
}

fn with_options(yaml: &str, options: Options) -> Result<Loaded, Vec<Mistake>> {
    let mut sources = Sources::text("least", LEAST);
    sources.texts.push(("t.yml".into(), yaml.into()));
    load(&sources, options)
}

fn config(yaml: &str) -> Config {
    with(yaml).unwrap_or_else(|mistakes| panic!("{mistakes:#?}")).config
}

fn refusals(yaml: &str) -> Vec<String> {
    with(yaml).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

fn refused(yaml: &str, part: &str) {
    let lines = refusals(yaml);
    assert!(lines.iter().any(|line| line.contains(part)), "{yaml}: {lines:#?}");
}

fn warned(yaml: &str, part: &str) {
    let loaded = with(yaml).unwrap();
    assert!(loaded.warnings.iter().any(|w| w.to_string().contains(part)), "{:#?}", loaded.warnings);
}

#[test]
fn the_embedded_default_starts() {
    let loaded = load(&Sources::default(), Options::default()).unwrap();
    assert!(loaded.embedded && loaded.warnings.is_empty(), "{:?}", loaded.warnings);
    let config = loaded.config;
    assert!(
        config.dev
            && config.dsn.is_none()
            && config.development_mailbox()
            && !config.cookies.secure
    );
    let flows = &config.selfservice.flows;
    assert!(flows.recovery.enabled && flows.login.ui_url.is_none());
    assert_eq!(flows.registration.style, RegistrationStyle::Unified);
    assert_eq!(flows.registration.after.hooks_for("password")[0].hook, "session");
    assert!(
        config.selfservice.methods.totp.enabled && config.selfservice.methods.lookup_secret.enabled
    );
    assert_eq!(config.serve.public.base(), "http://127.0.0.1:4433");
    assert_eq!(config.selfservice.default_browser_return_url.as_str(), "http://127.0.0.1:4433/");
    let Some(SchemaSource::Bytes(schema)) = config.identity.schemas[0].source() else {
        panic!("a schema")
    };
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    assert_eq!(schema["properties"]["traits"]["required"][0], "email");
}

#[test]
fn what_is_not_said_is_filled_in() {
    let config = config("cookies: {domain: example.org, path: /x}\nsession: {lifespan: 2h}");
    assert_eq!(config.session.cookie.domain.as_deref(), Some("example.org"));
    assert_eq!(config.session.cookie.path, "/x");
    assert_eq!(config.session.cookie.name, "ory_kratos_session");
    assert!(config.session.cookie.secure && config.cookies.secure);
    assert_eq!(config.session.earliest_possible_extend, Duration::from_hours(2));
    assert_eq!(config.serve.public.base(), "https://127.0.0.1:4433");
    assert_eq!(config.serve.admin.host, "127.0.0.1");
    assert_eq!(config.selfservice.methods.totp.config.issuer, "127.0.0.1");
}

#[test]
fn paths_count_from_the_public_base_url() {
    let config = config(
        "serve: {public: {base_url: 'https://id.test/'}}\nselfservice: {default_browser_return_url: /home, allowed_return_urls: [/a, 'https://b.test/'], flows: {login: {ui_url: /login}}}",
    );
    assert_eq!(config.selfservice.default_browser_return_url.as_str(), "https://id.test/home");
    assert_eq!(config.selfservice.allowed_return_urls[0].as_str(), "https://id.test/a");
    assert_eq!(config.selfservice.flows.login.ui_url.unwrap().as_str(), "https://id.test/login");
}

#[test]
fn the_older_spelling_of_one_step_registration() {
    let config = config("selfservice: {flows: {registration: {enable_legacy_one_step: true}}}");
    assert_eq!(config.selfservice.flows.registration.style, RegistrationStyle::Unified);
}

/// The rows of the two modes, as they arrived in the structs.
fn rows(config: &Config) -> Defaults {
    let (flows, security) = (&config.selfservice.flows, config.security);
    let codes = &config.selfservice.methods.lookup_secret.config;
    let code = config.selfservice.methods.code.config;
    Defaults {
        preset: codes.preset,
        normalise: codes.normalise.unwrap(),
        code_length: code.length,
        code_lifespan: code.lifespan,
        code_with_link: code.with_link,
        rotate_token_on_step_up: config.session.rotate_token_on_step_up,
        renew_last: config.selfservice.methods.lookup_secret.config.renew_last,
        confirm_renews_authentication: codes.confirm_renews_authentication,
        require_highest_aal: security.privileged.require_highest_aal,
        second_factor_max_age: security.privileged.second_factor_max_age,
        remove_codes_with_last_factor: flows.settings.remove_codes_with_last_factor,
        password_revokes_other_sessions: flows.settings.revoke_other_sessions,
        revoke_other_sessions: flows.recovery.revoke_other_sessions,
        mail_deactivated: flows.recovery.mail_deactivated,
        list_addresses: flows.recovery.list_addresses,
        disallow_private_ip_ranges: config.clients.http.disallow_private_ip_ranges,
        new_address_delay: flows.recovery.new_address_delay,
        mails_per_network: config.security.limits.mails_per_network,
        use_continue_with_transitions: config.feature_flags.use_continue_with_transitions,
        mitigate_enumeration: security.account_enumeration.mitigate,
        tell_taken_address: flows.registration.tell_taken_address,
        allow_weak_hashing: security.allow_weak_hashing,
        admin_requires_json: config.serve.admin.require_json,
        notices: config.notices.enabled,
    }
}

#[test]
fn each_mode_has_its_defaults_and_every_key_beats_them() {
    assert_eq!(rows(&config("compatibility: readmit")), Defaults::READMIT);
    assert_eq!(rows(&config("compatibility: kratos")), Defaults::KRATOS);
    let mixed = config("compatibility: kratos\nnotices: {enabled: true}");
    assert_eq!(rows(&mixed), Defaults { notices: true, ..Defaults::KRATOS });
}

#[test]
fn another_preset_brings_its_own_spelling() {
    let config = config("selfservice: {methods: {lookup_secret: {config: {preset: ory}}}}");
    let codes = config.selfservice.methods.lookup_secret.config;
    assert_eq!((codes.preset, codes.normalise), (Preset::Ory, None));
}

#[test]
fn all_complaints_come_together_with_their_places() {
    let lines = refusals(
        "selfservice:\n  flows:\n    recovery: {enabled: true}\n    login: {ui_url: 'https://a.test/', style: identifier_first}\nbanana: 1\nserve: {admin: {port: 4433}}\nhashers: {argon2: {memory: 1MB}}\n",
    );
    let expected = [
        "t.yml:3:25: selfservice.flows.recovery.enabled: sends mail",
        "t.yml:4:47: selfservice.flows.login.style: this value",
        "t.yml:5:1: banana: unknown key",
        "t.yml:6:23: serve.admin.port: expected another port",
        "t.yml:7:28: hashers.argon2.memory: password hashing is below",
        "configuration: selfservice.default_browser_return_url: required",
    ];
    assert_eq!(lines.len(), expected.len(), "{lines:#?}");
    for (line, start) in lines.iter().zip(expected) {
        assert!(line.starts_with(start), "{line}");
    }
}

#[test]
fn rules_between_keys() {
    refused("dsn: mysql://x", "mysql is not served");
    refused("dsn: nonsense", "expected sqlite://");
    refused("dsn: postgres://u:p@h/d", "secrets.default: required on PostgreSQL");
    refused("identity: {default_schema_id: other}", "expected one of identity.schemas");
    refused(
        "identity: {schemas: [{id: default, url: 'file://a'}, {id: default, url: 'file://b'}]}",
        "stands twice",
    );
    refused("identity: {schemas: [{id: default, url: 'a.json'}]}", "expected file://");
    refused("identity: {schemas: []}", "at least one schema");
    refused(
        "selfservice: {methods: {code: {enabled: false}}, flows: {recovery: {enabled: true}}}\ncourier: {smtp: {connection_uri: 'smtp://h/'}}",
        "code.enabled has to be true",
    );
    refused(
        "selfservice: {flows: {login: {after: {password: {hooks: [{hook: require_verified_address}]}}}}}",
        "nobody could confirm",
    );
    refused("courier: {smtp: {connection_uri: 'http://h/'}}", "expected smtp://");
    refused(
        "selfservice: {methods: {lookup_secret: {config: {alphabet: '01'}}}}",
        "expected crockford",
    );
    refused("serve: {public: {host: 'unix:/x'}}", "unix sockets");
    refused("serve: {admin: {host: 'a b'}}", "expected an address");
    refused("secrets: {default: [PLEASE-CHANGE-ME-I-AM-VERY-INSECURE]}", "an example");
    refused("hashers: {algorithm: bcrypt, bcrypt: {cost: 8}}", "cost 12");
    let nothing = load(&Sources::text("t", "{}"), Options::default()).err().unwrap();
    assert_eq!(nothing.len(), 2, "{nothing:?}");
}

#[test]
fn warnings_do_not_stop_the_start() {
    warned("secrets: {default: [only-sixteen-chr]}", "stretched");
    warned("security: {limits: {enabled: false}}", "not limited");
    warned(
        "security: {allow_weak_hashing: true}\nhashers: {argon2: {memory: 4MB}}",
        "below the floor",
    );
    warned(
        "selfservice: {methods: {password: {config: {haveibeenpwned_enabled: true}}}}",
        "ships with the server",
    );
    warned("selfservice: {allowed_return_urls: ['https://*.org/']}", "is ignored");
    warned("session: {}", "not given, so readmit");
    warned("serve: {admin: {host: 0.0.0.0}}", "out of reach");
}

#[test]
fn kratos_raises_bcrypt_and_only_warns_of_the_rest() {
    let raised = config("compatibility: kratos\nhashers: {algorithm: bcrypt, bcrypt: {cost: 4}}");
    assert_eq!(raised.hashers.bcrypt.cost, 12);
    warned("compatibility: kratos\nhashers: {argon2: {memory: 4MB}}", "below the floor");
}

#[test]
fn dev_takes_examples_and_has_a_mailbox() {
    let yaml = "selfservice: {flows: {recovery: {enabled: true}}}\nsecrets: {default: [please-change-me-now]}";
    let options = Options { dev: true, ..Options::default() };
    let config = with_options(yaml, options).unwrap().config;
    assert!(
        config.dev && !config.cookies.secure && config.serve.public.base().starts_with("http://")
    );
    assert!(with(yaml).is_err());
}

#[test]
fn unsupported_keys_stop_the_start_unless_told_otherwise() {
    let yaml = "selfservice: {methods: {oidc: {enabled: true}, code: {mfa_enabled: true}}}\ntracing: {provider: otel}";
    let refused = refusals(yaml);
    assert_eq!(refused.len(), 3, "{refused:#?}");
    let loaded =
        with_options(yaml, Options { ignore_unsupported: true, ..Options::default() }).unwrap();
    assert_eq!(
        loaded.warnings.iter().filter(|w| w.what.contains("not served")).count(),
        3,
        "{:?}",
        loaded.warnings
    );
}

#[test]
fn the_environment_wins_and_is_named() {
    let mut sources = Sources::text("t.yml", LEAST);
    sources.environment = vec![
        ("SERVE_PUBLIC_PORT".into(), "5000".into()),
        ("SESSION_LIFESPAN".into(), "soon".into()),
    ];
    let mistakes = load(&sources, Options::default()).err().unwrap();
    assert!(
        mistakes[0]
            .to_string()
            .starts_with("$SESSION_LIFESPAN: session.lifespan: expected a duration")
    );
    sources.environment.pop();
    assert_eq!(load(&sources, Options::default()).unwrap().config.serve.public.port, 5000);
}
