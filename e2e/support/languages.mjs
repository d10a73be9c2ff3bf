// A page in several languages: twins of a browser open it, one for each.
import assert from "node:assert/strict";
import { faults } from "./inspect.mjs";

/** What pages are looked at in; tests read the first. */
export const LANGUAGES = (process.env.LANGUAGES ?? "en").split(",");
/** What a short look does for. */
const BRIEFLY = process.env.LANGUAGES ? [] : ["ja"];

/** The twins of each browser, by language: they know what it knows whenever they open a page. */
const known = new WeakMap();

async function twinOf(context, locale) {
  if (!known.has(context)) {
    known.set(context, new Map());
    // Where the browser itself was closed, they went with it.
    context.on("close", () => known.get(context).forEach((twin) => twin.context().close().catch(() => {})));
  }
  const twins = known.get(context);
  if (!twins.has(locale)) twins.set(locale, await (await context.browser().newContext({ locale })).newPage());
  const twin = twins.get(locale);
  // Nothing is left of the page before, nor of how it was looked at.
  await twin.goto("about:blank");
  await twin.emulateMedia({ media: null, colorScheme: null, reducedMotion: null });
  await twin.context().clearCookies();
  await twin.context().addCookies(await context.cookies());
  return twin;
}

/** Opens `page` in a twin of its browser, with JavaScript, for each language in turn; `then` sees it. */
export async function twins(page, folder, languages, then) {
  for (const locale of languages) {
    const twin = await twinOf(page.context(), locale);
    await twin.goto(page.url());
    await then(twin, locale, locale === LANGUAGES[0] ? folder : `${folder}/${locale}`);
  }
}

/**
 * What is wrong with the page in each language; empty is good. `open`: everything that can be unfolded is. `first`: whether
 * the first language is looked at in a twin, too, as it has to be where scripts do not run.
 */
export async function faultsInLanguages(page, folder, name, { open = false, first = true } = {}) {
  const found = [];
  const languages = [...LANGUAGES.slice(first ? 0 : 1), ...BRIEFLY];
  await twins(page, folder, languages, async (twin, locale, below) => {
    if (locale === LANGUAGES[0]) assert.equal(await twin.locator("h1").innerText(), await page.locator("h1").innerText());
    if (open) for (const summary of await twin.locator("main summary").all()) await summary.click();
    const faulty = await faults(twin, below, name, { briefly: BRIEFLY.includes(locale) });
    found.push(...faulty.map((fault) => (locale === LANGUAGES[0] ? fault : `${locale}: ${fault}`)));
  });
  return found;
}

/** That nothing is wrong with it, in a browser where scripts run. */
export async function inspectInLanguages(page, folder, name) {
  const found = await faults(page, folder, name);
  found.push(...(await faultsInLanguages(page, folder, name, { first: false })));
  assert.deepEqual(found, []);
}
