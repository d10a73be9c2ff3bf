//! Mail templates written for Kratos (Go's text/template), as far as mails use it.
//!
//! Understood are fields (`{{ .RecoveryCode }}`, `{{ .Identity.traits.email }}`), comments, and `if`, `else if`, `else` with
//! a field, `not`, `eq` and `ne`, all with `{{-` and `-}}`. Anything else is a mistake that names its line, so that no mail
//! goes out with a part of it missing. Which fields there are is told in Kratos' admin contract §5.2.

/// The fields, and what the templates here call them.
const FIELDS: [(&str, &str); 11] = [
    ("To", "to"),
    ("ChangedAt", "at"),
    ("RecoveryCode", "recovery_code"),
    ("RecoveryURL", "recovery_url"),
    ("VerificationCode", "verification_code"),
    ("VerificationURL", "verification_url"),
    ("RequestURL", "request_url"),
    ("RequestURLDomain", "request_url_domain"),
    ("ExpiresInMinutes", "expires_in_minutes"),
    ("Identity", "identity"),
    ("TransientPayload", "transient_payload"),
];

/// The template in the language of ours, or the line of what is not understood and why.
pub(super) fn translated(source: &str) -> Result<String, (usize, String)> {
    let mut out = String::new();
    let mut rest = source;
    let mut open = Vec::new();
    loop {
        let Some((words, after)) = rest.split_once("{{") else {
            out.push_str(&literal(rest));
            break;
        };
        out.push_str(&literal(words));
        let here = line_of(source, source.len() - after.len());
        let Some((action, after)) = after.split_once("}}") else {
            return Err((here, "an action is not closed".into()));
        };
        let (start, action) = match action.strip_prefix("- ") {
            Some(action) => ("-", action),
            None => ("", action),
        };
        let (end, action) = match action.strip_suffix(" -") {
            Some(action) => ("-", action),
            None => ("", action),
        };
        out.push_str(
            &translate(action.trim(), start, end, here, &mut open).map_err(|why| (here, why))?,
        );
        rest = after;
    }
    match open.pop() {
        Some(line) => Err((line, "this `if` has no `end`".into())),
        None => Ok(out),
    }
}

fn line_of(source: &str, at: usize) -> usize {
    source.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// Words that the language of ours would take for its own.
fn literal(words: &str) -> String {
    words.replace("{%", "{{ '{%' }}").replace("{#", "{{ '{#' }}")
}

fn translate(
    action: &str,
    start: &str,
    end: &str,
    line: usize,
    open: &mut Vec<usize>,
) -> Result<String, String> {
    let statement = |words: &str| Ok(format!("{{%{start} {words} {end}%}}"));
    if action.starts_with("/*") && action.ends_with("*/") {
        return Ok(format!("{{#{start} {end}#}}"));
    }
    if let Some(condition) = action.strip_prefix("if ") {
        open.push(line);
        return statement(&format!("if {}", condition_of(condition)?));
    }
    if let Some(condition) = action.strip_prefix("else if ") {
        return statement(&format!("elif {}", condition_of(condition)?));
    }
    match action {
        "else" => statement("else"),
        "end" => match open.pop() {
            Some(_) => statement("endif"),
            None => Err("this `end` ends nothing".into()),
        },
        _ => Ok(format!("{{{{{start} {} | default('') {end}}}}}", field(action)?)),
    }
}

fn condition_of(condition: &str) -> Result<String, String> {
    let condition = condition.trim();
    if let Some(of) = condition.strip_prefix("not ") {
        return Ok(format!("not ({} | default(''))", field(of.trim())?));
    }
    for (word, sign) in [("eq ", "=="), ("ne ", "!=")] {
        if let Some(of) = condition.strip_prefix(word) {
            let (of, text) = of
                .trim()
                .split_once(' ')
                .ok_or_else(|| format!("`{condition}` compares nothing"))?;
            let text = text.trim();
            let quoted = text.len() > 1 && text.starts_with('"') && text.ends_with('"');
            if !quoted || text.contains('\\') {
                return Err(format!(
                    "`{condition}`: a field is compared with a text in double quotes"
                ));
            }
            return Ok(format!("({} | default('')) {sign} {text}", field(of)?));
        }
    }
    Ok(format!("{} | default('')", field(condition)?))
}

fn field(path: &str) -> Result<String, String> {
    let unknown = || {
        format!(
            "`{path}` is not understood: only fields such as .RecoveryCode, if, else, end and comments are"
        )
    };
    let mut names = path.strip_prefix('.').ok_or_else(unknown)?.split('.');
    let first = names.next().unwrap_or_default();
    let (_, known) = FIELDS.iter().find(|(name, _)| *name == first).ok_or_else(unknown)?;
    let mut out = (*known).to_owned();
    for name in names {
        let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !plain {
            return Err(unknown());
        }
        out = format!("({out} | default({{}})).{name}");
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_mails_use_is_understood() {
        let go = "{{- /* a mail */ -}}\nHello {{ .Identity.traits.name.first }},\n\
                  {{ if eq .Identity.traits.lang \"de\" }}Code: {{.RecoveryCode}}{{ else if not .To }}?{{ else }}Your code: \
                  {{- .RecoveryCode -}} {{ end }}\n{% keep %}";
        let mut environment = minijinja::Environment::new();
        environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
        environment.add_template_owned("go", translated(go).unwrap()).unwrap();
        let render = |context: serde_json::Value| {
            environment
                .get_template("go")
                .unwrap()
                .render(minijinja::value::Serde(context))
                .unwrap()
        };
        let german = serde_json::json!({ "to": "a", "recovery_code": "123", "identity": { "traits": { "lang": "de", "name": { "first": "Ada" } } } });
        assert_eq!(render(german), "Hello Ada,\nCode: 123\n{% keep %}");
        // What an account lacks is left out, as in Go.
        let nobody = serde_json::json!({ "to": "a", "recovery_code": "123" });
        assert_eq!(render(nobody), "Hello ,\nYour code:123\n{% keep %}");
    }

    #[test]
    fn everything_else_is_refused_with_its_line() {
        for (source, line) in [
            ("a\n{{ range .Codes }}{{ end }}", 2),
            ("{{ .Secret }}", 1),
            ("\n\n{{ if .To }}", 3),
            ("{{ end }}", 1),
            ("{{ .To", 1),
            ("{{ template \"x\" . }}", 1),
            ("{{ .To | upper }}", 1),
            ("{{ if eq .To .To }}{{ end }}", 1),
            ("{{ .Identity.traits['x'] }}", 1),
        ] {
            assert_eq!(translated(source).unwrap_err().0, line, "{source}");
        }
    }
}
