//! Templates and texts of the operator's own, laid over the built-in ones (`courier.template_override_path`,
//! `courier.templates`).
//!
//! A folder has the layout of the built-in templates: `mail/<name>/body.html`, `pages/<name>.html`, and `i18n/<language>.ftl`
//! for single texts. A mail may have a language in its name (`body.de.html`). A folder made for Kratos is read too
//! (`recovery_code/valid/email.body.gotmpl`), as far as [`super::gotmpl`] understands it. Everything is read once; what
//! cannot be used is told with its place and stops the start.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::gotmpl;
use crate::config::Courier;
use crate::outbound::is_web;

/// A template in the place of a built-in one.
pub(super) struct Template {
    /// Name of the template: `mail/recovery_code_valid/body.html`, perhaps with a language.
    pub(super) name: String,
    pub(super) source: String,
    /// Where it was read, for messages.
    pub(super) origin: String,
}

/// What the operator has.
#[derive(Default)]
pub(super) struct Overrides {
    pub(super) templates: Vec<Template>,
    /// Texts by language.
    pub(super) texts: BTreeMap<String, String>,
}

/// The parts of a mail: Kratos' file, ours, and the key under `email`.
const PARTS: [(&str, &str); 3] = [
    ("email.subject.gotmpl", "subject.txt"),
    ("email.body.plaintext.gotmpl", "body.txt"),
    ("email.body.gotmpl", "body.html"),
];
/// Text messages, which [`TEXTED`] have.
const SMS: (&str, &str) = ("sms.body.gotmpl", "sms.txt");
const TEXTED: [&str; 2] = ["recovery_code", "verification_code"];
/// The one that is the same for all.
const CHANGED: &str = "verifiable_address_changed";
const KRATOS: [&str; 4] = ["recovery", "recovery_code", "verification", "verification_code"];

impl Overrides {
    /// Reads all of them.
    pub(super) fn read(config: &Courier) -> Result<Self, String> {
        let mut found = Self::default();
        if let Some(folder) = &config.template_override_path {
            if !folder.is_dir() {
                return Err(format!(
                    "courier.template_override_path: {} is no folder",
                    folder.display()
                ));
            }
            found.folder(folder)?;
        }
        for (mail, template) in config.templates.all() {
            let email = &template.email;
            for (uri, part) in [
                (&email.subject, "subject.txt"),
                (&email.body.plaintext, "body.txt"),
                (&email.body.html, "body.html"),
                (&template.sms.body.plaintext, "sms.txt"),
            ] {
                // A command that sends nothing has not fetched those on the web.
                if let Some(uri) = uri.as_ref().filter(|uri| !is_web(uri)) {
                    let key = format!("courier.templates: {mail} ({part})");
                    let source = fetch(uri).map_err(|error| format!("{key}: {error}"))?;
                    found.go(&format!("mail/{mail}/{part}"), &source, key)?;
                }
            }
        }
        Ok(found)
    }

    fn folder(&mut self, folder: &Path) -> Result<(), String> {
        for name in ["mail", "pages"] {
            for path in files(&folder.join(name))? {
                let inside = path.strip_prefix(folder).unwrap_or(&path);
                let name = inside.to_string_lossy().replace('\\', "/");
                let origin = path.display().to_string();
                self.templates.push(Template { name, source: text(&path)?, origin });
            }
        }
        for path in files(&folder.join("i18n"))? {
            if path.extension().is_some_and(|e| e == "ftl")
                && let Some(locale) = path.file_stem()
            {
                self.texts.insert(locale.to_string_lossy().into_owned(), text(&path)?);
            }
        }
        for mail in KRATOS {
            for kind in ["valid", "invalid"] {
                let texted = kind == "valid" && TEXTED.contains(&mail);
                for (file, part) in PARTS.into_iter().chain(texted.then_some(SMS)) {
                    let path = folder.join(mail).join(kind).join(file);
                    if path.exists() {
                        let origin = path.display().to_string();
                        self.go(&format!("mail/{mail}_{kind}/{part}"), &text(&path)?, origin)?;
                    }
                }
            }
        }
        for (file, part) in PARTS.into_iter().chain([SMS]) {
            let path = folder.join(CHANGED).join(file);
            if path.exists() {
                let origin = path.display().to_string();
                self.go(&format!("mail/{CHANGED}/{part}"), &text(&path)?, origin)?;
            }
        }
        Ok(())
    }

    /// A template as Kratos has them.
    fn go(&mut self, name: &str, source: &str, origin: String) -> Result<(), String> {
        let source = gotmpl::translated(source)
            .map_err(|(line, reason)| format!("{origin}: line {line}: {reason}"))?;
        self.templates.push(Template { name: name.to_owned(), source, origin });
        Ok(())
    }
}

/// All files below a folder, in order; none where there is no folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut found = Vec::new();
    if !folder.exists() {
        return Ok(found);
    }
    for entry in std::fs::read_dir(folder).map_err(told)? {
        let path = entry.map_err(told)?.path();
        // What editors leave: `.body.txt.swp`, `body.txt~`.
        let left_over = |name: &str| name.starts_with('.') || name.ends_with('~');
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if !path.file_name().is_some_and(|name| left_over(&name.to_string_lossy())) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn text(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn fetch(uri: &str) -> Result<String, String> {
    if let Some(path) = uri.strip_prefix("file://") {
        return text(Path::new(path));
    }
    let Some(encoded) = uri.strip_prefix("base64://") else {
        return Err("expected file://path, base64://… or http(s)://…".into());
    };
    let bytes = STANDARD.decode(encoded.trim()).map_err(|_| "this is not base64".to_owned())?;
    String::from_utf8(bytes).map_err(|_| "this is not UTF-8".to_owned())
}
