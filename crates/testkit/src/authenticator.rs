//! A security key in software: makes a key for an origin, and signs challenges with it (WebAuthn level 3, §6).
//!
//! It does what a real one does, and on request what a broken or cloned one does: another origin, an old counter, no
//! finger. Its answers are those of the page's script.

use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// Present, verified, with a key enclosed.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ENCLOSED: u8 = 0x40;

/// An authenticator with one key.
#[derive(Clone)]
pub struct Authenticator {
    key: SigningKey,
    id: Vec<u8>,
    user: Vec<u8>,
    /// Where it believes to be.
    pub origin: String,
    /// Whether its user shows a finger.
    pub verifies: bool,
    /// How often it signed.
    pub counter: u32,
}

impl Authenticator {
    /// A new one; the same for the same `seed`.
    pub fn new(seed: u8, origin: &str) -> Self {
        let key = SigningKey::from_slice(&[seed.max(1); 32]).expect("a key");
        let id = Sha256::digest([seed; 8]).to_vec();
        Self { key, id, user: Vec::new(), origin: origin.into(), verifies: true, counter: 0 }
    }

    /// A copy that differs in this.
    #[must_use]
    pub fn but(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut copy = self.clone();
        change(&mut copy);
        copy
    }

    /// The id of its key, as clients name it: hex.
    pub fn id(&self) -> String {
        data_encoding::HEXLOWER.encode(&self.id)
    }

    /// Makes its key known: the answer to these options.
    pub fn register(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("options");
        let public = &options["publicKey"];
        self.user = BASE64URL_NOPAD
            .decode(public["user"]["id"].as_str().expect("a user").as_bytes())
            .expect("an id");
        let mut data = self.data(public["rp"]["id"].as_str().expect("a domain"), ENCLOSED);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).expect("short").to_be_bytes());
        data.extend(&self.id);
        data.extend(self.public_key());
        // {"fmt": "none", "attStmt": {}, "authData": …}
        let mut object = vec![0xa3, 0x63];
        object.extend(b"fmt\x64none\x67attStmt\xa0\x68authData\x59");
        object.extend(u16::try_from(data.len()).expect("short").to_be_bytes());
        object.extend(data);
        let client = self.client_data("webauthn.create", &public["challenge"]);
        self.answer(&json!({
            "clientDataJSON": BASE64URL_NOPAD.encode(client.as_bytes()),
            "attestationObject": BASE64URL_NOPAD.encode(&object),
        }))
    }

    /// Signs: the answer to these options.
    pub fn sign(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("options");
        let public = &options["publicKey"];
        self.counter += 1;
        let data = self.data(public["rpId"].as_str().expect("a domain"), 0);
        let client = self.client_data("webauthn.get", &public["challenge"]);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(client.as_bytes()));
        let signature: Signature = self.key.sign(&signed);
        self.answer(&json!({
            "clientDataJSON": BASE64URL_NOPAD.encode(client.as_bytes()),
            "authenticatorData": BASE64URL_NOPAD.encode(&data),
            "signature": BASE64URL_NOPAD.encode(signature.to_der().as_bytes()),
            "userHandle": BASE64URL_NOPAD.encode(&self.user),
        }))
    }

    fn answer(&self, response: &Value) -> String {
        let id = BASE64URL_NOPAD.encode(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response }).to_string()
    }

    fn client_data(&self, kind: &str, challenge: &Value) -> String {
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
    }

    fn data(&self, domain: &str, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(domain.as_bytes()).to_vec();
        data.push(flags | PRESENT | if self.verifies { VERIFIED } else { 0 });
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// COSE: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let mut key = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        key.extend(point.x().expect("a point").as_slice());
        key.extend([0x22, 0x58, 0x20]);
        key.extend(point.y().expect("a point").as_slice());
        key
    }
}
