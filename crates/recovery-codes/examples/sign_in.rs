//! A set of codes from the printed kit to its first use, without a server: `cargo run --example sign_in`.
//!
//! The comments say which statement a real store would run.
#![expect(clippy::print_stdout, reason = "an example talks to whoever runs it")]

use std::error::Error;

use recovery_codes::hash::Digests;
use recovery_codes::set::Then;
use recovery_codes::{Code, HashParams, Kit, Policy, Set, generate, read};

fn main() -> Result<(), Box<dyn Error>> {
    let policy = Policy::READMIT;
    let codes = generate(&policy, &mut random);
    print_kit(&policy, &codes);

    // Once the owner has confirmed: INSERT the set with salt, parameters and policy, and a row per code.
    let digests = Digests::of(&codes, HashParams::default(), &mut random)?;
    let mut set = Set::new(policy);

    let code = codes.get(6).ok_or("a set of ten")?;
    let typed = format!("7) {}", code.display(&policy).to_lowercase().replace('-', " "));
    for attempt in [typed.as_str(), typed.as_str(), "not a code"] {
        println!("Typed «{attempt}»: {}", sign_in(&digests, &mut set, attempt)?);
    }
    Ok(())
}

/// The system's randomness. Without it there is nothing to be done.
fn random(bytes: &mut [u8]) {
    if getrandom::fill(bytes).is_err() {
        std::process::abort();
    }
}

fn print_kit(policy: &Policy, codes: &[Code]) {
    let kit = Kit {
        issuer: "Example",
        address: "https://example.org/login",
        account: "ada@example.org",
        date: "21 November 2026",
        policy,
        codes,
    };
    println!("{}", kit.text().as_str());
}

/// One attempt: one hash, all digests compared, then the rules.
fn sign_in(digests: &Digests, set: &mut Set, typed: &str) -> Result<String, Box<dyn Error>> {
    let code = match read(set.policy(), typed, set.asked_for()) {
        Ok(code) => code,
        Err(unreadable) => return Ok(unreadable.to_string()),
    };
    let Some(number) = digests.number_of(&code)? else {
        return Ok("wrong code".to_owned());
    };
    // UPDATE codes SET used_at = now WHERE set_id = … AND number = … AND used_at IS NULL, in the session's transaction.
    Ok(match set.spend(number) {
        Err(refusal) => format!("refused: {refusal}"),
        Ok(used) => {
            let next = match used.then {
                Then::Keep => "the set stays",
                Then::Renew => "that was the last one, a new set is due",
                Then::ReplaceAll => "a new set replaces this one",
            };
            format!("signed in with code {number}; {} left, {next}", used.left)
        }
    })
}
