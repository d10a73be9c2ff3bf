//! What must be: an account, the windows that are open on it, and what becomes of them by each step. Pure; it knows
//! codes only by the sheet they stand on, and nothing of how the server keeps its promises.

use std::time::Duration;

use server::config::Preset;

/// How many windows are open on the account.
pub(crate) const WINDOWS: usize = 3;
/// How many codes are in a set where the model has more than one.
pub(crate) const CODES: u8 = 3;
/// How long new codes wait to be confirmed.
const WAITING: Duration = Duration::from_mins(15);
/// How old the proof may be that a change of factors needs.
const FRESH: Duration = Duration::from_mins(10);
/// Of the codes of a sign-in app.
const STEP: u64 = 30;

/// What a window saw, or an app was set up with: the number of the step, and the window.
pub(crate) type Sighting = (usize, usize);

/// A code: where it was seen, and the place on that sheet.
pub(crate) type Code = (Sighting, u8);

/// What a window sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// A code as the second step.
    Code(Option<Code>),
    /// The sign-in app as the second step.
    App(Option<Sighting>),
    /// New codes, which are only shown.
    Make,
    /// The codes that are shown are saved.
    Save,
    /// No more codes.
    Remove,
    /// A sign-in app.
    Enrol,
    /// No more sign-in app.
    Unlink,
}

impl Act {
    /// Whether it is asked for on the settings page.
    pub(crate) fn changes(self) -> bool {
        !matches!(self, Self::Code(_) | Self::App(_))
    }
}

/// A step with all that it depends on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    /// Since the beginning of all times.
    pub(crate) now: Duration,
    pub(crate) step: usize,
    /// What new codes are made under.
    pub(crate) preset: Preset,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Set {
    pub(crate) sheet: Sighting,
    pub(crate) preset: Preset,
    pub(crate) used: Vec<bool>,
}

impl Set {
    fn new(sheet: Sighting, preset: Preset) -> Self {
        let count = if preset == Preset::Auth0 { 1 } else { CODES };
        Self { sheet, preset, used: vec![false; count.into()] }
    }
    /// The first code that is good.
    pub(crate) fn next(&self) -> Option<u8> {
        self.used.iter().position(|used| !used).and_then(|at| u8::try_from(at).ok())
    }
    fn is_good(&self, (sheet, place): Code) -> bool {
        let in_turn = self.preset != Preset::Keycloak || self.next() == Some(place);
        sheet == self.sheet && in_turn && self.used.get(usize::from(place)) == Some(&false)
    }
    fn left(&self) -> usize {
        self.used.iter().filter(|used| !**used).count()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct App {
    secret: Sighting,
    /// The newest step that was accepted.
    accepted: u64,
}

/// What was proved in a session, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Session {
    first: Duration,
    second: Option<Duration>,
}

/// Why a window shows new codes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shown {
    Made,
    /// This app is set up with them.
    Beside(App),
    /// This code, typed to sign in, goes with its set.
    For(Code),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Waiting {
    since: Duration,
    set: Set,
    why: Shown,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Window {
    session: Option<Session>,
    waits: Option<Waiting>,
}

/// What whoami says of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    None,
    Aal1,
    Aal2,
    /// Something has to be done before anything else: there is an app, and no codes beside it.
    Owes,
}

/// What can be seen of an account from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Of each window's session.
    pub(crate) levels: [Level; WINDOWS],
    /// Whether each window shows codes.
    pub(crate) shows: [bool; WINDOWS],
    /// Which codes of the set are used.
    pub(crate) used: Option<Vec<bool>>,
    pub(crate) app: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) set: Option<Set>,
    app: Option<App>,
    windows: [Window; WINDOWS],
}

impl Account {
    /// What can be seen, with this model in force.
    pub(crate) fn seen(&self, preset: Preset) -> Seen {
        let owes = self.owes(preset);
        let level = |window: &Window| match &window.session {
            None => Level::None,
            Some(_) if owes => Level::Owes,
            Some(Session { second: None, .. }) => Level::Aal1,
            Some(_) => Level::Aal2,
        };
        Seen {
            levels: self.windows.each_ref().map(level),
            shows: self.windows.each_ref().map(|window| window.waits.is_some()),
            used: self.set.as_ref().map(|set| set.used.clone()),
            app: self.app.is_some(),
        }
    }

    /// Whether an app is there that this model wants codes beside.
    fn owes(&self, preset: Preset) -> bool {
        preset == Preset::Auth0 && self.app.is_some() && self.set.is_none()
    }

    /// The secret of the sign-in app.
    pub(crate) fn secret(&self) -> Option<Sighting> {
        self.app.as_ref().map(|app| app.secret)
    }

    /// A password was given.
    pub(crate) fn enter(&mut self, window: usize, now: Duration) {
        self.windows[window] =
            Window { session: Some(Session { first: now, second: None }), waits: None };
    }

    /// The window was closed; its cookies stay.
    pub(crate) fn leave(&mut self, window: usize) {
        self.windows[window].waits = None;
    }

    /// The answer with the session's new token was lost.
    pub(crate) fn lose(&mut self, window: usize) {
        self.windows[window] = Window::default();
    }

    fn has_factor(&self) -> bool {
        self.set.is_some() || self.app.is_some()
    }

    /// Whether the settings page opens: only to a session as sure as the account allows.
    pub(crate) fn opens_settings(&self, window: usize) -> bool {
        let session = &self.windows[window].session;
        session.as_ref().is_some_and(|session| session.second.is_some() || !self.has_factor())
    }

    /// Whether the session may change factors: the surest that the account has was proved lately.
    fn may_change(&self, window: usize, now: Duration) -> bool {
        let Some(session) = &self.windows[window].session else {
            return false;
        };
        let proof = if self.has_factor() {
            session.second
        } else {
            session.second.max(Some(session.first))
        };
        proof.is_some_and(|at| at + FRESH > now)
    }

    /// What becomes of it when the window sends this, where the page for it was open.
    pub(crate) fn after(&self, window: usize, act: Act, moment: &Moment) -> Self {
        let mut next = self.clone();
        let waits = next.windows[window].waits.take();
        let in_login = matches!(&waits, Some(Waiting { why: Shown::For(_), .. }));
        if act.changes() && !(act == Act::Save && in_login) {
            if self.opens_settings(window) && self.may_change(window, moment.now) {
                next.change(window, act, waits, moment);
            }
            return next;
        }
        let session = &self.windows[window].session;
        if session.as_ref().is_none_or(|session| session.second.is_some()) {
            return next;
        }
        match (act, waits) {
            (Act::Code(Some(code)), _) => next.spend(window, code, moment),
            (Act::App(Some(secret)), _) => next.show_app(window, secret, moment.now),
            (Act::Save, Some(waits)) => next.renew(window, waits, moment.now),
            _ => {}
        }
        next
    }

    fn prove(&mut self, window: usize, now: Duration) {
        if let Some(session) = &mut self.windows[window].session {
            session.second = Some(now);
        }
    }

    fn spend(&mut self, window: usize, code: Code, moment: &Moment) {
        let Some(set) = self.set.as_mut().filter(|set| set.is_good(code)) else {
            return;
        };
        if set.left() == 1 || set.preset == Preset::Auth0 {
            let set = Set::new((moment.step, window), moment.preset);
            let why = Shown::For(code);
            self.windows[window].waits = Some(Waiting { since: moment.now, set, why });
            return;
        }
        set.used[usize::from(code.1)] = true;
        self.prove(window, moment.now);
    }

    /// The set whose last code was typed is replaced, and with that the code is spent.
    fn renew(&mut self, window: usize, waits: Waiting, now: Duration) {
        let Waiting { since, set, why: Shown::For((sheet, place)) } = waits else {
            return;
        };
        let current = self.set.as_ref().filter(|set| set.sheet == sheet);
        let unused = current.is_some_and(|set| !set.used[usize::from(place)]);
        if unused && since + WAITING > now {
            self.set = Some(set);
            self.prove(window, now);
        }
    }

    fn show_app(&mut self, window: usize, secret: Sighting, now: Duration) {
        let step = now.as_secs() / STEP;
        if let Some(app) = &mut self.app
            && app.secret == secret
            && app.accepted < step
        {
            app.accepted = step;
            self.prove(window, now);
        }
    }

    fn change(&mut self, window: usize, act: Act, waits: Option<Waiting>, moment: &Moment) {
        let (now, sighting) = (moment.now, (moment.step, window));
        let codes_needed = moment.preset == Preset::Auth0;
        match act {
            Act::Make => self.show(window, Shown::Made, moment),
            Act::Save => {
                let Some(waits) = waits.filter(|waits| waits.since + WAITING > now) else {
                    return;
                };
                self.set = Some(waits.set);
                if let Shown::Beside(app) = waits.why {
                    self.app.get_or_insert(app);
                }
                self.prove(window, now);
            }
            Act::Remove if codes_needed && self.app.is_some() => {}
            Act::Remove => self.set = None,
            Act::Enrol if self.app.is_some() => {}
            Act::Enrol => {
                let app = App { secret: sighting, accepted: now.as_secs() / STEP };
                if codes_needed && self.set.is_none() {
                    self.show(window, Shown::Beside(app), moment);
                } else {
                    self.app = Some(app);
                    self.prove(window, now);
                }
            }
            Act::Unlink if self.owes(moment.preset) => {}
            Act::Unlink => {
                // Codes alone are nobody's second factor by accident.
                if self.app.take().is_some() {
                    self.set = None;
                }
            }
            Act::Code(_) | Act::App(_) => {}
        }
    }

    fn show(&mut self, window: usize, why: Shown, moment: &Moment) {
        let set = Set::new((moment.step, window), moment.preset);
        self.windows[window].waits = Some(Waiting { since: moment.now, set, why });
    }
}
