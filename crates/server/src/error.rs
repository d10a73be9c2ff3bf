//! The one error type of the server.
//!
//! `Err` means «roll back»: bugs, outages, and refusals that leave no trace. A wrong password or code is not an
//! error but an outcome, because its traces (the count, the message in the flow) have to be committed.
//! How an error is answered is decided in one place, `http/negotiate.rs`.

use model::Problem;

/// Why a request was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The client is told exactly this.
    #[error(transparent)]
    Problem(#[from] Box<Problem>),
    /// The browser has to go elsewhere; a JSON client is told so by `Problem`.
    #[error("the browser must go to {to}")]
    Redirect {
        /// Where to.
        to: String,
        /// What a JSON client is told instead.
        problem: Box<Problem>,
    },
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// A sealed value is damaged.
    #[error(transparent)]
    Unopened(#[from] crate::keys::Unopened),
    /// Anything else that is the server's own fault.
    #[error("{what}")]
    Internal {
        /// What went wrong, for the log.
        what: String,
        /// Why.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
}

/// What most of the server returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl Error {
    /// The server's own fault, with words for the log.
    pub(crate) fn internal(what: impl Into<String>) -> Self {
        Self::Internal { what: what.into(), source: None }
    }
    /// The server's own fault, with its cause.
    pub(crate) fn caused(
        what: &str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Internal { what: what.into(), source: Some(source.into()) }
    }
}

impl From<serde_json::Error> for Error {
    /// Stored JSON that does not parse: what came from a client is parsed elsewhere.
    fn from(error: serde_json::Error) -> Self {
        Self::caused("stored JSON is broken", error)
    }
}
