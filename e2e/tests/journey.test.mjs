// The main job in a real browser with JavaScript off: from sign-up, through the second factor, to getting back in.
// Each page on the way is photographed into out/journey/.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Authenticator } from "../support/authenticator.mjs";
import * as browsing from "../support/browser.mjs";
import { keep } from "../support/canaries.mjs";
import { mails, recoveryCode } from "../support/mailbox.mjs";
import { newAddress, newPassword } from "../support/people.mjs";
import { Server } from "../support/server.mjs";

let server, browser, context, page;
let pictures = 0;

before(async () => {
  server = await Server.start();
  browser = await browsing.launch("chromium");
  context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  page.setDefaultTimeout(8000);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const address = newAddress();
const first = newPassword();
const second = newPassword();
let app, codes;
let used = 0;

const picture = (name) => browsing.shoot(page, "journey", `${String(++pictures).padStart(2, "0")}-${name}`);
const path = () => new URL(page.url()).pathname;
const heading = () => page.locator("h1").innerText();

const press = (name, value) => browsing.press(page, name, value);
const follow = (words) => browsing.follow(page, page.getByRole("link", { name: words }));

async function signOut() {
  await follow("Sign out");
  await page.goto(`${server.publicUrl}/`);
  assert.equal(await page.getByRole("link", { name: "Sign out" }).count(), 0, "signed out");
}

async function passwordStep(password) {
  await page.goto(`${server.publicUrl}/login`);
  await page.locator("[name=identifier]").fill(address);
  await page.locator("[name=password]").fill(password);
  await press("method", "password");
}

/** From the second step, whatever method it shows first. */
async function recoveryCodeStep(shown) {
  assert.equal(await heading(), "One more step");
  if (!(await page.locator("[name=lookup_secret]").count())) {
    await page.locator("summary", { hasText: "Try another way" }).click();
    await picture(`${shown}-other-ways`);
    await follow("One of my recovery codes");
  }
  await picture(`${shown}-recovery-code`);
  await page.locator("input[name=lookup_secret]").fill(codes[used++]);
  await press("method", "lookup_secret");
}

async function openSettings() {
  await page.goto(`${server.publicUrl}/settings`);
  assert.equal(path(), "/settings");
}

test("signs up", async () => {
  await page.goto(`${server.publicUrl}/`);
  await picture("home-signed-out");
  await follow("Create an account");
  assert.equal(path(), "/registration");
  await picture("registration");
  await page.locator("[name='traits.email']").fill(address);
  await page.locator("[name=password]").fill(first);
  await press("method", "password");
  assert.equal(await page.getByText(address).count() > 0, true, "the page names the account");
  await picture("after-registration");
});

test("sets up an authenticator app from the key on the page", async () => {
  await openSettings();
  await picture("settings-new");
  await page.locator("#totp summary").first().click();
  const key = (await page.locator("#totp .key code").innerText()).replace(/\s/g, "");
  assert.match(key, /^[A-Z2-7]{32}$/);
  assert.ok(await page.locator("#totp img.qr").isVisible());
  await picture("settings-app-open");
  app = new Authenticator(key);
  await page.locator("[name=totp_code]").fill(await app.code());
  await press("method", "totp");
  assert.equal(path(), "/settings");
  assert.equal(await page.locator("#totp .on").count(), 1, "the app is on");
  await picture("settings-app-on");
});

test("saves recovery codes, and cannot go on without saying so", async () => {
  await press("lookup_secret_regenerate", "true");
  codes = keep(await page.locator("[data-codes] code").allInnerTexts(), "recovery code");
  assert.equal(codes.length, 10);
  assert.equal(new Set(codes).size, 10);
  for (const code of codes) assert.match(code, /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
  await picture("codes");
  await page.reload();
  assert.deepEqual(await page.locator("[data-codes] code").allInnerTexts(), codes, "reloading shows the same codes");
  await page.locator("#saved").evaluate((box) => (box.required = false));
  await press("lookup_secret_confirm", "true");
  assert.deepEqual(await page.locator("[data-codes] code").allInnerTexts(), codes, "the server insists, and keeps them");
  await picture("codes-not-ticked");
  await page.getByLabel("I have saved these codes").check();
  await press("lookup_secret_confirm", "true");
  assert.equal(path(), "/settings");
  assert.equal(await page.locator("[data-codes]").count(), 0, "codes are shown once");
  assert.match(await page.locator("#lookup_secret .state").innerText(), /10 of 10 left/);
  await picture("settings-codes-on");
});

test("signs out, and in with password and a recovery code", async () => {
  await signOut();
  await picture("signed-out");
  await passwordStep(first);
  await picture("second-step");
  await recoveryCodeStep("second-step");
  await page.goto(`${server.publicUrl}/`);
  assert.equal(await heading(), "Your account");
  await picture("home-signed-in");
  await page.goto(`${server.publicUrl}/sessions`);
  await picture("sessions");
});

test("a spent code is refused, and the page says why", async () => {
  await signOut();
  await passwordStep(first);
  used -= 1;
  await recoveryCodeStep("spent");
  assert.match(await page.locator(".summary").innerText(), /has been used before/);
  await picture("spent-code-refused");
  await recoveryCodeStep("fresh");
  await page.goto(`${server.publicUrl}/`);
  assert.equal(await heading(), "Your account");
  await signOut();
});

test("forgets the password and gets back in by mail, with a recovery code beside it", async () => {
  await page.goto(`${server.publicUrl}/login`);
  await page.locator("[name=identifier]").fill(address);
  await page.locator("[name=password]").fill("not my password at all");
  await press("method", "password");
  assert.equal(await page.locator("[name=identifier]").inputValue(), address, "what was typed stays");
  await picture("wrong-password");
  const before = (await mails(server, address)).length;
  await follow("Forgotten your password?");
  assert.equal(path(), "/recovery");
  await picture("recovery-address");
  await page.locator("[name=email]").fill(address);
  await press("method", "code");
  await picture("recovery-code");
  const code = await recoveryCode(server, address, before);
  await page.locator("input[name=code]").fill("00000000" === code ? "00000001" : "00000000");
  await press("method", "code");
  assert.equal(await page.locator(".summary").count(), 1);
  await picture("recovery-wrong-code");
  await page.locator("input[name=code]").fill(code);
  await press("method", "code");
  await picture("recovery-second-step");
  await recoveryCodeStep("recovery");
  assert.equal(path(), "/settings");
  assert.equal(await heading(), "Choose a new password");
  await picture("new-password");
});

test("sees nothing of the account before the new password is set", async () => {
  await page.goto(`${server.publicUrl}/`);
  assert.equal(path(), "/settings");
  assert.equal(await heading(), "Choose a new password");
});

test("sets the new password", async () => {
  await page.locator("input[name=password]").fill(second);
  await press("method", "password");
  assert.equal(path(), "/settings");
  await picture("new-password-set");
  assert.equal(await page.locator(".note.good").count(), 1);
});

test("signs in with the new password and the app, not with the old one", async () => {
  await signOut();
  await passwordStep(first);
  assert.equal(path(), "/login");
  assert.equal(await page.locator(".summary").count(), 1, "the old password is refused");
  await passwordStep(second);
  assert.equal(await heading(), "One more step");
  await page.locator("[name=totp_code]").fill(await app.code());
  await press("method", "totp");
  await page.goto(`${server.publicUrl}/`);
  assert.equal(await heading(), "Your account");
  assert.match(await page.locator("dl.rows").innerText(), new RegExp(`${10 - used} of 10 left`));
  await picture("home-in-the-end");
});

test("was told of everything by mail", async () => {
  const subjects = (await mails(server, address)).map((mail) => mail.subject);
  assert.ok(subjects.length >= 6, JSON.stringify(subjects));
  for (const subject of subjects) assert.doesNotMatch(subject, /\d{6}/);
  await page.goto(`${server.adminUrl}/mailbox`);
  await picture("mailbox");
  await page.locator(".mails nav a").last().click();
  await picture("mailbox-open");
});
