// What the app asks Readmit, and where it sends the browser.

/** Where this app reaches Readmit. */
const READMIT = process.env.READMIT_URL ?? "http://127.0.0.1:4433";

/** Where browsers reach it. Not given: at this app's own address, through the gate. */
const PUBLIC = process.env.READMIT_PUBLIC_URL ?? "";

export const address = { inside: READMIT, outside: PUBLIC };

/** A JSON answer to a question that is asked in the browser's name: with its cookies. */
export async function ask(path, request) {
  const headers = { accept: "application/json", cookie: request.headers.cookie ?? "" };
  const answer = await fetch(READMIT + path, { headers });
  return { status: answer.status, body: await answer.json() };
}

/** A URL that Readmit told, as the browser has to ask for it. */
export function outside(url) {
  const { origin, pathname, search } = new URL(url);
  return origin === new URL(READMIT).origin ? PUBLIC + pathname + search : url;
}

/** Where the browser gets a new flow. Readmit makes one and leads back to this app's page, with its id. */
export const begin = (kind, search = "") => `${PUBLIC}/self-service/${kind}/browser${search}`;

/** Where the browser signs out; nobody else can know this address. Undefined when nobody is signed in. */
export async function signOut(request) {
  const { status, body } = await ask("/self-service/logout/browser", request);
  return status === 200 ? outside(body.logout_url) : undefined;
}
