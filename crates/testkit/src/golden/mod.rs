//! Golden transcripts: HTTP conversations recorded as data, replayed against a server.
//!
//! [`transcript`] reads the scenario files, [`replay()`] plays one against a [`Transport`] and
//! reports every difference, [`waiting`] sets those apart that are meant and listed with a reason.
//! A transcript says what must stay the same; what differs from run to run stands in it as a
//! placeholder such as `{{flow_id:1}}`, see [`placeholder`] and [`bindings`].
//!
//! Starting the server with a scenario's configuration and reaching it is left to the caller.

pub mod bindings;
mod cookies;
pub mod difference;
mod mailbox;
pub mod matcher;
mod otp;
pub mod placeholder;
pub mod replay;
mod response;
mod shape;
pub mod transcript;
pub mod transport;
pub mod waiting;

#[cfg(test)]
mod recorded;

pub use bindings::{Bindings, FillError, UI};
pub use difference::{Difference, StepDifference};
pub use matcher::compare;
pub use replay::replay;
pub use transcript::{LoadError, Scenario, load, read};
pub use transport::{Mail, Server, Transport, WireRequest, WireResponse};
pub use waiting::{Known, StepRef, Verdict, concerning, judge, load_list};
