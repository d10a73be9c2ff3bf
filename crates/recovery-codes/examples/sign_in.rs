//! A set of codes from the printed kit to its first use, without a server: `cargo run --example sign_in`.
//!
//! The vectors stand for two tables; the comments say which statement a real store would run.
#![expect(clippy::print_stdout, reason = "an example talks to whoever runs it")]

use std::error::Error;

use recovery_codes::hash::{self, Block, Digest, Salt};
use recovery_codes::set::Then;
use recovery_codes::{Code, HashParams, Kit, Policy, Set, generate, read};

/// What is stored of a set; the codes themselves are not.
struct Stored {
    params: HashParams,
    salt: Salt,
    digests: Vec<Digest>,
    set: Set,
}

fn main() -> Result<(), Box<dyn Error>> {
    let policy = Policy::READMIT;
    let codes = generate(&policy, &mut random);
    print_kit(&policy, &codes);

    let mut memory = Vec::new();
    let mut stored = enrol(policy, &codes, &mut memory)?;

    let code = codes.get(6).ok_or("a set of ten")?;
    let typed = format!("7) {}", code.display(&policy).to_lowercase().replace('-', " "));
    for attempt in [typed.as_str(), typed.as_str(), "not a code"] {
        println!("Typed «{attempt}»: {}", sign_in(&mut stored, attempt, &mut memory)?);
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

/// Once the owner has confirmed: INSERT the set with salt, parameters and policy, and a row per code.
fn enrol(policy: Policy, codes: &[Code], memory: &mut Vec<Block>) -> Result<Stored, hash::Error> {
    let mut salt = [0; 16];
    random(&mut salt);
    let params = HashParams::default();
    let digests = codes
        .iter()
        .map(|code| hash::digest(&params, &salt, code, memory))
        .collect::<Result<_, _>>()?;
    Ok(Stored { params, salt, digests, set: Set::new(policy) })
}

/// One attempt: one hash, all digests compared, then the rules.
fn sign_in(
    stored: &mut Stored,
    typed: &str,
    memory: &mut Vec<Block>,
) -> Result<String, Box<dyn Error>> {
    let code = match read(stored.set.policy(), typed, stored.set.asked_for()) {
        Ok(code) => code,
        Err(unreadable) => return Ok(unreadable.to_string()),
    };
    let candidate = hash::digest(&stored.params, &stored.salt, &code, memory)?;
    let Some(position) = hash::find(&stored.digests, &candidate) else {
        return Ok("wrong code".to_owned());
    };
    let number = u8::try_from(position + 1)?;
    // UPDATE codes SET used_at = now WHERE set_id = … AND number = … AND used_at IS NULL, in the session's transaction.
    Ok(match stored.set.spend(number) {
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
