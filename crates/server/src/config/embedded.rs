//! The configuration of a server that was given no file.
//!
//! Complete and good for a first look: sign up in one step, an authenticator app, recovery codes, recovery and
//! verification by mailed code into the development mailbox, all pages built in. `dsn` is not in it: the start
//! puts a SQLite file into `data_dir`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::sync::LazyLock;

/// What an identity is made of: an e-mail address, and a name if one likes.
const PERSON: &str = include_str!("embedded/person.schema.json");

static DEFAULT: LazyLock<String> = LazyLock::new(|| {
    include_str!("embedded/default.yml").replace("{person}", &STANDARD.encode(PERSON))
});

/// The embedded default, as YAML.
pub fn embedded_default() -> &'static str {
    &DEFAULT
}
