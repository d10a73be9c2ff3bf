// Getting back in where more comes into it: the link beside the code, codes and links that came too late, a second factor
// that is demanded, pages of the operator's own. JavaScript off, phone width; axe on each page, pictures in out/recovery-more/.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, describe, test } from "node:test";
import { follow, launch, press } from "../support/browser.mjs";
import { Lost, staged, wrong } from "../support/lost.mjs";
import { linkIn, mails, mailTo } from "../support/mailbox.mjs";
import { passwordStep } from "../support/native.mjs";
import { newPassword } from "../support/people.mjs";

const browser = await launch();
after(() => browser.close());
/** What is wrong with the pages that were looked at. */
const found = [];

const options = { folder: "recovery-more", found };
const lost = (server) => Lost.of(server, browser, options);
const stage = (t, settings) => staged(t, browser, settings, options);

/** The link of the newest mail that has one. */
const link = async ({ server, address }) =>
  linkIn(await mailTo(server, address, { fits: (mail) => /token=/.test(mail.text) }));

/** Asks for a link where nothing else is sent, and gives it. */
async function askForLink({ server, address, device }) {
  const after = (await mails(server, address)).length;
  await device.go("/recovery");
  await device.fill("email", address);
  await device.press("method", "link");
  return linkIn(await mailTo(server, address, { after }));
}

/** That the account opens by `next`, and by `old` no more, whatever a second step asks. */
async function opens({ server, address }, next, old) {
  const late = await lost(server);
  await late.signIn(address, old);
  assert.equal((await late.trouble()).length, 1, "the old password is refused");
  await late.signIn(address, next);
  assert.equal((await late.trouble()).length, 0, "the new one is taken");
  return late;
}

/** Waits until what was mailed to `address` last has expired. */
async function tooOld({ device }, seconds) {
  await device.page.waitForTimeout(seconds * 1000 + 100);
}

describe("the link beside the code, opened in the browser that asked", () => {
  test("asks once more, signs in, and leaves nothing behind that opens anything", async (t) => {
    const here = await stage(t);
    const { address, password, device } = here;
    const code = await device.ask(address);
    const url = await link(here);
    const opened = await device.beside();
    await opened.page.goto(url);
    assert.equal(opened.path, "/recovery/link");
    assert.ok(!opened.page.url().includes("token"), "the token is gone from the address");
    assert.equal(await opened.page.locator("main button").count(), 1);
    assert.match(await opened.page.locator("dl").innerText(), /lo\*\*\*\*@/);
    await opened.look("same-browser-link");
    assert.ok(!(await device.signedIn()), "looking signs nobody in");

    await opened.press("method", "link");
    const next = newPassword();
    await opened.setPassword(next);
    await opened.look("same-browser-done");
    assert.ok(await opened.signedIn());

    // The page that waited for the code belongs to somebody who is signed in by now.
    await opened.signOut();
    await opened.page.goto(url);
    assert.equal(opened.path, "/recovery");
    assert.match((await opened.trouble()).join(), /used or replaced/);
    await opened.look("same-browser-link-used");
    const late = await lost(here.server);
    await late.ask(address);
    await late.type(code);
    assert.equal((await late.trouble()).length, 1, "neither does the code of that mail");
    const end = await opens(here, next, password);
    assert.ok(await end.signedIn());
  });

  test("the page that waited for the code leads on, too, when it is looked at again", async (t) => {
    const here = await stage(t);
    const { address, device } = here;
    await device.ask(address);
    const opened = await device.beside();
    await opened.page.goto(await link(here));
    await opened.press("method", "link");
    await device.page.reload();
    assert.equal(await device.heading(), "You are back in");
    await device.look("waiting-page-reloaded");
    await follow(device.page, device.page.locator("main a.main"));
    await device.setPassword(newPassword());
    assert.ok(await device.signedIn());
  });

  test("typing the code afterwards, where it was asked for, leads to the new password and not to an error", async (t) => {
    const here = await stage(t);
    const { address, device } = here;
    const code = await device.ask(address);
    const opened = await device.beside();
    await opened.page.goto(await link(here));
    await opened.press("method", "link");
    await device.type(code);
    await device.look("waiting-page-code-after-link");
    assert.notEqual(device.path, "/error", await device.page.locator("main").innerText());
  });
});

describe("too late", () => {
  test("a code: the page says that it is none any more, and sends another one that works", async (t) => {
    const here = await stage(t, { SELFSERVICE_METHODS_CODE_CONFIG_LIFESPAN: "5s" });
    const { server, address, password, device } = here;
    const old = await device.ask(address);
    await tooOld(here, 5);
    await device.type(old);
    assert.equal(await device.heading(), "Type in the code we sent");
    assert.match((await device.trouble()).join(), /did not work/);
    await device.look("code-expired");
    assert.ok(!(await device.signedIn()));
    await device.page.goBack();
    const after = (await mails(server, address)).length;
    await device.press("email", address);
    const fresh = await mailTo(server, address, { after });
    await device.type(/^\s*(\d{8})\s*$/m.exec(fresh.text)[1]);
    const next = newPassword();
    await device.setPassword(next);
    const late = await opens(here, next, password);
    assert.ok(await late.signedIn());
  });

  for (const [what, settings] of [
    ["beside a code", { SELFSERVICE_METHODS_CODE_CONFIG_LIFESPAN: "5s" }],
    [
      "alone",
      {
        SELFSERVICE_METHODS_LINK_ENABLED: "true",
        SELFSERVICE_FLOWS_RECOVERY_USE: "link",
        SELFSERVICE_METHODS_LINK_CONFIG_LIFESPAN: "5s",
      },
    ],
  ]) {
    test(`a link ${what}: the page says that it is too old, and leads to a new one`, async (t) => {
      const here = await stage(t, settings);
      const { address, password, device } = here;
      const alone = what === "alone";
      const ask = () => (alone ? askForLink(here) : device.ask(address).then(() => link(here)));
      const name = alone ? "link" : "link-beside-code";
      const old = await ask();
      // It was opened in time, and its button pressed too late.
      const slow = await lost(here.server);
      await slow.page.goto(old);
      assert.equal(slow.path, "/recovery/link");
      await tooOld(here, 5);
      await slow.press("method", "link");
      const late = await lost(here.server);
      await late.page.goto(old);
      const said = [];
      for (const [who, when] of [[slow, "pressed"], [late, "opened"]]) {
        assert.equal(who.path, "/recovery", when);
        assert.equal(await who.heading(), "Get back into your account", when);
        await who.look(`${name}-expired-${when}`);
        said.push(...(await who.trouble()));
        assert.ok(await who.page.locator("input[name=email]:visible").count(), "and asks where to send another");
        assert.ok(!(await who.signedIn()), when);
      }
      await device.page.goto(await ask());
      await device.press("method", "link");
      const next = newPassword();
      await device.setPassword(next);
      const end = await opens(here, next, password);
      assert.ok(await end.signedIn());
      // No page lay open where a link was clicked, and the button that follows may send no code.
      assert.equal(said.length, 2);
      for (const text of said) assert.match(text, /\blink\b/i);
      if (alone) for (const text of said) assert.doesNotMatch(text, /\bcode\b/i);
    });
  }
});

describe("an account with a sign-in app", () => {
  /** From the mailed code to the new password, past the app. */
  async function back(here, app, name) {
    const { address, device } = here;
    await device.type(await device.ask(address));
    assert.equal(device.path, "/login");
    assert.equal(await device.heading(), "One more step");
    assert.equal(await device.page.locator("[name=totp_code]").count(), 1);
    await device.look(name);
    for (const to of ["/settings", "/sessions", "/"]) {
      await device.go(to);
      const opened = await device.page.locator("main [name=password], main section[id]").count();
      assert.equal(opened, 0, `${to}: the mailbox alone opens nothing`);
      assert.notEqual(await device.heading(), "Your account");
    }
    await device.go("/settings");
    assert.equal(await device.heading(), "One more step");
    const code = await app.code();
    await device.fill("totp_code", wrong(code));
    await device.press("method", "totp");
    assert.match((await device.trouble()).join(), /did not fit/);
    await device.look(`${name}-wrong`);
    await device.fill("totp_code", code);
    await device.press("method", "totp");
    const next = newPassword();
    await device.setPassword(next);
    await device.look(`${name}-done`);
    assert.ok(await device.signedIn());
    return next;
  }

  test("is opened by mailbox and app together", async (t) => {
    const here = await stage(t);
    const app = await here.home.setUpApp();
    const next = await back(here, app, "app");
    const late = await opens(here, next, here.password);
    assert.equal(await late.heading(), "One more step");
    assert.ok(!(await late.signedIn()), "the app is still asked for");
  });

  const LENIENT = {
    SELFSERVICE_FLOWS_RECOVERY_REQUIRED_AAL: "highest_available",
    SELFSERVICE_FLOWS_SETTINGS_REQUIRED_AAL: "aal1",
    SESSION_WHOAMI_REQUIRED_AAL: "aal1",
  };

  test("where a recovery alone demands the app, a password opens settings and a mailbox does not", async (t) => {
    const here = await stage(t, LENIENT);
    const { server, address, password, home } = here;
    const app = await home.setUpApp();
    const usual = await lost(server);
    await usual.signIn(address, password);
    await usual.go("/settings");
    assert.equal(usual.path, "/settings");
    assert.equal(await usual.heading(), "Account settings", "without the app");
    await usual.look("lenient-settings");
    const next = await back(here, app, "lenient");
    const late = await opens(here, next, password);
    assert.ok(await late.signedIn(), "without the app");
  });

  test("whose phone is gone, too, is opened by a saved code, and gets another app", async (t) => {
    const here = await stage(t);
    const { address, password, home, device } = here;
    await home.setUpApp();
    await home.go("/settings");
    await home.press("lookup_secret_regenerate", "true");
    const codes = await home.codes();
    await home.saveCodes();

    await device.type(await device.ask(address));
    assert.equal(await device.heading(), "One more step");
    assert.deepEqual(await device.otherWays(), ["lookup_secret"]);
    await follow(device.page, device.page.locator(".ways a"));
    await device.fill("lookup_secret", codes[0]);
    await device.press("method", "lookup_secret");
    const next = newPassword();
    await device.setPassword(next);

    // The app of the lost phone goes, and the codes with it.
    await device.page.locator("#totp summary", { hasText: "Turn off" }).click();
    assert.match(await device.page.locator("#totp").innerText(), /recovery codes are removed as well/);
    await device.look("lost-phone-app-off", { open: true });
    await device.press("totp_unlink", "true");
    assert.match(await device.page.locator("#totp .state").innerText(), /^Off/);
    assert.match(await device.page.locator("#lookup_secret .state").innerText(), /^Off/);
    await device.look("lost-phone-nothing-left");
    const app = await device.setUpApp();
    assert.match(await device.page.locator("#totp .state").innerText(), /^On/);

    const late = await opens(here, next, password);
    assert.equal(await late.heading(), "One more step");
    const others = await late.page.locator("summary", { hasText: "Try another way" }).count();
    assert.equal(others, 0, "codes went with the old app");
    await late.fill("totp_code", await app.code());
    await late.press("method", "totp");
    assert.ok(await late.signedIn());
  });
});

describe("pages of the operator's own", () => {
  /** Pages of an application: every flow as a form, read with the cookies of its visitor. */
  async function application(t) {
    const site = createServer(async (request, response) => {
      const { pathname, searchParams } = new URL(request.url, "http://own");
      const kind = pathname.slice(1);
      response.setHeader("content-type", "text/html");
      if (!["recovery", "settings"].includes(kind)) return response.end("<!doctype html><title>Own</title><h1>Own start</h1>");
      const url = `${site.server.publicUrl}/self-service/${kind}/flows?id=${searchParams.get("flow")}`;
      const answer = await fetch(url, { headers: { cookie: request.headers.cookie ?? "", accept: "application/json" } });
      const { ui } = await answer.json();
      const field = ({ attributes: { name, type, value = "" } }) =>
        type === "submit"
          ? `<button name="${name}" value="${value}">${name}</button>`
          : `<input name="${name}" type="${type}" value="${value}">`;
      const groups = ["default", "code", "password"];
      const shown = (ui?.nodes ?? []).filter((node) => node.type === "input" && groups.includes(node.group));
      const said = (ui?.messages ?? []).map((message) => `<p>${message.text}</p>`);
      const form = `<form method="post" action="${ui?.action}">${shown.map(field).join("")}</form>`;
      response.end(`<!doctype html><title>Own</title><h1>Own ${kind}</h1>${said.join("")}${form}`);
    });
    await new Promise((done) => site.listen(0, "127.0.0.1", done));
    t.after(() => site.close());
    site.url = `http://127.0.0.1:${site.address().port}`;
    return site;
  }

  test("the mailed link leads past them to one button, and on to the own settings page", async (t) => {
    const site = await application(t);
    const here = await stage(t, {
      SELFSERVICE_DEFAULT_BROWSER_RETURN_URL: `${site.url}/`,
      SELFSERVICE_FLOWS_RECOVERY_UI_URL: `${site.url}/recovery`,
      SELFSERVICE_FLOWS_SETTINGS_UI_URL: `${site.url}/settings`,
    });
    const { server, address, password, device } = here;
    site.server = server;
    const after = (await mails(server, address)).length;
    await device.go("/self-service/recovery/browser");
    assert.equal(new URL(device.page.url()).origin, site.url);
    await device.fill("email", address);
    await press(device.page, "method", "code");
    assert.equal(await device.heading(), "Own recovery");
    const url = linkIn(await mailTo(server, address, { after }));
    assert.equal(new URL(url).origin, server.publicUrl);

    // As scanners of mails do, and people who look twice.
    for (const method of ["HEAD", "GET", "GET"]) await fetch(url, { method });
    const elsewhere = await lost(server);
    for (const looks of ["once", "twice"]) {
      await elsewhere.page.goto(url);
      assert.ok(elsewhere.page.url().startsWith(`${server.publicUrl}/recovery/link`), looks);
      assert.ok(!elsewhere.page.url().includes("token"), looks);
    }
    assert.equal(await elsewhere.page.locator("main button").count(), 1);
    await elsewhere.look("own-pages-link");
    const who = await elsewhere.page.request.get(`${server.publicUrl}/sessions/whoami`);
    assert.equal(who.status(), 401, "looking signs nobody in");

    await press(elsewhere.page, "method", "link");
    assert.ok(elsewhere.page.url().startsWith(`${site.url}/settings?flow=`), elsewhere.page.url());
    assert.equal(await elsewhere.heading(), "Own settings");
    const next = newPassword();
    await elsewhere.fill("password", next);
    await press(elsewhere.page, "method", "password");
    assert.equal((await passwordStep(server, address, next)).status, 200);
    assert.equal((await passwordStep(server, address, password)).status, 400);
    const late = await lost(server);
    await late.page.goto(url);
    assert.ok(late.page.url().startsWith(`${site.url}/recovery?flow=`), "a used link leads to the own page");
    assert.match(await late.page.locator("body").innerText(), /used or replaced/);
  });
});

test("every page on the way was fit to be seen", () => assert.deepEqual(found, []));
