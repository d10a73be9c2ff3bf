// The second step over an account's life: which way is offered first, codes and factors that their owner gives up, and what has
// to be set up before anything else. Phone width, JavaScript off but where keys are used; pictures in out/second-step/.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { follow, launch } from "../support/browser.mjs";
import { configured } from "../support/config.mjs";
import { Device } from "../support/device.mjs";
import { Holder } from "../support/holder.mjs";
import { KEYS, Keyring } from "../support/keys.mjs";
import { mails, mailTo } from "../support/mailbox.mjs";
import { newAddress, newPassword } from "../support/people.mjs";
import { Server } from "../support/server.mjs";

const browser = await launch();
after(() => browser.close());
/** What is wrong with the pages that were looked at. */
const found = [];
const options = { folder: "second-step", found };
const device = (server) => Device.of(server, browser, options);

const state = (person, id) => person.page.locator(`#${id} .state`).innerText();
const way = (person, method) => follow(person.page, person.page.locator(`.ways a[href*="method=${method}"]`));
/** What the second step asks for. */
const asked = (person) =>
  person.page.locator("[name=totp_code], [name=lookup_secret], [name=webauthn_login_trigger]").first().getAttribute("name");

/** Opens what asks once more, and presses its button. */
async function turnOff(person, id, name, picture) {
  await person.go("/settings");
  await person.page.locator(`#${id} summary`, { hasText: "Turn off" }).click();
  const said = await person.page.locator(`#${id}`).innerText();
  if (picture) await person.look(picture, { open: true });
  await person.press(name, "true");
  assert.equal(await person.page.locator(".note.good").count(), 1, (await person.trouble()).join());
  return said;
}

/** Makes codes in settings and says that they are saved; gives them. */
async function makeCodes(person) {
  await person.go("/settings");
  await person.press("lookup_secret_regenerate", "true");
  const codes = await person.codes();
  await person.saveCodes();
  return codes;
}

/** An account that was made with JavaScript off, and its owner's browser. */
async function member(server) {
  const [address, password] = [newAddress("step"), newPassword()];
  const owner = await device(server);
  await owner.signUp(address, password);
  return { address, password, owner };
}

async function idOf(server, address) {
  const list = await fetch(`${server.adminUrl}/admin/identities?credentials_identifier=${encodeURIComponent(address)}`);
  const [{ id }] = await list.json();
  return id;
}

describe("an account with an app, a security key and codes", () => {
  const [address, password] = [newAddress("step"), newPassword()];
  let server, person, app, codes;
  before(async () => {
    server = await Server.start({}, configured(KEYS), "localhost");
    person = await Holder.of(server, browser, options);
    await Keyring.into(person.page);
    await person.signUp(address, password);
    app = await person.setUpApp();
    await person.add("webauthn", "the blue one");
    codes = await makeCodes(person);
  });
  after(() => server?.stop());

  /** At the second step, which offers `first`, and the others in this order. */
  async function offered(first, others, picture) {
    await person.signOut();
    await person.signIn(address, password);
    assert.equal(await person.heading(), "One more step");
    assert.equal(await asked(person), first);
    assert.deepEqual(await person.otherWays(), others);
    if (picture) await person.look(picture, { open: true });
  }

  test("offers first what was used last, and codes last, however often they are used", async () => {
    await offered("webauthn_login_trigger", ["totp", "lookup_secret"], "key-first");
    await way(person, "totp");
    await person.fill("totp_code", await app.code());
    await person.press("method", "totp");
    assert.ok(await person.signedIn(), "by the app");

    await offered("totp_code", ["webauthn", "lookup_secret"], "app-first");
    for (const code of codes.slice(0, 2)) {
      await way(person, "lookup_secret");
      await person.fill("lookup_secret", code);
      await person.press("method", "lookup_secret");
      assert.ok(await person.signedIn(), "by a code");
      await offered("totp_code", ["webauthn", "lookup_secret"]);
    }

    await way(person, "webauthn");
    await person.use("webauthn_login_trigger");
    assert.ok(await person.signedIn(), "by the key");
    await offered("webauthn_login_trigger", ["totp", "lookup_secret"]);
    await person.use("webauthn_login_trigger");
    assert.ok(await person.signedIn());
  });

  test("shows at the second step what its owner calls things, and on the account page when a key was used", async () => {
    const names = { totp: "old <phone>", lookup_secret: "paper in the safe" };
    for (const [kind, name] of Object.entries(names)) {
      await person.go("/settings");
      const section = person.page.locator(`#${kind}`);
      await section.locator("summary", { hasText: "Give it a name" }).click();
      await section.getByLabel("Name, so that you recognise it").fill(name);
      await follow(person.page, section.locator(`[name=${kind}_rename]`));
      assert.equal(await person.page.locator(".note.good").count(), 1, (await person.trouble()).join());
      assert.equal(await section.locator(".named").innerText(), name);
    }
    await person.page.locator("#totp summary", { hasText: "Rename" }).click();
    assert.match(await person.page.locator("#webauthn .row").innerText(), /Last used/);
    await person.look("named", { open: true });
    await person.signOut();
    await person.signIn(address, password);
    assert.equal(await person.page.locator(".who bdi").innerText(), "the blue one");
    for (const [kind, name] of Object.entries(names)) {
      await person.page.locator("summary", { hasText: "Try another way" }).click();
      assert.match(await person.page.locator(`.ways a[href*="method=${kind}"]`).innerText(), new RegExp(`${name}$`));
      await person.look(`named-ways-${kind}`, { open: true });
      await way(person, kind);
      assert.equal(await person.page.locator(".who bdi").innerText(), name);
    }
    await person.page.locator("summary", { hasText: "Try another way" }).click();
    await way(person, "webauthn");
    await person.use("webauthn_login_trigger");
    assert.ok(await person.signedIn());
  });

  test("is not told that the password alone is enough without the app, for the key is there", async () => {
    await person.go("/settings");
    await person.page.locator("#totp summary", { hasText: "Turn off" }).click();
    const said = await person.page.locator("#totp").innerText();
    await person.look("app-beside-key");
    assert.doesNotMatch(said, /password alone is enough/);
  });

  test("keeps its codes while one of the two is left, and says that they go with the last", async () => {
    const first = await turnOff(person, "totp", "totp_unlink");
    assert.doesNotMatch(first, /recovery codes are removed/i);
    assert.match(await state(person, "lookup_secret"), /8 of 10 left/);
    const other = await device(server);
    await other.signIn(address, password);
    assert.ok(!(await other.signedIn()), "the key is still asked for");

    const row = person.page.locator("#webauthn .row", { hasText: "the blue one" });
    await row.locator("summary", { hasText: "Remove" }).click();
    assert.match(await row.innerText(), /Your recovery codes are removed as well/);
    await person.look("last-key", { open: true });
    await follow(person.page, row.locator("[name=webauthn_remove]"));
    assert.match(await state(person, "webauthn"), /None/);
    assert.match(await state(person, "lookup_secret"), /^Off/);
    await person.look("last-key-gone");
    await mailTo(server, address, { fits: (mail) => /security key was removed/i.test(mail.subject) });
    await mailTo(server, address, { fits: (mail) => /recovery codes turned off/i.test(mail.subject) });

    const late = await device(server);
    await late.signIn(address, password);
    assert.ok(await late.signedIn(), "nothing but the password is left");
    assert.match(await late.page.locator("main").innerText(), /Only a password protects this account/);
  });
});

describe("codes that their owner gives up", () => {
  let server;
  before(async () => (server = await Server.start({}, configured("{}"))));
  after(() => server?.stop());

  test("work no more, beside an app that goes on", async () => {
    const { address, password, owner } = await member(server);
    const app = await owner.setUpApp();
    const codes = await makeCodes(owner);
    const said = await turnOff(owner, "lookup_secret", "lookup_secret_disable", "codes-off");
    assert.match(said, /All your codes stop working at once/);
    assert.match(await state(owner, "lookup_secret"), /^Off/);
    assert.match(await state(owner, "totp"), /^On/);
    await owner.look("codes-off-done");
    await mailTo(server, address, { fits: (mail) => /recovery codes turned off/i.test(mail.subject) });
    await owner.go("/");
    assert.match(await owner.page.locator("main").innerText(), /You have no recovery codes/);
    await owner.look("codes-off-home");

    const other = await device(server);
    await other.signIn(address, password);
    assert.equal(await asked(other), "totp_code");
    assert.equal(await other.page.locator("summary", { hasText: "Try another way" }).count(), 0);
    await other.page.locator("summary", { hasText: "None of this is at hand" }).click();
    assert.doesNotMatch(await other.page.locator(".more").innerText(), /recovery code/i, "there are none to look for");
    await other.look("codes-off-second-step", { open: true });
    // The page that shows no field for a code takes none either.
    await other.page.locator("[name=totp_code]").evaluate((field) => (field.name = "lookup_secret"));
    await other.page.locator("[name=lookup_secret]").evaluate((field) => field.removeAttribute("pattern"));
    await other.page.locator("main button[name=method]").evaluate((button) => (button.value = "lookup_secret"));
    await other.fill("lookup_secret", codes[0]);
    await other.press("method", "lookup_secret");
    assert.equal((await other.trouble()).length, 1);
    assert.ok(!(await other.signedIn()));
    const last = await device(server);
    await last.signIn(address, password);
    await last.fill("totp_code", await app.code());
    await last.press("method", "totp");
    assert.ok(await last.signedIn());
  });

  test("leave the password alone, where they were all there was", async () => {
    const { address, password, owner } = await member(server);
    await makeCodes(owner);
    const before = await device(server);
    await before.signIn(address, password);
    assert.equal(await asked(before), "lookup_secret");
    await turnOff(owner, "lookup_secret", "lookup_secret_disable", "only-codes-off");
    const other = await device(server);
    await other.signIn(address, password);
    assert.ok(await other.signedIn());
    // Whoever stands at the second step is not kept there by codes that are gone.
    assert.ok(await before.signedIn());
  });

  test("go with the app, and its owner is told so before and after", async () => {
    const { address, password, owner } = await member(server);
    await owner.setUpApp();
    await makeCodes(owner);
    const told = (await mails(server, address)).length;
    const said = await turnOff(owner, "totp", "totp_unlink", "app-off");
    assert.match(said, /From then on your password alone is enough/);
    assert.match(said, /Your recovery codes are removed as well/);
    assert.match(await state(owner, "totp"), /^Off/);
    assert.match(await state(owner, "lookup_secret"), /^Off/);
    await owner.look("app-off-done");
    const after = (fits) => mailTo(server, address, { after: told, fits });
    await after((mail) => /sign-in app turned off/i.test(mail.subject));
    await after((mail) => /recovery codes turned off/i.test(mail.subject));
    const other = await device(server);
    await other.signIn(address, password);
    assert.ok(await other.signedIn());
  });
});

/** That this browser can do nothing but save codes. */
async function held(person) {
  assert.equal(person.path, "/settings");
  const sections = await person.page.locator("main section[id]").evaluateAll((all) => all.map(({ id }) => id));
  assert.deepEqual(sections, ["lookup_secret"]);
  assert.match(await person.page.locator("main .lead").innerText(), /before you go on/);
}

describe("what every new account has to do", () => {
  let server;
  before(async () => {
    const yaml = "selfservice: { required_actions: { new_identities: [lookup_secret] } }";
    server = await Server.start({}, configured(yaml));
  });
  after(() => server?.stop());

  test("comes before anything else, and is asked for once", async () => {
    const { address, password, owner } = await member(server);
    await held(owner);
    await owner.look("new-account");
    for (const to of ["/", "/sessions", "/settings"]) {
      await owner.go(to);
      await held(owner);
    }
    const who = await owner.page.request.get(`${server.publicUrl}/sessions/whoami`);
    assert.equal(who.status(), 403);
    // Leaving and coming again skips nothing.
    const again = await device(server);
    await again.signIn(address, password);
    await held(again);
    await again.press("lookup_secret_regenerate", "true");
    const codes = await again.codes();
    await again.look("new-account-codes");
    await again.saveCodes();
    assert.ok(await again.signedIn());
    await again.look("new-account-done");

    const later = await device(server);
    await later.signIn(address, password);
    assert.equal(await later.heading(), "One more step");
    await later.fill("lookup_secret", codes[0]);
    await later.press("method", "lookup_secret");
    assert.ok(await later.signedIn(), "nothing is owed any more");
  });
});

describe("what the operator gives an account to do, by the command line", () => {
  let server;
  before(async () => (server = await Server.start({}, configured("{}"))));
  after(() => server?.stop());

  test("meets it at its next page and at its next sign-in, and others are left alone", async () => {
    const { address, password, owner } = await member(server);
    const other = await member(server);
    const done = await server.command("require", "lookup_secret", "--identity", await idOf(server, address));
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stdout, /^Accounts changed: 1$/m);
    assert.ok(await other.owner.signedIn());
    await owner.go("/");
    await held(owner);

    const later = await device(server);
    await later.signIn(address, password);
    await held(later);
    await later.look("required");
    await later.press("lookup_secret_regenerate", "true");
    const codes = await later.codes();
    await later.saveCodes();
    assert.ok(await later.signedIn());
    const last = await device(server);
    await last.signIn(address, password);
    await last.fill("lookup_secret", codes[0]);
    await last.press("method", "lookup_secret");
    assert.ok(await last.signedIn());
  });

  test("meets everybody who has none, and nobody else", async () => {
    const [has, hasNone] = [await member(server), await member(server)];
    await makeCodes(has.owner);
    const done = await server.command("require", "lookup_secret", "--without", "lookup_secret");
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stdout, /^Accounts changed: \d+$/m);
    assert.ok(await has.owner.signedIn());
    await hasNone.owner.go("/");
    await held(hasNone.owner);
  });

  test("is refused where it makes no sense, and says why", async () => {
    for (const [words, why] of [
      [["lookup_secret"], /Say whom/],
      [["lookup_secret", "--identity", "nobody"], /nobody is not the id of an account/],
      [["dance", "--all"], /dance/],
    ]) {
      const { code, stderr } = await server.command("require", ...words);
      assert.notEqual(code, 0, words.join(" "));
      assert.match(stderr, why);
    }
  });
});

test("every page on the way was fit to be seen", () => assert.deepEqual(found, []));
