//! `readmit require`: gives accounts something to do before anything else.

use server::{App, Parts, Whom};

use super::{ConfigArguments, told};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What they have to do: `lookup_secret`, `totp`, `webauthn`, `passkey`, `password`, `verification`.
    #[arg(required = true)]
    actions: Vec<String>,
    /// The accounts, by their ids.
    #[arg(long = "identity", value_name = "ID", conflicts_with_all = ["all", "without"])]
    identities: Vec<String>,
    /// Everybody.
    #[arg(long, conflicts_with = "without")]
    all: bool,
    /// Everybody who has no credential of this type.
    #[arg(long, value_name = "TYPE")]
    without: Option<String>,
    #[command(flatten)]
    config: ConfigArguments,
}

pub(crate) async fn run(arguments: &Arguments) -> Result<(), String> {
    let whom = match (&arguments.without, arguments.all) {
        (Some(kind), _) => Whom::Without(kind.clone()),
        (None, true) => Whom::All,
        (None, false) => {
            let ids: Result<Vec<_>, String> =
                arguments.identities.iter().map(|id| parsed(id)).collect();
            Whom::Ids(ids?)
        }
    };
    if matches!(&whom, Whom::Ids(ids) if ids.is_empty()) {
        return Err("Say whom: --identity ID, --all, or --without TYPE.".into());
    }
    let loaded = arguments.config.load()?;
    let parts = Parts { background: false, ..Parts::default() };
    let app = Box::pin(App::build(loaded.config, parts)).await.map_err(|error| told(&error))?;
    let changed = server::require(&app, &arguments.actions, &whom).await;
    app.stop().await;
    let changed = changed.map_err(|error| told(&error))?;
    #[expect(clippy::print_stdout, reason = "what this command did")]
    {
        println!("Accounts changed: {changed}");
    }
    Ok(())
}

fn parsed(id: &str) -> Result<model::id::IdentityId, String> {
    model::id::IdentityId::parse(id).ok_or_else(|| format!("{id} is not the id of an account."))
}
