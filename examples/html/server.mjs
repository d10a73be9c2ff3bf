// A server-rendered app. It keeps no session of its own: the browser's cookies are Readmit's, and the app asks Readmit
// whose they are. Forms go to Readmit too, which answers with a redirect to the next page.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { gate } from "../gate.mjs";
import * as pages from "./pages.mjs";
import { address, ask, begin, outside, signOut } from "./readmit.mjs";

const PORT = process.env.PORT ?? 4455;
const STYLE = readFileSync(new URL("style.css", import.meta.url));
const FLOWS = ["login", "registration", "recovery", "verification", "settings"];

const HEADERS = {
  // Flows hold secrets.
  "cache-control": "no-store",
  "content-security-policy":
    `default-src 'none'; style-src 'self'; img-src data:; form-action 'self' ${address.outside}; ` +
    "base-uri 'none'; frame-ancestors 'none'",
  // Flow ids stay here. Not `same-origin`, with which forms to another address would say that they come from nowhere.
  "referrer-policy": "strict-origin",
  "x-content-type-options": "nosniff",
};

/** An answer of `handle`: a page, or where to go. */
const page = (text, status = 200) => ({ status, text });
const goTo = (location) => ({ status: 303, location });

async function handle(request) {
  const { pathname, search, searchParams } = new URL(request.url, "http://app");
  const kind = pathname.slice(1);
  if (pathname === "/") return home(request);
  if (pathname === "/error") return error(request, searchParams.get("id"));
  if (FLOWS.includes(kind)) {
    const id = searchParams.get("flow");
    return id ? flow(request, kind, id) : goTo(begin(kind, search));
  }
  return page(pages.error("Not found", "There is no such page."), 404);
}

/** The protected page: only for whoever Readmit knows, and only once the second step is done. */
async function home(request) {
  const { status, body } = await ask("/sessions/whoami", request);
  if (status === 401) return goTo(begin("login"));
  if (status === 403) return goTo(outside(body.redirect_browser_to));
  if (status !== 200) throw new Error(`whoami: ${status}`);
  return page(pages.home(body, await signOut(request)));
}

async function flow(request, kind, id) {
  const { status, body } = await ask(`/self-service/${kind}/flows?id=${encodeURIComponent(id)}`, request);
  if (status === 200) {
    const halfway = body.requested_aal === "aal2" && (await signOut(request));
    return page(pages.flow(kind, body, halfway));
  }
  // The second step is due.
  if (body.redirect_browser_to) return goTo(outside(body.redirect_browser_to));
  if (status === 401) return goTo(begin("login"));
  // Of another browser, unknown or expired: a new one.
  if ([403, 404, 410].includes(status)) return goTo(begin(kind));
  throw new Error(`${kind} flow: ${status}`);
}

async function error(request, id) {
  const { status, body } = await ask(`/self-service/errors?id=${encodeURIComponent(id)}`, request);
  if (status !== 200) return page(pages.error("Something went wrong", "No more is known about it."), 404);
  return page(pages.error("Something went wrong", body.error.reason ?? body.error.message), body.error.code);
}

async function app(request, response) {
  if (request.url === "/style.css") return response.writeHead(200, { "content-type": "text/css" }).end(STYLE);
  const { status, text, location } = await handle(request).catch((cause) => {
    console.error(cause);
    return page(pages.error("Something went wrong", "Please try again in a moment."), 502);
  });
  const which = location ? { location } : { "content-type": "text/html; charset=utf-8" };
  response.writeHead(status, { ...HEADERS, ...which }).end(text);
}

createServer(address.outside ? app : gate(address.inside, app)).listen(PORT, "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${PORT}`);
});
