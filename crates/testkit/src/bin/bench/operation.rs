//! What is measured, by name.

use crate::Result;

/// One thing that people do, from the first request to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    /// `GET /sessions/whoami` with a session token.
    Whoami,
    /// A login flow and its password.
    Login,
    /// A login flow for aal2 and an unused recovery code.
    SecondFactor,
    /// A login flow for aal2 and the code of an authenticator app.
    Totp,
    /// A settings flow, new recovery codes, and their confirmation.
    Codes,
    /// A recovery flow, the address, the mail, the code; to the session.
    Recovery,
    /// The same by link in a browser: its page, the button, the session.
    RecoveryLink,
    /// A verification flow, the address, the mail, the code.
    Verification,
    /// An administrator's recovery code.
    AdminCode,
    /// A registration flow and its submission with a password.
    Registration,
    /// A mail that lies in the outbox, to the mail server.
    Mails,
}

impl Operation {
    pub(crate) const ALL: [Self; 11] = [
        Self::Whoami,
        Self::Login,
        Self::SecondFactor,
        Self::Totp,
        Self::Codes,
        Self::Recovery,
        Self::AdminCode,
        Self::Registration,
        Self::RecoveryLink,
        Self::Verification,
        Self::Mails,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Whoami => "whoami",
            Self::Login => "login",
            Self::SecondFactor => "second-factor",
            Self::Totp => "totp",
            Self::Codes => "codes",
            Self::Recovery => "recovery",
            Self::RecoveryLink => "recovery-link",
            Self::Verification => "verification",
            Self::AdminCode => "admin-code",
            Self::Registration => "registration",
            Self::Mails => "mails",
        }
    }

    pub(crate) fn named(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|operation| operation.name() == name);
        found.ok_or_else(|| format!("there is no operation {name}"))
    }

    /// Whether the same session or account can do it again at once.
    pub(crate) fn repeats(self) -> bool {
        matches!(self, Self::Whoami | Self::Login | Self::Codes | Self::AdminCode)
    }

    /// How many passwords are hashed or verified in it.
    pub(crate) fn password_hashes(self) -> f64 {
        if matches!(self, Self::Login | Self::Registration) { 1.0 } else { 0.0 }
    }
}
