//! Keys of the server itself: addresses, secrets, sessions, schemas, switches.

use super::{Key, Kind, idle, later, network, quiet, served};

const AAL: Kind = Kind::Choice(&["aal1", "highest_available"]);
const SAME_SITE: Kind = Kind::Choice(&["Strict", "Lax", "None"]);
const PORT: Kind = Kind::Int(0, 65_535);

/// What every start needs.
pub(super) const BASICS: &[Key] = &[
    served("compatibility", Kind::Choice(&["readmit", "kratos"]), "readmit",
        "Whose defaults: `kratos` answers as Ory Kratos does, `readmit` is the safer choice wherever the two differ."),
    served("dsn", Kind::Secret, "",
        "The database: sqlite://path, postgres://user:password@host/name, or memory (a temporary file). Needed in every file of your own.")
        .example("sqlite://data/readmit.db"),
    served("dev", Kind::Bool, "false",
        "For development: plain http, a mailbox at /mailbox on the admin listener, example secrets. Never in production."),
    served("data_dir", Kind::Text, "data",
        "Where the server keeps what it makes itself: the SQLite file without a dsn, and generated secrets."),
    served("serve.public.host", Kind::Text, "0.0.0.0", "Address that browsers and apps are served on."),
    served("serve.public.port", PORT, "4433", "Port that browsers and apps are served on."),
    served("serve.public.base_url", Kind::BaseUrl, "",
        "Where people reach the public listener; links in mails, redirects and form actions start with it. Without it: host and port.")
        .example("https://id.example.org/"),
    served("serve.public.cors.enabled", Kind::Bool, "false", "Whether web pages of other origins may call the API."),
    served("serve.public.cors.allowed_origins", Kind::Texts, "[\"*\"]", "Origins that may; at most one * in each."),
    served("serve.public.cors.allowed_methods",
        Kind::Choices(&["POST", "GET", "PUT", "PATCH", "DELETE", "CONNECT", "HEAD", "OPTIONS", "TRACE"]),
        "[POST, GET, PUT, PATCH, DELETE]", "Methods they may use."),
    served("serve.public.cors.allowed_headers", Kind::Texts,
        "[Authorization, Content-Type, Max-Age, X-Session-Token, X-XSRF-TOKEN, X-CSRF-TOKEN]", "Request headers they may send."),
    served("serve.public.cors.exposed_headers", Kind::Texts, "[Content-Type]", "Response headers they may read."),
    served("serve.public.cors.allow_credentials", Kind::Bool, "true", "Whether they may send cookies."),
    served("serve.public.cors.max_age", Kind::Int(0, 86_400), "0", "Seconds a browser may keep the answer to a preflight."),
    idle("serve.public.cors.options_passthrough", Kind::Bool, "false", "preflights are always answered by the server"),
    idle("serve.public.cors.debug", Kind::Bool, "false", "there is no separate debugging of CORS"),
    served("serve.public.trusted_proxies", Kind::Texts, "[]",
        "Addresses and networks of your proxies: what they say in X-Forwarded-For is the client's address.")
        .example("[10.0.0.0/8]"),
    served("serve.public.location_headers", Kind::Texts, "[]",
        "Headers in which these proxies say where on earth the client is, one after the other. They have to overwrite what a client sends.")
        .example("[CF-IPCity, CF-IPCountry]"),
    served("serve.public.request_log.disable_for_health", Kind::Bool, "false", "Whether requests to the health routes stay out of the log."),
    later("serve.public.socket.owner", Kind::Text, ""),
    later("serve.public.socket.group", Kind::Text, ""),
    later("serve.public.socket.mode", Kind::Int(0, 511), "493"),
    later("serve.public.tls.key", Kind::Any, ""),
    later("serve.public.tls.cert", Kind::Any, ""),
    served("serve.admin.host", Kind::Text, "127.0.0.1",
        "Address that operators are served on; the loopback, because this listener asks nobody who they are."),
    served("serve.admin.port", PORT, "4434", "Port that operators are served on."),
    served("serve.admin.base_url", Kind::BaseUrl, "",
        "Where operators reach the admin listener; other Host names are refused. Without it: host and port.")
        .example("http://127.0.0.1:4434/"),
    served("serve.admin.require_json", Kind::Bool, "true",
        "Whether a POST that is not JSON is refused with 415, so that no web page can send one."),
    served("serve.admin.request_log.disable_for_health", Kind::Bool, "false", "Whether requests to the health routes stay out of the log."),
    later("serve.admin.socket.owner", Kind::Text, ""),
    later("serve.admin.socket.group", Kind::Text, ""),
    later("serve.admin.socket.mode", Kind::Int(0, 511), "493"),
    later("serve.admin.tls.key", Kind::Any, ""),
    later("serve.admin.tls.cert", Kind::Any, ""),
];

/// Secrets and hashing.
pub(super) const SECRETS: &[Key] = &[
    served("secrets.default", Kind::Secrets(16, 4096), "",
        "Signs and authenticates; the first one is used for what is new, all of them for what exists. Needed on PostgreSQL, kept in data_dir on SQLite.")
        .example("[example-secret-to-be-changed-at-once]"),
    served("secrets.cookie", Kind::Secrets(16, 4096), "", "Cookies and one-time codes. Without it: secrets.default.")
        .example("[example-secret-to-be-changed-at-once]"),
    served("secrets.cipher", Kind::Secrets(32, 32), "", "Seals what lies in the database. Without it: secrets.default.")
        .example("[example-secret-of-32-characters.]"),
    served("secrets.pagination", Kind::Secrets(16, 4096), "", "Page tokens of lists. Without it: secrets.default.")
        .example("[example-secret-to-be-changed-at-once]"),
    idle("ciphers.algorithm", Kind::Choice(&["noop", "aes", "xchacha20-poly1305"]), "noop",
        "secrets are always sealed with XChaCha20-Poly1305"),
    served("hashers.algorithm", Kind::Choice(&["argon2", "bcrypt"]), "argon2",
        "How new passwords are hashed; older hashes are replaced at the next good sign-in."),
    served("hashers.argon2.memory", Kind::Size, "19MB",
        "Memory of one hash; 19MB with 2 iterations is the floor, since less is cheap to guess against."),
    served("hashers.argon2.iterations", Kind::Int(1, 1000), "2", "Passes over the memory; with 1 the floor is 46MB."),
    served("hashers.argon2.parallelism", Kind::Int(1, 255), "1", "Lanes; one, because the server hashes for many people at once."),
    served("hashers.argon2.salt_length", Kind::Int(16, 1024), "16", "Bytes of salt."),
    served("hashers.argon2.key_length", Kind::Int(16, 1024), "32", "Bytes of hash."),
    served("hashers.argon2.expected_duration", Kind::Duration, "500ms",
        "Advisory; nothing waits by it, since an unknown identifier costs a real hash."),
    served("hashers.argon2.expected_deviation", Kind::Duration, "500ms", "Advisory, as above."),
    served("hashers.argon2.dedicated_memory", Kind::Size, "1GB", "Memory set aside for hashing; advisory."),
    served("hashers.bcrypt.cost", Kind::Int(4, 31), "12", "A power of two; 12 is the floor."),
];

/// Sessions and cookies.
pub(super) const SESSION: &[Key] = &[
    served("session.lifespan", Kind::Duration, "24h", "How long a sign-in lasts."),
    served(
        "session.cookie.name",
        Kind::Text,
        "ory_kratos_session",
        "Name of the cookie; SDKs look for this one.",
    ),
    served(
        "session.cookie.persistent",
        Kind::Bool,
        "true",
        "Whether the cookie outlives the browser.",
    ),
    served("session.cookie.domain", Kind::Text, "", "Without it: cookies.domain.")
        .example("example.org"),
    served("session.cookie.path", Kind::Text, "", "Without it: cookies.path.").example("/"),
    served("session.cookie.same_site", SAME_SITE, "", "Without it: cookies.same_site.")
        .example("Lax"),
    served("session.cookie.secure", Kind::Switch, "", "Without it: cookies.secure.")
        .example("\"true\""),
    served(
        "session.earliest_possible_extend",
        Kind::Duration,
        "",
        "A session is only extended when it ends within this time. Without it: at any time.",
    )
    .example("12h"),
    served(
        "session.rotate_token_on_step_up",
        Kind::Bool,
        "true",
        "Whether a second factor or a renewed sign-in gives the session a new token, so that an older copy is dead.",
    ),
    served(
        "session.whoami.required_aal",
        AAL,
        "highest_available",
        "Below this level whoami answers 403; with a second factor set up, one factor alone is not signed in.",
    ),
    later("session.whoami.tokenizer.templates", Kind::Any, ""),
    served("cookies.domain", Kind::Text, "", "Domain of the cookies. Without it: the host alone.")
        .example("example.org"),
    served("cookies.path", Kind::Text, "/", "Path of the cookies."),
    served("cookies.same_site", SAME_SITE, "Lax", "Whether cookies come along from other sites."),
    served(
        "cookies.secure",
        Kind::Switch,
        "",
        "Whether cookies go over https only. Without it: true, and false under dev.",
    )
    .example("\"true\""),
];

/// Schemas, switches and what Kratos has besides.
pub(super) const REST: &[Key] = &[
    served("identity.default_schema_id", Kind::Text, "default", "Schema of identities that name none; one of the list below."),
    served("identity.locale_trait", Kind::Text, "locale", "The trait that holds the language (en, de, fr, es, ja, or one of your own) of an account's mails; without it, that of whoever asks."),
    served("identity.schemas", Kind::Items, "", "What an identity is made of; at least one schema, each id once."),
    served("identity.schemas.[].id", Kind::Text, "", "Its name.").example("default"),
    served("identity.schemas.[].url", Kind::Text, "",
        "Where it is: file:// (a relative path counts from the working directory, else from this file), base64://, or http(s)://, which is read once at the start.").example("file://identity.schema.json"),
    served("identity.schemas.[].selfservice_selectable", Kind::Bool, "false", "Whether a flow may choose it with ?identity_schema=."),
    served("security.account_enumeration.mitigate", Kind::Bool, "true",
        "Whether sign-in, recovery and verification hide which accounts exist."),
    served("security.limits.enabled", Kind::Bool, "true", "Whether attempts are limited; without it every secret can be guessed at leisure."),
    served("security.limits.mails_per_network", Kind::Int(0, 1_000_000), "60",
        "How many mails may be asked for in an hour from one network (/24, or /56 of IPv6); 0 for any number. Needs serve.public.trusted_proxies behind a proxy."),
    served("security.allow_weak_hashing", Kind::Bool, "false", "Whether password hashing below the floor only warns instead of refusing the start."),
    served("security.privileged.require_highest_aal", Kind::Bool, "true",
        "Whether changing second factors needs the highest assurance the account can reach, whatever required_aal says."),
    served("security.privileged.second_factor_max_age", Kind::Duration, "10m",
        "How old that proof may be. Unset: settings.privileged_session_max_age alone counts."),
    quiet("security.disallow_ref_in_identity_schemas", Kind::Bool),
    served("notices.enabled", Kind::Bool, "true", "Whether owners are told when a factor changes, a code is used or an account is recovered."),
    served("notices.recovery_codes_drill", Kind::Duration, "8760h", "How long after recovery codes were last made, used or tried their owner is asked by mail to try one; 0s is never."),
    served("feature_flags.use_continue_with_transitions", Kind::Bool, "true",
        "Whether recovery answers API clients with the next step instead of an error that names it."),
    served("feature_flags.choose_recovery_address", Kind::Bool, "false", "Whether recovery asks to which address the code shall go."),
    later("feature_flags.refresh_login_choose_address", Kind::Bool, "false"),
    later("feature_flags.faster_session_extend", Kind::Bool, "false"),
    later("feature_flags.legacy_continue_with_verification_ui", Kind::Bool, "false"),
    later("feature_flags.legacy_require_verified_login_error", Kind::Bool, "false"),
    later("feature_flags.legacy_allow_insecure_origins", Kind::Bool, "false"),
    quiet("feature_flags.legacy_oidc_registration_node_group", Kind::Bool),
    quiet("feature_flags.password_profile_registration_node_group", Kind::Choice(&["password", "default"])),
    network("feature_flags.cacheable_sessions"),
    network("feature_flags.cacheable_sessions_max_age"),
    served("log.level", Kind::Choice(&["trace", "debug", "info", "warning", "error", "fatal", "panic"]), "info", "Least weight that is written."),
    served("log.format", Kind::Choice(&["text", "json"]), "text", "Lines for people or for machines."),
    served("log.leak_sensitive_values", Kind::Bool, "false", "Whether values that are hidden for safety are shown; for development."),
    idle("log.redaction_text", Kind::Text, "", "what is hidden is left out, not replaced"),
    later("oauth2_provider.url", Kind::Url, ""),
    quiet("oauth2_provider.headers", Kind::Any),
    quiet("oauth2_provider.override_return_to", Kind::Bool),
    later("tracing", Kind::Any, ""),
    idle("database.cleanup.batch_size", Kind::Int(1, i64::MAX), "100", "what has expired is removed by the server itself"),
    idle("database.cleanup.sleep.tables", Kind::Duration, "1m", "what has expired is removed by the server itself"),
    idle("database.cleanup.older_than", Kind::Duration, "0s", "what has expired is removed by the server itself"),
    quiet("preview.default_read_consistency_level", Kind::Choice(&["strong", "eventual"])),
    served("clients.http.disallow_private_ip_ranges", Kind::Bool, "true",
        "Whether web hooks may not go to private networks and to this machine; what they are told to call is often somebody else's."),
    served("clients.http.private_ip_exception_urls", Kind::Texts, "[]",
        "URLs of hooks that may go there all the same, letter by letter."),
    later("clients.smtp.disallow_private_ip_ranges", Kind::Bool, "false"),
    served("clients.web_hook.header_allowlist", Kind::Texts,
        "[Accept, Accept-Encoding, Accept-Language, Content-Length, Content-Type, Origin, Priority, Referer, Sec-Ch-Ua, Sec-Ch-Ua-Mobile, Sec-Ch-Ua-Platform, Sec-Fetch-Dest, Sec-Fetch-Mode, Sec-Fetch-Site, Sec-Fetch-User, True-Client-Ip, User-Agent]",
        "Headers of the user's request that a web hook's program sees. Cookies of this server it never sees."),
    quiet("version", Kind::Text),
    quiet("help", Kind::Bool),
    quiet("sqa-opt-out", Kind::Bool),
    quiet("watch-courier", Kind::Bool),
    quiet("expose-metrics-port", Kind::Int(0, 65_535)),
    quiet("config", Kind::Any),
    network("revision"),
    network("organizations"),
    network("enterprise"),
];
