// Security keys and passkeys in chromium, with a device of its own making; and the same pages without JavaScript, where
// keys cannot be used and everything else has to work. Pictures in out/keys/.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { follow, launch } from "../support/browser.mjs";
import { configured } from "../support/config.mjs";
import { Holder } from "../support/holder.mjs";
import { KEYS, Keyring, post, signature } from "../support/keys.mjs";
import { mailTo } from "../support/mailbox.mjs";
import { newAddress, newPassword } from "../support/people.mjs";
import { Server } from "../support/server.mjs";

const browser = await launch();
after(() => browser.close());
/** What is wrong with the pages that were looked at. */
const found = [];

/** Somebody whose pages are looked at. */
const Person = { of: (server, options) => Holder.of(server, browser, { found, ...options }) };

const start = () => Server.start({}, configured(KEYS), "localhost");

/** Somebody with an account at `server`, and with a device in hand. */
async function member(server) {
  const [address, password] = [newAddress("key"), newPassword()];
  const person = await Person.of(server);
  const keyring = await Keyring.into(person.page);
  await person.signUp(address, password);
  return { address, password, person, keyring };
}

describe("a security key", () => {
  let server, address, password, person, keyring, codes;
  before(async () => {
    server = await start();
    ({ address, password, person, keyring } = await member(server));
  });
  after(() => server?.stop());

  test("is added with a name", async () => {
    await person.go("/settings");
    await person.look("settings-without");
    await person.add("webauthn", "the blue one");
    assert.match(await person.section("webauthn"), /One key\s+the blue one/);
    assert.equal((await keyring.keys()).length, 1);
    await mailTo(server, address, { fits: (mail) => /security key was added/i.test(mail.subject) });
  });

  test("is the second step", async () => {
    await person.signOut();
    await person.signIn(address, password);
    assert.equal(await person.heading(), "One more step");
    await person.look("second-step");
    await person.use("webauthn_login_trigger");
    assert.ok(await person.signedIn());
  });

  test("comes before the app, and both before the codes", async () => {
    codes = await person.setUp({ app: true });
    await person.signOut();
    await person.signIn(address, password);
    assert.equal(await person.button("webauthn_login_trigger").count(), 1, "it was used last");
    await person.page.locator("summary", { hasText: "Try another way" }).click();
    const ways = await person.page.locator(".ways a").allInnerTexts();
    assert.deepEqual(ways, ["A code from my sign-in app", "One of my recovery codes"]);
    await person.look("other-ways", { open: true });
    await person.page.locator("summary", { hasText: "None of this is at hand" }).click();
    await follow(person.page, person.page.locator(".ways a").first());
    assert.equal(await person.page.locator("[name=totp_code]").count(), 1);
    await person.page.locator("summary", { hasText: "Try another way" }).click();
    assert.deepEqual(await person.page.locator(".ways a").allInnerTexts(), ["My security key the blue one", "One of my recovery codes"]);
    await follow(person.page, person.page.locator(".ways a").first());
    await person.use("webauthn_login_trigger");
    assert.ok(await person.signedIn());
  });

  test("without JavaScript the page says what is missing, and the other ways work", async () => {
    const plain = await Person.of(server, { javaScriptEnabled: false });
    await plain.signIn(address, password);
    assert.equal(await plain.heading(), "One more step");
    assert.equal(await plain.button("webauthn_login_trigger").count(), 0);
    assert.match(await plain.text(), /needs JavaScript/);
    await plain.look("second-step-no-script");
    await plain.page.locator("summary", { hasText: "Try another way" }).click();
    await follow(plain.page, plain.page.locator(".ways a", { hasText: "recovery codes" }));
    await plain.fill("lookup_secret", codes[0]);
    await plain.press("method", "lookup_secret");
    assert.ok(await plain.signedIn());
    await plain.go("/settings");
    assert.match(await plain.section("webauthn"), /needs JavaScript/);
    await plain.look("settings-no-script");
    await plain.rename("webauthn", "the blue one", "the old one");
    await plain.remove("webauthn", "the old one");
    assert.match(await plain.section("webauthn"), /None/);
    await mailTo(server, address, { fits: (mail) => /security key was removed/i.test(mail.subject) });
  });

  test("is not asked for once it is removed", async () => {
    await person.signOut();
    await person.signIn(address, password);
    assert.equal(await person.page.locator("[name=totp_code]").count(), 1);
    assert.doesNotMatch(await person.page.locator("main").innerHTML(), /webauthn/);
  });
});

describe("a device that will not", () => {
  let server;
  before(async () => (server = await start()));
  after(() => server?.stop());

  test("is there already: the page says so", async () => {
    const { person, keyring } = await member(server);
    await person.add("webauthn", "the blue one");
    await person.go("/settings");
    await person.inVain("webauthn_register_trigger");
    assert.equal((await keyring.keys()).length, 1);
  });

  test("is another one: the page says so", async () => {
    const { address, password, person, keyring } = await member(server);
    await person.add("webauthn", "the blue one");
    await person.signOut();
    await keyring.unplug();
    await Keyring.into(person.page);
    await person.signIn(address, password);
    await person.inVain("webauthn_login_trigger");
    assert.equal(person.path, "/login");
  });
});

describe("a page of another place", () => {
  let server, elsewhere, place;
  before(async () => {
    server = await start();
    // Another port is another origin, though cookies and the domain of keys are the same: the best that a copy can do.
    elsewhere = createServer((_, answer) => answer.setHeader("content-type", "text/html").end("<title>Readmit</title>"));
    await new Promise((done) => elsewhere.listen(0, "localhost", done));
    place = `http://localhost:${elsewhere.address().port}/login`;
  });
  after(async () => {
    elsewhere?.close();
    await server?.stop();
  });

  /** At the second step of an account with a key: what the page has for a copy of it. */
  async function copied(person) {
    const value = (name) => person.page.locator(`[name=${name}]`).first().getAttribute("value");
    return {
      url: person.page.url(),
      action: await person.page.locator("main form").first().getAttribute("action"),
      token: await value("csrf_token"),
      options: await value("webauthn_login_trigger"),
    };
  }

  /** What the device says to a page at `url` that asks as the server would. */
  async function lured(person, url, options) {
    await person.page.goto(url);
    return signature(person.page, options);
  }

  /** Types an answer into the page that asks for it. */
  async function typed(person, url, name, answer) {
    await person.page.goto(url);
    const field = person.page.locator(`[name=${name}]`);
    const send = (field, answer) => {
      field.value = answer;
      field.form.submit();
    };
    await Promise.all([person.page.waitForNavigation(), field.evaluate(send, answer)]);
  }

  test("gets no answer from a security key that counts", async () => {
    const { address, password, person } = await member(server);
    await person.add("webauthn", "the blue one");
    await person.signOut();
    await person.signIn(address, password);
    const copy = await copied(person);
    const fields = (answer) => ({ csrf_token: copy.token, method: "webauthn", webauthn_login: answer });
    await post(person.page, copy.action, fields(await lured(person, place, copy.options)));
    assert.equal(person.path, "/error");
    assert.ok(!(await person.signedIn()), "sent by the copy itself");

    await person.go("/");
    const again = await copied(person);
    await typed(person, again.url, "webauthn_login", await lured(person, place, again.options));
    assert.match((await person.trouble()).join(), /security key could not be checked/);
    await person.look("second-step-refused");
    assert.ok(!(await person.signedIn()), "carried to the right page");

    // All the same but for the place.
    await person.go("/");
    const right = await copied(person);
    await typed(person, right.url, "webauthn_login", await lured(person, `${server.publicUrl}/recovery`, right.options));
    assert.ok(await person.signedIn());
  });

  test("gets no answer from a passkey that counts", async () => {
    const { person, keyring } = await member(server);
    await person.add("passkey", "laptop");
    await person.signOut();
    for (const at of [place, `${server.publicUrl}/recovery`]) {
      await keyring.touched(false);
      await person.go("/login");
      const url = person.page.url();
      const options = await person.page.locator("[name=passkey_challenge]").getAttribute("value");
      await person.page.goto("about:blank");
      await keyring.touched(true);
      const answer = await lured(person, at, options);
      await keyring.touched(false);
      await typed(person, url, "passkey_login", answer);
      if (at === place) {
        assert.equal((await person.trouble()).length, 1);
        assert.ok(!(await person.signedIn()));
      }
    }
    assert.ok(await person.signedIn(), "all the same but for the place");
  });
});

describe("a security key that has to be set up, with recovery codes beside it", () => {
  let server, address, password, person, codes;
  before(async () => {
    const policy = "selfservice: { methods: { lookup_secret: { config: { required_with: [webauthn] } } } }";
    server = await Server.start({}, { ...configured(KEYS), "policy.yml": policy }, "localhost");
    ({ address, password, person } = await member(server));
    const list = await fetch(`${server.adminUrl}/admin/identities?credentials_identifier=${address}`);
    const [{ id }] = await list.json();
    const required = await fetch(`${server.adminUrl}/admin/identities/${id}/required-actions`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ actions: ["webauthn"] }),
    });
    assert.equal(required.status, 200, await required.text());
  });
  after(() => server?.stop());

  /** Touches a new key, from a page that shows nothing else. */
  async function touch() {
    await person.go("/");
    assert.equal(person.path, "/settings");
    await person.page.locator("[name=webauthn_register_displayname]").fill("the green one");
    await person.use("webauthn_register_trigger");
    return person.codes();
  }

  test("counts once the codes are saved", async () => {
    await person.go("/");
    await person.look("required");
    const left = await touch();
    await person.look("codes-to-save");
    codes = await touch();
    assert.ok(codes.length > 0 && codes.every((code) => !left.includes(code)), "whoever leaves has neither");
    await person.saveCodes();
    await person.go("/settings");
    assert.match(await person.section("webauthn"), /One key\s+the green one/);
    await person.look("settings-with-codes", { open: true });
  });

  test("is the second step, and so is one of the codes", async () => {
    const other = await Person.of(server, { javaScriptEnabled: false });
    await other.signIn(address, password);
    await other.page.locator("summary", { hasText: "Try another way" }).click();
    await follow(other.page, other.page.locator(".ways a", { hasText: /recovery code/i }));
    await other.look("second-step-code");
    await other.fill("lookup_secret", codes[0]);
    await other.press("method", "lookup_secret");
    assert.ok(await other.signedIn());
  });
});

describe("a passkey", () => {
  let server, address, password, person, keyring;
  before(async () => {
    server = await start();
    ({ address, password, person, keyring } = await member(server));
  });
  after(() => server?.stop());

  test("is added with a name", async () => {
    await person.add("passkey", "laptop");
    assert.match(await person.section("passkey"), /One passkey\s+laptop/);
    await mailTo(server, address, { fits: (mail) => /passkey was added/i.test(mail.subject) });
  });

  test("gets another name", async () => {
    await person.rename("passkey", "laptop", "my <old> “laptop”");
    await person.rename("passkey", "my <old> “laptop”", "laptop");
  });

  /** Another browser, which offers no passkeys by itself, with the device plugged in. */
  async function elsewhere() {
    const other = await Person.of(server);
    await other.page.addInitScript(() => (PublicKeyCredential.isConditionalMediationAvailable = async () => false));
    keyring = await keyring.move(other.page);
    await other.go("/login");
    return other;
  }
  const back = async () => (keyring = await keyring.move(person.page));

  test("signs in by its button alone", async () => {
    const other = await elsewhere();
    await other.look("login");
    assert.equal(await other.page.locator("[name=identifier]").inputValue(), "");
    await other.use("passkey_login_trigger");
    assert.ok(await other.signedIn());
    await back();
  });

  test("is offered where the browser fills in names", async () => {
    await person.signOut();
    await keyring.touched(true);
    await person.go("/login");
    await person.page.waitForURL(`${server.publicUrl}/`);
    assert.ok(await person.signedIn());
  });

  test("is the first of two steps where there is a second", async () => {
    await person.add("webauthn", "the blue one");
    await person.page.reload();
    await person.look("settings-with", { open: true });
    const other = await elsewhere();
    await other.use("passkey_login_trigger");
    assert.equal(await other.heading(), "One more step");
    const said = await other.text();
    await other.look("second-step-after-passkey");
    await other.use("webauthn_login_trigger");
    assert.ok(await other.signedIn());
    await back();
    await person.remove("webauthn", "the blue one");
    assert.match(await person.section("passkey"), /One passkey\s+laptop/);
    assert.doesNotMatch(said, /password/i, "there was none");
  });

  test("without JavaScript the page says what is missing, and the password works", async () => {
    const plain = await Person.of(server, { javaScriptEnabled: false });
    await plain.go("/login");
    assert.equal(await plain.button("passkey_login_trigger").count(), 0);
    assert.match(await plain.text(), /needs JavaScript/);
    await plain.look("login-no-script");
    await plain.signIn(address, password);
    assert.ok(await plain.signedIn());
  });

  test("stays while it is the only way in", async () => {
    const list = await fetch(`${server.adminUrl}/admin/identities?credentials_identifier=${address}`);
    const [{ id }] = await list.json();
    const gone = await fetch(`${server.adminUrl}/admin/identities/${id}/credentials/password`, { method: "DELETE" });
    assert.equal(gone.status, 204, await gone.text());
    await person.go("/settings");
    assert.match(await person.section("passkey"), /only way into your account/);
    assert.equal(await person.page.locator("#passkey .row [name=passkey_remove]").count(), 0);
    await person.look("settings-last");
    const key = (await keyring.keys()).find((key) => key.isResidentCredential);
    const token = await person.page.locator("[name=csrf_token]").first().getAttribute("value");
    const action = await person.page.locator("main form").first().getAttribute("action");
    const hex = Buffer.from(key.credentialId, "base64").toString("hex");
    await post(person.page, action, { csrf_token: token, passkey_remove: hex });
    assert.match((await person.trouble()).join(), /only way into your account/);

    await person.page.locator("#password summary").click();
    await person.fill("password", newPassword());
    await person.press("method", "password");
    await person.remove("passkey", "laptop");
    assert.match(await person.section("passkey"), /None/);
    await mailTo(server, address, { fits: (mail) => /passkey was removed/i.test(mail.subject) });
    const other = await elsewhere();
    await other.use("passkey_login_trigger");
    assert.equal((await other.trouble()).length, 1);
    assert.ok(!(await other.signedIn()));
  });
});

test("every page on the way was fit to be seen", () => assert.deepEqual(found, []));
