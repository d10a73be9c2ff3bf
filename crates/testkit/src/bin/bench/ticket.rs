//! What an operation is done with: an account, and the session or code it needs. Each is used by one client at a time.
//!
//! Everything is used as its owner would: a recovery code once, a time step of an app once, an address gets three mails
//! at most. So the server's limits stay on; where tickets run out, a run ends early.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use futures_util::future::join_all;

use crate::Result;
use crate::arguments::Arguments;
use crate::journey::{self, Client};
use crate::mail::Inbox;
use crate::operation::Operation;
use crate::population::{self, Person, Population, address};

/// Mails to one address; more within an hour are not sent.
const MAILS: usize = 3;
/// Different sessions that whoami is asked for.
const SESSIONS: usize = 64;
/// Sessions are made by so many clients.
const SIGNERS: usize = 8;

/// A right to one operation.
pub(crate) struct Ticket {
    pub(crate) person: Rc<Person>,
    pub(crate) token: String,
    pub(crate) code: String,
}

/// The tickets of one run.
pub(crate) type Pool = RefCell<VecDeque<Ticket>>;

/// What all runs share.
pub(crate) struct Stage {
    pub(crate) arguments: Arguments,
    pub(crate) inbox: Rc<Inbox>,
    population: Population,
    mark: String,
    codes: RefCell<VecDeque<Ticket>>,
    makers: RefCell<VecDeque<Ticket>>,
    recoveries: RefCell<VecDeque<Ticket>>,
    registered: RefCell<usize>,
}

fn bare(person: Rc<Person>) -> Ticket {
    Ticket { person, token: String::new(), code: String::new() }
}

impl Stage {
    pub(crate) fn new(
        arguments: Arguments,
        inbox: Rc<Inbox>,
        population: Population,
        mark: String,
    ) -> Self {
        let codes = population
            .codes
            .iter()
            .map(|(person, code)| Ticket { code: code.clone(), ..bare(person.clone()) });
        let codes = codes.collect();
        let everybody = population.scattered();
        let rounds = std::iter::repeat_n(everybody, MAILS).flatten();
        let recoveries = rounds.map(bare).collect();
        Self {
            arguments,
            inbox,
            population,
            mark,
            codes: RefCell::new(codes),
            makers: RefCell::default(),
            recoveries: RefCell::new(recoveries),
            registered: RefCell::new(0),
        }
    }

    /// The tickets for the `round`th run of an operation (from 0), which takes at most `most` of them.
    pub(crate) async fn pool(
        &self,
        operation: Operation,
        round: usize,
        most: usize,
    ) -> Result<Pool> {
        let tickets = match operation {
            Operation::Whoami => {
                let people = self.population.scattered().into_iter().take(SESSIONS);
                self.signed_in(people.map(bare).collect()).await?
            }
            // Whoever has made codes needs them to sign in: the sessions of the first run serve all.
            Operation::Codes if round == 0 => {
                self.signed_in(self.population.makers.iter().cloned().map(bare).collect()).await?
            }
            Operation::Codes => taken(&self.makers, most),
            Operation::Login | Operation::AdminCode => {
                self.population.scattered().into_iter().map(bare).collect()
            }
            Operation::SecondFactor => {
                let tickets = taken(&self.codes, most);
                self.signed_in(tickets).await?
            }
            Operation::Totp => {
                let rounds = std::iter::repeat_n(self.population.apps.iter(), round + 1).flatten();
                self.signed_in(rounds.take(most).cloned().map(bare).collect()).await?
            }
            Operation::Recovery => taken(&self.recoveries, most),
            Operation::RecoveryLink | Operation::Verification | Operation::Mails => {
                let people = self.newcomers(operation, round, most.div_ceil(MAILS)).await?;
                std::iter::repeat_n(people, MAILS).flatten().map(bare).collect()
            }
            Operation::Registration => (0..most).map(|_| bare(self.stranger())).collect(),
        };
        Ok(RefCell::new(tickets))
    }

    /// People that are imported for one run, since those that are there got their mails already.
    pub(crate) async fn newcomers(
        &self,
        operation: Operation,
        round: usize,
        many: usize,
    ) -> Result<Vec<Rc<Person>>> {
        let mark = format!("{}-{}-{round}", self.mark, operation.name());
        population::import_plain(&self.arguments, &mark, many).await
    }

    /// Takes back what was not used.
    pub(crate) fn put_back(&self, operation: Operation, pool: Pool) {
        match operation {
            Operation::Codes => self.makers.borrow_mut().append(&mut pool.into_inner()),
            Operation::SecondFactor => self.codes.borrow_mut().append(&mut pool.into_inner()),
            Operation::Recovery => self.recoveries.borrow_mut().append(&mut pool.into_inner()),
            _ => {}
        }
    }

    /// Somebody who has no account yet.
    fn stranger(&self) -> Rc<Person> {
        let mut registered = self.registered.borrow_mut();
        *registered += 1;
        let email = address(&format!("{}-new", self.mark), *registered);
        Rc::new(Person {
            email,
            id: String::new(),
            secret: String::new(),
            step: std::cell::Cell::new(0),
        })
    }

    /// Signs their owners in: a session for each ticket.
    async fn signed_in(&self, tickets: VecDeque<Ticket>) -> Result<VecDeque<Ticket>> {
        let todo = RefCell::new(tickets);
        let done = RefCell::new(VecDeque::new());
        let sign_in = async || -> Result<()> {
            let mut client = Client::new(&self.arguments)?;
            loop {
                let Some(mut ticket) = todo.borrow_mut().pop_front() else { return Ok(()) };
                ticket.token = journey::login(&mut client, &ticket.person).await?;
                done.borrow_mut().push_back(ticket);
            }
        };
        for outcome in join_all((0..SIGNERS).map(|_| sign_in())).await {
            outcome.map_err(|error| format!("signing in before the run failed: {error}"))?;
        }
        Ok(done.into_inner())
    }
}

fn taken(from: &RefCell<VecDeque<Ticket>>, most: usize) -> VecDeque<Ticket> {
    let mut from = from.borrow_mut();
    let count = most.min(from.len());
    from.drain(..count).collect()
}
