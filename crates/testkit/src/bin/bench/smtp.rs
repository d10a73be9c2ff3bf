//! A mail server that takes everything and keeps nothing but codes and links (RFC 5321, as much as a client needs).

use std::rc::Rc;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::spawn_local;

use crate::letter;
use crate::mail::Inbox;

/// Receives until the program ends.
pub(crate) async fn serve(listener: TcpListener, inbox: Rc<Inbox>) {
    while let Ok((stream, _)) = listener.accept().await {
        let inbox = inbox.clone();
        drop(spawn_local(async move {
            // A connection that breaks is the sender's matter.
            drop(talk(stream, &inbox).await);
        }));
    }
}

async fn talk(stream: TcpStream, inbox: &Inbox) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read);
    let mut to = Vec::new();
    inbox.door().await;
    say(&mut write, "220 bench ESMTP").await?;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => say(&mut write, "250-bench\r\n250-8BITMIME\r\n250 PIPELINING").await?,
            "RCPT" => {
                to.extend(address(&line));
                say(&mut write, "250 ok").await?;
            }
            "DATA" => {
                say(&mut write, "354 go on").await?;
                let message = data(&mut lines).await?;
                let brought = letter::of_message(&message);
                for address in to.drain(..) {
                    inbox.arrived(&address, brought.clone());
                }
                say(&mut write, "250 taken").await?;
            }
            "QUIT" => return say(&mut write, "221 bye").await,
            "MAIL" => {
                inbox.door().await;
                say(&mut write, "250 ok").await?;
            }
            "HELO" | "NOOP" | "RSET" => say(&mut write, "250 ok").await?,
            _ => say(&mut write, "502 not here").await?,
        }
    }
}

async fn say(write: &mut OwnedWriteHalf, line: &str) -> std::io::Result<()> {
    write.write_all(format!("{line}\r\n").as_bytes()).await
}

/// Everything up to the line with nothing but a dot.
async fn data(lines: &mut BufReader<OwnedReadHalf>) -> std::io::Result<String> {
    let mut message = Vec::new();
    loop {
        let before = message.len();
        if lines.read_until(b'\n', &mut message).await? == 0 {
            break;
        }
        if message.get(before..) == Some(b".\r\n") {
            message.truncate(before);
            break;
        }
    }
    Ok(String::from_utf8_lossy(&message).into_owned())
}

fn address(line: &str) -> Option<String> {
    let (_, rest) = line.split_once('<')?;
    rest.split_once('>').map(|(address, _)| address.to_owned())
}
