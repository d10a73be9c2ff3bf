// A device that holds security keys and passkeys: chromium's own virtual authenticator, behind the DevTools protocol.

/** Settings under which a server at `localhost` takes both. */
export const KEYS = `
selfservice:
  methods:
    webauthn: { enabled: true, config: { rp: { id: localhost, display_name: Readmit } } }
    passkey: { enabled: true, config: { rp: { id: localhost, display_name: Readmit } } }
`;

const OPTIONS = {
  protocol: "ctap2",
  transport: "internal",
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
};

export class Keyring {
  /** Plugs a new one into the page. */
  static async into(page) {
    const keyring = new Keyring();
    keyring.cdp = await page.context().newCDPSession(page);
    await keyring.cdp.send("WebAuthn.enable");
    const made = await keyring.cdp.send("WebAuthn.addVirtualAuthenticator", { options: OPTIONS });
    keyring.authenticatorId = made.authenticatorId;
    return keyring;
  }

  #send = (command, more) => this.cdp.send(`WebAuthn.${command}`, { authenticatorId: this.authenticatorId, ...more });

  /** What it holds. */
  keys = async () => (await this.#send("getCredentials")).credentials;
  /** Whether somebody touches it when it is asked. */
  touched = (enabled) => this.#send("setAutomaticPresenceSimulation", { enabled });
  unplug = () => this.#send("removeVirtualAuthenticator");

  /** Pulls it out, and plugs it into another page. */
  async move(page) {
    const there = await Keyring.into(page);
    for (const credential of await this.keys()) await there.#send("addCredential", { credential });
    await this.unplug();
    return there;
  }
}

/** Has the device sign what the server asks (`json`) on the page that is open, whoever's it is; gives its answer. */
export const signature = (page, json) =>
  page.evaluate(async (json) => {
    const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    const text = (buffer) => {
      const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
      return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    };
    const { publicKey } = JSON.parse(json);
    publicKey.challenge = bytes(publicKey.challenge);
    publicKey.allowCredentials = (publicKey.allowCredentials ?? []).map((key) => ({ ...key, id: bytes(key.id) }));
    const key = await navigator.credentials.get({ publicKey });
    const response = {};
    for (const name of ["clientDataJSON", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[name]) response[name] = text(key.response[name]);
    }
    return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response });
  }, json);

/** Sends a form of its own making from the page that is open. */
export function post(page, action, fields) {
  const send = ([action, fields]) => {
    const form = Object.assign(document.createElement("form"), { method: "post", action });
    for (const [name, value] of Object.entries(fields)) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    document.body.append(form);
    form.submit();
  };
  return Promise.all([page.waitForNavigation(), page.evaluate(send, [action, fields])]);
}
