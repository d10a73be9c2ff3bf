//! The arithmetic of time-based codes, and the `otpauth` URLs that carry their secrets. Pure.

use model::secret::same;
use model::{Secret, Timestamp};
use totp_rs::{Algorithm, Builder};

const PERIOD: i64 = 30;

/// The time step that `typed` is the code of, if it is one of the current, the one before and the one after.
pub(super) fn step(secret: &Secret<Vec<u8>>, typed: &str, now: Timestamp) -> Option<i64> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let current = step_of(now);
    // All three are compared, whichever fits.
    let mut found = None;
    for step in [current - 1, current, current + 1] {
        let Some(code) = code(secret, step) else {
            continue;
        };
        if same(code.as_bytes(), digits.as_bytes()) {
            found = Some(step);
        }
    }
    found
}

/// The time step of this moment.
pub(super) fn step_of(now: Timestamp) -> i64 {
    now.as_seconds().div_euclid(PERIOD)
}

fn code(secret: &Secret<Vec<u8>>, step: i64) -> Option<String> {
    let seconds = u64::try_from(step.checked_mul(PERIOD)?).ok()?;
    let totp = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(0)
        .with_step_duration(30)
        .with_secret(secret.expose().clone())
        .build_noncompliant();
    Some(totp.generate(seconds).to_string())
}

/// The secret as people type it.
pub(super) fn base32(secret: &Secret<Vec<u8>>) -> String {
    data_encoding::BASE32_NOPAD.encode(secret.expose())
}

/// The URL that an app reads (and the one that administrators see, without the secret).
pub(super) fn url(issuer: &str, account: &str, secret: Option<&str>) -> String {
    // `@` may stand in a path as it is, and apps show it.
    let plain = |text: &str| {
        let escaped: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        escaped.replace('+', "%20").replace("%40", "@")
    };
    let secret = secret.map(|s| format!("&secret={s}")).unwrap_or_default();
    let (issuer, account) = (plain(issuer), plain(account));
    format!(
        "otpauth://totp/{issuer}:{account}?algorithm=SHA1&digits=6&issuer={issuer}&period=30{secret}"
    )
}

/// What an imported URL holds.
pub(super) struct Imported {
    pub(super) secret: Secret<Vec<u8>>,
    pub(super) issuer: String,
    pub(super) account: String,
}

/// Reads a URL, if it is of the only kind that is served.
pub(super) fn parse_url(text: &str) -> Option<Imported> {
    let url = url::Url::parse(text).ok()?;
    if url.scheme() != "otpauth" || url.host_str() != Some("totp") {
        return None;
    }
    let get = |name: &str| {
        url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    };
    let fits =
        |name: &str, wanted: &str| get(name).is_none_or(|value| value.eq_ignore_ascii_case(wanted));
    if !(fits("algorithm", "SHA1") && fits("digits", "6") && fits("period", "30")) {
        return None;
    }
    let secret = get("secret")?.to_ascii_uppercase();
    let secret =
        data_encoding::BASE32_NOPAD.decode(secret.trim_end_matches('=').as_bytes()).ok()?;
    let label = percent_encoding::percent_decode_str(url.path().trim_start_matches('/'))
        .decode_utf8()
        .ok()?;
    let (front, account) = label.split_once(':').unwrap_or(("", &label));
    let issuer = get("issuer").unwrap_or_else(|| front.to_owned());
    let account = account.trim().to_owned();
    (!secret.is_empty()).then(|| Imported { secret: Secret::new(secret), issuer, account })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_6238_and_its_neighbours() {
        let secret = Secret::new(b"12345678901234567890".to_vec());
        let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
        assert_eq!(step(&secret, "287082", at(59)), Some(1));
        assert_eq!(step(&secret, "287 082", at(89)), Some(1));
        assert_eq!(step(&secret, "287082", at(0)), Some(1));
        assert_eq!(step(&secret, "287082", at(90)), None);
        for wrong in ["28708", "2870823", "28708a", "２８７０８２", ""] {
            assert_eq!(step(&secret, wrong, at(59)), None, "{wrong}");
        }
    }

    #[test]
    fn urls_come_back() {
        let secret = Secret::new(vec![1; 20]);
        let text = url("My Shop", "ada@example.org", Some(&base32(&secret)));
        let read = parse_url(&text).unwrap();
        assert!(
            read.secret == secret && read.issuer == "My Shop" && read.account == "ada@example.org"
        );
        assert!(parse_url(&text.replace("digits=6", "digits=8")).is_none());
        assert!(parse_url("https://totp/x?secret=AAAA").is_none());
    }
}
