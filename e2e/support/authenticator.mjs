// An authenticator app (RFC 6238: SHA-1, six digits, 30 seconds) that never shows a step twice.
//
// The server takes each step once, and the neighbours of the present one. Instead of waiting half a minute, the
// next step is shown early; only the one after that has to be waited for.
import { createHmac } from "node:crypto";
import { keep } from "./canaries.mjs";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function decode(base32) {
  let bits = 0;
  let value = 0;
  const bytes = [];
  for (const letter of base32.replace(/[\s=]/g, "").toUpperCase()) {
    value = (value << 5) | ALPHABET.indexOf(letter);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >> bits) & 0xff);
      value &= (1 << bits) - 1;
    }
  }
  return Buffer.from(bytes);
}

export class Authenticator {
  constructor(secret) {
    this.key = decode(keep(secret, "key of an app"));
    this.last = 0;
  }

  at(step) {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step));
    const mac = createHmac("sha1", this.key).update(counter).digest();
    const offset = mac[19] & 0x0f;
    const number = (mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000;
    return String(number).padStart(6, "0");
  }

  /** A code that has not been shown before. */
  async code() {
    const now = () => Math.floor(Date.now() / 30_000);
    const step = Math.max(this.last + 1, now());
    while (step > now() + 1) await new Promise((done) => setTimeout(done, 250));
    this.last = step;
    return keep(this.at(step), "time code");
  }
}
