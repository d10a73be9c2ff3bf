// The apps in `examples/`, started by their own commands. The web apps beside a server that knows nothing of them, as
// `make run` starts it, and beside one that is configured for them by their `readmit.yml`.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch } from "../support/browser.mjs";
import { keep } from "../support/canaries.mjs";
import { inspect } from "../support/inspect.mjs";
import { codeIn, mails, mailTo, recoveryCode } from "../support/mailbox.mjs";
import { newAddress, newPassword } from "../support/people.mjs";
import { freePort, Server } from "../support/server.mjs";

const ROOT = join(import.meta.dirname, "../..");
const EXAMPLES = join(ROOT, "examples");

const CODE = /^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/gm;

/** Short ages, for passwords and for second factors. */
const STALE = {
  SELFSERVICE_FLOWS_SETTINGS_PRIVILEGED_SESSION_MAX_AGE: "4s",
  SECURITY_PRIVILEGED_SECOND_FACTOR_MAX_AGE: "4s",
};

const browser = await launch();
const children = new Set();
after(async () => {
  for (const child of children) child.kill();
  await browser.close();
});

/** Starts a web app by its command, and waits until it says where it is. */
async function start(name, environment) {
  const child = spawn(join(EXAMPLES, name, "run"), { env: { PATH: process.env.PATH, ...environment } });
  children.add(child);
  let said = "";
  child.stderr.on("data", (chunk) => (said += chunk));
  const url = await new Promise((done, failed) => {
    child.stdout.on("data", (chunk) => {
      const found = /^http:\S+$/m.exec((said += chunk));
      if (found) done(found[0]);
    });
    child.once("exit", (code) => failed(new Error(`${name} ended (${code}):\n${said}`)));
  });
  child.removeAllListeners("exit");
  return url;
}

/** The embedded default as a file, and over it what the app's `readmit.yml` says, with this test's addresses. */
function files(name, addresses) {
  const embedded = join(ROOT, "crates/server/src/config/embedded");
  const person = readFileSync(join(embedded, "person.schema.json"), "base64");
  const base = readFileSync(join(embedded, "default.yml"), "utf8").replace("{person}", person);
  let own = readFileSync(join(EXAMPLES, name, "readmit.yml"), "utf8");
  for (const [written, here] of Object.entries(addresses)) own = own.replaceAll(written, here);
  return { "base.yml": `dsn: sqlite://readmit.db\n${base}`, "own.yml": own };
}

/** What every web app shows, told by its words and by the names of the nodes. */
function journey(name, port, { configured, javaScriptEnabled }) {
  const beside = configured ? "a server that is configured for it" : "a server that knows nothing of it";
  describe(`examples/${name} beside ${beside}`, () => {
    const address = newAddress(name);
    const person = `Ada <b>"Lovelace"</b> & '`;
    const first = newPassword();
    const second = newPassword();
    let server, app, context, page, codes;
    let used = 0;

    before(async () => {
      const appPort = await freePort();
      const here = `http://127.0.0.1:${appPort}`;
      server = await Server.start({}, configured ? files(name, { [`http://127.0.0.1:${port}`]: here }) : {});
      const environment = { PORT: String(appPort), READMIT_URL: server.publicUrl };
      if (configured) environment.READMIT_PUBLIC_URL = server.publicUrl;
      app = await start(name, environment);
      assert.equal(app, here);
      context = await browser.newContext({ javaScriptEnabled });
      page = await context.newPage();
      page.setDefaultTimeout(8000);
    });
    after(() => server?.stop());

    const heading = (words) => page.getByRole("heading", { level: 1, name: words, exact: true }).waitFor();
    const fill = (field, value) => page.locator(`[name="${field}"]`).fill(value);
    const click = (words) => page.getByRole("button", { name: words, exact: true }).click();
    const link = (words) => page.getByRole("link", { name: words, exact: true }).click();

    /** Inspects the page as it is now; without JavaScript nothing could be asked of it, so then its twin with. */
    async function look(what) {
      if (configured && what !== "verification-done") return;
      if (javaScriptEnabled) return inspect(page, "examples", `${name}-${what}`, { heaviest: 400_000 });
      const twin = await (await browser.newContext({ storageState: await context.storageState() })).newPage();
      await twin.goto(page.url());
      assert.equal(await twin.locator("script").count(), 0);
      await inspect(twin, "examples", `${name}-${what}`);
      await twin.context().close();
    }

    const press = (method) => page.locator(`button[name=method][value=${method}]`).click();

    async function leave() {
      await page.getByText("Sign out", { exact: true }).click();
      await heading("Sign in");
    }

    async function signOut() {
      await page.goto(app);
      await leave();
    }

    async function recoveryCodeStep(shown) {
      await heading("One more step");
      if (shown) await look(shown);
      await fill("lookup_secret", codes[used++]);
      await press("lookup_secret");
    }

    async function passwordStep(password) {
      await page.goto(`${app}/login`);
      await fill("identifier", address);
      await fill("password", password);
      await click("Sign in using your password");
    }

    test("the home page is for whoever is signed in", async () => {
      await page.goto(app);
      await heading("Sign in");
      await look("login");
    });

    test("signs up, after a mistake that is told beside its field", async () => {
      await link("Create an account");
      await heading("Create an account");
      await look("registration");
      await fill("traits.email", address);
      await fill("traits.name", person);
      await fill("password", "password");
      await click("Create account");
      const field = page.locator("[name=password][aria-invalid=true]");
      const told = page.locator(`[id="${await field.getAttribute("aria-describedby")}"]`);
      assert.ok((await told.innerText()).length > 10);
      assert.equal(await page.locator(`[name="traits.email"]`).inputValue(), address);
      const focused = page.locator("main :focus");
      assert.ok((await focused.innerText()).includes(await told.innerText()), "errors get the focus");
      await look("registration-mistake");
      await fill("password", first);
      await click("Create account");
    });

    if (configured) {
      test("is led to confirm the address, and does", async () => {
        await heading("Enter the code");
        await fill("code", codeIn(await mailTo(server, address)));
        await click("Go on");
        await heading("Confirm an address");
        await look("verification-done");
        await link("Go on");
      });
    }

    test("is signed in, and what was typed is shown as it was typed", async () => {
      await heading("Home");
      assert.equal(await page.locator("strong").innerText(), `${person} (${address})`);
      await look("home");
    });

    test("saves recovery codes", async () => {
      await link("Settings");
      await heading("Settings");
      assert.equal(await page.locator(`[name="traits.name"]`).inputValue(), person);
      await look("settings");
      await click("Make new recovery codes");
      await page.locator(".codes").waitFor();
      codes = keep(await page.locator(".codes code").allInnerTexts(), "recovery code");
      assert.equal(codes.length, 10);
      await look("codes");
      await click("I have saved my codes");
      await page.locator(".note.success").waitFor();
      await look("settings-codes-on");
    });

    test("signs out, and in with password and a recovery code", async () => {
      await signOut();
      await passwordStep(first);
      await recoveryCodeStep("second-step");
      await heading("Home");
    });

    test("a spent code is refused, and whoever is halfway can still sign out", async () => {
      await signOut();
      await passwordStep(first);
      await heading("One more step");
      await page.goto(app);
      await heading("One more step");
      await fill("lookup_secret", codes[0]);
      await press("lookup_secret");
      await page.locator(".wrong").waitFor();
      await look("spent-code");
      await leave();
    });

    test("forgets the password, gets back in by the mailed code and a recovery code", async () => {
      await link("Forgotten your password?");
      await heading("Get back in");
      await look("recovery");
      const seen = (await mails(server, address)).length;
      await fill("email", address);
      await click("Go on");
      await heading("Enter the code");
      await look("recovery-code");
      const code = await recoveryCode(server, address, seen);
      await fill("code", code === "11111111" ? "22222222" : "11111111");
      await click("Go on");
      await page.locator(".wrong").waitFor();
      await fill("code", code);
      await click("Go on");
      await recoveryCodeStep();
      await heading("Settings");
      await page.locator(".note.success").waitFor();
      await look("new-password");
      await fill("password", second);
      await page.locator("section", { has: page.locator("[name=password]") }).getByRole("button").click();
      await page.locator(".note.success", { hasText: "saved" }).waitFor();
    });

    test("signs in with the new password, and is who they were", async () => {
      await signOut();
      await passwordStep(second);
      await recoveryCodeStep();
      await heading("Home");
      assert.equal(await page.locator("strong").innerText(), `${person} (${address})`);
    });

    test("a flow of another browser is replaced by a new one", async () => {
      const other = "a0000000-0000-4000-8000-000000000000";
      await page.goto(`${app}/settings?flow=${other}`);
      await heading("Settings");
      assert.ok(!page.url().includes(other));
    });
  });
}

for (const configured of [false, true]) {
  journey("html", 4455, { configured, javaScriptEnabled: false });
  journey("spa", 4456, { configured, javaScriptEnabled: true });
}

describe("what is too old, beside web apps", () => {
  const password = newPassword();
  let server;

  before(async () => {
    server = await Server.start({ ...STALE, SELFSERVICE_FLOWS_LOGIN_LIFESPAN: "5s" });
  });
  after(() => server?.stop());

  for (const [name, javaScriptEnabled] of [["html", false], ["spa", true]]) {
    /** The app, with somebody before it who waits longer than they should. */
    async function visit(path) {
      const app = await start(name, { PORT: String(await freePort()), READMIT_URL: server.publicUrl });
      const page = await (await browser.newContext({ javaScriptEnabled })).newPage();
      page.setDefaultTimeout(8000);
      await page.goto(`${app}${path}`);
      return page;
    }

    test(`${name}: a session asks to confirm, and what was wanted is done`, async () => {
      const page = await visit("/registration");
      await page.locator("[name='traits.email']").fill(newAddress(name));
      await page.locator("[name=password]").fill(password);
      await page.getByRole("button", { name: "Create account" }).click();
      await page.getByRole("link", { name: "Settings" }).click();
      await page.getByRole("heading", { name: "Recovery codes" }).waitFor();
      await page.waitForTimeout(4500);
      await page.getByRole("button", { name: "Make new recovery codes" }).click();
      await page.getByRole("heading", { name: "Confirm that it is you" }).waitFor();
      await page.locator("[name=password]").fill(password);
      await page.locator("button[name=method][value=password]").click();
      await page.locator(".codes").waitFor();
      assert.equal(keep(await page.locator(".codes code").allInnerTexts(), "recovery code").length, 10);
    });

    test(`${name}: a flow is replaced by a new one, and that is said`, async () => {
      const page = await visit("/login");
      await page.locator("[name=identifier]").fill(newAddress(name));
      await page.locator("[name=password]").fill(password);
      const old = page.url();
      await page.waitForTimeout(5500);
      await page.locator("button[name=method][value=password]").click();
      await page.locator(".wrong").waitFor();
      assert.match(page.url(), /login\?flow=/);
      assert.notEqual(page.url(), old);
    });
  }
});

test("examples/html: the gate lets no page of another site act", async (t) => {
  const server = await Server.start();
  t.after(() => server.stop());
  const app = await start("html", { PORT: String(await freePort()), READMIT_URL: server.publicUrl });
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${app}/registration`);
  const form = await page.locator("form").evaluate((element) => Object.fromEntries(new FormData(element)));
  Object.assign(form, { "traits.email": newAddress("forged"), password: newPassword(), method: "password" });
  const action = await page.locator("form").getAttribute("action");
  const send = (origin) => page.request.post(`${app}${action}`, { form, headers: { origin }, maxRedirects: 0 });
  assert.match((await send("http://evil.example")).headers().location, /^\/error\?id=/);
  assert.equal((await send(app)).headers().location, "/");
});

/** The program for the terminal. Its questions are waited for and answered, as somebody would who sits before it. */
class Terminal {
  constructor(server) {
    this.home = mkdtempSync(join(tmpdir(), "readmit-e2e-native-"));
    this.environment = { PATH: process.env.PATH, READMIT_URL: server.publicUrl, XDG_STATE_HOME: this.home };
  }

  /** Runs a command. `answers` are given in turn, each when its question stands there; gives all that was said. */
  async run(command, ...answers) {
    const child = spawn(join(EXAMPLES, "native/run"), [command], { env: this.environment });
    children.add(child);
    let said = "";
    let end;
    const ended = new Promise((done) => child.once("close", (code) => done((end = { code }))));
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
    for (const [question, answer] of answers) {
      const until = Date.now() + 10_000;
      while (!said.endsWith(`${question}: `)) {
        if (end || Date.now() > until) assert.fail(`«${question}» was not asked:\n${said}`);
        await new Promise((done) => setTimeout(done, 20));
      }
      said += "\n";
      child.stdin.write(`${typeof answer === "function" ? await answer() : answer}\n`);
    }
    await ended;
    return { code: end.code, said };
  }
}

describe("examples/native", () => {
  const address = newAddress("native");
  const first = newPassword();
  const second = newPassword();
  let server, terminal, codes;

  before(async () => {
    server = await Server.start();
    terminal = new Terminal(server);
  });
  after(async () => {
    if (terminal) rmSync(terminal.home, { recursive: true });
    await server?.stop();
  });

  test("signs up, after a mistake", async () => {
    const form = (password) => [["Email address", address], ["Password", password], ["Name (if you like)", ""]];
    const { code, said } = await terminal.run("sign-up", ...form("password"), ...form(first));
    assert.match(said, /Password: This password is on lists/);
    assert.match(said, new RegExp(`You are ${address}, signed in at aal1`));
    assert.equal(code, 0);
  });

  test("keeps the token where only its user can read it", () => {
    const path = join(terminal.home, "readmit-example/token");
    assert.match(keep(readFileSync(path, "utf8"), "session token"), /^ory_st_/);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  test("makes recovery codes, and signs out", async () => {
    const { said } = await terminal.run("codes");
    codes = keep(said.match(CODE), "recovery code");
    assert.equal(codes.length, 10);
    assert.match((await terminal.run("sign-out")).said, /You are signed out/);
    assert.equal((await terminal.run("whoami")).code, 1);
  });

  test("signs in with a recovery code as the second step", async () => {
    const { said } = await terminal.run(
      "sign-in",
      ["Email address", address],
      ["Password", newPassword()],
      ["Email address", address],
      ["Password", first],
      ["One of your recovery codes", "0000-0000-0000-0000"],
      ["One of your recovery codes", codes[0]],
    );
    assert.match(said, /That combination did not work/);
    assert.match(said, new RegExp(`You are ${address}, signed in at aal2`));
  });

  test("gets back in by a mailed code, to a new password", async () => {
    const seen = (await mails(server, address)).length;
    const mailed = () => recoveryCode(server, address, seen);
    const { code, said } = await terminal.run(
      "recover",
      ["Email address", address],
      ["Code from the message", async () => ((await mailed()) === "11111111" ? "22222222" : "11111111")],
      ["Code from the message", mailed],
      ["One of your recovery codes", codes[1]],
      ["Password", second],
    );
    assert.match(said, new RegExp(`You are ${address}, signed in at aal2`));
    assert.equal(code, 0);
    await terminal.run("sign-out");
    const form = [["Email address", address], ["Password", second], ["One of your recovery codes", codes[2]]];
    assert.match((await terminal.run("sign-in", ...form)).said, new RegExp(`You are ${address}, signed in at aal2`));
    assert.equal((await terminal.run("whoami")).code, 0);
  });

  test("confirms who it is where the session is too old", async (t) => {
    const strict = await Server.start(STALE);
    const other = new Terminal(strict);
    t.after(async () => {
      rmSync(other.home, { recursive: true });
      await strict.stop();
    });
    await other.run("sign-up", ["Email address", newAddress("stale")], ["Password", first], ["Name (if you like)", ""]);
    await new Promise((done) => setTimeout(done, 4500));
    const { code, said } = await other.run("codes", ["Password", first]);
    assert.equal(keep(said.match(CODE), "recovery code").length, 10);
    assert.equal(code, 0);
  });

  test("without a server it says so, and nothing of what was typed", async () => {
    const alone = new Terminal({ publicUrl: `http://127.0.0.1:${await freePort()}` });
    const { code, said } = await alone.run("sign-in");
    rmSync(alone.home, { recursive: true });
    assert.equal(code, 1);
    assert.match(said, /^Readmit does not answer.*\n$/);
  });
});
