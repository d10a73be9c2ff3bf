//! `readmit courier`: what became of mails, and another try for those that were given up.

use clap::Subcommand;
use server::{App, Parts};

use super::{ConfigArguments, told};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// List the newest mails: id, status, recipient, what it is, tries, what the mail server said.
    List {
        /// Only these: queued, processing, sent or abandoned.
        #[arg(long)]
        status: Option<String>,
        #[command(flatten)]
        config: ConfigArguments,
    },
    /// Have mails that were given up sent again, by the server that runs.
    SendAgain {
        /// Which mails.
        #[arg(required_unless_present = "all")]
        ids: Vec<String>,
        /// All that were given up and have not expired.
        #[arg(long, conflicts_with = "ids")]
        all: bool,
        #[command(flatten)]
        config: ConfigArguments,
    },
}

pub(crate) async fn run(command: &Command) -> Result<(), String> {
    let (Command::List { config, .. } | Command::SendAgain { config, .. }) = command;
    let loaded = config.load()?;
    let parts = Parts { background: false, ..Parts::default() };
    let app = Box::pin(App::build(loaded.config, parts)).await.map_err(|error| told(&error))?;
    let done = match command {
        Command::List { status, .. } => list(&app, status.as_deref()).await,
        Command::SendAgain { ids, .. } => send_again(&app, ids).await,
    };
    app.stop().await;
    done
}

async fn list(app: &App, status: Option<&str>) -> Result<(), String> {
    if status.is_some_and(|s| !["queued", "processing", "sent", "abandoned"].contains(&s)) {
        return Err("The status has to be queued, processing, sent or abandoned.".into());
    }
    let letters = server::letters(app, status).await.map_err(|error| told(&error))?;
    if letters.is_empty() {
        eprintln!("There is none.");
    }
    #[expect(clippy::print_stdout, reason = "the list is what this command is for")]
    for letter in letters {
        let error = letter.last_error.unwrap_or_default();
        println!(
            "{}  {:<10}  {}  {:<28}  {:>2}  {}  {}",
            letter.id,
            letter.status,
            letter.created_at.readable(),
            letter.template,
            letter.tries,
            letter.recipient,
            error
        );
    }
    Ok(())
}

/// Without ids: all that can be sent.
async fn send_again(app: &App, ids: &[String]) -> Result<(), String> {
    let mut wanted = Vec::new();
    for id in ids {
        wanted.push(id.parse().map_err(|_| format!("`{id}` is no id of a mail."))?);
    }
    let all = wanted.is_empty();
    if all {
        let letters = server::letters(app, Some("abandoned")).await.map_err(|e| told(&e))?;
        wanted.extend(letters.into_iter().map(|letter| letter.id));
    }
    let mut left = Vec::new();
    let mut sent = 0;
    for id in wanted {
        if server::send_again(app, id).await.map_err(|error| told(&error))? {
            sent += 1;
        } else {
            left.push(id.to_string());
        }
    }
    #[expect(clippy::print_stdout, reason = "the operator asked for it")]
    {
        println!("{sent} to be sent again");
    }
    if left.is_empty() || all {
        return Ok(());
    }
    Err(format!("Not given up, unknown or expired: {}", left.join(", ")))
}
