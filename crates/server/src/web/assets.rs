//! Style sheet, script and pictures of the pages: `/assets/{file}` and `/favicon.ico`.
//!
//! They carry their digest as `ETag` and are asked about again each time, so that a new version of the server shows
//! at once; the answer is then mostly an empty 304.

use std::sync::LazyLock;

use axum::http::{StatusCode, header};
use rust_embed::RustEmbed;
use sha2::Digest as _;

use crate::app::Cx;
use crate::http::answer::{Answer, Content};

#[derive(RustEmbed)]
#[folder = "../../assets"]
struct Files;

/// One file by its name.
pub(crate) fn asset(cx: &Cx, name: &str) -> Answer {
    let Some((file, content_type)) = Files::get(name).zip(content_type(name)) else {
        return Answer::new(StatusCode::NOT_FOUND, Content::Nothing);
    };
    let digest = data_encoding::HEXLOWER.encode(&file.metadata.sha256_hash());
    let tag = format!("\"{digest}\"");
    let known = cx.request.header(header::IF_NONE_MATCH).is_some_and(|known| known.contains(&tag));
    let answer = if known {
        Answer::new(StatusCode::NOT_MODIFIED, Content::Nothing)
    } else {
        let content_type = content_type.to_owned();
        Answer::new(StatusCode::OK, Content::Other { content_type, body: lean(name, &file.data) })
    };
    answer
        .header(header::ETAG, tag)
        .header(header::CACHE_CONTROL, "public, no-cache")
        // A picture that is opened by itself is a document too.
        .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'")
}

/// Where pages of the operator's find the script for keys, as they do in Kratos (wire contract §3.6).
pub(crate) const WEBAUTHN_PATH: &str = "/.well-known/ory/webauthn.js";
const WEBAUTHN: &str = "webauthn.js";

/// The script for keys, also for pages of other origins.
pub(crate) fn webauthn(cx: &Cx) -> Answer {
    asset(cx, WEBAUTHN).header(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")
}

/// What it hashes to (Subresource Integrity).
pub(crate) fn webauthn_integrity() -> &'static str {
    static MADE: LazyLock<String> = LazyLock::new(|| {
        let script =
            Files::get(WEBAUTHN).map(|file| lean(WEBAUTHN, &file.data)).unwrap_or_default();
        format!("sha512-{}", data_encoding::BASE64.encode(&sha2::Sha512::digest(&script)))
    });
    &MADE
}

/// A style sheet or script without indentation, empty lines and comments, a style sheet also without the blanks
/// that only people need; anything else as it is. None of them has a text that goes over several lines, and no style
/// sheet one with a comment, or a blank beside these marks.
fn lean(name: &str, data: &[u8]) -> Vec<u8> {
    let kind = name.rsplit_once('.').map(|(_, kind)| kind);
    let text = std::str::from_utf8(data).ok().filter(|_| matches!(kind, Some("css" | "js")));
    let Some(text) = text else {
        return data.to_vec();
    };
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    let mut lean: String = lines.flat_map(|line| [line, "\n"]).collect();
    if kind == Some("css") {
        let rest = |part: &str| part.split_once("*/").map_or("", |(_, rest)| rest).to_owned();
        let (first, others) = lean.split_once("/*").unwrap_or((&lean, ""));
        let others = others.split("/*").map(rest);
        lean = std::iter::once(first.to_owned()).chain(others).collect();
        for (wide, narrow) in
            [(": ", ":"), (", ", ","), ("; ", ";"), ("{ ", "{"), (" {", "{"), (" }", "}")]
        {
            lean = lean.replace(wide, narrow);
        }
        for mark in ["{", "}", ";", ","] {
            lean = lean.replace(&format!("{mark}\n"), mark);
        }
        lean = lean.replace(";}", "}");
    }
    lean.into_bytes()
}

/// What browsers ask for by themselves.
pub(crate) fn favicon(cx: &Cx) -> Answer {
    asset(cx, "logo.svg")
}

/// `None` for what is not served.
fn content_type(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    Some(match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_has_a_type_and_nothing_lies_outside() {
        let names: Vec<_> = Files::iter().collect();
        assert!(names.iter().any(|n| n == "app.css") && names.iter().any(|n| n == "logo.svg"));
        assert!(names.iter().all(|name| content_type(name).is_some()), "{names:?}");
        assert!(Files::get("../Cargo.toml").is_none() && content_type("x.toml").is_none());
    }
}
