// Getting back in, step by step and by every way around: in a browser with JavaScript off, at phone width. Each page is
// checked by axe and photographed into out/recovery/.
import assert from "node:assert/strict";
import { resolve } from "node:path";
import { after, describe, test } from "node:test";
import { follow, launch } from "../support/browser.mjs";
import { keep } from "../support/canaries.mjs";
import { Lost, staged, wrong } from "../support/lost.mjs";
import { codeIn, mails, mailTo, recoveryCode } from "../support/mailbox.mjs";
import { newAddress, newPassword } from "../support/people.mjs";
import { Server } from "../support/server.mjs";

const browser = await launch();
after(() => browser.close());

const lost = (server) => Lost.of(server, browser, { folder: "recovery" });
const stage = (t, settings) => staged(t, browser, settings, { folder: "recovery" });

describe("a mailed code", () => {
  test("a wrong one, another one, and in", async (t) => {
    const { server, address, password, device } = await stage(t);
    await device.go("/recovery");
    await device.look("address");
    const first = await device.ask(address);
    assert.equal(await device.heading(), "Type in the code we sent");
    await device.look("code");
    await device.type(wrong(first));
    assert.equal((await device.trouble()).length, 1);
    await device.look("code-wrong");

    const before = (await mails(server, address)).length;
    await device.press("email", address);
    assert.equal(await device.heading(), "Type in the code we sent");
    const second = await recoveryCode(server, address, before);
    assert.notEqual(first, second);
    await device.look("code-resent");
    await device.type(first);
    assert.equal((await device.trouble()).length, 1, "the older code works no more");
    await device.type(second);
    assert.equal(await device.heading(), "Choose a new password");
    await device.look("new-password");
    const next = newPassword();
    await device.setPassword(next);
    await device.look("new-password-set");

    const late = await lost(server);
    await late.signIn(address, password);
    assert.ok(!(await late.signedIn()), "the old password is refused");
    await late.signIn(address, next);
    assert.ok(await late.signedIn());
  });

  test("wrong five times", async (t) => {
    const { address, device } = await stage(t);
    const code = await device.ask(address);
    for (let tries = 0; tries < 5; tries++) {
      await device.type(wrong(code));
      assert.equal(await device.heading(), "Type in the code we sent");
      assert.equal((await device.trouble()).length, 1);
    }
    await device.type(code);
    assert.equal(device.path, "/recovery");
    assert.equal(await device.heading(), "Get back into your account", "from the beginning");
    assert.equal((await device.trouble()).length, 1, "and the page says why");
    await device.look("tried-too-often");
    assert.ok(!(await device.signedIn()));
  });

  test("too old", async (t) => {
    const { address, device } = await stage(t, { SELFSERVICE_METHODS_CODE_CONFIG_LIFESPAN: "4s" });
    const code = await device.ask(address);
    await device.page.waitForTimeout(4100);
    await device.type(code);
    assert.equal(await device.heading(), "Type in the code we sent");
    assert.equal((await device.trouble()).length, 1);
    await device.look("code-expired");
    assert.ok(!(await device.signedIn()));
  });

  test("in a flow that is too old", async (t) => {
    const { address, device } = await stage(t, {
      SELFSERVICE_METHODS_CODE_CONFIG_LIFESPAN: "4s",
      SELFSERVICE_METHODS_CODE_CONFIG_WITH_LINK: "false",
      SELFSERVICE_FLOWS_RECOVERY_LIFESPAN: "6s",
    });
    const code = await device.ask(address);
    await device.page.waitForTimeout(6100);
    await device.type(code);
    assert.equal(device.path, "/recovery");
    assert.equal(await device.heading(), "Get back into your account");
    assert.equal((await device.trouble()).length, 1);
    await device.look("flow-expired");
    assert.ok(!(await device.signedIn()));
  });
});

describe("a choice of addresses", () => {
  test("the code goes to the other address, written out", async (t) => {
    const server = await Server.start({
      FEATURE_FLAGS_CHOOSE_RECOVERY_ADDRESS: "true",
      IDENTITY_SCHEMAS_0_URL: `file://${resolve(import.meta.dirname, "../../conformance/identity.schema.json")}`,
    });
    t.after(() => server.stop());
    const [address, other] = [newAddress("lost"), newAddress("spare")];
    const made = await fetch(`${server.adminUrl}/admin/identities`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ schema_id: "default", traits: { email: address, backup_email: other } }),
    });
    assert.equal(made.status, 201, await made.text());
    const device = await lost(server);
    await device.go("/recovery");
    await device.look("choice-address");
    await device.fill("recovery_address", address);
    await device.press("method", "code");
    assert.equal(await device.heading(), "Choose where the code goes");
    assert.ok(!(await device.page.content()).includes(other), "nobody is shown what there is");
    await device.look("choice");
    await device.press("recovery_select_address", "other");
    assert.equal(await device.heading(), "Write out the address");
    await device.look("choice-other");
    await device.press("screen");
    assert.equal(await device.heading(), "Choose where the code goes", "and back");
    await device.press("recovery_select_address", "other");
    await device.fill("recovery_confirm_address", other);
    await device.press("method", "code");
    assert.equal(await device.heading(), "Type in the code we sent");
    await device.look("choice-code");
    const code = await recoveryCode(server, other, 0);
    assert.equal((await mails(server, address)).filter((mail) => codeIn(mail)).length, 0);
    await device.type(wrong(code));
    assert.equal((await device.trouble()).length, 1);
    await device.look("choice-code-wrong");
    await device.type(code);
    await device.setPassword(newPassword());
  });
});

describe("an account with recovery codes, where settings ask for all it has", () => {
  test("the mailbox and a saved code together let its owner set a new password", async (t) => {
    const settings = { SELFSERVICE_FLOWS_SETTINGS_REQUIRED_AAL: "highest_available" };
    const { address, home, device } = await stage(t, settings);
    await home.go("/settings");
    await home.press("lookup_secret_regenerate", "true");
    const codes = await home.codes();
    await home.saveCodes();

    await device.type(await device.ask(address));
    assert.equal(device.path, "/login");
    assert.equal(await device.heading(), "One more step");
    await device.look("second-step");
    // The mailbox alone opens nothing.
    for (const to of ["/settings", "/sessions", "/"]) {
      await device.go(to);
      assert.notEqual(await device.heading(), "Choose a new password");
      assert.notEqual(await device.heading(), "Your account");
    }
    await device.fill("lookup_secret", wrongCode(codes[0]));
    await device.press("method", "lookup_secret");
    assert.equal((await device.trouble()).length, 1);
    await device.look("second-step-wrong");
    await device.fill("lookup_secret", codes[0]);
    await device.press("method", "lookup_secret");
    const next = newPassword();
    await device.setPassword(next);
    assert.ok(await device.signedIn());
    const mail = await mailTo(device.server, address, { fits: (mail) => /recovery code/i.test(mail.subject) });
    assert.ok(mail, "its owner is told that a code was used");
  });
});

/** A code that nobody has. */
const wrongCode = (code) => code.replace(/^./, (first) => (first === "0" ? "1" : "0"));

describe("«this was not me»", () => {
  test("a page with one button undoes a stolen session, and the owner gets back in", async (t) => {
    const { server, address, password, home: thief, device } = await stage(t);
    await thief.go("/settings");
    await thief.page.locator("#password summary").click();
    const stolen = newPassword();
    await thief.fill("password", stolen);
    await thief.press("method", "password");
    const mail = await mailTo(server, address, { fits: (mail) => mail.text.includes("/not-me?") });
    const link = /https?:\/\/\S+\/not-me\?\S+/.exec(mail.text)[0];
    keep(new URL(link).searchParams.get("token"), "link of a notice");

    await device.page.goto(link);
    assert.equal(device.path, "/not-me");
    assert.ok(!device.page.url().includes("token"), "the token is gone from the address");
    assert.equal(await device.heading(), "Was this not you?");
    assert.equal(await device.page.locator("main button").count(), 1);
    await device.look("not-me");
    assert.ok(await thief.signedIn(), "looking undoes nothing");
    await follow(device.page, device.page.locator("main button"));
    assert.equal(device.path, "/recovery");
    assert.match(await device.page.locator(".lead").innerText(), /signed out/i, "the page says what was done");
    await device.look("not-me-done");
    assert.ok(!(await thief.signedIn()));

    const before = (await mails(server, address)).length;
    await device.fill("email", address);
    await device.press("method", "code");
    await device.type(await recoveryCode(server, address, before));
    const next = newPassword();
    await device.setPassword(next);
    for (const old of [stolen, password]) {
      await thief.signIn(address, old);
      assert.ok(!(await thief.signedIn()));
    }
    const late = await lost(server);
    await late.page.goto(link);
    assert.equal((await late.trouble()).length, 1, "it works once");
    await late.look("not-me-used");
  });
});

describe("verification after sign-up", () => {
  test("leads to the page that takes the code, and on", async (t) => {
    const server = await Server.start({
      SELFSERVICE_FLOWS_REGISTRATION_AFTER_PASSWORD_HOOKS: '[{"hook":"session"},{"hook":"show_verification_ui"}]',
    });
    t.after(() => server.stop());
    const address = newAddress("new");
    const device = await lost(server);
    await device.signUp(address, newPassword());
    assert.equal(device.path, "/verification");
    await device.look("verification-code");
    const code = codeIn(await mailTo(server, address));
    await device.type(wrong(code));
    assert.equal((await device.trouble()).length, 1);
    await device.look("verification-code-wrong");
    await device.type(code);
    assert.equal(await device.heading(), "Address confirmed");
    await device.look("verification-done");
    await follow(device.page, device.page.locator("main a.main"));
    assert.equal(await device.heading(), "Your account");
  });
});
