//! Any sequence of steps: three windows on one account, whose owner makes, saves, uses, replaces and removes recovery
//! codes and a sign-in app, in any order, at once, breaking off in the middle, under every model of codes and with the
//! model changed between. [`account`] says what must come of it, in a few pages; [`world`] does the same with the real
//! server and compares after each step what can be seen:
//!
//! - there is one set, and a code works once, only of that set, and only in its turn;
//! - a session's assurance level is what was proved in it, or just set up;
//! - at the end the owner, with password, app and all sheets, still gets in as far as the account allows.
//!
//! `PROPTEST_CASES` says how many sequences for each model; a failing one is kept in `machine.seeds` and tried first.

mod account;
mod world;

use std::sync::LazyLock;
use std::time::Duration;

use account::WINDOWS;
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use server::config::Preset;
use tokio::runtime::Runtime;
use world::World;

/// A code of some sheet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pick {
    /// 0: the newest that was seen.
    sheets_ago: u8,
    /// `None`: the one whose turn it is.
    place: Option<u8>,
}

/// What somebody does in a window.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Deed {
    Code(Pick),
    App,
    Make,
    Save,
    Remove,
    Enrol,
    Unlink,
}

#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// A new window in the place of this one, and the password.
    Enter(usize),
    Leave(usize),
    Do(usize, Deed),
    /// Two windows at once.
    Both((usize, Deed), (usize, Deed)),
    /// The window is closed while the server works, which then ends and begins anew.
    Cut(usize, Deed, Duration),
    Wait(Duration),
    /// The operator chooses another model.
    Rule(Preset),
}

/// What a window is likely to be at: only so that most steps make sense.
#[derive(Debug, Clone, Copy, Default)]
struct Likely {
    level: u8,
    shows: bool,
}

struct Steps;

fn pick() -> impl Strategy<Value = Pick> {
    (
        prop_oneof![6 => Just(0), 1 => 1..4_u8],
        prop_oneof![5 => Just(None), 1 => (0..3_u8).prop_map(Some)],
    )
        .prop_map(|(sheets_ago, place)| Pick { sheets_ago, place })
}

fn deed(likely: Likely) -> BoxedStrategy<Deed> {
    let code = pick().prop_map(Deed::Code);
    let [prove, change] = if likely.level == 1 { [6, 2] } else { [1, 4] };
    let save = if likely.shows { 30 } else { 1 };
    prop_oneof![
        2 * prove => code,
        prove => Just(Deed::App),
        save => Just(Deed::Save),
        2 * change => Just(Deed::Make),
        change => Just(Deed::Enrol),
        1 => Just(Deed::Remove),
        1 => Just(Deed::Unlink),
    ]
    .boxed()
}

fn deeds(state: [Likely; WINDOWS]) -> impl Strategy<Value = (usize, Deed)> {
    (0..WINDOWS)
        .prop_flat_map(move |window| deed(state[window]).prop_map(move |deed| (window, deed)))
}

impl ReferenceStateMachine for Steps {
    type State = [Likely; WINDOWS];
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self::State> {
        Just(Self::State::default()).boxed()
    }

    fn transitions(state: &Self::State) -> BoxedStrategy<Step> {
        let out = state.iter().filter(|window| window.level == 0).count();
        let enter = 2 + 6 * u32::try_from(out).unwrap_or_default();
        let wait = prop_oneof![
            4 => Just(Duration::from_secs(31)),
            1 => Just(Duration::from_mins(11)),
            1 => Just(Duration::from_mins(16)),
            1 => Just(Duration::from_hours(25)),
        ];
        let rule =
            prop::sample::select(&[Preset::Readmit, Preset::Ory, Preset::Keycloak, Preset::Auth0]);
        prop_oneof![
            enter => (0..WINDOWS).prop_map(Step::Enter),
            1 => (0..WINDOWS).prop_map(Step::Leave),
            24 => deeds(*state).prop_map(|(window, deed)| Step::Do(window, deed)),
            6 => (deeds(*state), deeds(*state)).prop_filter_map("two windows", |(a, b)| {
                (a.0 != b.0).then_some(Step::Both(a, b))
            }),
            3 => (deeds(*state), 0..4000_u64).prop_map(|((window, deed), patience)| {
                Step::Cut(window, deed, Duration::from_micros(patience))
            }),
            3 => wait.prop_map(Step::Wait),
            1 => rule.prop_map(Step::Rule),
        ]
        .boxed()
    }

    fn apply(mut state: Self::State, step: &Step) -> Self::State {
        let mut deed = |window: usize, deed: &Deed| {
            state[window] = match deed {
                Deed::Make => Likely { shows: true, ..state[window] },
                Deed::Remove | Deed::Unlink => Likely { shows: false, ..state[window] },
                _ => Likely { level: 2, shows: false },
            };
        };
        match step {
            Step::Do(window, it) => deed(*window, it),
            Step::Both(a, b) => {
                deed(a.0, &a.1);
                deed(b.0, &b.1);
            }
            Step::Enter(window) => state[*window] = Likely { level: 1, shows: false },
            Step::Leave(window) | Step::Cut(window, ..) => state[*window].shows = false,
            Step::Wait(_) | Step::Rule(_) => {}
        }
        state
    }
}

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
});

/// A server that begins with one model of codes.
struct Beginning<const PRESET: usize>;

impl<const PRESET: usize> StateMachineTest for Beginning<PRESET> {
    type SystemUnderTest = World;
    type Reference = Steps;

    fn init_test(_: &<Steps as ReferenceStateMachine>::State) -> World {
        let preset = [Preset::Readmit, Preset::Ory, Preset::Keycloak, Preset::Auth0][PRESET];
        RUNTIME.block_on(Box::pin(World::new(preset)))
    }

    fn apply(mut world: World, _: &<Steps as ReferenceStateMachine>::State, step: Step) -> World {
        RUNTIME.block_on(Box::pin(world.take(&step)));
        world
    }

    fn teardown(world: World, _: <Steps as ReferenceStateMachine>::State) {
        RUNTIME.block_on(Box::pin(world.finish()));
    }
}

fn config() -> Config {
    let seeds = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/machine.seeds");
    let kept = Some(Box::new(FileFailurePersistence::Direct(seeds)) as _);
    #[expect(clippy::disallowed_methods, reason = "how long it may take is said from outside")]
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(400);
    Config { cases, failure_persistence: kept, ..Config::default() }
}

prop_state_machine! {
    #![proptest_config(config())]

    #[test]
    fn any_steps_from_ten_codes(sequential 1..24 => Beginning<0>);

    #[test]
    fn any_steps_from_codes_shown_again(sequential 1..24 => Beginning<1>);

    #[test]
    fn any_steps_from_codes_by_number(sequential 1..24 => Beginning<2>);

    #[test]
    fn any_steps_from_the_single_code(sequential 1..24 => Beginning<3>);
}
