//! `readmit serve`.

use server::config::{Compatibility, Config};
use server::{App, Parts, bind, telemetry};
use tokio::signal::unix::{SignalKind, signal};

use super::{ConfigArguments, told};

pub(crate) async fn run(arguments: &ConfigArguments) -> Result<(), String> {
    let loaded = arguments.load()?;
    telemetry::start(&loaded.config.log);
    for warning in &loaded.warnings {
        eprintln!("warning: {warning}");
    }
    let config = loaded.config;
    let listeners = bind(&config).await.map_err(|error| told(&error))?;
    let words = greeting(&config, loaded.embedded);
    let app = Box::pin(App::build(config, Parts::default())).await.map_err(|error| told(&error))?;
    eprintln!("{words}");
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| told(&error))?;
    let stop = async move {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
    };
    server::run(app, listeners, stop).await.map_err(|error| told(&error))
}

/// What a newcomer wants to know first: where to click.
fn greeting(config: &Config, embedded: bool) -> String {
    let public = config.serve.public.base();
    let admin = config.serve.admin.base();
    let mut lines = vec![String::from("Readmit is ready.")];
    if config.selfservice.flows.registration.ui_url.is_none() {
        lines.push(format!("  Sign up         {public}/registration"));
        lines.push(format!("  Sign in         {public}/login"));
    }
    lines.push(format!("  Public API      {public}"));
    lines.push(format!("  Admin API       {admin}"));
    if public.starts_with("https:") || admin.starts_with("https:") {
        let (open, own) = (&config.serve.public, &config.serve.admin);
        let ports = format!("{}:{} and {}:{}", open.host, open.port, own.host, own.port);
        lines.push(format!("  Listening       {ports}, without TLS, which is a proxy's part"));
    }
    if config.development_mailbox() {
        lines.push(format!("  Mails           {admin}/mailbox"));
    }
    if embedded {
        let data = config.data_dir.display();
        lines.push(format!(
            "  Data            {data}/ (the embedded default: for trying out, on this machine)"
        ));
    }
    let mode = match config.compatibility {
        Compatibility::Readmit => {
            "readmit; set `compatibility: kratos` to be answered as Kratos answers"
        }
        Compatibility::Kratos => "kratos; set `compatibility: readmit` for the safer defaults",
    };
    lines.push(format!("  Compatibility   {mode}"));
    lines.join("\n")
}
