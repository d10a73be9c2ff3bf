// Recovery codes as other products have them, and what an account has to do before anything else: in a browser with
// JavaScript off, at phone width. Each page is checked by axe and photographed into out/codes/.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { follow, launch } from "../support/browser.mjs";
import { configured } from "../support/config.mjs";
import { Device } from "../support/device.mjs";
import { signInWithCode } from "../support/native.mjs";
import { newAddress, newPassword } from "../support/people.mjs";
import { Server } from "../support/server.mjs";

const browser = await launch();
after(() => browser.close());
/** What is wrong with the pages that were looked at. */
const found = [];

class Owner extends Device {
  static of = (server) => super.of(server, browser, { folder: "codes", found });

  section = (id) => this.page.locator(`#${id} .state`).innerText();
  /** What the field for a code is called. */
  asked = () => this.page.locator("label[for=f-lookup_secret]").innerText();

  async type(code) {
    await this.fill("lookup_secret", code);
    await this.press("method", "lookup_secret");
  }

  /** That the file beside the codes on the page says the same as the page, and what a sheet needs. */
  async checkFile(address) {
    const codes = await this.codes();
    const link = this.page.locator(".tools a[href*='codes.txt']");
    const [download] = await Promise.all([this.page.waitForEvent("download"), link.click()]);
    assert.equal(download.suggestedFilename(), "recovery-codes.txt");
    const file = await readFile(await download.path(), "utf8");
    const lines = Array.from(file.matchAll(/^ *(\d+)\. \[ \] (\S+)$/gm), ([, number, code]) => [number, code]);
    assert.deepEqual(lines, codes.map((code, at) => [String(at + 1), code]));
    const brand = await this.page.locator(".brand").innerText();
    assert.match(file, new RegExp(`^Recovery codes? · ${brand}$`, "m"));
    assert.ok(file.includes(`Sign in at: ${this.server.publicUrl}/login\n`), file.replace(/\[ \] .*/g, ""));
    assert.ok(file.includes(`Account: ${address}\n`));
    const made = /^Made: (.*)$/m.exec(file)[1];
    assert.ok(Math.abs(Date.now() - new Date(made.replace(/ UTC$/, "Z"))) < 86_400_000, made);
  }

  /** That codes are saved only where it is said so: not without the tick, whatever the browser lets through. */
  async checkTick(name) {
    const codes = await this.codes();
    await this.saveCodesUnticked();
    assert.match((await this.trouble()).join(), /Tick the box/);
    assert.deepEqual(await this.codes(), codes, "they are still shown");
    if (name) await this.look(name);
  }
}

/** A server, and the owner of an account there. */
async function stage(yaml) {
  const server = await Server.start({}, configured(yaml));
  const [address, password] = [newAddress("sheet"), newPassword()];
  const owner = await Owner.of(server);
  await owner.signUp(address, password);
  return { server, address, password, owner };
}

const preset = (name) => `selfservice: { methods: { lookup_secret: { config: { preset: ${name} } } } }`;

describe("twelve codes that are asked for by number", () => {
  let server, address, password, owner, codes, fresh;
  before(async () => ({ server, address, password, owner } = await stage(preset("keycloak"))));
  after(() => server?.stop());

  /** Another browser, at the second step. */
  async function second() {
    const device = await Owner.of(server);
    await device.signIn(address, password);
    assert.equal(await device.heading(), "One more step");
    return device;
  }

  test("are saved, and only with the tick", async () => {
    await owner.go("/settings");
    await owner.press("lookup_secret_regenerate", "true");
    codes = await owner.codes();
    assert.equal(new Set(codes).size, 12);
    assert.equal(await owner.page.locator("[data-codes=numbered] > li").count(), 12);
    await owner.look("numbered-to-save");
    await owner.printKit("numbered");
    await owner.checkFile(address);
    await owner.checkTick("numbered-not-ticked");
    const stranger = await Owner.of(server);
    await stranger.signIn(address, password);
    assert.ok(await stranger.signedIn(), "they do not count before");
    await owner.saveCodes();
    assert.equal(owner.path, "/settings");
    assert.match(await owner.section("lookup_secret"), /12 of 12 left/);
    assert.equal(await owner.page.locator("[data-codes]").count(), 0);
    await owner.look("numbered-on", { open: true });
  });

  test("can be tried, and are still there", async () => {
    for (const [code, name] of [[codes[0], "tried"], ["AAAA-AAAA-AAAA", "tried-wrong"]]) {
      await owner.go("/settings");
      await owner.page.locator("#lookup_secret summary").nth(1).click();
      assert.equal(await owner.page.locator("label[for=f-try]").innerText(), "Recovery code number 1");
      await owner.fill("lookup_secret_test", code);
      await follow(owner.page, owner.page.locator("#f-try ~ button, form:has(#f-try) button"));
      assert.equal((await owner.trouble()).length, name === "tried" ? 0 : 1);
      await owner.look(name);
    }
    await owner.go("/settings");
    assert.match(await owner.section("lookup_secret"), /12 of 12 left/);
  });

  test("a wrong one moves nothing", async () => {
    const device = await second();
    assert.equal(await device.asked(), "Recovery code number 1");
    await device.look("number");
    await device.type(codes[1]);
    assert.match((await device.trouble()).join(), /not your recovery code number 1\b/);
    assert.equal(await device.asked(), "Recovery code number 1");
    await device.look("number-wrong");
    await device.type(codes[0].toLowerCase());
    assert.ok(await device.signedIn());
    const next = await second();
    assert.equal(await next.asked(), "Recovery code number 2");
    await next.type(codes[0]);
    assert.match((await next.trouble()).join(), /used before/);
    assert.equal(await next.asked(), "Recovery code number 2");
    await next.type(`2. [ ] ${codes[1]}`);
    assert.ok(await next.signedIn());
  });

  test("are the last way that is shown, never the first", async () => {
    const app = await owner.setUpApp();
    assert.match(await owner.section("totp"), /^On/);
    const device = await second();
    assert.equal(await device.page.locator("[name=lookup_secret]").count(), 0, "though a code was used last");
    assert.deepEqual(await device.otherWays(), ["lookup_secret"]);
    await device.look("other-ways", { open: true });
    await follow(device.page, device.page.locator(".ways a"));
    assert.equal(await device.asked(), "Recovery code number 3");
    assert.deepEqual(await device.otherWays(), ["totp"]);
    await device.type(codes[0]);
    assert.match((await device.trouble()).join(), /used before/);
    assert.equal(await device.asked(), "Recovery code number 3", "the page stays with the way that was chosen");
    await device.otherWays();
    await follow(device.page, device.page.locator(".ways a"));
    await device.fill("totp_code", await app.code());
    await device.press("method", "totp");
    assert.ok(await device.signedIn());
  });

  /** Up to the number that is asked for. */
  async function byNumber() {
    const device = await second();
    await device.otherWays();
    await follow(device.page, device.page.locator(".ways a"));
    return device;
  }

  test("the last one brings new ones, and works until they are saved", async () => {
    for (const code of codes.slice(2, 11)) {
      const done = await signInWithCode(server, { email: address, password }, code);
      assert.equal(done.status, 200, JSON.stringify(done.data));
    }
    await owner.go("/settings");
    assert.match(await owner.section("lookup_secret"), /One of 12 left/);
    await owner.look("numbered-one-left");
    const leaves = await byNumber();
    assert.equal(await leaves.asked(), "Recovery code number 12");
    await leaves.type(codes[11]);
    assert.equal(await leaves.heading(), "Save your recovery codes");
    const unsaved = await leaves.codes();
    assert.equal(unsaved.length, 12);
    await leaves.look("numbered-renewed");
    await leaves.checkFile(address);
    await leaves.page.reload();
    assert.deepEqual(await leaves.codes(), unsaved);
    assert.ok(!(await leaves.signedIn()), "nobody is in before they are saved");
    await leaves.close();

    const device = await byNumber();
    assert.equal(await device.asked(), "Recovery code number 12");
    await device.type(codes[11]);
    fresh = await device.codes();
    assert.ok(fresh.every((code) => !unsaved.includes(code) && !codes.includes(code)));
    await device.checkTick("numbered-renewed-not-ticked");
    await device.saveCodes();
    assert.equal(await device.heading(), "Your account", "saving them ended the sign-in");
    await device.go("/settings");
    assert.match(await device.section("lookup_secret"), /12 of 12 left/);
  });

  test("the old ones are dead, and the new ones begin at one", async () => {
    const device = await byNumber();
    assert.equal(await device.asked(), "Recovery code number 1");
    for (const code of [codes[11], codes[0]]) {
      await device.type(code);
      assert.match((await device.trouble()).join(), /not your recovery code number 1\b/);
    }
    await device.type(fresh[0]);
    assert.ok(await device.signedIn());
  });
});

describe("a single code that comes with the sign-in app", () => {
  let server, address, password, owner, code, fresh;
  before(async () => ({ server, address, password, owner } = await stage(preset("auth0"))));
  after(() => server?.stop());

  /** Another browser, at the field for the code. */
  async function second() {
    const device = await Owner.of(server);
    await device.signIn(address, password);
    assert.equal(await device.page.locator("[name=totp_code]").count(), 1, "the app comes first");
    assert.deepEqual(await device.otherWays(), ["lookup_secret"]);
    await follow(device.page, device.page.locator(".ways a"));
    assert.equal(await device.asked(), "Recovery code");
    return device;
  }

  test("the app counts once the code is saved", async () => {
    await owner.setUpApp();
    assert.match(await owner.heading(), /^Save your recovery code/);
    assert.equal((await owner.codes()).length, 1);
    await owner.go("/settings");
    assert.match(await owner.section("totp"), /^Off/, "who leaves has nothing");
    const stranger = await Owner.of(server);
    await stranger.signIn(address, password);
    assert.ok(await stranger.signedIn());

    await owner.setUpApp();
    [code] = await owner.codes();
    await owner.look("single-to-save");
    await owner.printKit("single");
    await owner.checkFile(address);
    await owner.checkTick("single-not-ticked");
    await owner.saveCodes();
    assert.equal(owner.path, "/settings");
    assert.match(await owner.section("totp"), /^On/);
    assert.match(await owner.section("lookup_secret"), /Ready to use/);
    await owner.look("single-on", { open: true });
  });

  test("its use brings a new one, and it works until that is saved", async () => {
    const leaves = await second();
    await leaves.type("AAAA-AAAA-AAAA-AAAA-AAAA-AAAA");
    assert.match((await leaves.trouble()).join(), /not a recovery code of this account/);
    await leaves.look("single-wrong");
    await leaves.type(code);
    const [unsaved] = await leaves.codes();
    assert.notEqual(unsaved, code);
    await leaves.look("single-renewed");
    await leaves.checkFile(address);
    assert.ok(!(await leaves.signedIn()));
    await leaves.close();

    const device = await second();
    await device.type(code);
    [fresh] = await device.codes();
    await device.checkTick();
    await device.saveCodes();
    assert.equal(await device.heading(), "Your account");
  });

  test("the old one is dead", async () => {
    const device = await second();
    await device.type(code);
    assert.match((await device.trouble()).join(), /not a recovery code of this account/);
    await device.type(fresh);
    assert.equal((await device.codes()).length, 1, "the new one works, and brings another");
  });
});

describe("the sheet as PDF", () => {
  test("is beside the one as text", async (t) => {
    const { server, owner } = await stage(preset("readmit"));
    t.after(() => server.stop());
    await owner.go("/settings");
    await owner.press("lookup_secret_regenerate", "true");
    await owner.codes();
    await owner.printKit("any");
  });
});

describe("what an account has to do first", () => {
  async function told() {
    const here = await stage("{}");
    const { server, address } = here;
    const found = await fetch(`${server.adminUrl}/admin/identities?credentials_identifier=${address}`);
    const [{ id }] = await found.json();
    here.require = async (...actions) => {
      const answer = await fetch(`${server.adminUrl}/admin/identities/${id}/required-actions`, {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ actions }),
      });
      assert.deepEqual(await answer.json(), { actions });
    };
    return here;
  }

  /** That this browser can do nothing but save codes. */
  async function held(owner) {
    assert.equal(owner.path, "/settings");
    const sections = await owner.page.locator("main section[id]").evaluateAll((all) => all.map(({ id }) => id));
    assert.deepEqual(sections, ["lookup_secret"]);
    assert.match(await owner.page.locator("main .lead").innerText(), /before you go on/);
  }

  test("leads to settings from every page, and on to the one that was wanted", async (t) => {
    const { server, owner, require } = await told();
    t.after(() => server.stop());
    await require("lookup_secret");
    for (const to of ["/", "/settings", "/sessions"]) {
      await owner.go(to);
      await held(owner);
    }
    await owner.look("required");
    await owner.press("lookup_secret_regenerate", "true");
    assert.equal(await owner.page.getByRole("link", { name: "Not now" }).count(), 0, "it would lead to the same page");
    await owner.look("required-to-save");
    await owner.checkTick();
    await owner.go("/");
    await held(owner);
    await owner.go("/sessions");
    await owner.press("lookup_secret_regenerate", "true");
    await owner.saveCodes();
    assert.equal(owner.path, "/sessions", "on to the page that was wanted");
    await owner.go("/settings");
    assert.ok((await owner.page.locator("main section[id]").count()) > 1);
  });

  test("is all that the page shows, whatever it is", async (t) => {
    const { server, owner, require } = await told();
    t.after(() => server.stop());
    for (const action of ["totp", "password"]) {
      await require(action);
      await owner.go("/sessions");
      assert.equal(owner.path, "/settings");
      assert.deepEqual(await owner.page.locator("main section[id]").evaluateAll((all) => all.map(({ id }) => id)), [action]);
      await owner.look(`required-${action}`);
    }
  });

  test("holds on a page, too, that was open before", async (t) => {
    const { server, owner, require } = await told();
    t.after(() => server.stop());
    await owner.go("/settings");
    const opened = owner.page.url();
    await owner.page.locator("#password summary").click();
    await owner.fill("password", newPassword());
    await require("lookup_secret");
    await owner.press("method", "password");
    assert.equal(await owner.page.locator(".note.good").count(), 0, "no password was set");
    await held(owner);
    await owner.page.goto(opened);
    await held(owner);
  });

  test("after signing in, too, and a page that was wanted before comes afterwards", async (t) => {
    const { server, address, password, require } = await told();
    t.after(() => server.stop());
    await require("lookup_secret");
    const device = await Owner.of(server);
    await device.go(`/self-service/login/browser?return_to=${encodeURIComponent(`${server.publicUrl}/sessions`)}`);
    await device.fill("identifier", address);
    await device.fill("password", password);
    await device.press("method", "password");
    await held(device);
    await device.press("lookup_secret_regenerate", "true");
    await device.saveCodes();
    assert.equal(device.path, "/sessions");
    await device.signOut();
  });

  test("lets go who signs out instead", async (t) => {
    const { server, owner, require } = await told();
    t.after(() => server.stop());
    await require("lookup_secret");
    await owner.go("/");
    await held(owner);
    await follow(owner.page, owner.page.getByRole("link", { name: "Sign out" }));
    await owner.go("/");
    assert.equal(await owner.page.getByRole("link", { name: "Sign in" }).count(), 1);
  });
});

test("every page on the way was fit to be seen", () => assert.deepEqual(found, []));
