// Keys in the place of a password: signing up with one, and signing in. Pictures in out/keys/.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { follow, launch } from "../support/browser.mjs";
import { configured } from "../support/config.mjs";
import { Holder } from "../support/holder.mjs";
import { Keyring } from "../support/keys.mjs";
import { newAddress, newPassword } from "../support/people.mjs";
import { Server } from "../support/server.mjs";

const browser = await launch();
after(() => browser.close());
/** What is wrong with the pages that were looked at. */
const found = [];

/** Somebody whose pages are looked at. */
const Person = { of: (server, options) => Holder.of(server, browser, { found, ...options }) };

describe("a security key instead of a password", () => {
  const address = newAddress("alone");
  let server, person, keyring;
  before(async () => {
    const alone = `
selfservice:
  methods:
    webauthn: { enabled: true, config: { passwordless: true, rp: { id: localhost, display_name: Readmit } } }
  flows:
    registration: { after: { webauthn: { hooks: [{ hook: session }] } } }
`;
    server = await Server.start({}, configured(alone), "localhost");
    person = await Person.of(server);
    keyring = await Keyring.into(person.page);
  });
  after(() => server?.stop());

  test("signs up", async () => {
    await person.go("/registration");
    await person.look("sign-up");
    await person.button("webauthn_register_trigger").click();
    await person.page.waitForTimeout(300);
    assert.equal((await keyring.keys()).length, 0, "not before the address is there");
    await person.fill("traits.email", address);
    await person.fill("webauthn_register_displayname", "the red one");
    await person.use("webauthn_register_trigger");
    assert.ok(await person.signedIn());
    assert.equal((await keyring.keys()).length, 1);
    await person.go("/settings");
    assert.match(await person.section("webauthn"), /One key\s+the red one[^]*only way into your account/);
    await person.look("settings-alone");
  });

  test("signs in whoever says who they are", async () => {
    await person.signOut();
    await person.go("/login");
    await person.look("login-by-key");
    await person.fill("identifier", address);
    await person.press("method", "webauthn");
    assert.equal(await person.page.locator("[name=password]").count(), 0);
    assert.equal(await person.page.locator("[name=identifier]").inputValue(), address);
    await person.look("login-key");
    await person.use("webauthn_login_trigger");
    assert.ok(await person.signedIn());
  });

  test("is asked for once more, to confirm", async () => {
    await person.go("/self-service/login/browser?refresh=true");
    await person.look("login-again");
    await person.use("webauthn_login_trigger");
    assert.ok(await person.signedIn());
  });

  test("is asked for whatever the name is", async () => {
    await person.signOut();
    await person.go("/login");
    await person.fill("identifier", newAddress("nobody"));
    await person.press("method", "webauthn");
    await person.inVain("webauthn_login_trigger");
    await follow(person.page, person.page.getByRole("link", { name: "Try another way" }));
    assert.equal(await person.page.locator("[name=password]").count(), 1);
  });

  test("without JavaScript the page says what is missing, and a password does", async () => {
    const plain = await Person.of(server, { javaScriptEnabled: false });
    await plain.go("/registration");
    assert.equal(await plain.button("webauthn_register_trigger").count(), 0);
    assert.match(await plain.text(), /needs JavaScript/);
    await plain.look("sign-up-no-script");
    await plain.signUp(newAddress("plain"), newPassword());
    assert.ok(await plain.signedIn());
    const other = await Person.of(server, { javaScriptEnabled: false });
    await other.go("/login");
    await other.fill("identifier", address);
    await other.press("method", "webauthn");
    assert.match(await other.text(), /needs JavaScript/);
    await other.look("login-key-no-script");
  });
});

describe("a passkey instead of a password", () => {
  const address = newAddress("passkey");
  let server, person, keyring;
  before(async () => {
    const passkeys = `
selfservice:
  methods:
    passkey: { enabled: true, config: { rp: { id: localhost, display_name: Readmit } } }
  flows:
    registration: { style: profile_first, after: { passkey: { hooks: [{ hook: session }] } } }
`;
    server = await Server.start({}, configured(passkeys), "localhost");
    person = await Person.of(server);
    keyring = await Keyring.into(person.page);
  });
  after(() => server?.stop());

  test("signs up, in the second of two steps", async () => {
    await person.go("/registration");
    await person.fill("traits.email", address);
    await person.press("method", "profile");
    assert.equal(await person.heading(), "Choose how you sign in");
    await person.look("sign-up-second");
    await person.use("passkey_register_trigger");
    assert.ok(await person.signedIn());
    const [key] = await keyring.keys();
    assert.ok(key.isResidentCredential);
    assert.equal(key.userName ?? address, address, "the device shows whose it is");
    await person.go("/settings");
    assert.match(await person.section("passkey"), /One passkey\s+Passkey[^]*only way into your account/);
  });

  test("signs in without a name", async () => {
    await keyring.touched(false);
    await person.signOut();
    await keyring.touched(true);
    await person.go("/login");
    await person.page.waitForURL(`${server.publicUrl}/`);
    assert.ok(await person.signedIn());
  });

  test("without JavaScript the page says what is missing, and a password does", async () => {
    const plain = await Person.of(server, { javaScriptEnabled: false });
    await plain.go("/registration");
    await plain.fill("traits.email", newAddress("plain"));
    await plain.press("method", "profile");
    assert.match(await plain.text(), /needs JavaScript/);
    await plain.look("sign-up-second-no-script");
    await plain.fill("password", newPassword());
    await plain.press("method", "password");
    assert.ok(await plain.signedIn());
  });
});

describe("either", () => {
  let server;
  before(async () => {
    const either = `
selfservice:
  methods:
    webauthn: { enabled: true, config: { passwordless: true, rp: { id: localhost, display_name: Readmit } } }
    passkey: { enabled: true, config: { rp: { id: localhost, display_name: Readmit } } }
  flows:
    registration: { after: { passkey: { hooks: [{ hook: session }] } } }
`;
    server = await Server.start({}, configured(either), "localhost");
  });
  after(() => server?.stop());

  test("is offered on one page, and waits for an address", async () => {
    const person = await Person.of(server);
    const keyring = await Keyring.into(person.page);
    await person.go("/registration");
    await person.look("sign-up-either");
    await person.button("passkey_register_trigger").click();
    await person.page.waitForTimeout(300);
    assert.equal((await keyring.keys()).length, 0);
    const address = newAddress("either");
    await person.fill("traits.email", address);
    await person.use("passkey_register_trigger");
    assert.ok(await person.signedIn());
    const [key] = await keyring.keys();
    assert.equal(key.userName ?? address, address);
  });
});

test("every page on the way was fit to be seen", () => assert.deepEqual(found, []));
