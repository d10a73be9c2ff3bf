//! That codes are drawn evenly, and that every spelling of a code that is shown leads back to it.

use proptest::prelude::*;
use rand::rngs::ChaCha20Rng;
use rand::{Rng, SeedableRng};

use super::*;

const PRESETS: [Policy; 4] = [Policy::READMIT, Policy::ORY, Policy::KEYCLOAK, Policy::AUTH0];

fn draw(policy: &Policy, seed: u64) -> Vec<Code> {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    generate(policy, &mut |bytes| rng.fill_bytes(bytes))
}

/// Chi-square of the symbols at each position, against four standard deviations over its mean.
fn assert_even(policy: &Policy, codes: &[Code]) {
    let symbols = policy.alphabet.symbols();
    let freedom = f64::from(u32::try_from(symbols.len()).unwrap() - 1);
    let wanted = f64::from(u32::try_from(codes.len()).unwrap()) / (freedom + 1.0);
    for position in 0..usize::from(policy.length) {
        let mut seen = [0_u32; 256];
        for code in codes {
            seen[usize::from(code.expose().as_bytes()[position])] += 1;
        }
        let chi: f64 = symbols
            .iter()
            .map(|s| (f64::from(seen[usize::from(*s)]) - wanted).powi(2) / wanted)
            .sum();
        assert!(chi < freedom + 4.0 * (2.0 * freedom).sqrt(), "position {position}: {chi}");
    }
}

#[test]
fn every_symbol_is_equally_likely_at_every_position() {
    for policy in PRESETS {
        let mut rng = ChaCha20Rng::seed_from_u64(7);
        let mut codes = Vec::new();
        while codes.len() < 40_000 {
            codes.extend(generate(&policy, &mut |bytes| rng.fill_bytes(bytes)));
        }
        assert_even(&policy, &codes);
    }
}

#[test]
fn the_test_of_evenness_sees_a_modulo() {
    let policy = Policy::AUTH0;
    let symbols = policy.alphabet.symbols();
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let mut biased = || {
        let mut bytes = [0; 24];
        rng.fill_bytes(&mut bytes);
        let text =
            bytes.iter().map(|b| char::from(symbols[usize::from(*b) % symbols.len()])).collect();
        Code::restore(text).unwrap()
    };
    let codes: Vec<Code> = std::iter::repeat_with(&mut biased).take(40_000).collect();
    let seen = std::panic::catch_unwind(|| assert_even(&policy, &codes));
    assert!(seen.is_err());
}

#[test]
fn sets_have_the_size_and_shape_of_their_policy() {
    for policy in PRESETS {
        for seed in 0..50 {
            let codes = draw(&policy, seed);
            assert_eq!(codes.len(), usize::from(policy.count));
            for code in &codes {
                assert_eq!(code.expose().len(), usize::from(policy.length));
                assert!(code.expose().bytes().all(|b| policy.alphabet.symbols().contains(&b)));
            }
        }
    }
}

#[test]
fn a_repeated_draw_is_not_taken_twice() {
    // The first two codes read the same 16 bytes; 32 divides 256, so no byte is thrown away.
    let mut calls = 0_u8;
    let codes = generate(&Policy::READMIT, &mut |bytes| {
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = if calls == 0 && at < 32 {
                5
            } else {
                u8::try_from(at / 16).unwrap() + 4 * calls + 6
            };
        }
        calls += 1;
    });
    for (at, code) in codes.iter().enumerate() {
        assert!(!codes[..at].contains(code), "{at}");
    }
    assert_eq!(codes.len(), 10);
}

#[test]
fn bytes_that_would_favour_some_symbols_are_thrown_away() {
    // 256 = 7 × 36 + 4: the last four values of a byte must not count.
    let mut first = true;
    let codes = generate(&Policy { count: 1, ..Policy::ORY }, &mut |bytes| {
        bytes.fill(if first { 252 } else { 1 });
        first = false;
    });
    assert_eq!(codes[0].expose(), "bbbbbbbb");
}

#[test]
fn a_policy_that_has_too_few_codes_does_not_wait_for_ever() {
    let tiny = Policy { count: 200, length: 1, ..Policy::READMIT };
    assert_eq!(draw(&tiny, 1).len(), 32);
}

#[test]
fn codes_are_shown_in_groups() {
    let code = Code::restore("0123456789ABCDEF".to_owned()).unwrap();
    assert_eq!(code.display(&Policy::READMIT).as_str(), "0123-4567-89AB-CDEF");
    assert_eq!(code.display(&Policy::ORY).as_str(), "0123456789ABCDEF");
    let uneven = Policy { group: 5, ..Policy::READMIT };
    assert_eq!(code.display(&uneven).as_str(), "01234-56789-ABCDE-F");
}

#[test]
fn a_code_is_not_in_its_debug_output() {
    let code = Code::restore("0123456789ABCDEF".to_owned()).unwrap();
    assert_eq!(format!("{code:?}"), "Code(…)");
}

#[test]
fn spellings_that_are_accepted() {
    let rows = [
        (Policy::READMIT, "0123-4567-89AB-CDEF"),
        (Policy::READMIT, "0123456789abcdef"),
        (Policy::READMIT, "  O123 4567\t89ab cdef\n"),
        (Policy::READMIT, "oi23-4567-89ab-cdef"),
        (Policy::READMIT, "oL23-4567-89aB-CdEf"),
        (Policy::READMIT, "0l23–4567—89AB‑CDEF"),
        (Policy::READMIT, "0-1-2-3-4-5-6-7-8-9-A-B-C-D-E-F"),
    ];
    for (policy, typed) in rows {
        assert_eq!(normalise(&policy, typed).unwrap().expose(), "0123456789ABCDEF", "{typed}");
    }
    let keycloak = normalise(&Policy::KEYCLOAK, " abcd-efgh-i123").unwrap();
    assert_eq!(keycloak.expose(), "ABCDEFGHI123");
}

#[test]
fn spellings_that_are_refused() {
    let long = "0".repeat(MAX_TYPED + 1);
    let megabyte = "0".repeat(1 << 20);
    let blanks = " ".repeat(60) + "01234";
    let rows = [
        (Policy::READMIT, ""),
        (Policy::READMIT, " "),
        (Policy::READMIT, "0123-4567-89AB-CDE"),
        (Policy::READMIT, "0123-4567-89AB-CDEF0"),
        (Policy::READMIT, "0123-4567-89AB-CDEU"),
        (Policy::READMIT, "0123_4567_89AB_CDEF"),
        (Policy::READMIT, "0123.4567.89AB.CDEF"),
        (Policy::READMIT, "\u{ff10}123-4567-89AB-CDEF"),
        (Policy::READMIT, &long),
        (Policy::READMIT, &megabyte),
        (Policy::READMIT, &blanks),
        (Policy::ORY, ""),
        (Policy::ORY, &long),
        // Keycloak's alphabet has no zero and tells I from 1: nothing is merged.
        (Policy::KEYCLOAK, "ABCD-EFGH-I120"),
        (Policy::AUTH0, "IBCDEFGHJKLMNPQRSTUVWXYZ"),
    ];
    for (policy, typed) in rows {
        assert!(normalise(&policy, typed).is_none(), "{typed:.40}");
    }
}

#[test]
fn exact_means_exact() {
    for typed in ["k3v9x0qa", "K3V9X0QA", " k3v9x0qa", "k3v9-x0qa", "anything at all"] {
        assert_eq!(normalise(&Policy::ORY, typed).unwrap().expose(), typed);
    }
}

/// One way to write a symbol of a policy that is not exact.
fn respell(policy: &Policy, symbol: char, choice: u8) -> char {
    let choices: &[char] = match symbol {
        '0' if policy.normalise == Normalise::Crockford => &['0', 'o', 'O'],
        '1' if policy.normalise == Normalise::Crockford => &['1', 'i', 'I', 'l', 'L'],
        _ => &[symbol.to_ascii_lowercase(), symbol.to_ascii_uppercase()],
    };
    choices[usize::from(choice) % choices.len()]
}

proptest! {
    #[test]
    fn any_spelling_of_a_shown_code_is_that_code(
        seed: u64,
        which in 0..3_usize,
        choices in prop::collection::vec(any::<u8>(), 64),
        separators in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(vec![' ', '-', '\t', '\n'])), 0..16),
    ) {
        let policy = [Policy::READMIT, Policy::KEYCLOAK, Policy::AUTH0][which];
        let code = draw(&policy, seed).swap_remove(0);
        let mut typed: Vec<char> = code
            .display(&policy)
            .chars()
            .zip(choices)
            .map(|(symbol, choice)| respell(&policy, symbol, choice))
            .collect();
        for (at, separator) in separators {
            typed.insert(at.index(typed.len() + 1), separator);
        }
        let typed: String = typed.into_iter().collect();
        let read = normalise(&policy, &typed);
        prop_assert!(read.is_some_and(|read| read == code), "{}", typed);
    }

    #[test]
    fn a_shown_code_is_read_under_every_policy_that_passes(
        seed: u64, which in 0..4_usize, length in 1..=40_u8, group in 0..=40_u8,
    ) {
        let policy = Policy { length, group, ..PRESETS[which] };
        prop_assume!(policy.check().is_ok());
        let code = draw(&policy, seed).swap_remove(0);
        prop_assert!(normalise(&policy, &code.display(&policy)).is_some_and(|read| read == code));
    }

    #[test]
    fn reading_is_stable_and_never_panics(typed in "\\PC{0,40}", which in 0..4_usize) {
        let policy = PRESETS[which];
        if let Some(code) = normalise(&policy, &typed) {
            let again = normalise(&policy, code.expose());
            prop_assert!(again.is_some_and(|again| again == code));
        }
    }
}
