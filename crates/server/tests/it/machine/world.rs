//! The server, the windows that are open on one account, and every account that it may be by what was seen of it.
//!
//! Where two windows act at once, or a window goes away in the middle, more than one outcome is right. All of them are
//! kept; what is seen after each step drops those that it cannot be. A server that does what none of them says is wrong.

use std::future::Future as _;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use db::args;
use model::Clock as _;
use serde_json::{Value, json};
use server::config::Preset;
use testkit::{Client, TestApp, totp_code};

use super::account::{Account, Act, CODES, Code, Level, Moment, Seen, Sighting, WINDOWS};
use super::{Deed, Pick, Step};

const ADA: &str = "ada@example.org";

pub(crate) struct World {
    app: TestApp,
    preset: Preset,
    windows: [Client; WINDOWS],
    /// Every sheet of codes that a window has shown.
    sheets: Vec<(Sighting, Vec<String>)>,
    /// Every secret that an app was set up with.
    secrets: Vec<(Sighting, String)>,
    possible: Vec<Account>,
    step: usize,
}

/// A page that is open and filled in.
#[derive(Debug, Clone)]
struct Ready {
    window: usize,
    act: Act,
    /// `None`: the page did not open.
    body: Option<Value>,
}

impl Ready {
    fn kind(&self) -> &'static str {
        if self.act.changes() { "settings" } else { "login" }
    }
}

impl World {
    pub(crate) async fn new(preset: Preset) -> Self {
        let base = json!({
            "security": { "limits": { "enabled": false } },
            "session": { "lifespan": "10000h" },
            "selfservice": { "methods": { "lookup_secret": { "config": codes(preset) } } },
        });
        let app = TestApp::with(&base.to_string()).await;
        app.identity(ADA).create().await;
        let windows = [app.spa(), app.browser(), app.native()];
        let (sheets, secrets) = (Vec::new(), Vec::new());
        Self { app, preset, windows, sheets, secrets, possible: vec![Account::default()], step: 0 }
    }

    fn moment(&self) -> Moment {
        let now = Duration::from_secs(self.app.clock.now().as_seconds().try_into().unwrap());
        Moment { now, step: self.step, preset: self.preset }
    }

    pub(crate) async fn take(&mut self, step: &Step) {
        self.step += 1;
        let next = match *step {
            Step::Enter(window) => {
                self.windows[window] = self.new_window(window);
                self.windows[window].sign_in(ADA).await;
                let now = self.moment().now;
                self.each(|account| account.enter(window, now))
            }
            Step::Leave(window) => {
                self.windows[window].flow = Value::Null;
                self.each(|account| account.leave(window))
            }
            Step::Wait(time) => {
                self.app.advance(time);
                self.possible.clone()
            }
            Step::Rule(preset) => {
                self.preset = preset;
                self.restart().await;
                self.possible.clone()
            }
            Step::Do(window, deed) => self.alone(window, deed).await,
            Step::Both(first, second) => self.at_once(first, second).await,
            Step::Cut(window, deed, patience) => self.cut(window, deed, patience).await,
        };
        self.settle(step, next).await;
    }

    fn new_window(&self, window: usize) -> Client {
        match window {
            0 => self.app.spa(),
            1 => self.app.browser(),
            _ => self.app.native(),
        }
    }

    fn each(&self, change: impl Fn(&mut Account)) -> Vec<Account> {
        let mut all = self.possible.clone();
        all.iter_mut().for_each(change);
        all
    }

    async fn restart(&mut self) {
        let preset = self.preset;
        self.app
            .restart_with(|config| {
                let codes = &mut config.selfservice.methods.lookup_secret.config;
                codes.preset = preset;
                codes.count = (preset != Preset::Auth0).then_some(CODES.into());
                codes.warn_below = Some(0);
                codes.normalise = None;
            })
            .await;
    }

    /// Drops what the account cannot be.
    async fn settle(&mut self, step: &Step, mut next: Vec<Account>) {
        let seen = self.seen().await;
        let expected: Vec<Seen> = next.iter().map(|account| account.seen(self.preset)).collect();
        next.retain(|account| account.seen(self.preset) == seen);
        next.dedup();
        assert!(!next.is_empty(), "{step:?}: seen {seen:#?}, expected one of {expected:#?}");
        self.possible = next;
    }

    async fn seen(&mut self) -> Seen {
        const SET: &str = "SELECT CASE WHEN c.used_at IS NULL THEN 0 ELSE 1 END FROM recovery_codes c \
             JOIN recovery_code_sets s ON s.id = c.set_id ORDER BY c.position";
        const KINDS: &str =
            "SELECT type FROM identity_credentials WHERE type <> 'password' ORDER BY type";
        let mut levels = [Level::None; WINDOWS];
        for (level, client) in levels.iter_mut().zip(&mut self.windows) {
            *level = level_of(client).await;
        }
        let used: Vec<(i64,)> = self.app.app.db.all(SET, args![]).await.expect("codes");
        let kinds: Vec<(String,)> = self.app.app.db.all(KINDS, args![]).await.expect("credentials");
        let has = |kind: &str| kinds.iter().any(|(it,)| it == kind);
        assert_eq!(has("lookup_secret"), !used.is_empty());
        Seen {
            levels,
            shows: self.windows.each_ref().map(|client| !client.codes().is_empty()),
            used: has("lookup_secret").then(|| used.iter().map(|(used,)| *used == 1).collect()),
            app: has("totp"),
        }
    }

    /// Opens the page that a deed needs, and fills it in.
    async fn open(&mut self, window: usize, deed: Deed) -> Ready {
        let act = match deed {
            Deed::Code(pick) => Act::Code(self.pick(pick)),
            Deed::App => Act::App(self.secrets.last().map(|(sighting, _)| *sighting)),
            Deed::Make => Act::Make,
            Deed::Save => Act::Save,
            Deed::Remove => Act::Remove,
            Deed::Enrol => Act::Enrol,
            Deed::Unlink => Act::Unlink,
        };
        let mut ready = Ready { window, act, body: None };
        let client = &mut self.windows[window];
        let showing = !client.codes().is_empty();
        if !(act == Act::Save && showing) {
            client.flow = Value::Null;
            let query = if act.changes() { "" } else { "?aal=aal2" };
            client.start(ready.kind(), query).await;
        }
        let opened = client.flow.is_object();
        if act.changes() && !showing {
            let may = self.possible.iter().map(|account| account.opens_settings(window));
            assert!(
                may.into_iter().any(|may| may == opened),
                "{deed:?}: the page opened: {opened}"
            );
        }
        ready.body = opened.then(|| self.filled_in(window, act));
        ready
    }

    /// What is typed into the page.
    fn filled_in(&mut self, window: usize, act: Act) -> Value {
        match act {
            Act::Code(code) => {
                json!({ "method": "lookup_secret", "lookup_secret": self.text(code) })
            }
            Act::App(secret) => {
                let secret = self.secrets.iter().find(|(sighting, _)| Some(*sighting) == secret);
                let code = secret
                    .map_or("000000".into(), |(_, secret)| totp_code(secret, self.app.clock.now()));
                json!({ "method": "totp", "totp_code": code })
            }
            Act::Make => json!({ "lookup_secret_regenerate": true }),
            Act::Save => json!({ "lookup_secret_confirm": true, "lookup_secret_saved": true }),
            Act::Remove => json!({ "lookup_secret_disable": true }),
            Act::Enrol => {
                let secret = self.windows[window].node("totp_secret_key");
                let secret = secret["context"]["secret"].as_str().map(str::to_owned);
                let code = secret.map(|secret| {
                    let code = totp_code(&secret, self.app.clock.now());
                    self.secrets.push(((self.step, window), secret));
                    code
                });
                json!({ "method": "totp", "totp_code": code.unwrap_or("000000".into()) })
            }
            Act::Unlink => json!({ "totp_unlink": true }),
        }
    }

    fn pick(&self, pick: Pick) -> Option<Code> {
        let at = self.sheets.len().checked_sub(1 + usize::from(pick.sheets_ago))?;
        let (sheet, codes) = self.sheets.get(at)?;
        let current =
            self.possible.iter().find_map(|a| a.set.as_ref().filter(|s| s.sheet == *sheet));
        let next = current.and_then(super::account::Set::next).unwrap_or(0);
        let place = pick.place.unwrap_or(next);
        (usize::from(place) < codes.len()).then_some((*sheet, place))
    }

    fn text(&self, code: Option<Code>) -> String {
        let sheet = code.and_then(|(sheet, place)| {
            let (_, codes) = self.sheets.iter().find(|(sighting, _)| *sighting == sheet)?;
            codes.get(usize::from(place)).cloned()
        });
        sheet.unwrap_or_else(|| "AAAA-AAAA-AAAA-AAAA".into())
    }

    /// Notes the codes that a window came to show, and leaves a page that did not do what it was asked.
    fn look(&mut self, ready: &Ready) {
        let client = &mut self.windows[ready.window];
        let codes = client.codes();
        if ready.act == Act::Save || codes.is_empty() {
            client.flow = Value::Null;
        } else {
            self.sheets.push(((self.step, ready.window), codes));
        }
    }

    async fn alone(&mut self, window: usize, deed: Deed) -> Vec<Account> {
        let ready = self.open(window, deed).await;
        let moment = self.moment();
        submit(&mut self.windows[window], &ready).await;
        self.look(&ready);
        self.possible.iter().map(|account| ready.apply(account, &moment)).collect()
    }

    /// Two windows at the same moment: as if one had been first.
    async fn at_once(&mut self, first: (usize, Deed), second: (usize, Deed)) -> Vec<Account> {
        let a = self.open(first.0, first.1).await;
        let b = self.open(second.0, second.1).await;
        let moment = self.moment();
        let [one, other] =
            self.windows.get_disjoint_mut([a.window, b.window]).expect("two windows");
        tokio::join!(submit(one, &a), submit(other, &b));
        self.look(&a);
        self.look(&b);
        let both = |account| {
            [
                b.apply(&a.apply(account, &moment), &moment),
                a.apply(&b.apply(account, &moment), &moment),
            ]
        };
        self.possible.iter().flat_map(both).collect()
    }

    /// The window goes away in the middle, and the server is started anew: all of it was done, or nothing.
    async fn cut(&mut self, window: usize, deed: Deed, patience: Duration) -> Vec<Account> {
        let ready = self.open(window, deed).await;
        let moment = self.moment();
        impatient(self.windows[window].clone(), &ready, patience).await;
        self.windows[window].flow = Value::Null;
        self.restart().await;
        let mut all = Vec::new();
        for account in &self.possible {
            let mut nothing = account.clone();
            nothing.leave(window);
            let mut done = ready.apply(account, &moment);
            done.leave(window);
            let mut lost = done.clone();
            lost.lose(window);
            all.extend([nothing, done, lost]);
        }
        all
    }

    /// The owner, who has every sheet, the app and the password, still gets in, as sure as the account allows.
    pub(crate) async fn finish(mut self) {
        self.app.advance(Duration::from_hours(25));
        if self.preset == Preset::Auth0 {
            // Nothing is owed under the others.
            self.preset = Preset::Readmit;
            self.restart().await;
        }
        let mut best = Level::Aal1;
        let mut reached = Level::None;
        for account in self.possible.clone() {
            self.windows[0] = self.app.spa();
            self.windows[0].sign_in(ADA).await;
            let act = if let Some(secret) = account.secret() {
                Act::App(Some(secret))
            } else if let Some(set) = &account.set {
                Act::Code(set.next().map(|place| (set.sheet, place)))
            } else {
                reached = reached.max(level_of(&mut self.windows[0]).await);
                continue;
            };
            best = Level::Aal2;
            self.windows[0].start("login", "?aal=aal2").await;
            let body = self.filled_in(0, act);
            self.windows[0].submit(body).await;
            if !self.windows[0].codes().is_empty() {
                let body = self.filled_in(0, Act::Save);
                self.windows[0].submit(body).await;
            }
            reached = reached.max(level_of(&mut self.windows[0]).await);
        }
        assert_eq!(reached, best, "the owner has a way in: {:#?}", self.possible);
        self.app.finish().await;
    }
}

impl Ready {
    fn apply(&self, account: &Account, moment: &Moment) -> Account {
        if self.body.is_some() {
            return account.after(self.window, self.act, moment);
        }
        let mut same = account.clone();
        same.leave(self.window);
        same
    }
}

fn codes(preset: Preset) -> Value {
    match preset {
        Preset::Auth0 => json!({ "preset": preset.name() }),
        _ => json!({ "preset": preset.name(), "count": CODES, "warn_below": 0 }),
    }
}

async fn submit(client: &mut Client, ready: &Ready) {
    if let Some(body) = ready.body.clone() {
        let kind = if ready.act == Act::Save { kind_of(client) } else { ready.kind() };
        client.submit_and_read(kind, body).await;
    }
}

/// Which page a window shows: codes are saved on either.
fn kind_of(client: &Client) -> &'static str {
    let action = client.flow["ui"]["action"].as_str().unwrap_or_default();
    if action.contains("/login") { "login" } else { "settings" }
}

/// Sends and goes away after so long.
async fn impatient(mut client: Client, ready: &Ready, patience: Duration) {
    let mut answer = pin!(submit(&mut client, ready));
    let begun = std::time::Instant::now();
    loop {
        let look = std::future::poll_fn(|cx| Poll::Ready(answer.as_mut().poll(cx).is_ready()));
        if look.await || begun.elapsed() >= patience {
            return;
        }
        tokio::task::yield_now().await;
    }
}

async fn level_of(client: &mut Client) -> Level {
    let answer = client.whoami().await;
    let body = answer.json();
    let told = body["error"]["id"].as_str();
    let told = told.or(body["authenticator_assurance_level"].as_str());
    match (answer.status, told) {
        (401, _) => Level::None,
        // Where it is refused, it is less than the account allows.
        (200, Some("aal1")) | (403, Some("session_aal2_required")) => Level::Aal1,
        (200, Some("aal2")) => Level::Aal2,
        (403, Some("session_action_required")) => Level::Owes,
        _ => unreachable!("whoami: {} {}", answer.status, answer.text),
    }
}
