//! The words of flows: kinds, types, states, assurance levels and what to continue with
//! (Kratos wire contract §2.1, §3.1).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::id::FlowId;
use crate::secret::Secret;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name { $( $(#[$vdoc])* #[serde(rename = $word)] $variant ),* }
        impl $name {
            /// The word on the wire and in storage.
            pub const fn word(self) -> &'static str {
                match self { $( Self::$variant => $word ),* }
            }
            /// Reads the word.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $( $word => Some(Self::$variant), )* _ => None }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.word()) }
        }
    };
}
pub(crate) use words;

words! {
    /// What a flow is for.
    Kind {
        /// Sign in.
        Login = "login",
        /// Sign up.
        Registration = "registration",
        /// Change one's account.
        Settings = "settings",
        /// Get back in.
        Recovery = "recovery",
        /// Prove an address.
        Verification = "verification",
    }
}
words! {
    /// Who drives a flow.
    Transport {
        /// A browser, by forms or as a single-page app: cookies and CSRF tokens.
        Browser = "browser",
        /// A native app: tokens, neither cookies nor CSRF tokens.
        Api = "api",
    }
}
words! {
    /// How far a flow is.
    State {
        /// Login, registration, recovery, verification: nothing was proved yet.
        ChooseMethod = "choose_method",
        /// A code or link is on its way.
        SentEmail = "sent_email",
        /// Recovery with a choice of addresses: one of them is asked for.
        AwaitingAddress = "recovery_awaiting_address",
        /// The same: which of them gets the code.
        AwaitingChoice = "recovery_awaiting_address_choice",
        /// The same: another one has to be written out.
        ConfirmingAddress = "recovery_confirming_address",
        /// The same: a code is on its way.
        AwaitingCode = "recovery_awaiting_code",
        /// Done.
        PassedChallenge = "passed_challenge",
        /// Settings: as it is.
        ShowForm = "show_form",
        /// Settings: saved.
        Success = "success",
    }
}
words! {
    /// How sure a session is of who it belongs to (NIST SP 800-63B).
    #[derive(PartialOrd, Ord)]
    Aal {
        /// Nothing proved.
        Aal0 = "aal0",
        /// One factor.
        Aal1 = "aal1",
        /// Two factors.
        Aal2 = "aal2",
    }
}

/// What a client should do next; the order of several is meaningful.
pub enum ContinueWith {
    /// Keep this token: the only place where it is told.
    SessionToken(Secret<String>),
    /// Ask for the verification code.
    VerificationUi {
        /// The verification flow.
        flow: FlowId,
        /// The address that was mailed.
        address: String,
        /// The page, for browsers.
        url: Option<String>,
    },
    /// Show settings.
    SettingsUi {
        /// The settings flow.
        flow: FlowId,
        /// The page, for browsers.
        url: Option<String>,
    },
    /// Start recovery again with this flow.
    RecoveryUi {
        /// The recovery flow.
        flow: FlowId,
        /// The page, for browsers.
        url: Option<String>,
    },
    /// Send the browser there.
    Redirect(String),
}

impl ContinueWith {
    /// As sent.
    pub fn wire(&self) -> Value {
        let with_url = |action: &str, mut flow: Value, url: &Option<String>| {
            if let (Some(url), Some(map)) = (url, flow.as_object_mut()) {
                map.insert("url".into(), url.as_str().into());
            }
            json!({ "action": action, "flow": flow })
        };
        match self {
            Self::SessionToken(token) => {
                json!({ "action": "set_ory_session_token", "ory_session_token": token.expose() })
            }
            Self::VerificationUi { flow, address, url } => with_url(
                "show_verification_ui",
                json!({ "id": flow, "verifiable_address": address }),
                url,
            ),
            Self::SettingsUi { flow, url } => {
                with_url("show_settings_ui", json!({ "id": flow }), url)
            }
            Self::RecoveryUi { flow, url } => {
                with_url("show_recovery_ui", json!({ "id": flow }), url)
            }
            Self::Redirect(to) => {
                json!({ "action": "redirect_browser_to", "redirect_browser_to": to })
            }
        }
    }
}
