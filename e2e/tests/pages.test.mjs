// Every built-in page, in each of its faces: axe in light and dark at 360 and 1280 px, no sideways scrolling at 320 px, less
// than 40 kB, nobody else asked for anything. Then the keyboard alone, and what JavaScript adds.
// Pictures of all of them lie in out/pages/ afterwards.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { Authenticator } from "../support/authenticator.mjs";
import { follow, launch, press, shoot } from "../support/browser.mjs";
import { keep } from "../support/canaries.mjs";
import { inspectInLanguages as inspect } from "../support/languages.mjs";
import { mails, recoveryCode } from "../support/mailbox.mjs";
import { newPassword } from "../support/people.mjs";
import { Server } from "../support/server.mjs";

let server, browser;
const foreign = new Set();

before(async () => {
  server = await Server.start();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function visitor(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.on("request", (request) => {
    const url = new URL(request.url());
    const known = [server.publicUrl, server.adminUrl].includes(url.origin);
    if (!known && !["data:", "blob:"].includes(url.protocol)) foreign.add(request.url());
  });
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  return page;
}

const heading = (page) => page.locator("h1").innerText();
const path = (page) => new URL(page.url()).pathname;
const go = (page, to) => page.goto(`${server.publicUrl}${to}`);

async function passwordStep(page, address, password) {
  await go(page, "/login");
  await page.locator("[name=identifier]").fill(address);
  await page.locator("[name=password]").fill(password);
  await press(page, "method", "password");
}

/** Signs up, with an app and codes; gives them. */
async function member(page, address, password) {
  await go(page, "/registration");
  await page.locator("[name='traits.email']").fill(address);
  await page.locator("[name=password]").fill(password);
  await press(page, "method", "password");
  await go(page, "/settings");
  await page.locator("#totp summary").first().click();
  const app = new Authenticator(await page.locator("#totp .key code").innerText());
  await page.locator("[name=totp_code]").fill(await app.code());
  await press(page, "method", "totp");
  await press(page, "lookup_secret_regenerate", "true");
  const codes = keep(await page.locator("[data-codes] code").allInnerTexts(), "recovery code");
  await page.locator("#saved").check();
  await press(page, "lookup_secret_confirm", "true");
  return { app, codes };
}

describe("every page", () => {
  // As long as an address may plausibly be.
  const address = "wilhelmina.featherstonehaugh-cholmondeley.accounts@a-long-name.organisation.example";
  const password = newPassword();
  const look = (page, name) => inspect(page, "pages", name);
  let page, app, codes;

  before(async () => (page = await visitor()));

  test("signed out: home, registration, login, recovery", async () => {
    await go(page, "/");
    await look(page, "home-out");
    await go(page, "/registration");
    await look(page, "registration");
    await page.locator("[name='traits.email']").fill(address);
    await page.locator("[name=password]").fill("password");
    await press(page, "method", "password");
    assert.equal(await page.locator("[name='traits.email']").inputValue(), address);
    await look(page, "registration-error");
    await go(page, "/login");
    await look(page, "login");
    await page.locator("[name=identifier]").fill(address);
    await page.locator("[name=password]").fill("wrong horse battery");
    await press(page, "method", "password");
    await look(page, "login-error");
    await go(page, "/recovery");
    await look(page, "recovery-address");
  });

  test("settings: nothing set up, app being set up, codes shown, everything on", async () => {
    await go(page, "/registration");
    await page.locator("[name='traits.email']").fill(address);
    await page.locator("[name=password]").fill(password);
    await press(page, "method", "password");
    await look(page, "home-new");
    await go(page, "/settings");
    await look(page, "settings-new");
    await page.locator("#totp summary").first().click();
    await page.locator("[name=totp_code]").fill("000000");
    await press(page, "method", "totp");
    await look(page, "settings-app-error");
    app = new Authenticator(await page.locator("#totp .key code").innerText());
    await page.locator("[name=totp_code]").fill(await app.code());
    await press(page, "method", "totp");
    await press(page, "lookup_secret_regenerate", "true");
    await look(page, "codes");
    codes = keep(await page.locator("[data-codes] code").allInnerTexts(), "recovery code");
    await page.locator("#saved").check();
    await press(page, "lookup_secret_confirm", "true");
    for (const summary of await page.locator("section summary").all()) await summary.click();
    await look(page, "settings-on");
  });

  test("signed in: home, sessions", async () => {
    await go(page, "/");
    await look(page, "home");
    const phone = await visitor({ userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1" });
    await passwordStep(phone, address, password);
    await go(page, "/sessions");
    await look(page, "sessions");
    await phone.context().close();
  });

  test("the second step, both ways, with an error", async () => {
    await go(page, "/");
    await follow(page, page.getByRole("link", { name: "Sign out" }));
    await passwordStep(page, address, password);
    for (const summary of await page.locator("main summary").all()) await summary.click();
    await look(page, "second-step-app");
    await follow(page, page.locator("a[href*='method=lookup_secret']"));
    await look(page, "second-step-code");
    await page.locator("[name=lookup_secret]").fill("0000-0000-0000-0000");
    await press(page, "method", "lookup_secret");
    await look(page, "second-step-error");
    await follow(page, page.getByRole("link", { name: "Cancel and sign out" }));
  });

  test("recovery: code, wrong code, second step, new password", async () => {
    const before = (await mails(server, address)).length;
    await go(page, "/recovery");
    await page.locator("[name=email]").fill(address);
    await press(page, "method", "code");
    await look(page, "recovery-code");
    await page.locator("input[name=code]").fill("11111111");
    await press(page, "method", "code");
    await look(page, "recovery-error");
    await page.locator("input[name=code]").fill(await recoveryCode(server, address, before));
    await press(page, "method", "code");
    assert.equal(await heading(page), "One more step");
    await page.locator("a[href*='method=lookup_secret']").evaluate((link) => link.click());
    await page.locator("[name=lookup_secret]").fill(codes[0]);
    await press(page, "method", "lookup_secret");
    await look(page, "new-password");
    await page.locator("input[name=password]").fill("12345678");
    await press(page, "method", "password");
    await look(page, "new-password-error");
    await page.locator("input[name=password]").fill(newPassword());
    await press(page, "method", "password");
    await look(page, "new-password-set");
  });

  test("signing in once more before something dangerous", async () => {
    await go(page, "/self-service/login/browser?refresh=true");
    assert.equal(path(page), "/login");
    await look(page, "login-refresh");
  });

  test("errors and what is not there", async () => {
    await go(page, "/error?id=5d2d7a2a-3b0c-4d2e-9a53-0a8c1c5f3f10");
    assert.equal(path(page), "/error");
    await look(page, "error-404");
    // A form that comes from elsewhere.
    await page.goto(`${server.publicUrl}/self-service/logout?token=forged`);
    assert.equal(path(page), "/error");
    await look(page, "error-forged");
  });

  test("a page of another browser starts afresh and says so", async () => {
    const other = await visitor();
    await go(other, "/login");
    const url = other.url();
    await other.context().clearCookies();
    await other.goto(url);
    assert.equal(path(other), "/login");
    assert.notEqual(other.url(), url);
    assert.match(await other.locator("main").innerText(), /fresh/);
    await look(other, "login-afresh");
    await other.context().close();
  });

  test("the development mailbox", async () => {
    await page.goto(`${server.adminUrl}/mailbox`);
    await look(page, "mailbox");
    await page.locator(".mails nav a", { hasText: "Get back" }).first().click();
    await look(page, "mailbox-open");
    const framed = page.frameLocator("iframe").locator("body");
    assert.match(await framed.innerText(), /\d{8}/);
  });

  test("nobody else was asked for anything", () => assert.deepEqual(Array.from(foreign), []));
});

describe("the keyboard alone, without JavaScript", () => {
  const address = "keyboard@example.org";
  const password = newPassword();
  let page, app, codes;

  before(async () => {
    const first = await visitor();
    ({ app, codes } = await member(first, address, password));
    await first.context().close();
    page = await visitor({ javaScriptEnabled: false });
  });

  const focused = (attribute) => page.locator(":focus").first().getAttribute(attribute);
  const type = (text) => page.keyboard.type(text);
  const enter = () => Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);

  /** Tabs until `selector` has the focus, which has to be seen on each stop. */
  async function tabTo(selector) {
    for (let stops = 0; stops < 40; stops++) {
      await page.keyboard.press("Tab");
      const here = page.locator(":focus").first();
      if (!(await here.count())) continue;
      const outline = await here.evaluate((element) => getComputedStyle(element).outlineStyle);
      assert.notEqual(outline, "none", `focus is not seen on ${await here.evaluate((element) => element.outerHTML)}`);
      if (await here.evaluate((element, selector) => element.matches(selector), selector)) return;
    }
    assert.fail(`the keyboard does not reach ${selector}`);
  }

  test("login: focus begins in the first field, goes to the errors, and gets through", async () => {
    await go(page, "/login");
    assert.equal(await focused("name"), "identifier");
    await type(address);
    await page.keyboard.press("Tab");
    assert.equal(await focused("name"), "password");
    await type("wrong horse battery");
    await enter();
    assert.match(await focused("class"), /summary/);
    await tabTo("[name=identifier]");
    assert.equal(await page.locator(":focus").inputValue(), address);
    await page.keyboard.press("Tab");
    await type(password);
    await tabTo("button[name=method]");
    await enter();
    assert.equal(await focused("name"), "totp_code");
    await tabTo("details > summary");
    await page.keyboard.press("Enter");
    await tabTo("a[href*='method=lookup_secret']");
    await enter();
    assert.equal(await focused("name"), "lookup_secret");
    await type(codes[0]);
    await enter();
    await go(page, "/");
    assert.equal(await heading(page), "Your account");
    await tabTo("nav a");
    await enter();
  });

  test("recovery", async () => {
    const before = (await mails(server, address)).length;
    await go(page, "/login");
    await tabTo("a[href*='recovery']");
    await enter();
    assert.equal(await focused("name"), "email");
    await type(address);
    await enter();
    assert.equal(await focused("name"), "code");
    await type(await recoveryCode(server, address, before));
    await enter();
    assert.equal(await focused("name"), "totp_code");
    await type(await app.code());
    await enter();
    assert.equal(await heading(page), "Choose a new password");
    assert.equal(await focused("name"), "password");
    await type(newPassword());
    await enter();
    assert.equal(await page.locator(".note.good").count(), 1);
  });

  test("the first stop leads past everything to the content", async () => {
    await go(page, "/settings");
    await page.keyboard.press("Tab");
    assert.equal(await focused("href"), "#main");
    assert.ok((await page.locator(":focus").boundingBox()).width > 50, "it is seen");
  });
});

describe("back and reload", () => {
  test("neither breaks a flow nor repeats an act", async () => {
    const page = await visitor();
    const address = "back@example.org";
    const password = newPassword();
    await go(page, "/registration");
    await page.locator("[name='traits.email']").fill(address);
    await page.locator("[name=password]").fill(password);
    await press(page, "method", "password");
    const there = page.url();
    await page.reload();
    assert.equal(page.url(), there);
    await page.goBack();
    assert.notEqual(path(page), "/error");
    await page.reload();
    assert.notEqual(path(page), "/error");
    assert.equal((await mails(server, address)).filter((mail) => /Confirm/.test(mail.subject)).length, 1);
  });
});

describe("what JavaScript adds", () => {
  let page;
  before(async () => {
    page = await visitor({ permissions: ["clipboard-read", "clipboard-write"] });
  });
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());

  test("the password can be shown, and is hidden again when it is sent", async () => {
    await go(page, "/registration");
    await page.locator("[name='traits.email']").fill("script@example.org");
    const field = page.locator("input[name=password]");
    await field.fill(newPassword());
    assert.equal(await field.getAttribute("type"), "password");
    await page.locator(".show").click();
    assert.equal(await field.getAttribute("type"), "text");
    assert.equal(await page.locator(".show").innerText(), "Hide");
    await page.locator(".show").click();
    assert.equal(await field.getAttribute("type"), "password");
    await press(page, "method", "password");
  });

  test("the key of the app, and the codes, go to the clipboard, into a file, onto paper", async () => {
    await go(page, "/settings#totp");
    const key = (await page.locator("#totp .key code").innerText()).replace(/\s/g, "");
    await page.locator("#totp [data-copy]").click();
    assert.equal(await clipboard(), key);
    await page.locator("[name=totp_code]").fill(await new Authenticator(key).code());
    await press(page, "method", "totp");
    await press(page, "lookup_secret_regenerate", "true");
    const codes = keep(await page.locator("[data-codes] code").allInnerTexts(), "recovery code");
    await page.locator("[data-act=copy]").click();
    assert.equal((await clipboard()).trim(), codes.join("\n"));
    await page.locator("[data-act=copy]", { hasText: "Copied" }).waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator('.tools a[download$=".txt"]').click()]);
    assert.equal(download.suggestedFilename(), "recovery-codes.txt");
    const file = await readFile(await download.path(), "utf8");
    for (const code of codes) assert.ok(file.includes(code));
    for (const format of ["A4", "Letter"]) {
      const pdf = (await page.pdf({ format, path: `out/pages/kit-${format}.pdf` })).toString("latin1");
      assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1, `the kit is one page of ${format}`);
    }
    await page.emulateMedia({ media: "print" });
    await shoot(page, "pages", "kit");
    await page.emulateMedia({ media: null });
  });

  test("new mails appear by themselves", async () => {
    const box = await visitor({ permissions: ["clipboard-read", "clipboard-write"] });
    await box.goto(`${server.adminUrl}/mailbox`);
    await box.evaluate(() => (window.sameDocument = true));
    const list = box.locator(".mails nav li");
    const before = await list.count();
    const out = await visitor();
    await go(out, "/recovery");
    await out.locator("[name=email]").fill("script@example.org");
    await press(out, "method", "code");
    await list.nth(before).waitFor({ timeout: 5000 });
    assert.equal(await box.evaluate(() => window.sameDocument), true, "without a reload");
    const copy = list.first().locator("[data-copy]");
    await copy.click();
    assert.equal(await box.evaluate(() => navigator.clipboard.readText()), await copy.getAttribute("data-copy"));
    await box.context().close();
    await out.context().close();
  });
});
