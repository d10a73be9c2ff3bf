//! Secrets that clients came by, written down to be searched for when all tests are over (`.ci/unit`).
//!
//! `READMIT_TEST_SECRETS` names the file: a line each, what it is and the secret itself. Without it nothing is
//! written. What was typed counts where it was right: tests of bad input type what stands everywhere.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::sync::LazyLock;

use serde_json::{Map, Value};

/// Fields whose values are secrets.
const FIELDS: [&str; 4] = ["password", "code", "totp_code", "lookup_secret"];

/// Notes what was submitted and accepted.
pub(crate) fn submitted(fields: &Map<String, Value>) {
    for name in FIELDS {
        if let Some(value) = fields.get(name).and_then(Value::as_str) {
            note(name, value);
        }
    }
}

/// Notes one secret.
pub(crate) fn note(name: &str, value: &str) {
    static FILE: LazyLock<Option<File>> = LazyLock::new(|| {
        #[expect(clippy::disallowed_methods, reason = "tests are told by the environment")]
        let path = std::env::var("READMIT_TEST_SECRETS").ok()?;
        Some(OpenOptions::new().create(true).append(true).open(path).expect("a file for secrets"))
    });
    if let Some(mut file) = FILE.as_ref()
        && !value.contains(['\n', '\t'])
    {
        // In one write, so that lines of several processes stay whole.
        file.write_all(format!("{name}\t{value}\n").as_bytes()).expect("a line");
    }
}
