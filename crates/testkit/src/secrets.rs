//! Secrets that clients came by. No later answer of that server may hold one; and they are written down to be searched
//! for when all tests are over, in what was stored and logged (`.ci/unit`).
//!
//! `READMIT_TEST_SECRETS` names the file: a line each, what it is and the secret itself. Without it nothing is
//! written. What was typed counts where it was right: tests of bad input type what stands everywhere.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};

use crate::client::Answer;
use crate::needles::{Haystack, Kind, Secrets};

/// Fields whose values are secrets.
const FIELDS: [&str; 4] = ["password", "code", "totp_code", "lookup_secret"];

/// Members of answers that are there to hand out a session.
const HANDING_OUT: [&str; 2] = ["session_token", "ory_session_token"];

/// So many secrets of a server are looked for in its answers; races come by thousands, which are all alike.
const MOST: usize = 200;

/// What the clients of one server came by.
#[derive(Default)]
pub(crate) struct Known(Mutex<Secrets>);

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} secrets", self.secrets().count())
    }
}

impl Known {
    fn secrets(&self) -> MutexGuard<'_, Secrets> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes what was submitted and accepted.
    pub(crate) fn submitted(&self, fields: &Map<String, Value>) {
        for name in FIELDS {
            if let Some(value) = fields.get(name).and_then(Value::as_str) {
                self.note(name, value);
            }
        }
    }

    /// Notes one secret.
    pub(crate) fn note(&self, name: &str, value: &str) {
        let digits = value.bytes().all(|byte| byte.is_ascii_digit());
        let mut secrets = self.secrets();
        if secrets.count() < MOST {
            let kind = if digits { Kind::Digits } else { Kind::Text };
            secrets.plant(name, value, kind, &[]);
        }
        drop(secrets);
        write_down(name, value);
    }

    /// Looks for what was noted before in an answer that follows. Cookies, and the members that hand out sessions, are
    /// where sessions belong.
    pub(crate) fn hold(&self, asked: &str, answer: &Answer) {
        let secrets = self.secrets();
        if secrets.count() == 0 {
            return;
        }
        let headers = answer.headers.iter().filter(|(name, _)| name != "set-cookie");
        let mut whole = without_tokens(&answer.text);
        headers.for_each(|(name, value)| whole.extend(["\n", name, ": ", value]));
        let place = format!("the answer to {asked}");
        let found = secrets.find(&place, &Haystack::new(whole.as_bytes()), None);
        assert!(found.is_empty(), "a secret where none may be: {}", found.join("\n"));
    }
}

/// The text of an answer without the sessions that it hands out.
fn without_tokens(text: &str) -> String {
    let mut rest = text.to_owned();
    for member in HANDING_OUT {
        let begin = format!("\"{member}\":\"");
        while let Some((before, value)) = rest.split_once(&begin) {
            let after = value.split_once('"').map_or("", |(_, after)| after);
            rest = format!("{before}{after}");
        }
    }
    rest
}

fn write_down(name: &str, value: &str) {
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
