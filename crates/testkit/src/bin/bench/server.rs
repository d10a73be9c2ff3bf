//! Starting and stopping the server under test, and how long it takes to answer.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Result;
use crate::http::Http;

const PAUSE: Duration = Duration::from_micros(500);
const PATIENCE: Duration = Duration::from_secs(30);

/// A server that was started here. It is stopped when this goes away.
pub(crate) struct Server {
    child: Child,
    /// From the start of the process to the first answer.
    pub(crate) started_in: Duration,
}

impl Server {
    /// Starts it and waits until `GET /health/alive` answers 200.
    pub(crate) fn start(command: &str, log: Option<&str>, public: &str) -> Result<Self> {
        let address: SocketAddr = Http::new(public)?.authority().parse().map_err(|_| {
            format!("a server that is started here has an address in numbers, not {public}")
        })?;
        if TcpStream::connect(address).is_ok() {
            return Err(format!("something answers at {address} already"));
        }
        let mut words = command.split_whitespace();
        let program = words.next().ok_or("--start is empty")?;
        let (out, errors) = match log {
            Some(path) => {
                let file = File::options().create(true).append(true).open(path);
                let file = file.map_err(|error| format!("{path}: {error}"))?;
                let again = file.try_clone().map_err(|error| format!("{path}: {error}"))?;
                (Stdio::from(file), Stdio::from(again))
            }
            None => (Stdio::null(), Stdio::null()),
        };
        let begun = Instant::now();
        let child = Command::new(program)
            .args(words)
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(errors)
            .spawn()
            .map_err(|error| format!("{program}: {error}"))?;
        let mut server = Self { child, started_in: Duration::ZERO };
        while !alive(address) {
            if let Ok(Some(status)) = server.child.try_wait() {
                return Err(format!("the server ended at its start: {status}"));
            }
            if begun.elapsed() > PATIENCE {
                return Err("the server does not answer".into());
            }
            std::thread::sleep(PAUSE);
        }
        server.started_in = begun.elapsed();
        Ok(server)
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end, and waits.
    pub(crate) async fn stop(mut self) -> Result<()> {
        let pid = self.pid().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status();
        asked.map_err(|error| format!("kill: {error}"))?;
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if let Ok(Some(_)) = self.child.try_wait() {
                return Ok(());
            }
            // It may want to say goodbye to the mail server, which lives here.
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Err("the server does not end when it is asked to".into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            drop(self.child.kill());
            drop(self.child.wait());
        }
    }
}

fn alive(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let request =
        format!("GET /health/alive HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    if stream.write_all(request.as_bytes()).is_err() {
        return false;
    }
    let mut status = [0; 12];
    stream.read_exact(&mut status).is_ok() && status.ends_with(b" 200")
}
