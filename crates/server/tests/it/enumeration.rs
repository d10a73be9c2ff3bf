//! Nobody learns from recovery or verification whether an address belongs to an account, nor in what state that is.
//!
//! The same script runs for addresses of every state and by every kind of client, and everything that was answered
//! (status, headers, body, and for browsers the pages that redirects lead to) is compared byte for byte. Only what
//! belongs to the flow and to what was typed is made alike before: ids in the order of their appearance, times, CSRF
//! tokens, the address itself.

mod witness;

use std::time::Duration;

use serde_json::{Value, json};
use testkit::TestApp;

use self::witness::{By, Witness};

const DOMAIN: &str = "@example.org";
const WRONG: &str = "00000000";
const LINKS: &str = "selfservice: { methods: { link: { enabled: true } }, \
    flows: { recovery: { use: link }, verification: { use: link } } }";
/// Flows are over by then, and not forgotten yet.
const LATE: Duration = Duration::from_mins(90);
const CHOICE: &str = "feature_flags: { choose_recovery_address: true }";

/// Of what state an address is: as long as each other, and masked alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Known,
    Unknown,
    Unverified,
    Deactivated,
    /// Three mails of the hour are used up.
    Limited,
    /// The account has another address, too.
    OneOfTwo,
}

const STATES: [State; 6] = [
    State::Known,
    State::Unknown,
    State::Unverified,
    State::Deactivated,
    State::Limited,
    State::OneOfTwo,
];

impl State {
    /// What stands before the `@`.
    const fn local(self) -> &'static str {
        match self {
            Self::Known => "somebody-known",
            Self::Unknown => "somebody-there",
            Self::Unverified => "somebody-fresh",
            Self::Deactivated => "somebody-asleep",
            Self::Limited => "somebody-often",
            Self::OneOfTwo => "somebody-twice",
        }
    }
}

/// Makes what there is to know of an address.
async fn prepare(app: &TestApp, state: State, kind: &str, method: &str) {
    let email = format!("{}{DOMAIN}", state.local());
    if state == State::Unknown {
        return;
    }
    let mut made = app.identity(&email);
    if state != State::Unverified {
        let address =
            json!({ "value": email, "via": "email", "verified": true, "status": "completed" });
        made = made.member("verifiable_addresses", json!([address]));
    }
    if state == State::OneOfTwo {
        let traits = json!({ "email": email, "backup_email": "lovelace@example.com" });
        made = made.member("traits", traits);
    }
    if state == State::Deactivated {
        made = made.member("state", json!("inactive"));
    }
    made.create().await;
    if state == State::Limited {
        for _ in 0..3 {
            let mut client = app.native();
            client.start(kind, "").await;
            let field = if client.nodes().iter().any(|n| n == "email") {
                json!({ "method": method, "email": email })
            } else {
                client.submit(json!({ "recovery_address": email })).await;
                json!({ "recovery_select_address": "entered", "recovery_address": email })
            };
            client.submit(field).await;
        }
        let mails = app.mails().await;
        assert_eq!(mails.iter().filter(|mail| mail.to.contains(&email)).count(), 3);
    }
}

/// The first place where two differ, with a little around it.
fn difference(one: &str, other: &str) -> String {
    let at = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| {
        let bytes = &text.as_bytes()[at.saturating_sub(80)..(at + 160).min(text.len())];
        String::from_utf8_lossy(bytes).into_owned()
    };
    format!("…{}…\n…{}…", around(one), around(other))
}

/// Runs a script for every state and client.
async fn all_see_the_same<F>(config: &str, kind: &'static str, method: &str, script: F)
where
    F: AsyncFn(&mut Witness<'_>),
{
    for by in [By::Browser, By::Spa, By::Native] {
        let app = TestApp::with(config).await;
        let mut first: Vec<(String, String)> = Vec::new();
        for state in STATES {
            prepare(&app, state, kind, method).await;
            let mut witness = Witness::new(&app, by, kind, state);
            script(&mut witness).await;
            let seen = witness.seen;
            assert!(seen.iter().any(|(_, told)| told.contains("TYPED")), "the address is shown");
            if first.is_empty() {
                first = seen;
                continue;
            }
            for ((step, one), (_, other)) in first.iter().zip(&seen) {
                assert!(
                    one == other,
                    "{kind}, {by:?}, {step}: {:?} and {state:?} differ:\n{}",
                    STATES[0],
                    difference(one, other)
                );
            }
            assert_eq!(first.len(), seen.len(), "{kind}, {by:?}, {state:?}: as many answers");
        }
        app.finish().await;
    }
}

#[tokio::test]
async fn recovery_by_code() {
    all_see_the_same("", "recovery", "code", async |w| {
        let email = w.email();
        w.start().await;
        w.submit("no address", json!({ "method": "code", "email": "" })).await;
        w.submit("the address", json!({ "method": "code", "email": email })).await;
        w.look().await;
        w.submit("resent", json!({ "method": "code", "email": email })).await;
        w.open_wrong_links().await;
        w.try_codes(7, json!({})).await;
        w.look().await;
        // The fresh flow goes on.
        w.submit("the address anew", json!({ "method": "code", "email": email })).await;
        w.submit("no code", json!({ "method": "code", "code": "" })).await;
        w.app.advance(Duration::from_mins(10));
        w.try_codes(1, json!({})).await;
        w.app.advance(LATE);
        w.submit("too late", json!({ "method": "code", "code": WRONG })).await;
    })
    .await;
}

/// Tries are counted over all flows.
#[tokio::test]
async fn wrong_codes_in_two_recoveries() {
    all_see_the_same("", "recovery", "code", async |w| {
        let email = w.email();
        for _ in 0..2 {
            w.start().await;
            w.submit("the address", json!({ "method": "code", "email": email })).await;
            w.try_codes(7, json!({})).await;
        }
    })
    .await;
}

/// The same.
#[tokio::test]
async fn wrong_codes_in_two_verifications() {
    all_see_the_same("", "verification", "code", async |w| {
        let email = w.email();
        for _ in 0..2 {
            w.start().await;
            w.submit("the address", json!({ "method": "code", "email": email })).await;
            w.try_codes(7, json!({})).await;
        }
    })
    .await;
}

#[tokio::test]
async fn recovery_by_link() {
    all_see_the_same(LINKS, "recovery", "link", async |w| {
        let email = w.email();
        w.start().await;
        w.submit("the address", json!({ "method": "link", "email": email })).await;
        w.look().await;
        w.submit("sent again", json!({ "method": "link", "email": email })).await;
        w.open_wrong_links().await;
        w.submit("a code instead", json!({ "method": "code", "email": email })).await;
        w.app.advance(LATE);
        w.submit("too late", json!({ "method": "link", "email": email })).await;
    })
    .await;
}

#[tokio::test]
async fn recovery_with_a_choice_of_addresses() {
    all_see_the_same(CHOICE, "recovery", "code", async |w| {
        let email = w.email();
        let with = |fields: Value| {
            let mut fields = fields;
            fields["recovery_address"] = json!(email);
            fields
        };
        w.start().await;
        w.submit("the address", with(json!({}))).await;
        w.submit("chosen", with(json!({ "recovery_select_address": "entered" }))).await;
        w.look().await;
        w.submit("resent", with(json!({ "recovery_confirm_address": email, "code": "" }))).await;
        w.try_codes(2, with(json!({}))).await;
        w.submit("back", with(json!({ "screen": "previous" }))).await;
        w.submit("another", with(json!({ "recovery_select_address": "other" }))).await;
        let other = json!({ "recovery_confirm_address": "lovelace@example.com" });
        w.submit("written out", with(other)).await;
        w.open_wrong_links().await;
        w.try_codes(5, with(json!({}))).await;
        w.look().await;
        // All write out the same address: what is counted for it is forgotten before the next one.
        w.app.advance(Duration::from_hours(25));
    })
    .await;
}

#[tokio::test]
async fn verification_by_code() {
    all_see_the_same("", "verification", "code", async |w| {
        let email = w.email();
        w.start().await;
        w.submit("no address", json!({ "method": "code", "email": "" })).await;
        w.submit("the address", json!({ "method": "code", "email": email })).await;
        w.look().await;
        w.submit("resent", json!({ "method": "code", "email": email })).await;
        let path = format!("/self-service/verification?flow={}&code={WRONG}", w.flow());
        w.get("a mail's link with a wrong code", &path).await;
        w.open_wrong_links().await;
        w.submit("no code", json!({ "method": "code", "code": "" })).await;
        w.try_codes(7, json!({})).await;
        w.app.advance(Duration::from_mins(10));
        if w.by != By::Native {
            // The fresh flow is a browser's, whatever the old one was.
            w.submit("the address anew", json!({ "method": "code", "email": email })).await;
            w.try_codes(1, json!({})).await;
        }
        w.app.advance(LATE);
        w.submit("too late", json!({ "method": "code", "code": WRONG })).await;
    })
    .await;
}

#[tokio::test]
async fn verification_by_link() {
    all_see_the_same(LINKS, "verification", "link", async |w| {
        let email = w.email();
        w.start().await;
        w.submit("the address", json!({ "method": "link", "email": email })).await;
        w.look().await;
        w.submit("sent again", json!({ "method": "link", "email": email })).await;
        w.open_wrong_links().await;
        w.app.advance(LATE);
        w.submit("too late", json!({ "method": "link", "email": email })).await;
    })
    .await;
}

/// Nor does a mail server that takes nothing, whether it hangs up or says that it will not.
#[tokio::test]
async fn with_the_mail_server_down() {
    for (config, kind, method) in [
        ("", "recovery", "code"),
        (LINKS, "recovery", "link"),
        ("", "verification", "code"),
        (LINKS, "verification", "link"),
    ] {
        all_see_the_same(config, kind, method, async |w| {
            let email = w.email();
            w.app.mail.set_down(method == "code");
            w.app.mail.set_refusing(method == "link");
            w.start().await;
            w.submit("the address", json!({ "method": method, "email": email })).await;
            w.look().await;
            w.submit("resent", json!({ "method": method, "email": email })).await;
            w.app.pause(100).await;
            w.look().await;
            w.submit("no code", json!({ "method": "code", "code": WRONG })).await;
            w.open_wrong_links().await;
            w.app.mail.set_down(false);
            w.app.mail.set_refusing(false);
        })
        .await;
    }
}
