//! That every way to give one code is read as that code, and that no text is ever two attempts.

use proptest::prelude::*;
use rand::rngs::ChaCha20Rng;
use rand::{Rng, SeedableRng};

use super::*;
use crate::code::MAX_TYPED;
use crate::{Kit, Order, generate};

const PRESETS: [Policy; 4] = [Policy::READMIT, Policy::ORY, Policy::KEYCLOAK, Policy::AUTH0];

fn draw(policy: &Policy, seed: u64) -> Vec<Code> {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    generate(policy, &mut |bytes| rng.fill_bytes(bytes))
}

fn sheet(policy: &Policy, codes: &[Code], date: &str) -> String {
    let (issuer, address) = ("Example 24", "https://example.org/login");
    let kit = Kit { issuer, address, account: "ada.21@example.org", date, policy, codes };
    kit.text().as_str().to_owned()
}

fn text(read: Result<Code, Unreadable>) -> Result<String, Unreadable> {
    read.map(|code| code.expose().to_owned())
}

const ONE: &str = "0123456789ABCDEF";
const OTHER: &str = "FEDCBA9876543210";

#[test]
fn one_code_with_whatever_stands_around_it() {
    for typed in [
        "0123-4567-89AB-CDEF",
        "3. 0123-4567-89AB-CDEF",
        "3.0123-4567-89AB-CDEF",
        " 3.  [ ]  0123-4567-89AB-CDEF\n",
        "3) [x] 0123-4567-89AB-CDEF",
        "[X]0123-4567-89AB-CDEF",
        "☑ 3 0123-4567-89AB-CDEF",
        "#3 o123 4567 89ab cdef",
        "(3) 0123456789abcdef",
        "3: 0123-4567-89AB-CDEF",
        "03 - 0123-4567-89AB-CDEF",
        "3\t0123-4567-89AB-CDEF",
        "12 0123-4567-89AB-CDEF",
        "99. 0123-4567-89AB-CDEF",
        "№ 3: 0123-4567-89AB-CDEF",
        "• `0123-4567-89AB-CDEF`",
        "«0123-4567-89AB-CDEF».",
        "\u{feff}0123-4567-89AB-CDEF",
        "My code is 3: 0123-4567-89AB-CDEF, thanks",
        "Here it is:\r\n0123-4567-89AB-CDEF\r\nand now?",
        "0123-4567-89AB-CDEF\n0123 4567 89AB CDEF",
    ] {
        for asked_for in [None, Some(3), Some(7)] {
            assert_eq!(text(read(&Policy::READMIT, typed, asked_for)), Ok(ONE.into()), "{typed}");
        }
    }
    let blanks = " ".repeat(MAX_PASTED - ONE.len()) + ONE;
    assert_eq!(text(read(&Policy::READMIT, &blanks, None)), Ok(ONE.into()));
}

#[test]
fn the_length_tells_whether_digits_belong_to_the_code() {
    let rows = [
        // Sixteen symbols: the first ones are no number, whatever stands behind them.
        ("12 3456 789A BCDE FG", Ok("123456789ABCDEFG")),
        ("1-2345-6789-ABCD-EFG", Ok("123456789ABCDEFG")),
        // One or two more: a number, if it stands by itself.
        ("1 2345 6789 ABCD EFGH", Ok("23456789ABCDEFGH")),
        ("12 3456 789A BCDE FGHJ", Ok("3456789ABCDEFGHJ")),
        ("12345 6789 ABCD EFGH", Err(Unreadable::NoCode)),
        ("1. 12 3456 789A BCDE FG", Ok("123456789ABCDEFG")),
        ("1. 1 2345 6789 ABCD EFGH", Err(Unreadable::NoCode)),
        ("123 4567 89AB CDEF GHJK", Err(Unreadable::NoCode)),
        ("0. 0123-4567-89AB-CDEF", Err(Unreadable::NoCode)),
        ("A. 0123-4567-89AB-CDEF", Err(Unreadable::NoCode)),
        ("3. 0123-4567-89AB-CDE", Err(Unreadable::NoCode)),
        ("3. 0123-4567-89AB-CDEF-G", Err(Unreadable::NoCode)),
        ("3. 0123-4567-89AB-CDEF 9.", Err(Unreadable::NoCode)),
        ("x] 0123-4567-89AB-CDEF", Err(Unreadable::NoCode)),
        ("3. 0123-4567-89AB-CDEF G", Err(Unreadable::NoCode)),
        ("3. 0123-4567-89AB-CDEFG", Err(Unreadable::NoCode)),
        ("0123.4567.89AB.CDEF", Err(Unreadable::NoCode)),
        ("", Err(Unreadable::NoCode)),
        ("3.", Err(Unreadable::NoCode)),
    ];
    for (typed, wanted) in rows {
        let read = text(read(&Policy::READMIT, typed, None));
        assert_eq!(read, wanted.map(str::to_owned), "{typed}");
    }
}

#[test]
fn from_several_the_one_that_is_asked_for() {
    let both = Err(Unreadable::Several);
    let rows = [
        ("1. 0123-4567-89AB-CDEF\n2. FEDC-BA98-7654-3210", Some(2), Ok(OTHER)),
        ("1. 0123-4567-89AB-CDEF\n2. FEDC-BA98-7654-3210", Some(3), both),
        ("1. 0123-4567-89AB-CDEF\n2. FEDC-BA98-7654-3210", None, both),
        ("1: 0123-4567-89AB-CDEF 2: FEDC-BA98-7654-3210", Some(1), Ok(ONE)),
        ("7\t0123-4567-89AB-CDEF\r\n9\tFEDC-BA98-7654-3210", Some(9), Ok(OTHER)),
        ("2\n0123-4567-89AB-CDEF\n3\nFEDC-BA98-7654-3210", Some(2), Ok(ONE)),
        ("  7 0123-4567-89AB-CDEF\n  9 FEDC-BA98-7654-3210", Some(9), Ok(OTHER)),
        ("7 0123-4567-89AB-CDEF  9 FEDC-BA98-7654-3210", Some(9), Ok(OTHER)),
        ("On it: 7. 0123-4567-89AB-CDEF  9 FEDC-BA98-7654-3210", Some(9), Ok(OTHER)),
        ("7\t0123-4567-89AB-CDEF\t9\tFEDC-BA98-7654-3210", Some(7), Ok(ONE)),
        // A code that lacks a symbol does not take it from the next line.
        ("1. 0123-4567-89AB-CDE\n2. FEDC-BA98-7654-3210", Some(2), Ok(OTHER)),
        ("[x] 1) 0123-4567-89AB-CDEF (May)\n2) FEDC-BA98-7654-3210", Some(2), Ok(OTHER)),
        // Two sheets: nobody knows which is the valid one.
        ("1. 0123-4567-89AB-CDEF\n1. FEDC-BA98-7654-3210", Some(1), both),
        // A list that is not complete has no numbers.
        ("0123-4567-89AB-CDEF\nFEDC-BA98-7654-3210", Some(1), both),
        ("0123-4567-89AB-CDEFFEDC-BA98-7654-3210", Some(1), both),
        ("[\"0123-4567-89AB-CDEF\", \"FEDC-BA98-7654-3210\"]", Some(1), both),
    ];
    for (typed, asked_for, wanted) in rows {
        let read = text(read(&Policy::READMIT, typed, asked_for));
        assert_eq!(read, wanted.map(str::to_owned), "{typed}");
    }
    let two = Policy { count: 2, ..Policy::READMIT };
    for list in ["Codes\n\n0123-4567-89AB-CDEF\nFEDC-BA98-7654-3210\n", &(ONE.to_owned() + OTHER)] {
        assert_eq!(text(read(&two, list, Some(2))), Ok(OTHER.into()), "{list}");
        assert_eq!(text(read(&two, list, None)), Err(Unreadable::Several), "{list}");
    }
}

#[test]
fn exact_stays_exact() {
    for typed in ["k3v9x0qa", "3. k3v9x0qa", " k3v9x0qa", "K3V9X0QA", "a b", "k3v9x0qa\nabcdefgh"] {
        assert_eq!(text(read(&Policy::ORY, typed, Some(3))), Ok(typed.to_owned()));
    }
    assert_eq!(read(&Policy::ORY, "", None), Err(Unreadable::NoCode));
    let codes = draw(&Policy::ORY, 1);
    let sheet = sheet(&Policy::ORY, &codes, "today");
    assert_eq!(read(&Policy::ORY, &sheet, None), Err(Unreadable::Several));
    assert_eq!(read(&Policy::ORY, &sheet, Some(12)).as_ref(), Ok(&codes[11]));
    assert_eq!(read(&Policy::ORY, &sheet.to_uppercase(), Some(12)), Err(Unreadable::NoCode));
    let mail = "hello\nk3v9x0qa\n".to_owned() + &"-".repeat(MAX_TYPED);
    assert_eq!(text(read(&Policy::ORY, &mail, None)), Ok("k3v9x0qa".to_owned()));
    let list = "k3v9x0qa\n".repeat(6) + "abcdefgh\nK3v9x0qa\n";
    assert_eq!(read(&Policy::ORY, &list, None), Err(Unreadable::Several));
}

#[test]
fn what_is_long_costs_little() {
    let megabyte = "1. ".repeat(1 << 20);
    assert_eq!(read(&Policy::READMIT, &megabyte, None), Err(Unreadable::TooLong));
    let policy = Policy { length: 40, group: 2, ..Policy::READMIT };
    for unit in ["1.", "1 ", "1-", "1. A ", "1:\n", "1", "-", "[x]", "\u{2028}1."] {
        let full = unit.repeat(MAX_PASTED / unit.len());
        assert!(read(&policy, &full, Some(1)).is_err(), "{unit}");
    }
    let codes = draw(&Policy { count: 20, ..policy }, 1);
    let sheet = sheet(&policy, &codes, "today");
    assert_eq!(read(&policy, &sheet, Some(20)).as_ref(), Ok(&codes[19]));
}

#[test]
fn a_sheet_of_a_single_code_is_that_code() {
    let codes = draw(&Policy::AUTH0, 1);
    let sheet = sheet(&Policy::AUTH0, &codes, "21. November 2026");
    assert_eq!(read(&Policy::AUTH0, &sheet, None).as_ref(), Ok(&codes[0]));
}

/// One way to write a code down.
fn respell(policy: &Policy, code: &Code, style: u8, choices: &[u8]) -> String {
    let shown = code.display(policy);
    if policy.normalise == Normalise::Exact {
        return shown.as_str().to_owned();
    }
    let separator = ["-", " ", "", "\u{2013}"][usize::from(style) % 4];
    let respelled = |(symbol, choice): (char, &u8)| match (symbol, choice % 4) {
        ('0', 0 | 1) if policy.normalise == Normalise::Crockford => 'o',
        ('1', 0) if policy.normalise == Normalise::Crockford => 'l',
        ('1', 1) if policy.normalise == Normalise::Crockford => 'I',
        (_, 0 | 2) => symbol.to_ascii_lowercase(),
        _ => symbol,
    };
    let spelled: String = shown.chars().zip(choices).map(respelled).collect();
    spelled.replace('-', separator)
}

/// What a number looks like on sheets.
const NUMBERED: [&str; 10] =
    ["N. ", "N: ", "N) [ ] ", "N)", "(N) ", "#N ", "N ", "N\t", " N.  [x]  ", "N - "];

/// What happens to a sheet on its way into the field.
fn carried(sheet: &str, how: usize) -> String {
    match how {
        0 => sheet.to_owned(),
        1 => sheet.replace('\n', "\r\n"),
        2 => sheet.replace('\n', ""),
        3 => sheet.replace('\n', " "),
        _ => sheet.replace("[ ]", "[x]"),
    }
}

fn policies() -> impl Strategy<Value = Policy> {
    (0..4_usize, 1..=20_u8, 8..=40_u8, 0..=40_u8, any::<bool>()).prop_filter_map(
        "checked",
        |(preset, count, length, group, sequence)| {
            let order = if sequence { Order::InSequence } else { Order::Any };
            let policy = Policy { count, length, group, order, warn_below: 0, ..PRESETS[preset] };
            policy.check().is_ok().then_some(policy)
        },
    )
}

proptest! {
    #[test]
    fn every_spelling_of_every_code_is_read_with_and_without_a_number(
        preset in 0..4_usize, seed: u64, style: u8, number in 1..=99_u8, form in 0..=NUMBERED.len(),
        choices in prop::collection::vec(any::<u8>(), 64), asked_for: Option<u8>,
    ) {
        let policy = PRESETS[preset];
        for code in draw(&policy, seed) {
            let spelled = respell(&policy, &code, style, &choices);
            let typed = match NUMBERED.get(form) {
                Some(form) if policy.normalise != Normalise::Exact => {
                    form.replace('N', &number.to_string()) + &spelled
                }
                _ => spelled,
            };
            prop_assert_eq!(read(&policy, &typed, asked_for), Ok(code), "{}", typed);
        }
    }

    #[test]
    fn any_sheet_gives_the_code_that_is_asked_for(
        policy in policies(), seed: u64, how in 0..5_usize,
        date in prop::sample::select(vec!["2026-11-21", "21.11.2026", "21 November 2026", "11/21/26 10:30"]),
    ) {
        let codes = draw(&policy, seed);
        let pasted = carried(&sheet(&policy, &codes, date), how);
        for (number, code) in (1..).zip(&codes) {
            let read = read(&policy, &pasted, Some(number));
            prop_assert_eq!(read.as_ref(), Ok(code), "{}", pasted);
        }
        for asked_for in [None, Some(policy.count + 1)] {
            let read = read(&policy, &pasted, asked_for);
            if let [only] = codes.as_slice() {
                prop_assert_eq!(read.as_ref(), Ok(only));
            } else {
                prop_assert_eq!(read, Err(Unreadable::Several));
            }
        }
    }

    #[test]
    fn what_normalise_reads_is_read_alike(policy in policies(), typed in "[ 0-9A-Za-z\\-]{0,60}|\\PC{0,60}") {
        if let Some(code) = normalise(&policy, &typed) {
            prop_assert_eq!(read(&policy, &typed, None), Ok(code));
        }
    }

    #[test]
    fn symbols_of_another_length_are_refused(preset in 0..4_usize, seed: u64, length in 0..200_usize, blank: bool) {
        let policy = PRESETS[preset];
        prop_assume!(length != usize::from(policy.length));
        prop_assume!(policy.normalise != Normalise::Exact || length > MAX_TYPED);
        let source: String = (0..25).flat_map(|at| draw(&policy, seed.wrapping_add(at)))
            .map(|code| code.expose().to_owned()).collect();
        let mut typed: String = source.chars().take(length).collect();
        if blank && length > 5 {
            // Not behind digits alone, which would be a number.
            typed.insert_str(5, " - ");
        }
        prop_assert!(read(&policy, &typed, None).is_err(), "{}", typed);
    }

    #[test]
    fn no_text_makes_it_panic_and_what_is_read_is_in_the_text(
        policy in policies(), typed in "([0-9]{1,3}[.:)# \\[\\]x\n-]{1,5}|[0-9A-Z]{4}-?|\\PC){0,80}", asked_for: Option<u8>,
    ) {
        let Ok(code) = read(&policy, &typed, asked_for) else { return Ok(()) };
        let kept: String = typed.chars().filter_map(|c| symbol(&policy, c)).collect();
        prop_assert!(code.expose().len() <= MAX_TYPED);
        prop_assert!(typed.contains(code.expose()) || kept.contains(code.expose()));
    }
}
