// Links in mails, in a browser with JavaScript off, at phone width: asked for in one browser, opened in another.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, press, shoot } from "../support/browser.mjs";
import { inspectInLanguages as inspect } from "../support/languages.mjs";
import { linkIn, mails, mailTo } from "../support/mailbox.mjs";
import { newAddress, newPassword } from "../support/people.mjs";
import { Server } from "../support/server.mjs";

const address = newAddress("link");
const [first, second] = [newPassword(), newPassword()];
const path = (page) => new URL(page.url()).pathname;
const heading = (page) => page.locator("h1").innerText();
let server, browser;

before(async () => {
  server = await Server.start({
    SELFSERVICE_METHODS_LINK_ENABLED: "true",
    SELFSERVICE_FLOWS_RECOVERY_USE: "link",
    SELFSERVICE_FLOWS_VERIFICATION_USE: "link",
    // More than three mails an hour.
    SECURITY_LIMITS_ENABLED: "false",
  });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function device({ js = false } = {}) {
  const context = await browser.newContext({ javaScriptEnabled: js, viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  return page;
}

/** Asks for a link on `page`, and gives it. */
async function ask(page) {
  const before = (await mails(server, address)).length;
  await page.goto(`${server.publicUrl}/recovery`);
  await page.locator("[name=email]").fill(address);
  await press(page, "method", "link");
  assert.equal(await heading(page), "Open the link we mailed");
  return linkIn(await mailTo(server, address, { after: before }));
}

test("an account to get back into", async () => {
  const page = await device();
  await page.goto(`${server.publicUrl}/registration`);
  await page.locator("[name='traits.email']").fill(address);
  await page.locator("[name=password]").fill(first);
  await press(page, "method", "password");
});

test("the link of the first mail confirms the address, on another device", async () => {
  const link = linkIn(await mailTo(server, address));
  const page = await device({ js: true });
  await page.goto(link);
  assert.equal(path(page), "/verification/link");
  await inspect(page, "pages", "verification-link-opened");
  await press(page, "method", "link");
  assert.equal(path(page), "/verification");
  assert.equal(await heading(page), "Address confirmed");
  await page.goto(link);
  assert.equal(await page.locator(".summary").count(), 1, "it works once");
  await page.locator("[name=email]").fill(address);
  await press(page, "method", "link");
  assert.equal(await heading(page), "Open the link we mailed");
  await inspect(page, "pages", "verification-link-sent");
});

test("the link opens in another browser, asks, and lets the owner in once", async () => {
  const asking = await device();
  const link = await ask(asking);
  await shoot(asking, "recovery-link", "sent");
  const page = await device();
  await page.goto(link);
  assert.equal(path(page), "/recovery/link");
  assert.ok(!page.url().includes("token"), "the token is gone from the address");
  assert.match(await page.locator("dl").innerText(), /li\*\*\*\*@/);
  await shoot(page, "recovery-link", "opened");
  // Nothing has happened yet: neither browser is signed in.
  for (const who of [page, asking]) {
    await who.goto(`${server.publicUrl}/settings`);
    assert.equal(path(who), "/login");
  }
  await page.goto(link);
  await press(page, "method", "link");
  assert.equal(path(page), "/settings");
  assert.equal(await heading(page), "Choose a new password");
  await page.locator("input[name=password]").fill(second);
  await press(page, "method", "password");
  assert.equal(await page.locator(".note.good").count(), 1);

  const late = await device();
  await late.goto(link);
  assert.equal(path(late), "/recovery");
  assert.equal(await late.locator(".summary").count(), 1);
  await shoot(late, "recovery-link", "used");
  await late.goto(`${server.publicUrl}/login`);
  await late.locator("[name=identifier]").fill(address);
  await late.locator("[name=password]").fill(second);
  await press(late, "method", "password");
  await late.goto(`${server.publicUrl}/`);
  assert.equal(await heading(late), "Your account");
});

test("every face is accessible", async () => {
  const page = await device({ js: true });
  await page.goto(`${server.publicUrl}/recovery`);
  await inspect(page, "pages", "recovery-by-link");
  const link = await ask(page);
  await inspect(page, "pages", "recovery-link-sent");
  await page.goto(link);
  await inspect(page, "pages", "recovery-link-opened");
  await page.locator("button.main").focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.equal(path(page), "/settings");
  await page.goto(link);
  await inspect(page, "pages", "recovery-link-used");
});
