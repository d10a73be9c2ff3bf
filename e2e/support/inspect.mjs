// What every page has to be, whatever it is about: accessible in both colour schemes at the width of a phone and of a
// desktop, no wider than 320 px, light, and talking to nobody else. Takes pictures on the way.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { shoot } from "./browser.mjs";

const axe = await readFile(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
/** All in the light; in the dark what colours can break, for it changes nothing else (`beyondColours`). */
const RULES = {
  light: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
  dark: { type: "rule", values: ["color-contrast", "link-in-text-block"] },
};
const HEAVIEST = 40_000;
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };
/** What a page is looked at in; a wide one, and pictures of the dark, only where somebody looks at pictures (`LANGUAGES`). */
const FACES = ["light", "dark"]
  .flatMap((colorScheme) => [PHONE, WIDE].map((size) => ({ colorScheme, size })))
  .filter(({ size }) => process.env.LANGUAGES || size === PHONE);

/** What axe has to say about the page as it is now; empty is good. */
async function complaints(page, runOnly) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  // What is in order is most of what axe has to say, and putting it into words most of its work.
  const violations = await page.evaluate(async (rules) => {
    const options = { iframes: false, runOnly: rules, resultTypes: ["violations"] };
    return (await window.axe.run(document, options)).violations;
  }, runOnly);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target}: ${failureSummary}`),
  );
}

/** Elements that stick out sideways. */
const overflow = (page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return Array.from(document.querySelectorAll("body *"))
      .filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && (box.right > width + 1 || box.left < -1);
      })
      .map((element) => element.outerHTML.slice(0, 120));
  });

/** What style sheets change in the dark, besides their own properties. */
const beyondColours = (page) =>
  page.evaluate(() =>
    Array.from(document.styleSheets, (sheet) => Array.from(sheet.cssRules))
      .flat()
      .filter((rule) => rule.media?.mediaText.includes("dark"))
      .flatMap((rule) => Array.from(rule.cssRules, ({ style }) => Array.from(style)).flat())
      .filter((property) => !property.startsWith("--")),
  );

/** Bytes of the document and of everything it loaded. */
const weight = (page) =>
  page.evaluate(() =>
    ["navigation", "resource"]
      .flatMap((type) => performance.getEntriesByType(type))
      .filter((entry) => entry.initiatorType !== "iframe" && entry.initiatorType !== "fetch")
      .reduce((sum, entry) => sum + entry.encodedBodySize, 0),
  );

/** What is wrong with the page; empty is good. `briefly`: one face is enough, and no picture. */
export async function faults(page, folder, name, { heaviest = HEAVIEST, briefly = false } = {}) {
  const found = [];
  for (const { colorScheme, size } of briefly ? FACES.slice(0, 1) : FACES) {
    const face = `${size.width}-${colorScheme}`;
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize(size);
    for (const complaint of await complaints(page, RULES[colorScheme])) found.push(`${name}, ${face}: ${complaint}`);
    const wanted = process.env.LANGUAGES || colorScheme === "light";
    if (wanted && !briefly) await shoot(page, folder, `${name}-${face}`);
  }
  for (const property of await beyondColours(page)) found.push(`${name}: the dark changes ${property}`);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: null });
  await page.setViewportSize({ width: 320, height: 640 });
  for (const direction of ["rtl", "ltr"]) {
    await page.evaluate((dir) => (document.documentElement.dir = dir), direction);
    for (const element of await overflow(page)) found.push(`${name}, 320 px ${direction}: ${element} sticks out`);
  }
  await page.setViewportSize(WIDE);
  const bytes = await weight(page);
  if (!(bytes > 0 && bytes < heaviest)) found.push(`${name} weighs ${bytes} bytes`);
  return found;
}

export async function inspect(...what) {
  assert.deepEqual(await faults(...what), []);
}
