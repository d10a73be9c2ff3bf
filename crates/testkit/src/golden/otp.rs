//! One-time codes of RFC 6238 (SHA-1, six digits, 30 s) that a transcript asks for by
//! `{{totp:1}}`, `{{totp:1-1}}` or `{{totp:JBSW…+1}}`.
//!
//! Computes the code and names the period it belongs to, so that a replay can see to it that no
//! period of a secret is used twice. The time is handed in.

use totp_rs::{Builder, Secret};

use super::bindings::Bindings;

/// Length of a period in seconds.
pub(super) const PERIOD: i64 = 30;

/// A code to be computed.
#[derive(Clone)]
pub(super) struct OneTimeCode {
    /// Base32 without padding.
    secret: String,
    /// Whole periods from now.
    shift: i64,
}

impl OneTimeCode {
    /// Reads what stands behind `totp:`. `None` if it makes no sense or the secret is not bound.
    pub(super) fn read(spec: &str, bindings: &Bindings) -> Option<Self> {
        let (of, shift) = match spec.find(['+', '-']).and_then(|at| spec.split_at_checked(at)) {
            Some((of, shift)) if shift.len() == 2 => (of, shift.parse().ok()?),
            Some(_) => return None,
            None => (spec, 0),
        };
        let secret = if of.bytes().all(|byte| byte.is_ascii_digit()) {
            bindings.get(&format!("totp_secret:{of}"))?
        } else {
            of
        };
        Some(Self { secret: secret.to_owned(), shift })
    }

    /// The secret and the period it is used in at `now` (Unix seconds).
    pub(super) fn usage(&self, now: i64) -> (String, i64) {
        (self.secret.clone(), now.div_euclid(PERIOD) + self.shift)
    }

    /// The six digits at `now` (Unix seconds); `None` if the secret is not Base32.
    pub(super) fn code(&self, now: i64) -> Option<String> {
        let secret = Secret::try_from_base32(&self.secret).ok()?;
        let at = u64::try_from(now + self.shift * PERIOD).ok()?;
        Some(Builder::new().with_secret(secret).build_noncompliant().generate(at).to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::OneTimeCode;
    use crate::golden::bindings::Bindings;

    /// `12345678901234567890`, the secret of RFC 6238, appendix B.
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn bound() -> Bindings {
        let mut bindings = Bindings::new("http://public", "http://admin");
        bindings.bind("totp_secret:1", SECRET);
        bindings
    }

    #[test]
    fn codes_of_the_rfc() {
        // Appendix B prints eight digits, of which these are the last six.
        let table = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for spec in ["1", SECRET] {
            for (now, code) in table {
                let asked = OneTimeCode::read(spec, &bound()).unwrap();
                assert_eq!(asked.code(now).as_deref(), Some(code));
            }
        }
    }

    #[test]
    fn shifts_by_periods() {
        let bindings = bound();
        let earlier = OneTimeCode::read("1-1", &bindings).unwrap();
        let later = OneTimeCode::read(&format!("{SECRET}+1"), &bindings).unwrap();
        assert_eq!(earlier.code(59 + 30).as_deref(), Some("287082"));
        assert_eq!(later.code(59 - 30).as_deref(), Some("287082"));
        assert_eq!(earlier.usage(59 + 30), later.usage(59 - 30));
    }

    #[test]
    fn nonsense_is_refused() {
        for spec in ["2", "1-", "1+12", "", "x-y"] {
            assert!(OneTimeCode::read(spec, &bound()).is_none(), "{spec}");
        }
        assert!(OneTimeCode::read("no base 32", &bound()).unwrap().code(59).is_none());
    }
}
