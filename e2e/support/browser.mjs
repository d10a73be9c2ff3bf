// Debian's chromium, driven by playwright-core. Each launch has a new profile of its own. Most tests drive its build
// without windows, whose pages open in half the time; the main journey drives the whole browser.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { keep } from "./canaries.mjs";

export const OUT = join(import.meta.dirname, "../out");

/** `build`: the Debian package of it. */
export function launch(build = "chromium-headless-shell") {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? `/usr/bin/${build}`,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--in-process-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** Clicks what leads to another page, and waits until that one has loaded. */
export const follow = (page, link) => Promise.all([page.waitForNavigation(), link.first().click()]);

/** Presses a form's visible button, and waits likewise. */
export async function press(page, name, value) {
  const at = value === undefined ? "" : `[value="${value}"]`;
  await follow(page, page.locator(`button[name="${name}"]${at}:visible`));
  for (const cookie of await page.context().cookies()) {
    if (cookie.name.includes("session")) keep(cookie.value, "session cookie");
  }
}

/** Saves a picture of the whole page under `out/<folder>/`. */
export async function shoot(page, folder, name) {
  mkdirSync(join(OUT, folder), { recursive: true });
  await page.screenshot({ path: join(OUT, folder, `${name}.png`), fullPage: true });
}
