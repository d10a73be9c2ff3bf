// The apps in `examples/`, started by their own commands, beside a server that knows nothing of them (as `make run` is)
// and beside one that is configured for them by their `readmit.yml`.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { follow, launch, press } from "../support/browser.mjs";
import { keep } from "../support/canaries.mjs";
import { inspect } from "../support/inspect.mjs";
import { codeIn, mails, mailTo, recoveryCode } from "../support/mailbox.mjs";
import { newAddress, newPassword } from "../support/people.mjs";
import { freePort, Server } from "../support/server.mjs";

const ROOT = join(import.meta.dirname, "../..");
const EXAMPLES = join(ROOT, "examples");

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
  return { "base.yml": base, "own.yml": own };
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
    const look = (what) => inspect(page, "examples", `${name}-${what}`, javaScriptEnabled ? 400_000 : undefined);

    async function signOut() {
      await page.goto(app);
      await link("Sign out");
      await heading("Sign in");
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
      assert.ok(await page.locator(".wrong").evaluate((element) => element === document.activeElement), "errors get the focus");
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
    });
  });
}

journey("html", 4455, { configured: false, javaScriptEnabled: false });
