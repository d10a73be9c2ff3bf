// Faces of the pages that only other settings show: signing in once more in the middle of something, registration in
// two steps, codes that may be looked at again. Browser with JavaScript off where people act, axe on each page.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { follow, launch, press, shoot } from "../support/browser.mjs";
import { keep } from "../support/canaries.mjs";
import { inspectInLanguages as inspect } from "../support/languages.mjs";
import { codeIn, mailTo } from "../support/mailbox.mjs";
import { newAddress, newPassword } from "../support/people.mjs";
import { Server } from "../support/server.mjs";

/** Short ages, for passwords and for second factors. */
const STALE = {
  SELFSERVICE_FLOWS_SETTINGS_PRIVILEGED_SESSION_MAX_AGE: "4s",
  SECURITY_PRIVILEGED_SECOND_FACTOR_MAX_AGE: "4s",
};
const browser = await launch();
after(() => browser.close());

const password = newPassword();
const path = (page) => new URL(page.url()).pathname;
const heading = (page) => page.locator("h1").innerText();

/** A server with `settings`, and a visitor of it. */
async function stage(settings, options = {}) {
  const server = await Server.start(settings);
  const page = await (await browser.newContext(options)).newPage();
  page.setDefaultTimeout(8000);
  return { server, page, go: (to) => page.goto(`${server.publicUrl}${to}`) };
}

async function signUp({ page, go }, address) {
  await go("/registration");
  await page.locator("[name='traits.email']").fill(address);
  await page.locator("[name=password]").fill(password);
  await press(page, "method", "password");
}

describe("a session that is too old for something dangerous", () => {
  test("asks to sign in once more, and lands back on the same step", async (t) => {
    const here = await stage(STALE, { javaScriptEnabled: false });
    t.after(() => here.server.stop());
    const { page } = here;
    await signUp(here, newAddress("stale"));
    await here.go("/settings");
    await page.waitForTimeout(4500);
    await press(page, "lookup_secret_regenerate", "true");
    assert.equal(path(page), "/login");
    assert.equal(await heading(page), "Confirm that it is you");
    await page.locator("[name=password]").fill(password);
    await press(page, "method", "password");
    assert.equal(path(page), "/settings");
    assert.equal(await heading(page), "Save your recovery codes");
    const codes = await page.locator("[data-codes] code").count();
    assert.equal(codes, 10);
  });

  test("a new password typed before it is not asked for again", async (t) => {
    const here = await stage(STALE, { javaScriptEnabled: false });
    t.after(() => here.server.stop());
    const { page } = here;
    const address = newAddress("stale");
    const next = newPassword();
    await signUp(here, address);
    await here.go("/settings");
    await page.waitForTimeout(4500);
    await page.locator("#password summary").click();
    await page.locator("#password input[type=password]").fill(next);
    await press(page, "method", "password");
    assert.equal(await heading(page), "Confirm that it is you");
    await page.locator("[name=password]").fill(password);
    await press(page, "method", "password");
    assert.equal(await page.locator(".note.good").count(), 1);
    await here.go("/");
    await follow(page, page.getByRole("link", { name: "Sign out" }));
    await here.go("/login");
    await page.locator("[name=identifier]").fill(address);
    await page.locator("[name=password]").fill(next);
    await press(page, "method", "password");
    await here.go("/");
    assert.equal(await heading(page), "Your account");
  });
});

describe("registration in two steps", () => {
  test("keeps what was typed, there and back", async (t) => {
    const here = await stage({ SELFSERVICE_FLOWS_REGISTRATION_STYLE: "profile_first" });
    t.after(() => here.server.stop());
    const { page } = here;
    const address = newAddress("steps");
    await here.go("/registration");
    assert.equal(await page.locator("[name=password]").count(), 0);
    await inspect(page, "pages", "registration-step-1");
    await page.locator("[name='traits.email']").fill(address);
    await page.locator("[name='traits.name']").fill("Ada");
    await press(page, "method", "profile");
    assert.equal(await heading(page), "Choose a password");
    assert.match(await page.locator("main").innerHTML(), new RegExp(address));
    await inspect(page, "pages", "registration-step-2");
    await press(page, "screen");
    assert.equal(await page.locator("[name='traits.email']").inputValue(), address);
    assert.equal(await page.locator("[name='traits.name']").inputValue(), "Ada");
    await press(page, "method", "profile");
    await page.locator("[name=password]").fill(password);
    await press(page, "method", "password");
    await here.go("/");
    assert.equal(await heading(page), "Your account");
  });
});

describe("compatibility kratos", () => {
  test("codes can be looked at again, used ones crossed out", async (t) => {
    const here = await stage({ COMPATIBILITY: "kratos" });
    t.after(() => here.server.stop());
    const { page } = here;
    const address = newAddress("ory");
    await signUp(here, address);
    await here.go("/settings");
    await press(page, "lookup_secret_regenerate", "true");
    const codes = keep(await page.locator("[data-codes] code").allInnerTexts(), "recovery code");
    assert.equal(codes.length, 12);
    await inspect(page, "pages", "codes-ory");
    await page.locator("#saved").check();
    await press(page, "lookup_secret_confirm", "true");
    await here.go("/");
    await follow(page, page.getByRole("link", { name: "Sign out" }));
    await here.go("/login");
    await page.locator("[name=identifier]").fill(address);
    await page.locator("[name=password]").fill(password);
    await press(page, "method", "password");
    await page.locator("[name=lookup_secret]").fill(codes[0]);
    await press(page, "method", "lookup_secret");
    await here.go("/settings");
    await press(page, "lookup_secret_reveal", "true");
    assert.equal(await heading(page), "Your recovery codes");
    assert.equal(await page.locator("[data-codes] s").count(), 1);
    assert.deepEqual(await page.locator("[data-codes] code").allInnerTexts(), codes.slice(1));
    await inspect(page, "pages", "codes-shown");
  });
});

describe("headers", () => {
  test("pages are kept nowhere, framed nowhere, indexed nowhere, and load nothing from elsewhere", async (t) => {
    const here = await stage({});
    t.after(() => here.server.stop());
    await signUp(here, newAddress("headers"));
    for (const to of ["/", "/settings", "/sessions", "/error?id=x"]) {
      const answer = await here.go(to);
      const headers = answer.headers();
      assert.match(headers["cache-control"], /no-store/, to);
      assert.equal(headers["referrer-policy"], "same-origin", to);
      assert.equal(headers["x-content-type-options"], "nosniff", to);
      assert.match(headers["content-security-policy"], /default-src 'none'.*frame-ancestors 'none'/, to);
      assert.doesNotMatch(headers["content-security-policy"], /unsafe|\*/, to);
      assert.match(headers["x-robots-tag"] ?? "", /noindex/, to);
    }
    await here.go("/.well-known/change-password");
    assert.equal(path(here.page), "/settings");
  });

  test("a form of another site changes nothing", async (t) => {
    const here = await stage({});
    t.after(() => here.server.stop());
    const { page, server } = here;
    await signUp(here, newAddress("forged"));
    const before = page.url();
    // The admin listener's port is another origin.
    await page.goto(`${server.adminUrl}/mailbox`);
    const cookies = await page.context().cookies(server.publicUrl);
    assert.ok(cookies.every((cookie) => cookie.httpOnly && cookie.sameSite === "Lax"));
    const answer = await page.request.post(`${server.publicUrl}/sessions`, {
      form: { others: "true" },
      headers: { origin: "https://evil.example", "sec-fetch-site": "cross-site", accept: "text/html" },
      maxRedirects: 0,
    });
    assert.ok([302, 303, 403].includes(answer.status()));
    if (answer.status() !== 403) assert.match(answer.headers().location, /\/error/);
    await page.goto(before);
    assert.equal(await heading(page), "Your account");
  });
});

describe("proving an address", () => {
  test("by the link of the mail: the code is filled in, and spent by a press alone", async (t) => {
    const here = await stage({}, { javaScriptEnabled: false });
    t.after(() => here.server.stop());
    const { page, server } = here;
    const address = newAddress("verify");
    await signUp(here, address);
    const link = /https?:\/\/\S*\/self-service\/verification\?\S+/.exec((await mailTo(server, address)).text)[0];
    await page.goto(link);
    await page.goto(link);
    assert.equal(path(page), "/verification");
    assert.match(await page.locator("[name=code]").inputValue(), /^\d{8}$/);
    await shoot(page, "pages", "verification-code-filled-in");
    await press(page, "method", "code");
    await shoot(page, "pages", "verification-done");
    assert.equal(await page.locator(".note.good").count(), 1);
    assert.equal(await page.locator("[name=code]").count(), 0);
  });

  test("by asking for a code: a wrong one, a new one, the right one", async (t) => {
    const here = await stage({});
    t.after(() => here.server.stop());
    const { page, server, go } = here;
    const address = newAddress("verify");
    await signUp(here, address);
    const sent = await mailTo(server, address);
    const first = codeIn(sent);
    await page.goto(/https?:\/\/\S*\/self-service\/verification\?\S+/.exec(sent.text)[0]);
    await inspect(page, "pages", "verification-by-link");
    await go("/verification");
    await inspect(page, "pages", "verification-address");
    await page.locator("[name=email]").fill(address);
    await press(page, "method", "code");
    await page.locator("[name=code]").fill(first === "00000000" ? "00000001" : "00000000");
    await press(page, "method", "code");
    assert.equal(await page.locator(".summary li").count(), 1);
    await inspect(page, "pages", "verification-wrong-code");
    const newest = await mailTo(server, address, { fits: (mail) => codeIn(mail) !== first });
    await page.locator("[name=code]").fill(codeIn(newest));
    await press(page, "method", "code");
    assert.equal(await page.locator(".note.good").count(), 1);
    await inspect(page, "pages", "verification-proved");
  });
});
