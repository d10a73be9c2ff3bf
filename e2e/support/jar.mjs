// A cookie jar kept by hand, as a server-side application does for its visitors.
import { keep } from "./canaries.mjs";

export class Jar {
  constructor() {
    this.cookies = new Map();
  }

  /** Takes the Set-Cookie headers of an axios answer (or error) or of a fetch answer. */
  take(answer) {
    const headers = answer?.headers ?? answer?.response?.headers;
    const lines = headers?.getSetCookie?.() ?? headers?.["set-cookie"] ?? [];
    for (const line of [].concat(lines)) {
      const [pair, ...attributes] = line.split(";");
      const at = pair.indexOf("=");
      const name = pair.slice(0, at).trim();
      const value = pair.slice(at + 1).trim();
      const dead = attributes.some((attribute) => {
        const [key, text = ""] = attribute.trim().split("=");
        if (/^max-age$/i.test(key)) return Number(text) <= 0;
        return /^expires$/i.test(key) && new Date(text) < new Date();
      });
      if (dead || value === "") this.cookies.delete(name);
      else this.cookies.set(name, name.includes("session") ? keep(value, "session cookie") : value);
    }
    return answer;
  }

  get header() {
    return Array.from(this.cookies, ([name, value]) => `${name}=${value}`).join("; ");
  }
}
