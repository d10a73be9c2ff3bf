//! Configuration: what an operator may say, in Kratos' names, with ours beside them.
//!
//! One struct per section; a field is named as its key (a Rust keyword gets a trailing underscore), and
//! everything that another key, the mode or the address decides is already filled in when [`load`] returns,
//! so readers never ask "and if it is missing?". What is unset on purpose is an `Option`, and its comment says
//! what that means. [`load`] reads files and environment and reports every mistake at once with its place;
//! [`reference()`] is the commented reference. What the values *do* is left to the part that reads them.

mod address;
mod check;
mod compatibility;
mod courier;
mod duration;
mod embedded;
mod environment;
mod fill;
mod flows;
mod hashers;
mod hooks;
mod identity;
mod keys;
mod load;
mod methods;
mod mistake;
mod outbound;
mod reference;
mod second_factor;
mod secrets;
mod security;
mod serve;
mod session;
mod size;
mod tree;
mod walk;
mod web_hook;

pub use compatibility::{Compatibility, Defaults};
pub use courier::{
    Channel, ChannelId, ChannelKind, Courier, CourierHttp, CourierWorker, DeliveryStrategy,
    EmailBody, EmailTemplate, MailTemplate, SmsBody, SmsTemplate, Smtp, Templates, ValidOrNot,
};
pub(crate) use duration::parse as parse_duration;
pub use embedded::embedded_default;
pub use flows::{
    DeliverTo, ErrorFlow, FlowMethod, Flows, LoginFlow, LoginStyle, LogoutFlow, RecoveryFlow,
    RecoverySession, RegistrationFlow, RegistrationStyle, SettingsFlow, VerificationFlow,
};
pub use hashers::{Argon2, Bcrypt, HashAlgorithm, Hashers};
pub use hooks::{After, AfterMethod, Before, Hook, Notify, Recipients};
pub use identity::{Identity, IdentitySchema, SchemaSource};
pub use load::{Loaded, Options, Sources, environment, load};
pub use methods::{
    Code, CodeConfig, Link, LinkConfig, LookupSecret, LookupSecretConfig, Methods, Normalise,
    OnUse, Order, Password, PasswordConfig, Preset, Profile, RelyingParty, Totp, TotpConfig,
};
pub use mistake::{Mistake, Place};
pub use outbound::{
    Auth, Clients, HttpClient, Place as AuthPlace, RequestConfig, Target, WebHookClient,
};
pub use reference::reference;
pub use second_factor::{Requirement, SecondFactor, SecondStep};
pub use secrets::{SecretText, Secrets};
pub use security::{
    AccountEnumeration, FeatureFlags, Limits, Log, LogFormat, LogLevel, Notices, Privileged,
    Security,
};
pub use serve::{AdminListener, Cors, PublicListener, RequestLog, Serve};
pub use session::{Cookies, RequiredAal, SameSite, Session, SessionCookie, Whoami};
pub use web_hook::{Response, WebHookConfig};

use serde::Deserialize;
use std::path::PathBuf;
use url::Url;

/// Everything an operator can say, complete and checked.
///
/// There is no `Default`: the addresses in it come from `serve`, so a value is only made by [`load`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// `compatibility`: one switch for every default that changes what a client sees.
    #[serde(default)]
    pub compatibility: Compatibility,
    /// `dsn`: the database, as given (`sqlite://…`, `postgres://…`, `memory`). `None`: only when no file was
    /// given; the caller opens a SQLite file in [`Config::data_dir`].
    #[serde(default)]
    pub dsn: Option<SecretText>,
    /// `dev` or `--dev`: plain http, the development mailbox, example secrets.
    #[serde(default)]
    pub dev: bool,
    /// `data_dir`: where the server keeps what it makes itself (SQLite file, generated secrets).
    #[serde(default = "data_dir")]
    pub data_dir: PathBuf,
    /// `serve`: the two listeners.
    pub serve: Serve,
    /// `secrets`: keys the server signs, seals and authenticates with.
    #[serde(default)]
    pub secrets: Secrets,
    /// `hashers`: how passwords are hashed.
    #[serde(default)]
    pub hashers: Hashers,
    /// `session`: how long sign-ins last and what they are worth.
    pub session: Session,
    /// `cookies`: attributes of every cookie that has none of its own.
    pub cookies: Cookies,
    /// `selfservice`: flows and methods.
    pub selfservice: Selfservice,
    /// `courier`: how messages leave the server.
    #[serde(default)]
    pub courier: Courier,
    /// `identity`: the schemas identities follow.
    pub identity: Identity,
    /// `feature_flags`: behaviours of Kratos that are opt-in.
    #[serde(default)]
    pub feature_flags: FeatureFlags,
    /// `security`: switches that trade convenience against safety.
    #[serde(default)]
    pub security: Security,
    /// `clients`: where requests of the server's own may go.
    #[serde(default)]
    pub clients: Clients,
    /// `notices`: telling the owner what happened to the account.
    #[serde(default)]
    pub notices: Notices,
    /// `log`: what is written to the log, and how.
    #[serde(default)]
    pub log: Log,
}

impl Config {
    /// Whether `/mailbox` on the admin listener shows the messages (development only).
    pub fn development_mailbox(&self) -> bool {
        self.dev
    }
}

/// Where `data_dir` points when it is not given.
fn data_dir() -> PathBuf {
    PathBuf::from("data")
}

/// `selfservice`: what people can do themselves.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selfservice {
    /// Where a browser goes when nothing else says so. Without it: the built-in account page.
    #[serde(deserialize_with = "address::deserialize")]
    pub default_browser_return_url: Url,
    /// Where `return_to` may lead: scheme and host exactly, the path as a prefix.
    #[serde(default, deserialize_with = "address::list")]
    pub allowed_return_urls: Vec<Url>,
    /// `selfservice.methods`.
    #[serde(default)]
    pub methods: Methods,
    /// `selfservice.flows`.
    #[serde(default)]
    pub flows: Flows,
    /// `selfservice.required_actions`.
    #[serde(default)]
    pub required_actions: RequiredActions,
}

/// `selfservice.required_actions`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RequiredActions {
    /// What every new account has to do before anything else.
    pub new_identities: Vec<String>,
}
