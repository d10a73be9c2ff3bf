//! What the command line says.

use crate::Result;
use crate::sample::Attack;

pub(crate) const USAGE: &str = "\
timing --public URL --admin URL --smtp ADDRESS --start 'COMMAND' [options]

  --start 'COMMAND'     starts the server (split at spaces); it is stopped at the end
  --log FILE            where the server writes (default: nowhere)
  --smtp ADDRESS        the server's mail server, as 127.0.0.1:PORT
  --mail up|down        whether somebody listens there (default: up)
  --attacks LIST        recovery, verification, login (default: all)
  --samples 2000        of each class
  --label TEXT          first cell of each row (default: sqlite)";

/// Whether the mail server takes mails or refuses connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mail {
    Up,
    Down,
}

/// Everything a measurement needs to know.
pub(crate) struct Arguments {
    pub(crate) public: String,
    pub(crate) admin: String,
    pub(crate) smtp: String,
    pub(crate) start: String,
    pub(crate) log: Option<String>,
    pub(crate) mail: Mail,
    pub(crate) attacks: Vec<Attack>,
    pub(crate) samples: usize,
    pub(crate) label: String,
}

impl Default for Arguments {
    fn default() -> Self {
        Self {
            public: String::new(),
            admin: String::new(),
            smtp: String::new(),
            start: String::new(),
            log: None,
            mail: Mail::Up,
            attacks: Attack::ALL.to_vec(),
            samples: 2000,
            label: "sqlite".into(),
        }
    }
}

impl Arguments {
    /// Reads the words behind the program's name; `None` where help is asked for.
    pub(crate) fn read(mut words: impl Iterator<Item = String>) -> Result<Option<Self>> {
        let mut read = Self::default();
        while let Some(name) = words.next() {
            if name == "--help" || name == "-h" {
                return Ok(None);
            }
            let value = words.next().ok_or_else(|| format!("{name} wants a value"))?;
            read.set(&name, value)?;
        }
        let needed = [&read.public, &read.admin, &read.smtp, &read.start];
        if needed.iter().any(|value| value.is_empty()) {
            return Err("--public, --admin, --smtp and --start are needed".into());
        }
        Ok(Some(read))
    }

    fn set(&mut self, name: &str, value: String) -> Result<()> {
        match name {
            "--public" => self.public = value,
            "--admin" => self.admin = value,
            "--smtp" => self.smtp = value,
            "--start" => self.start = value,
            "--log" => self.log = Some(value),
            "--mail" => {
                self.mail = match value.as_str() {
                    "up" => Mail::Up,
                    "down" => Mail::Down,
                    _ => return Err(format!("--mail is up or down, not {value}")),
                }
            }
            "--attacks" => {
                self.attacks = value.split(',').map(Attack::named).collect::<Result<_>>()?;
            }
            "--samples" => {
                let samples = value.parse().ok().filter(|samples| *samples >= 2);
                self.samples = samples.ok_or("--samples wants a number from 2")?;
            }
            "--label" => self.label = value,
            _ => return Err(format!("unknown: {name}")),
        }
        Ok(())
    }
}
