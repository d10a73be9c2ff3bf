//! What the command line says. Read by hand: twenty lines are cheaper than a parser that every test build waits for.

use crate::Result;
use crate::operation::Operation;

pub(crate) const USAGE: &str = "\
bench --public URL --admin URL [options]      measure a server of the Kratos API
bench --table FILE…                           print what was measured, side by side

  --start 'COMMAND'     start the server with this command (split at spaces), measure its start, stop it at the end
  --log FILE            where the started server writes (default: nowhere)
  --pid N               the server is running already, as this process
  --smtp ADDRESS        receive the server's mails here, as 127.0.0.1:PORT
  --mail URL            else: read them from a maildev-like JSON list (default: ADMIN/email)
  --postgres-data DIR   PostgreSQL's data directory, for its share of the CPU
  --postgres-pid N      or the pid of its postmaster
  --clients 1,8         how many work at once, one run after the other
  --identities 1000     how many are imported before
  --codes 10            how many recovery codes those have who have some
  --seconds 3           how long each run lasts at most
  --operations LIST     whoami, login, second-factor, totp, codes, recovery, admin-code, registration, recovery-link,
                        verification, mails (default: all)
  --hash-ms N           what a password hash costs in a server that has no threads named hash-*; taken off
  --no-memory           leave out the memory figures, which take half a minute
  --label NAME          column title: sqlite, postgresql, or another server's name
  --out FILE            keep the figures as JSON";

/// What is to be done.
pub(crate) enum Mode {
    Help,
    Table(Vec<String>),
    Measure(Box<Arguments>),
}

/// Everything a measurement needs to know.
pub(crate) struct Arguments {
    pub(crate) public: String,
    pub(crate) admin: String,
    pub(crate) start: Option<String>,
    pub(crate) log: Option<String>,
    pub(crate) pid: Option<u32>,
    pub(crate) smtp: Option<String>,
    pub(crate) mail: Option<String>,
    pub(crate) postgres: Option<u32>,
    pub(crate) clients: Vec<usize>,
    pub(crate) identities: usize,
    pub(crate) codes: usize,
    pub(crate) seconds: f64,
    pub(crate) operations: Vec<Operation>,
    pub(crate) hash_ms: f64,
    pub(crate) memory: bool,
    pub(crate) label: String,
    pub(crate) out: Option<String>,
}

impl Default for Arguments {
    fn default() -> Self {
        Self {
            public: String::new(),
            admin: String::new(),
            start: None,
            log: None,
            pid: None,
            smtp: None,
            mail: None,
            postgres: None,
            clients: vec![1, 8],
            identities: 1000,
            codes: 10,
            seconds: 3.0,
            operations: Operation::ALL.to_vec(),
            hash_ms: 0.0,
            memory: true,
            label: "server".into(),
            out: None,
        }
    }
}

impl Arguments {
    /// Reads the words behind the program's name.
    pub(crate) fn read(words: impl Iterator<Item = String>) -> Result<Mode> {
        let mut words = words.peekable();
        let mut read = Self::default();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--help" | "-h" => return Ok(Mode::Help),
                "--table" => return Ok(Mode::Table(words.collect())),
                "--no-memory" => read.memory = false,
                name => {
                    let value = words.next().ok_or_else(|| format!("{name} wants a value"))?;
                    read.set(name, value)?;
                }
            }
        }
        if read.public.is_empty() || read.admin.is_empty() {
            return Err("--public and --admin are needed".into());
        }
        Ok(Mode::Measure(Box::new(read)))
    }

    fn set(&mut self, name: &str, value: String) -> Result<()> {
        match name {
            "--public" => self.public = without_slash(&value),
            "--admin" => self.admin = without_slash(&value),
            "--start" => self.start = Some(value),
            "--log" => self.log = Some(value),
            "--pid" => self.pid = Some(number(name, &value)?),
            "--smtp" => self.smtp = Some(value),
            "--mail" => self.mail = Some(value),
            "--postgres-pid" => self.postgres = Some(number(name, &value)?),
            "--postgres-data" => self.postgres = Some(postmaster(&value)?),
            "--clients" => {
                self.clients = value.split(',').map(|n| number(name, n)).collect::<Result<_>>()?;
            }
            "--identities" => self.identities = number(name, &value)?,
            "--codes" => self.codes = number::<usize>(name, &value)?.max(1),
            "--seconds" => self.seconds = number(name, &value)?,
            "--operations" => {
                self.operations = value.split(',').map(Operation::named).collect::<Result<_>>()?;
            }
            "--hash-ms" => self.hash_ms = number(name, &value)?,
            "--label" => self.label = value,
            "--out" => self.out = Some(value),
            _ => return Err(format!("unknown: {name}")),
        }
        Ok(())
    }
}

fn without_slash(url: &str) -> String {
    url.trim_end_matches('/').to_owned()
}

fn number<T: std::str::FromStr>(name: &str, text: &str) -> Result<T> {
    text.trim().parse().map_err(|_| format!("{name} wants a number, not {text}"))
}

/// The first line of `postmaster.pid`.
fn postmaster(directory: &str) -> Result<u32> {
    let path = format!("{directory}/postmaster.pid");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    number(&path, text.lines().next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Mode> {
        Arguments::read(line.split(' ').map(String::from))
    }

    #[test]
    fn what_is_said_is_read() {
        let Ok(Mode::Measure(read)) = read(
            "--public http://a/ --admin http://b --clients 1,4 --operations whoami,totp --no-memory",
        ) else {
            panic!("refused")
        };
        assert_eq!((read.public.as_str(), read.clients.as_slice()), ("http://a", &[1, 4][..]));
        assert_eq!(read.operations, [Operation::Whoami, Operation::Totp]);
        assert!(!read.memory);
    }

    #[test]
    fn mistakes_are_named() {
        let server = "--public http://a --admin http://b";
        for (line, about) in [
            ("--public http://a", "--admin"),
            (&format!("{server} --clients 1,x"), "--clients"),
            (&format!("{server} --operations fly"), "fly"),
            (&format!("{server} --seconds"), "--seconds"),
            (&format!("{server} --fast 1"), "--fast"),
        ] {
            let mistake = read(line).err().unwrap();
            assert!(mistake.contains(about), "{line}: {mistake}");
        }
    }
}
