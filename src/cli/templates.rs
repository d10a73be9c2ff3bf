//! `readmit templates`: the built-in templates and catalogues, to begin own ones from.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;

use clap::Args;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder that `courier.template_override_path` names, or is going to. Files that are there stay as they are.
    folder: PathBuf,
    /// Which ones: `mail/recovery_code_valid`, `pages/login.html`, `i18n/de.ftl`. Without any: all of them.
    names: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), String> {
    let wanted = |name: &str, of: &str| {
        name.strip_prefix(of.trim_end_matches('/'))
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let all: Vec<_> = server::built_in_templates().collect();
    if let Some(unknown) =
        arguments.names.iter().find(|of| !all.iter().any(|(name, _)| wanted(name, of)))
    {
        return Err(format!("There is no built-in template `{unknown}`."));
    }
    let asked = |name: &str| {
        arguments.names.is_empty() || arguments.names.iter().any(|of| wanted(name, of))
    };
    for (name, text) in all.into_iter().filter(|(name, _)| asked(name)) {
        let path = arguments.folder.join(&name);
        let told = |error: std::io::Error| format!("{}: {error}", path.display());
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(told)?;
        }
        match fs::File::create_new(&path) {
            Ok(mut file) => {
                file.write_all(&text).map_err(told)?;
                eprintln!("{}", path.display());
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                eprintln!("{} is there already, and stays as it is", path.display());
            }
            Err(error) => return Err(told(error)),
        }
    }
    Ok(())
}
