// Somebody's browser: a new one knows nothing of the others. By default as most are: a phone's width; and without
// JavaScript, for every page has to work so.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Authenticator } from "./authenticator.mjs";
import { OUT, press, shoot } from "./browser.mjs";
import { keep } from "./canaries.mjs";
import { faultsInLanguages, LANGUAGES, twins } from "./languages.mjs";

const PHONE = { width: 360, height: 740 };

export class Device {
  /**
   * `options` are those of a context of playwright, but for `folder`: below out/, where pictures go; and `found`: a list
   * that takes what is wrong with pages, which else is said at once.
   */
  static async of(server, browser, { folder, found, ...options }) {
    const device = new this();
    Object.assign(device, { server, browser, folder, found });
    device.options = { javaScriptEnabled: false, viewport: PHONE, locale: LANGUAGES[0], ...options };
    device.page = await (await browser.newContext(device.options)).newPage();
    device.page.setDefaultTimeout(8000);
    return device;
  }

  /** Another page of the same browser. */
  async beside() {
    const other = new this.constructor();
    const { server, browser, folder, found, options } = this;
    Object.assign(other, { server, browser, folder, found, options });
    other.page = await this.page.context().newPage();
    other.page.setDefaultTimeout(8000);
    return other;
  }

  get path() {
    return new URL(this.page.url()).pathname;
  }
  heading = () => this.page.locator("h1").innerText();
  go = (to) => this.page.goto(`${this.server.publicUrl}${to}`);
  fill = (name, value) => this.page.locator(`input[name="${name}"]:visible`).fill(value);
  press = (name, value) => press(this.page, name, value);
  /** What went wrong, as the top of the page says. */
  trouble = () => this.page.locator(".summary").allInnerTexts();
  close = () => this.page.context().close();

  /**
   * Photographs the page, and has axe look at it, in each language: in a twin of this browser, for axe needs JavaScript.
   * `open`: everything that can be unfolded is.
   */
  async look(name, { open = false } = {}) {
    await shoot(this.page, this.folder, name);
    const found = await faultsInLanguages(this.page, this.folder, name, { open });
    if (this.found) this.found.push(...found);
    else assert.deepEqual(found, []);
  }

  /** Keeps the sheet of the codes on the page as it is printed and as a file; on paper it is one page. */
  async printKit(name) {
    await twins(this.page, this.folder, LANGUAGES, async (page, locale, folder) => {
      await page.emulateMedia({ media: "print" });
      await shoot(page, folder, `${name}-print`);
      for (const format of ["A4", "Letter"]) {
        const printed = (await page.pdf({ format, path: join(OUT, folder, `${name}-${format}.pdf`) })).toString("latin1");
        assert.equal(printed.match(/\/Type\s*\/Page\b/g).length, 1, `the sheet is one page of ${format}`);
      }
      const file = await page.locator(".tools a[href*='codes.pdf']").getAttribute("href");
      const answer = await page.request.get(new URL(file, page.url()).href, { headers: { "accept-language": locale } });
      assert.equal((await answer.body()).subarray(0, 5).toString(), "%PDF-");
      await writeFile(join(OUT, folder, `${name}-file.pdf`), await answer.body());
    });
  }

  async signUp(address, password) {
    await this.go("/registration");
    await this.fill("traits.email", address);
    await this.fill("password", password);
    await this.press("method", "password");
  }

  /** The first step of signing in. */
  async signIn(address, password) {
    await this.go("/login");
    await this.fill("identifier", address);
    await this.fill("password", password);
    await this.press("method", "password");
  }

  async signedIn() {
    await this.go("/");
    return (await this.heading()) === "Your account";
  }

  async signOut() {
    await this.go("/");
    await Promise.all([this.page.waitForNavigation(), this.page.getByRole("link", { name: "Sign out" }).click()]);
    assert.ok(!(await this.signedIn()));
  }

  /** From settings; gives the app once it is proved. */
  async setUpApp() {
    await this.go("/settings");
    await this.page.locator("#totp summary").first().click();
    const app = new Authenticator(await this.page.locator("#totp .key code").innerText());
    await this.fill("totp_code", await app.code());
    await this.press("method", "totp");
    return app;
  }

  /** Unfolds the other ways of the second step; the methods that they lead to. */
  async otherWays() {
    await this.page.locator("summary", { hasText: "Try another way" }).click();
    const links = await this.page.locator(".ways a:visible").all();
    const lead = async (link) => new URL(await link.getAttribute("href"), this.page.url()).searchParams.get("method");
    return Promise.all(links.map(lead));
  }

  /** The recovery codes that the page shows. */
  async codes() {
    return keep(await this.page.locator("[data-codes] code").allInnerTexts(), "recovery code");
  }

  /** Says that the codes on the page are saved. */
  async saveCodes() {
    await this.page.locator("#saved").check();
    await this.press("lookup_secret_confirm", "true");
  }

  /** Sends the form without the tick, which the browser alone would not. */
  async saveCodesUnticked() {
    await this.page.locator("#saved").evaluate((box) => (box.required = false));
    await this.press("lookup_secret_confirm", "true");
  }
}
