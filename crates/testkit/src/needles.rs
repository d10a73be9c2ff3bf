//! What a secret may look like where it leaked to, and the search for all of it at once.
//!
//! Plain, in other cases and without hyphens, hexadecimal, base64 of every alignment and percent-encoded.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// How a secret is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Wherever its letters stand.
    Text,
    /// Digits only: where they stand as a whole run, and not as part of a longer number.
    Digits,
}

/// A form of a secret.
struct Needle {
    bytes: Vec<u8>,
    /// Must not be part of a longer word.
    whole: bool,
    secret: usize,
}

struct Secret {
    name: String,
    value: Vec<u8>,
    /// Answers that it is meant for.
    meant: Vec<usize>,
}

/// All secrets, in all forms.
#[derive(Default)]
pub struct Secrets {
    planted: Vec<Secret>,
    /// By how they begin.
    needles: HashMap<Front, Vec<Needle>>,
    /// A bit for each way to begin: rules out nearly every place at once, and much faster than the map.
    begins: Vec<u64>,
}

/// Shortest form that is looked for: shorter ones occur by chance.
const SHORTEST: usize = 6;

type Front = [u8; SHORTEST];

/// So many bits have places, as a power of two.
const PLACES: u32 = 21;

/// The word and the bit of what begins like this.
fn spread(front: Front) -> (usize, u64) {
    let mut bytes = [0; 8];
    bytes[..SHORTEST].copy_from_slice(&front);
    let spread = u64::from_le_bytes(bytes).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let place = spread >> (u64::BITS - PLACES);
    (usize::try_from(place / 64).unwrap_or_default(), 1 << (place % 64))
}

impl Secrets {
    /// Adds a secret; `meant` are the numbers of the answers where it may stand.
    pub fn plant(&mut self, name: &str, value: &str, kind: Kind, meant: &[usize]) {
        let mut spellings = vec![value.to_owned()];
        if kind == Kind::Text {
            let bare = value.replace('-', "");
            spellings.extend([value.to_lowercase(), value.to_uppercase()]);
            spellings.extend([bare.to_lowercase(), bare.to_uppercase(), bare]);
        }
        spellings.sort();
        spellings.dedup();
        if !self.push(name, value.as_bytes(), meant) {
            return;
        }
        for spelling in spellings {
            self.forms(&spelling.into_bytes(), kind == Kind::Digits);
        }
    }

    /// The same of one that is no text.
    pub fn plant_bytes(&mut self, name: &str, value: &[u8], meant: &[usize]) {
        if self.push(name, value, meant) {
            self.forms(value, false);
        }
    }

    /// `false` when it was planted before: then it is meant for these answers too.
    fn push(&mut self, name: &str, value: &[u8], meant: &[usize]) -> bool {
        if let Some(known) = self.planted.iter_mut().find(|secret| secret.value == value) {
            known.meant.extend(meant);
            return false;
        }
        self.planted.push(Secret { name: name.into(), value: value.into(), meant: meant.to_vec() });
        true
    }

    /// Plain, hex, base64 of every alignment and URL-encoded.
    fn forms(&mut self, value: &[u8], digits: bool) {
        let mut forms =
            vec![data_encoding::HEXLOWER.encode(value), data_encoding::HEXUPPER.encode(value)];
        for lead in 0..3 {
            for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
                let padded: Vec<u8> = [&vec![0; lead], value].concat();
                let text = engine.encode(&padded);
                // Characters that also depend on what stands before and after are left out.
                let front = (lead * 8).div_ceil(6);
                let whole = padded.len() * 8 / 6;
                forms.extend(text.get(front..whole).map(str::to_owned));
            }
        }
        let escaped = |keep: &[u8]| -> String {
            let one = |b: &u8| match b {
                b if b.is_ascii_alphanumeric() || keep.contains(b) => char::from(*b).to_string(),
                b => format!("%{b:02X}"),
            };
            value.iter().map(one).collect()
        };
        forms.extend([escaped(b"-_.~"), escaped(b""), escaped(b"-_.~").replace("%20", "+")]);
        let secret = self.planted.len() - 1;
        let mut add = |bytes: Vec<u8>, whole| {
            let Some(front) = bytes.first_chunk::<SHORTEST>() else { return };
            let same = self.needles.entry(*front).or_default();
            if !same.iter().any(|n| n.bytes == bytes && n.secret == secret) {
                let (word, bit) = spread(*front);
                self.begins.resize(1 << (PLACES - 6), 0);
                self.begins[word] |= bit;
                same.push(Needle { bytes, whole, secret });
            }
        };
        add(value.to_vec(), digits);
        for form in forms {
            if digits && form.as_bytes() == value {
                continue;
            }
            add(form.into_bytes(), false);
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.planted.len()
    }

    /// The first answer that this one is meant for.
    pub fn meant_for(&self, name: &str) -> Option<usize> {
        self.planted.iter().find(|secret| secret.name == name)?.meant.first().copied()
    }

    /// Lines that say what was found in `place`. `answer` is which answer it is: what is meant for it may be there.
    pub fn find(&self, place: &str, haystack: &Haystack<'_>, answer: Option<usize>) -> Vec<String> {
        let mut lines = Vec::new();
        for (at, window) in haystack.0.windows(SHORTEST).enumerate() {
            let Some(front) = window.first_chunk() else { continue };
            let (word, bit) = spread(*front);
            if self.begins.get(word).is_none_or(|bits| bits & bit == 0) {
                continue;
            }
            let Some(needles) = self.needles.get(front) else { continue };
            for needle in needles {
                let secret = &self.planted[needle.secret];
                let meant = answer.is_some_and(|number| secret.meant.contains(&number));
                if !meant && haystack.has(needle, at) {
                    let from = at.saturating_sub(120);
                    let to = haystack.0.len().min(at + 60);
                    let around = String::from_utf8_lossy(&haystack.0[from..to]);
                    lines.push(format!("{} in {place}: …{around}…", secret.name));
                }
            }
        }
        lines.truncate(20);
        lines
    }
}

/// Where is searched.
pub struct Haystack<'a>(&'a [u8]);

impl<'a> Haystack<'a> {
    /// These bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    fn has(&self, needle: &Needle, at: usize) -> bool {
        let end = at + needle.bytes.len();
        if self.0.get(at..end) != Some(needle.bytes.as_slice()) {
            return false;
        }
        // A point joins digits only where there are more of them behind it.
        let joined = |next: Option<&u8>, beyond: Option<&u8>| match next {
            Some(b'.') => beyond.is_some_and(u8::is_ascii_digit),
            next => next.is_some_and(u8::is_ascii_alphanumeric),
        };
        let before = |back: usize| at.checked_sub(back).and_then(|at| self.0.get(at));
        !needle.whole
            || !joined(before(1), before(2)) && !joined(self.0.get(end), self.0.get(end + 1))
    }
}

/// Every form of a planted secret is found, in the midst of other bytes; what only looks like one is not.
#[test]
fn planted_canaries_are_found() {
    let (word, digits) = ("AB12-CD34/x+9 z", "48151623");
    let mut secrets = Secrets::default();
    secrets.plant("word", word, Kind::Text, &[3]);
    secrets.plant("digits", digits, Kind::Digits, &[]);
    let found = |text: &[u8]| secrets.find("here", &Haystack::new(text), None).len();
    let hex = data_encoding::HEXLOWER.encode(word.as_bytes());
    let mut leaks = vec![
        word.to_owned(),
        word.to_lowercase(),
        word.replace('-', ""),
        hex.clone(),
        hex.to_uppercase(),
    ];
    leaks.push(data_encoding::HEXLOWER.encode(word.to_lowercase().as_bytes()));
    for lead in ["", "a", "ab", "abc"] {
        let text = format!("{lead}{word}tail");
        leaks.push(STANDARD_NO_PAD.encode(&text));
        leaks.push(URL_SAFE_NO_PAD.encode(&text));
    }
    leaks.push(form_urlencoded::byte_serialize(word.as_bytes()).collect());
    leaks.push(
        percent_encoding::utf8_percent_encode(word, percent_encoding::NON_ALPHANUMERIC).to_string(),
    );
    for leak in &leaks {
        assert!(found(format!("something {leak} else").as_bytes()) > 0, "{leak}");
        assert!(found(format!("something{leak}else").as_bytes()) > 0, "{leak}");
    }
    for leak in
        ["code 48151623.", "code=48151623&", "\"48151623\"", "4815162334383135", "3438313531363233"]
    {
        let expected = usize::from(leak != "4815162334383135");
        assert_eq!(found(leak.as_bytes()).min(1), expected, "{leak}");
    }
    assert_eq!(found(b"1481516230 48151623x 0.48151623 48151623.5 AB12-CD35/x+9 z"), 0);
    let meant = Haystack::new(word.as_bytes());
    assert!(
        secrets.find("answer", &meant, Some(3)).is_empty()
            && !secrets.find("answer", &meant, Some(2)).is_empty()
    );
}
