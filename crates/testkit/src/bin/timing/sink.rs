//! A mail server that takes everything and only counts (RFC 5321, as much as a client needs).
//!
//! In threads of its own: it must not keep the measuring one from reading its answer.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::Result;

/// The server. It runs until the program ends.
pub(crate) struct Sink {
    count: Arc<AtomicUsize>,
}

impl Sink {
    /// Listens from now on.
    pub(crate) fn open(address: &str) -> Result<Self> {
        let listener = TcpListener::bind(address).map_err(|error| format!("{address}: {error}"))?;
        let count = Arc::new(AtomicUsize::new(0));
        let counted = count.clone();
        drop(thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let counted = counted.clone();
                // A connection that breaks is the sender's matter.
                drop(thread::spawn(move || drop(talk(stream, &counted))));
            }
        }));
        Ok(Self { count })
    }

    /// Mails so far.
    pub(crate) fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }
}

fn talk(stream: TcpStream, count: &AtomicUsize) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut write = stream.try_clone()?;
    let mut lines = BufReader::new(stream).split(b'\n');
    let mut say = |line: &str| write.write_all(format!("{line}\r\n").as_bytes());
    say("220 timing ESMTP")?;
    while let Some(line) = lines.next().transpose()? {
        match line.get(..4).unwrap_or_default() {
            b"EHLO" => say("250-timing\r\n250-8BITMIME\r\n250 PIPELINING")?,
            b"DATA" => {
                say("354 go on")?;
                while lines.next().transpose()?.is_some_and(|line| line != b".\r") {}
                count.fetch_add(1, Ordering::Relaxed);
                say("250 taken")?;
            }
            b"QUIT" => return say("221 bye"),
            _ => say("250 ok")?,
        }
    }
    Ok(())
}
