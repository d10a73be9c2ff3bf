//! A Jsonnet program in a process of its own: it has little memory and little time, and can be ended at any moment.
//!
//! The process is this executable once more, asked for its hidden command [`COMMAND`]. It is given program and context on its
//! standard input, nothing of the environment, and answers on its standard output. Whether an executable knows the command
//! only its `main` can say, by [`confine_programs`]; elsewhere, as in tests of the library, programs run on threads.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{ExitCode, Stdio};
use std::sync::OnceLock;

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use super::program::{LIMIT, Made, STACK, evaluate};

/// The command by which [`evaluate_program`] is called.
pub const COMMAND: &str = "jsonnet";
/// What the whole process may use, in bytes.
#[cfg(unix)]
const MEMORY: u64 = 512 << 20;

static EXECUTABLE: OnceLock<PathBuf> = OnceLock::new();

/// This executable knows [`COMMAND`]. On Linux it is found even after another one has taken its place.
pub fn confine_programs() {
    let own = PathBuf::from("/proc/self/exe");
    let path = if own.exists() { Some(own) } else { std::env::current_exe().ok() };
    if let Some(path) = path {
        // Said twice, it is the same.
        drop(EXECUTABLE.set(path));
    }
}

/// The process's side of it: evaluates what comes on standard input.
pub fn evaluate_program() -> ExitCode {
    let work = || {
        limit()?;
        let mut given = String::new();
        std::io::stdin().read_to_string(&mut given)?;
        let (program, context): (String, String) = serde_json::from_str(&given)?;
        let made = serde_json::to_vec(&evaluate(&program, &context))?;
        std::io::stdout().write_all(&made)
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work);
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// Memory and time from here on. Whoever started the process ends it in time as well, but may have died.
fn limit() -> std::io::Result<()> {
    #[cfg(unix)]
    for (resource, most) in [
        (rustix::process::Resource::As, MEMORY),
        (rustix::process::Resource::Cpu, LIMIT.as_secs() + 1),
        (rustix::process::Resource::Core, 0),
    ] {
        let limit = rustix::process::Rlimit { current: Some(most), maximum: Some(most) };
        rustix::process::setrlimit(resource, limit)?;
    }
    Ok(())
}

/// Evaluates in such a process, which ends when this is dropped. `None`: this executable has none.
pub(super) async fn run(program: &str, context: &str) -> Option<Result<Made, String>> {
    let executable = EXECUTABLE.get()?;
    Some(
        asked(executable, program, context).await.unwrap_or_else(|error| {
            Err(format!("the program's process cannot be spoken to: {error}"))
        }),
    )
}

async fn asked(
    executable: &PathBuf,
    program: &str,
    context: &str,
) -> std::io::Result<Result<Made, String>> {
    let mut child = Command::new(executable)
        .arg(COMMAND)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let given = serde_json::to_vec(&(program, context))?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(&given).await?;
    }
    let output = child.wait_with_output().await?;
    if !output.status.success() {
        return Ok(Err("the program needs too much memory or time".into()));
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
