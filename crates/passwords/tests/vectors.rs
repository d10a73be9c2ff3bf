//! Every importable format, verified against hashes that other implementations computed: passlib, the bcrypt and
//! argon2-cffi packages, Python's hashlib and hmac, pycryptodome (MD4, AES) and, for Firebase, the vector of its own
//! repository. Then the same strings, damaged, to see that nothing panics and nothing else verifies.

use passwords::{Error, Format, Memory, check_import, verify};
use proptest::prelude::*;

#[rustfmt::skip]
const VECTORS: &[(&str, &str, &str)] = &[
    ("bcrypt 2a", r"$2a$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS", "correct horse battery"),
    ("bcrypt 2b", r"$2b$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS", "correct horse battery"),
    ("bcrypt 2y", r"$2y$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS", "correct horse battery"),
    ("bcrypt bare", r"$2$05$N9qo8uLOickgx2ZMRZoMyecnY.m33OXwivjC6FvrTD1vlRxg57yGS", "correct horse battery"),
    ("bcrypt 2z", r"$2z$05$N9qo8uLOickgx2ZMRZoMyecnY.m33OXwivjC6FvrTD1vlRxg57yGS", "correct horse battery"),
    ("bcrypt utf8", r"$2b$04$N9qo8uLOickgx2ZMRZoMyegz3LQDA2UHpNJIK/52qflX50VAnAaBe", "pässwörd✓"),
    ("bcrypt 72", r"$2b$04$N9qo8uLOickgx2ZMRZoMyeF1J3tt0w8.ywyH26Gg0MaR3.85io4ma", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
    ("argon2id", r"$argon2id$v=19$m=64,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$i0MJLdYED1AUyMj9wE8eFagFfvBZX2zS1hGTybaRzIw", "correct horse battery"),
    ("argon2id lanes", r"$argon2id$v=19$m=256,t=1,p=4$AAECAwQFBgcICQoLDA0ODw$b7RSBiwOhes9yMaJ/gv01A", "correct horse battery"),
    ("argon2i", r"$argon2i$v=19$m=64,t=3,p=2$AAECAwQFBgcICQoLDA0ODw$I/OuZ7IRe879f7euwYB0n9K+wSKanbBCBMKGjWOcIsM", "correct horse battery"),
    ("argon2id utf8", r"$argon2id$v=19$m=32,t=1,p=1$AAECAwQFBgcICQoLDA0ODw$4eQrP0I5LYEy5BNDr6QPSPyKqdXxz36K", "pässwörd✓"),
    ("pbkdf2 sha1", r"$pbkdf2-sha1$i=1000,l=20$AAECAwQFBgcICQoLDA0ODw$yr+bZKkEnTtGf3f18VjXM5CIxT8", "correct horse battery"),
    ("pbkdf2 sha224", r"$pbkdf2-sha224$i=1000,l=28$AAECAwQFBgcICQoLDA0ODw$QbtcRIVu/rxWAaAJM1J3iUqgsbPHY7bDDMJvOg", "correct horse battery"),
    ("pbkdf2 sha256", r"$pbkdf2-sha256$i=1000,l=32$AAECAwQFBgcICQoLDA0ODw$AhaeZ02AwPxykuhhDI8XvhQN8GKvmqM+qF6qvs/98I0", "correct horse battery"),
    ("pbkdf2 sha384", r"$pbkdf2-sha384$i=1000,l=48$AAECAwQFBgcICQoLDA0ODw$1WvBd3o3LaqSX1cWVJSadchESy0qaF3MuQnhhXJobswB8TzjhAx/Md12YFfJZTD5", "correct horse battery"),
    ("pbkdf2 sha512", r"$pbkdf2-sha512$i=1000,l=64$AAECAwQFBgcICQoLDA0ODw$ToxFUi5y3fprZRW/V6CupR2uIDYfuy5rlsF9Z4E648lE68lw5lzmucru/HdPvmBJDSLroVh1Q2xCvjqd8NI/6Q", "correct horse battery"),
    ("pbkdf2 two blocks", r"$pbkdf2-sha1$i=37,l=32$AAECAwQFBgcICQoLDA0ODw$3H522OqZVU8I4qbjncW8HuDjAUuFRPysB3+7Ka4gUws", "correct horse battery"),
    ("scrypt", r"$scrypt$ln=1024,r=8,p=1$AAECAwQFBgcICQoLDA0ODw==$hKGWL22WtdGfIbxEPAZ06BS2bWyYKuZIKvypfAlYOWk=", "correct horse battery"),
    ("scrypt wide", r"$scrypt$ln=256,r=4,p=3$AAECAwQFBgcI$UoOollTLk+JeG8iMsHYAi6o8YVlVDqvgCSEf9fpmJ5hv3fMpTSnwlV2YbfTZW6Z9gnRjVkSfQRYXpNcugGYR1A==", "correct horse battery"),
    ("firescrypt published", r"$firescrypt$ln=14,r=8,p=1$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==$Bw==$jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==", "user1password"),
    ("firescrypt", r"$firescrypt$ln=9,r=4,p=2$AAECAwQFBgcICQoLDA0ODw==$5ZwblwsE0dUTs6Oe1N73aKEi3/xJPlmvVOo7LOdAjrRUvYeoalT62DAOB3dg1iXf+b4rvdvYIUGbWUmzebuqaA==$Bw==$jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==", "correct horse battery"),
    ("ssha", r"{SSHA}LJwXwn56x3y+rDkpIUugftV+6KAAAQIDBAUGBw==", "correct horse battery"),
    ("ssha256", r"{SSHA256}/NbIbo4YjcC5hWxTMSD7+XzusPvaDYLmrPQFlXoRJW4AAQIDBAUGBw==", "correct horse battery"),
    ("ssha512", r"{SSHA512}89ZFxFFb+ChOnmQXIMyBMWwMmL/A/7oD9MbVflRDTS3YEbyG2EAo3TSUekjUBdbmaNgtvWW4iJnLtis5FQJSfAABAgMEBQYH", "correct horse battery"),
    ("salted sha1", r"$sha1$pf=e1NBTFR9e1BBU1NXT1JEfQ==$AAECAwQFBgcICQoLDA0ODw==$wnJI9y1z9R5WcLyQwqR01fat10Y=", "correct horse battery"),
    ("salted twice sha1", r"$sha1$pf=JCR7UEFTU1dPUkR9LXtTQUxUfTp7UEFTU1dPUkR9$AAECAwQFBgcICQoLDA0ODw==$DdtrJSFzmwJECFaaKqSN5H2UMHA=", "correct horse battery"),
    ("salted sha256", r"$sha256$pf=e1NBTFR9e1BBU1NXT1JEfQ==$AAECAwQFBgcICQoLDA0ODw==$RwfwEcALG99nu8OR9OmClXlT9ZxYWPDLe4e8nYRiQsQ=", "correct horse battery"),
    ("salted twice sha256", r"$sha256$pf=JCR7UEFTU1dPUkR9LXtTQUxUfTp7UEFTU1dPUkR9$AAECAwQFBgcICQoLDA0ODw==$sE7VM69lHw+a1r5MwDJx2jWpMHNao9FgyvVPBZtqqa0=", "correct horse battery"),
    ("salted sha512", r"$sha512$pf=e1NBTFR9e1BBU1NXT1JEfQ==$AAECAwQFBgcICQoLDA0ODw==$Ays1CIVtEWRB9pww9mVmJsxCiy+6Z0uB+H/RTrrcWv4b6zyZDD96kPuZReCa+aPKNRCiiAi+hM6btPMHSU7/kg==", "correct horse battery"),
    ("salted twice sha512", r"$sha512$pf=JCR7UEFTU1dPUkR9LXtTQUxUfTp7UEFTU1dPUkR9$AAECAwQFBgcICQoLDA0ODw==$KyExT0bj0KD+5I9cQQgPKBEPeg/QJfGFFDyZATLuyKnoPnJEKpjhP0Ks7w2rhvco1rH6pd07UzcE1Kj5D8WUvg==", "correct horse battery"),
    ("salted tricky", r"$sha256$pf=e1NBTFR9e1BBU1NXT1JEfQ==$AAECAwQFBgcICQoLDA0ODw==$7D8LmVsvIaAY/deX34dhFaemx+Lu8OWRRSO2kYZ/fWM=", "{SALT}{PASSWORD}"),
    ("md5", r"$md5$iOTd0kAtktUOGHnW7Nn/1A==", "correct horse battery"),
    ("md5 salted", r"$md5$pf=JCR7UEFTU1dPUkR9LXtTQUxUfTp7UEFTU1dPUkR9$AAECAwQFBgcICQoLDA0ODw==$RHJGe08tmwJvoOQCgaxzAA==", "correct horse battery"),
    ("md5-crypt", r"$md5-crypt$abcdefgh$E2IUOVGWn4QIROUcRm1wO/", "correct horse battery"),
    ("md5-crypt", r"$md5-crypt$x1./$VFEgHp224.QdC1rJmxN0L0", "correct horse battery"),
    ("md5-crypt utf8", r"$md5-crypt$saltsalt$jIAg5gSVVwgogA78q75uD0", "pässwörd✓"),
    ("sha256-crypt", r"$sha256-crypt$rounds=1400$toolongsaltstrin$wyCwd0OhcstmMbNjaIzOn.J6GECKotQDrUQ62xXB7UC", "correct horse battery"),
    ("sha256-crypt utf8", r"$sha256-crypt$rounds=1000$abc$D6PXGVsy6hbVK9cIkklaTkOgQRdDKIDid53H88ipCTA", "pässwörd✓"),
    ("sha512-crypt", r"$sha512-crypt$rounds=1400$toolongsaltstrin$QcNlxblHQRN62g6K8PRpatECwlGau4bLmo4T.BlXtWdi5kvLSwu6XvjgybIyyKwSzZ7RKnHKB6UQVnYxNTKrM.", "correct horse battery"),
    ("sha512-crypt utf8", r"$sha512-crypt$rounds=1000$abc$wMd0.dRDALIv9bHZ9P.wbdPqUb.kRYiDonbKQhrcoFYknVx.10GBTojDzfbehl8yMXEALDodF8d4BnGnNfg2e0", "pässwörd✓"),
    ("hmac md4", r"$hmac-md4$MmY0ODJiMzc0MzUxNmYwZTIyZDMxZmUzYzEwYjRiY2M=$YSBrZXkgb2YgdGhlIG9sZCBzeXN0ZW0=", "correct horse battery"),
    ("hmac md5", r"$hmac-md5$OGIxYTVjNGExOTU4ZGE0MWJkZmZmYTJhYzMxZDRkOTI=$YSBrZXkgb2YgdGhlIG9sZCBzeXN0ZW0=", "correct horse battery"),
    ("hmac sha1", r"$hmac-sha1$NDc0MDg4ZDM4NDExYjExM2ZjNThlZTJjMzI5NTA2NTcyMDE4NjFlMA==$YSBrZXkgb2YgdGhlIG9sZCBzeXN0ZW0=", "correct horse battery"),
    ("hmac sha224", r"$hmac-sha224$Y2Q4NTFhZWZjMDg0Y2Y2OTJlYWZjMGE1ZDMyMzlkNjMzNDRiZDdkMzgyMzBlMGRjOGFhMTIyZjQ=$YSBrZXkgb2YgdGhlIG9sZCBzeXN0ZW0=", "correct horse battery"),
    ("hmac sha256", r"$hmac-sha256$NjZiNTkwZDA4MTA1NTE5ZGIwNGRjMWViOTVlZGJlYzAwZWExY2FiYTZiZjIxYjg0ZjI3YzYyNzQ1YzAxZjBlMg==$YSBrZXkgb2YgdGhlIG9sZCBzeXN0ZW0=", "correct horse battery"),
    ("hmac sha384", r"$hmac-sha384$MzRlODYxM2E1YTYwMGViYjExYjRlYmJhOWE5NzNmZWJmMmZlODQ3YjVjNDllYzcwZDQ5YzkzMzBmY2I5MTUxMGEwNGQ4ZDk5M2FlNWU4OWYzNDliYjczMTc2MmQyNjRj$YSBrZXkgb2YgdGhlIG9sZCBzeXN0ZW0=", "correct horse battery"),
    ("hmac sha512", r"$hmac-sha512$ZWVhMjAyZTFhOGU1YjQzNWQ5ZGNlNGI3ZGYxNjY1ZTZlZTdjNWY2ZWUyODBlODA4YzRmM2I3ODQyZTc1NzkxYzcyYzJkYzUwZDFlYjU4Mzg1NTgzMTY4ZTVlOTcxZWM1NDIxMmQzNzQ1MGQ1MWQ2YjRlYjJhMjgyNmQxNDY3NGQ=$YSBrZXkgb2YgdGhlIG9sZCBzeXN0ZW0=", "correct horse battery"),
];

#[test]
fn every_vector_verifies_and_a_changed_password_does_not() {
    let mut memory = Memory::new();
    for (name, encoded, password) in VECTORS {
        assert!(check_import(encoded).is_ok(), "{name}");
        assert_eq!(verify(encoded, password.as_bytes(), &mut memory), Ok(true), "{name}");
        let mut other = password.as_bytes().to_vec();
        other[0] ^= 1;
        assert_eq!(verify(encoded, &other, &mut memory), Ok(false), "{name}");
        other[0] ^= 1;
        if *name == "bcrypt 72" {
            other.pop();
        } else {
            other.push(b'x');
        }
        assert_eq!(verify(encoded, &other, &mut memory), Ok(false), "{name}");
        assert_eq!(verify(encoded, b"", &mut memory), Ok(false), "{name}");
    }
}

#[test]
fn every_format_has_a_vector() {
    use Format::{
        Argon2i, Argon2id, Bcrypt, FirebaseScrypt, Hmac, Ldap, Md5, Md5Crypt, Pbkdf2, SaltedSha,
        Scrypt, Sha256Crypt, Sha512Crypt,
    };
    let found: Vec<Format> = VECTORS.iter().map(|v| check_import(v.1).unwrap()).collect();
    for format in [
        Argon2i,
        Argon2id,
        Bcrypt,
        FirebaseScrypt,
        Hmac,
        Ldap,
        Md5,
        Md5Crypt,
        Pbkdf2,
        SaltedSha,
        Scrypt,
        Sha256Crypt,
        Sha512Crypt,
    ] {
        assert!(found.contains(&format), "{format:?}");
    }
}

#[test]
fn a_changed_digest_does_not_verify() {
    let mut memory = Memory::new();
    for (name, encoded, password) in VECTORS {
        // The last character but one of the digest's field: the last may hold unused bits.
        let digest = match name {
            n if n.starts_with("hmac") => 2,
            n if n.starts_with("firescrypt") => 4,
            _ => encoded.split('$').count() - 1,
        };
        let mut fields: Vec<String> = encoded.split('$').map(str::to_owned).collect();
        // Within the digest, also where a salt or padding follows it.
        let at = fields[digest].len() / 2 + usize::from(encoded.starts_with('{'));
        let old = fields[digest].as_bytes()[at];
        let new = if name.starts_with("hmac") || old != b'A' { "A" } else { "B" };
        fields[digest].replace_range(at..=at, new);
        let changed = fields.join("$");
        assert_ne!(verify(&changed, password.as_bytes(), &mut memory), Ok(true), "{name}");
    }
}

#[test]
fn truncated_strings_are_errors() {
    for (name, encoded, _) in VECTORS {
        for length in 0..encoded.len() {
            let cut = encoded.get(..length).unwrap();
            match check_import(cut) {
                Err(Error::Unknown | Error::Malformed | Error::OutOfBounds { .. }) => {}
                // Formats without a fixed length stay well formed when the end of the digest, salt or key is missing.
                Ok(_) => assert!(
                    ["argon2", "scrypt", "ssha", "hmac", "firescrypt"]
                        .iter()
                        .any(|p| name.starts_with(p))
                        || encoded.len() - length <= 2,
                    "{name}: {cut}"
                ),
                Err(other) => panic!("{name}: {other}"),
            }
        }
    }
}

/// A known beginning with anything behind it, so that the parsers are reached.
fn near_miss() -> impl Strategy<Value = String> {
    let starts = prop::sample::select(vec![
        "$argon2id$v=19$m=64,t=1,p=1$",
        "$argon2i$v=19$",
        "$2a$04$",
        "$2$",
        "$pbkdf2-sha256$i=1,l=16$",
        "$pbkdf2-",
        "$scrypt$ln=16,r=1,p=1$",
        "$firescrypt$ln=1,r=1,p=1$",
        "{SSHA}",
        "{SSHA512}",
        "{SSHA",
        "$sha1$pf=",
        "$md5$",
        "$md5$pf=",
        "$md5-crypt$",
        "$sha256-crypt$rounds=1000$",
        "$sha512-crypt$rounds=",
        "$hmac-md4$",
        "$hmac-",
        "$",
        "",
    ]);
    (starts, prop_oneof!["\\PC{0,60}", "[A-Za-z0-9+/=.$,{}]{0,90}"])
        .prop_map(|(a, b)| a.to_owned() + &b)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn arbitrary_strings_never_panic(text in any::<String>(), near in near_miss(), password in any::<Vec<u8>>()) {
        let mut memory = Memory::new();
        for encoded in [text, near] {
            let checked = check_import(&encoded);
            let verified = verify(&encoded, &password, &mut memory);
            prop_assert_eq!(checked.err(), verified.err());
        }
    }

    #[test]
    fn damaged_vectors_never_panic(which in 0..VECTORS.len(), at in any::<prop::sample::Index>(), with in any::<char>()) {
        let (_, encoded, password) = VECTORS[which];
        let mut damaged: Vec<char> = encoded.chars().collect();
        let at = at.index(damaged.len());
        damaged[at] = with;
        let damaged: String = damaged.into_iter().collect();
        if check_import(&damaged).is_ok() && !damaged.contains("ln=1") {
            prop_assert!(verify(&damaged, password.as_bytes(), &mut Memory::new()).is_ok());
        }
    }
}
