// Somebody who cannot get in: a browser that asks for codes and types them in.
import assert from "node:assert/strict";
import { Device } from "./device.mjs";
import { mails, recoveryCode } from "./mailbox.mjs";
import { newAddress, newPassword } from "./people.mjs";
import { Server } from "./server.mjs";

export class Lost extends Device {
  /** Asks for a code, and gives it. */
  async ask(address) {
    const before = (await mails(this.server, address)).length;
    await this.go("/recovery");
    await this.fill("email", address);
    await this.press("method", "code");
    return recoveryCode(this.server, address, before);
  }

  async type(code) {
    await this.fill("code", code);
    await this.press("method", "code");
  }

  async setPassword(password) {
    assert.equal(this.path, "/settings");
    assert.equal(await this.heading(), "Choose a new password");
    await this.fill("password", password);
    await this.press("method", "password");
    assert.equal(await this.page.locator(".note.good").count(), 1);
  }
}

/** A code that is not this one. */
export const wrong = (code) => (/^0+$/.test(code) ? code.replace(/.$/, "1") : code.replace(/./g, "0"));

/** A server with `settings`, an account there that was made on another device, and a browser that knows nothing. */
export async function staged(t, browser, settings = {}, options = {}) {
  const server = await Server.start(settings);
  t.after(() => server.stop());
  const [address, password] = [newAddress("lost"), newPassword()];
  const home = await Lost.of(server, browser, options);
  await home.signUp(address, password);
  return { server, address, password, home, device: await Lost.of(server, browser, options) };
}
