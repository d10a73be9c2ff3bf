//! The rows of the table.

use std::time::Duration;

use crate::arguments::{Arguments, Mail};
use crate::people::Class;
use crate::rank::{area, median};
use crate::sample::{Attack, Outcome};

/// How far from a half the area may be.
const BOUND: f64 = 0.05;

/// Prints what one attack found, each class against the known one. Gives how many rows missed.
pub(crate) fn print(arguments: &Arguments, outcome: &Outcome) -> usize {
    let Some((_, known)) = outcome.times.iter().find(|(class, _)| *class == Class::Known) else {
        return 0;
    };
    let mail = if arguments.mail == Mail::Up { "up" } else { "down" };
    let what = match (&outcome.method, outcome.attack) {
        (Some(method), Attack::Recovery | Attack::Verification) => {
            format!("{} by {method}", outcome.attack)
        }
        _ => outcome.attack.to_string(),
    };
    let row = |other: &str, these: &[Duration], others: &[Duration]| {
        let area = area(these, others);
        let missed = (area - 0.5).abs() > BOUND;
        let verdict = if missed { "**MISS**" } else { "ok" };
        let (known, median) = (median(these), median(others));
        println!(
            "| {} | {what} | {mail} | {other} | {known:.3} | {median:.3} | {area:.3} | {verdict} |",
            arguments.label
        );
        usize::from(missed)
    };
    // Nothing can be told within a class: what this row shows is noise.
    let halves: [Vec<Duration>; 2] =
        [0, 1].map(|half| known.iter().skip(half).step_by(2).copied().collect());
    row("known, every other one", &halves[0], &halves[1]);
    let others = outcome.times.iter().filter(|(class, _)| *class != Class::Known);
    others.map(|(class, times)| row(class.name(), known, times)).sum()
}
