// Somebody with a device for security keys and passkeys, in a browser where scripts run.
import assert from "node:assert/strict";
import { follow } from "./browser.mjs";
import { Device } from "./device.mjs";

export class Holder extends Device {
  /** `options` as for a device. */
  static async of(server, browser, options) {
    const person = await super.of(server, browser, { folder: "keys", javaScriptEnabled: true, ...options });
    person.said = [];
    person.page.on("console", (line) => person.said.push(line.text()));
    return person;
  }

  /** Text of the page's content. */
  text = () => this.page.locator("main").innerText();
  section = (id) => this.page.locator(`#${id}`).innerText();
  /** What the device is asked by: shown where scripts run. */
  button = (name) => this.page.locator(`[name=${name}]:visible`);
  async use(name) {
    try {
      await follow(this.page, this.button(name));
    } catch (cause) {
      throw new Error(`${name} leads nowhere; the page said: ${this.said.join("; ")}`, { cause });
    }
  }

  async add(kind, name) {
    await this.go("/settings");
    await this.page.locator(`[name=${kind}_register_displayname]`).fill(name);
    await this.use(`${kind}_register_trigger`);
    assert.equal(await this.page.locator(".note.good").count(), 1, (await this.trouble()).join());
  }

  async remove(kind, name) {
    await this.go("/settings");
    const row = this.page.locator(`#${kind} .row`, { hasText: name });
    await row.locator("summary", { hasText: "Remove" }).click();
    assert.match(await row.innerText(), new RegExp(`${name} will no longer open your account`));
    await follow(this.page, row.locator(`[name=${kind}_remove]`));
    assert.equal(await this.page.locator(".note.good").count(), 1, (await this.trouble()).join());
  }

  async rename(kind, name, to) {
    await this.go("/settings");
    const row = this.page.locator(`#${kind} .row`, { hasText: name });
    await row.locator("summary", { hasText: "Rename" }).click();
    const field = row.getByLabel("New name");
    assert.equal(await field.inputValue(), name);
    await field.fill(to);
    await this.look(`${kind}-rename`, { open: true });
    await follow(this.page, row.locator(`[name=${kind}_rename]`));
    assert.equal(await this.page.locator(".note.good").count(), 1, (await this.trouble()).join());
    assert.match(await this.section(kind), new RegExp(`^${to}$`, "m"));
  }

  /** Presses a button that comes to nothing: the page has to say so. */
  async inVain(name) {
    const before = await this.text();
    await this.button(name).click();
    for (let tries = 0; tries < 30 && (await this.text()) === before; tries++) await this.page.waitForTimeout(100);
    assert.ok((await this.text()) !== before, "the page does not say that nothing happened");
  }

  /** Codes, and an app if one is wanted. */
  async setUp({ app = false } = {}) {
    await this.go("/settings");
    if (app) await this.setUpApp();
    await this.press("lookup_secret_regenerate", "true");
    const codes = await this.codes();
    await this.saveCodes();
    return codes;
  }
}
