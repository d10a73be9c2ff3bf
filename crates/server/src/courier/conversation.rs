//! What is said to mail servers of several kinds.

use std::sync::{Arc, Mutex};

use model::Timestamp;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::smtp::{Failure, Letter, Sender};
use crate::config::{SecretText, Smtp};

/// A mail server, and what it was told and given.
#[derive(Clone, Default)]
struct Server {
    offers: &'static str,
    /// Hangs up after each mail.
    leaves: bool,
    connections: Arc<Mutex<usize>>,
    mails: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn start(self) -> Sender {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let uri = format!("smtp://{}/?disable_starttls=true", listener.local_addr().unwrap());
        #[expect(clippy::disallowed_methods, reason = "there is no App to spawn on")]
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *self.connections.lock().unwrap() += 1;
                self.talk(stream).await;
            }
        });
        let connection_uri = Some(SecretText::new(uri));
        Sender::new(&Smtp { connection_uri, ..Smtp::default() }).unwrap().unwrap()
    }

    async fn talk(&self, stream: TcpStream) {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 test\r\n").await.unwrap();
        let mut accepted = false;
        while let Ok(Some(line)) = lines.next_line().await {
            let answer = match line.get(..4).unwrap_or_default() {
                "EHLO" => format!("250-test\r\n{}250 8BITMIME\r\n", self.offers),
                "RCPT" => {
                    accepted = !line.contains("nobody@");
                    let refusal = "550 5.1.1 unknown\r\n";
                    if accepted { "250 ok\r\n" } else { refusal }.to_owned()
                }
                "DATA" if accepted => {
                    write.write_all(b"354 go on\r\n").await.unwrap();
                    let mut mail = Vec::new();
                    while let Ok(Some(line)) = lines.next_line().await {
                        if line == "." {
                            break;
                        }
                        mail.push(line);
                    }
                    self.mails.lock().unwrap().push(mail.join("\n"));
                    "250 taken\r\n".to_owned()
                }
                "DATA" => "503 nobody to give it to\r\n".to_owned(),
                _ => "250 ok\r\n".to_owned(),
            };
            let ends = answer.starts_with("250 taken") && self.leaves;
            if write.write_all(answer.as_bytes()).await.is_err() || ends {
                return;
            }
        }
    }
}

const TEXT: &str = "Subject: x\r\n\r\n.hidden\r\nG\u{fc}nter\r\n";

fn letter(to: &str) -> Letter {
    Letter { to: to.parse().unwrap(), text: TEXT.into(), expires_at: minute(1) }
}

fn minute(number: i64) -> Timestamp {
    Timestamp::from_micros(number * 60_000_000)
}

async fn send(sender: &Sender, to: &[&str]) -> Vec<Result<(), Failure>> {
    sender.send(&to.iter().map(|to| letter(to)).collect::<Vec<_>>(), &|| minute(0)).await
}

const YOU: &str = "you@example.org";
const NOBODY: &str = "nobody@example.org";

#[tokio::test]
async fn mails_arrive_whole_over_one_connection_whatever_the_server_offers() {
    for offers in ["", "250-PIPELINING\r\n"] {
        let server = Server { offers, ..Server::default() };
        let sender = server.clone().start().await;
        for together in [1, 1, 3] {
            let outcomes = send(&sender, &[YOU; 3][..together]).await;
            assert_eq!(outcomes.len(), together);
            assert!(outcomes.iter().all(Result::is_ok), "{offers}");
        }
        let mails = server.mails.lock().unwrap().clone();
        assert_eq!(mails, ["Subject: x\n\n..hidden\nG\u{fc}nter"; 5], "{offers}");
        assert_eq!(*server.connections.lock().unwrap(), 1, "{offers}");
    }
}

#[tokio::test]
async fn a_refused_recipient_is_final_and_keeps_nobody_else_from_theirs() {
    for offers in ["", "250-PIPELINING\r\n"] {
        for order in [[NOBODY, YOU, YOU], [YOU, NOBODY, YOU], [YOU, YOU, NOBODY]] {
            let server = Server { offers, ..Server::default() };
            let sender = server.clone().start().await;
            for (to, outcome) in order.iter().zip(send(&sender, &order).await) {
                match outcome {
                    Ok(()) => assert_eq!(*to, YOU, "{offers}"),
                    Err(failure) => assert!(failure.is_final && *to == NOBODY, "{failure:?}"),
                }
            }
            assert_eq!(server.mails.lock().unwrap().len(), 2, "{offers}");
        }
    }
}

#[tokio::test]
async fn what_expires_while_others_are_handed_over_stays_here() {
    for offers in ["", "250-PIPELINING\r\n"] {
        let server = Server { offers, ..Server::default() };
        let sender = server.clone().start().await;
        // The clock stands still until the first mail is there.
        let mails = Arc::clone(&server.mails);
        let now = move || minute(i64::try_from(mails.lock().unwrap().len()).unwrap());
        let [long, short] = [2, 1].map(|until| Letter { expires_at: minute(until), ..letter(YOU) });
        let outcomes = sender.send(&[long, short, letter(YOU)], &now).await;
        let expired = |outcome: &Result<(), Failure>| outcome.as_ref().is_err_and(|f| f.is_final);
        // With pipelining the second was announced with the first, when it was still good.
        let announced = usize::from(!offers.is_empty());
        assert_eq!(server.mails.lock().unwrap().len(), 1 + announced, "{offers}");
        assert_eq!(outcomes.iter().filter(|o| expired(o)).count(), 2 - announced, "{offers}");
    }
}

#[tokio::test]
async fn a_connection_that_the_server_closed_is_replaced() {
    for offers in ["", "250-PIPELINING\r\n"] {
        let server = Server { offers, leaves: true, ..Server::default() };
        let sender = server.clone().start().await;
        for together in [1, 1, 3] {
            assert!(send(&sender, &[YOU; 3][..together]).await.iter().all(Result::is_ok));
        }
        assert_eq!(server.mails.lock().unwrap().len(), 5, "{offers}");
        assert_eq!(*server.connections.lock().unwrap(), 5, "{offers}");
    }
}
