//! Secrets: there where nodes share them, long enough, and nobody's example.

use super::super::secrets::SecretText;
use super::Check;

/// Words that only stand in examples.
const EXAMPLES: [&str; 5] =
    ["change-me", "changeme", "example-secret", "not-secure", "very-insecure"];

/// Characters below which a secret is stretched with a warning.
const SHORT: usize = 32;

impl Check<'_> {
    pub(super) fn secrets(&mut self) {
        let secrets = &self.config.secrets;
        let lists: [(&str, &[SecretText]); 4] = [
            ("secrets.default", &secrets.default),
            ("secrets.cookie", &secrets.cookie),
            ("secrets.cipher", &secrets.cipher),
            ("secrets.pagination", &secrets.pagination),
        ];
        if self.is_postgres() && secrets.default.is_empty() && !self.given.has("secrets.default") {
            self.mistake("secrets.default", "required on PostgreSQL, since several nodes share it");
        }
        for (key, list) in lists {
            if list.iter().any(is_example) {
                self.judge_if(
                    !self.config.dev,
                    key,
                    "an example that everybody knows; make one with `openssl rand -base64 48`",
                );
            }
            if list.iter().any(|secret| secret.expose().chars().count() < SHORT) {
                self.warn(key, format!("shorter than {SHORT} characters; accepted and stretched"));
            }
        }
    }
}

/// Whether a secret was copied from some documentation, or is one character again and again.
fn is_example(secret: &SecretText) -> bool {
    let text = secret.expose().to_lowercase().replace('_', "-");
    EXAMPLES.iter().any(|word| text.contains(word)) || text.chars().all(|c| text.starts_with(c))
}
