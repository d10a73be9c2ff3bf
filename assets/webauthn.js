// Security keys and passkeys. Pages of the server and of operators load this; the names on `window` are those that
// sign-in pages for Kratos call. A page without it, or a browser without keys, keeps every other way to sign in.
(() => {
  if (window.readmitKeys || !window.PublicKeyCredential) return;
  window.readmitKeys = true;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    buffer
      ? btoa(Array.from(new Uint8Array(buffer), (b) => String.fromCharCode(b)).join(""))
          .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
      : undefined;
  const field = (name) => document.getElementsByName(name)[0];

  // The server's options, with bytes where the browser wants bytes.
  const options = ({ publicKey }) => {
    publicKey.challenge = bytes(publicKey.challenge);
    if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
    for (const list of ["allowCredentials", "excludeCredentials"]) {
      publicKey[list] = (publicKey[list] || []).map((key) => ({ ...key, id: bytes(key.id) }));
    }
    return publicKey;
  };

  const told = (key) => {
    const { clientDataJSON, attestationObject, authenticatorData, signature, userHandle } = key.response;
    const response = {
      clientDataJSON: text(clientDataJSON),
      attestationObject: text(attestationObject),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: text(userHandle),
    };
    return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response });
  };

  // Puts what the device answered into its field and sends the form. Whoever closed the device's window may press again.
  const send = async (name, ask) => {
    try {
      const key = await ask();
      const target = field(name);
      if (!key || !target) return;
      target.value = told(key);
      target.closest("form").submit();
    } catch (error) {
      if (error.name === "AbortError") return;
      console.info("no key was used:", error.name);
      window.dispatchEvent(new CustomEvent("readmit:key-failed", { detail: { name: error.name, field: name } }));
    }
  };

  let waiting;
  const alone = () => {
    waiting?.abort();
    waiting = undefined;
  };
  const get = (json, more) => () => navigator.credentials.get({ publicKey: options(JSON.parse(json)), ...more });
  const create = (asked) => () => navigator.credentials.create({ publicKey: options(asked) });

  // At sign-up a key is made for somebody who is being typed in.
  const traits = (name) =>
    [...(field(name)?.closest("form")?.elements ?? [])].filter((it) => it.name.startsWith("traits"));
  const fit = (name) => traits(name).every((it) => it.reportValidity());
  const named = (asked, name, fields = traits(name)) => {
    const { user } = asked.publicKey;
    if (!user.name) user.name = user.displayName = fields.find((it) => it?.value)?.value ?? "";
    return asked;
  };

  const oryWebAuthnLogin = () => send("webauthn_login", get(field("webauthn_login_trigger").value));
  const oryWebAuthnRegistration = () =>
    fit("webauthn_register") &&
    send("webauthn_register", create(named(JSON.parse(field("webauthn_register_trigger").value), "webauthn_register")));
  const oryPasskeyRegistration = () => {
    const { credentialOptions, displayNameFieldNames } = JSON.parse(field("passkey_create_data").value);
    const asked = named(credentialOptions, "passkey_register", displayNameFieldNames.map(field));
    return fit("passkey_register") && send("passkey_register", create(asked));
  };
  const oryPasskeySettingsRegistration = () =>
    send("passkey_settings_register", create(JSON.parse(field("passkey_create_data").value)));
  const oryPasskeyLogin = () => {
    alone();
    return send("passkey_login", get(field("passkey_challenge").value));
  };
  // Offers passkeys where the browser fills in names.
  const oryPasskeyLoginAutocompleteInit = async () => {
    if (!field("passkey_challenge") || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    alone();
    waiting = new AbortController();
    const more = { mediation: "conditional", signal: waiting.signal };
    return send("passkey_login", get(field("passkey_challenge").value, more));
  };

  const names = {
    oryWebAuthnLogin,
    oryWebAuthnRegistration,
    oryPasskeyRegistration,
    oryPasskeySettingsRegistration,
    oryPasskeyLogin,
    oryPasskeyLoginAutocompleteInit,
  };
  for (const [name, run] of Object.entries(names)) {
    window[name] = run;
    window[`__${name}`] = run;
  }
  window.__oryWebAuthnInitialized = true;
  window.dispatchEvent(new CustomEvent("oryWebAuthnInitialized"));

  // The server's own pages allow no script in attributes: buttons and fields name their function instead.
  for (const button of document.querySelectorAll("[data-key]")) {
    button.hidden = false;
    button.addEventListener("click", () => names[button.dataset.key]?.());
  }
  window.addEventListener("readmit:key-failed", ({ detail }) => {
    for (const told of document.querySelectorAll("[data-key-failed]")) {
      told.hidden = told.closest("form") !== field(detail.field)?.closest("form");
    }
  });
  if (document.querySelector("[data-key-offer]")) oryPasskeyLoginAutocompleteInit();
})();
