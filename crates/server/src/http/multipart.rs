//! `multipart/form-data` (RFC 7578), as far as forms without files need it: named text fields.
//!
//! Flows never take files, so a streaming parser would be a dependency for nothing; the body is read already.

/// The fields in order. `None` when the body is not well formed, or a part is not UTF-8.
pub(super) fn read(content_type: &str, body: &[u8]) -> Option<Vec<(String, String)>> {
    let boundary = content_type
        .split(';')
        .filter_map(|parameter| parameter.trim().split_once('='))
        .find(|(name, _)| name.eq_ignore_ascii_case("boundary"))
        .map(|(_, value)| value.trim_matches('"'))
        .filter(|boundary| (1..=70).contains(&boundary.len()))?;
    let text = std::str::from_utf8(body).ok()?;
    let delimiter = format!("\r\n--{boundary}");
    let mut rest = text.strip_prefix(delimiter.get(2..)?)?;
    let mut fields = Vec::new();
    loop {
        if rest.starts_with("--") {
            return Some(fields);
        }
        let (part, after) = rest.strip_prefix("\r\n")?.split_once(delimiter.as_str())?;
        let (headers, value) = part.split_once("\r\n\r\n")?;
        fields.push((name(headers)?.to_owned(), value.to_owned()));
        rest = after;
    }
}

fn name(headers: &str) -> Option<&str> {
    let line = headers
        .split("\r\n")
        .find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))?;
    let (_, after) = line.split_once("; name=\"")?;
    after.split_once('"').map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read() {
        let body = b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x\r\n\
            Content-Disposition: form-data; name=\"b\"\r\n\r\ntwo\r\nlines\r\n--x--\r\n";
        let fields = read("multipart/form-data; boundary=x", body).unwrap();
        assert_eq!(fields, [("a".into(), "1".into()), ("b".into(), "two\r\nlines".into())]);
        assert_eq!(read("multipart/form-data; boundary=x", b"--x\r\nnothing"), None);
        assert_eq!(read("multipart/form-data", body), None);
    }
}
