// Secrets that tests came by, and the search for them where none of them may be: in what a server logged and stored.
//
// Whoever makes a secret or is told one keeps it here; a server is searched when it stops (server.mjs). With
// `READMIT_TEST_SECRETS` they are written to that file as well, for a search of what outlives the server (search.mjs).
import { appendFileSync, closeSync, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";

/** Beginning of a form (six characters) to the forms that begin so. */
const needles = new Map();
/** Which first three bytes there are: rules out nearly every place at once. */
const begins = new Uint8Array(1 << 24);
const known = new Set();
const FRONT = 6;

function add(form, name, whole = false) {
  if (form.length < FRONT) return;
  const front = form.slice(0, FRONT);
  if (!needles.has(front)) needles.set(front, []);
  needles.get(front).push({ form, name, whole });
  begins[(form.charCodeAt(0) << 16) | (form.charCodeAt(1) << 8) | form.charCodeAt(2)] = 1;
}

/** The characters of a base64 text that do not depend on what stands before and behind. */
function base64(value, alphabet) {
  return [0, 1, 2].map((lead) => {
    const text = Buffer.concat([Buffer.alloc(lead), value]).toString(alphabet).replaceAll("=", "");
    return text.slice(Math.ceil((lead * 8) / 6), Math.floor(((lead + value.length) * 8) / 6));
  });
}

/** Keeps a secret, or a list of them; gives it back. */
export function keep(value, name) {
  if (Array.isArray(value)) return value.map((one) => keep(one, name));
  if (!value || known.has(value)) return value;
  known.add(value);
  if (process.env.READMIT_TEST_SECRETS) appendFileSync(process.env.READMIT_TEST_SECRETS, `${name}\t${value}\n`);
  const bytes = Buffer.from(value);
  // Six digits stand in every other timestamp and id: they count as a whole number only.
  add(value, name, /^\d+$/.test(value));
  const bare = value.replaceAll("-", "");
  const spellings = [value.toLowerCase(), value.toUpperCase(), bare, bare.toLowerCase()];
  const encoded = [encodeURIComponent(value), bytes.toString("hex"), bytes.toString("hex").toUpperCase()];
  const forms = new Set([...spellings, ...encoded, ...base64(bytes, "base64"), ...base64(bytes, "base64url")]);
  forms.delete(value);
  for (const form of forms) add(form, name);
  return value;
}

/** Names of the secrets that are in `bytes`, each once, with what stands around it. */
export function find(bytes) {
  const found = new Map();
  const text = (from, to) => bytes.toString("latin1", Math.max(0, from), Math.min(to, bytes.length));
  for (let at = 0; at + FRONT <= bytes.length; at++) {
    if (!begins[(bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2]]) continue;
    for (const { form, name, whole } of needles.get(text(at, at + FRONT)) ?? []) {
      const end = at + form.length;
      if (found.has(name) || text(at, end) !== form) continue;
      if (whole && /[\w.%+/-]/.test(text(at - 1, at) + text(end, end + 1))) continue;
      found.set(name, `${name}: …${text(at - 100, end + 40)}…`);
    }
  }
  return [...found.values()];
}

const PIECE = 64 << 20;
/** So much of a piece is looked at with the next one, too: more than any form is long. */
const OVERLAP = 4096;

/** The same for a file, however long it is. */
function findIn(file) {
  const handle = openSync(file);
  const bytes = Buffer.alloc(Math.min(fstatSync(handle).size, PIECE));
  const found = [];
  try {
    for (let at = 0, read; (read = readSync(handle, bytes, 0, bytes.length, at)) > 0; at += read - OVERLAP) {
      found.push(...find(bytes.subarray(0, read)).map((line) => `${file}: ${line}`));
      if (read <= OVERLAP) break;
    }
  } finally {
    closeSync(handle);
  }
  return found;
}

/** The same for all files below `folder`. */
export function search(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.flatMap(({ parentPath, name }) => findIn(join(parentPath, name)));
}
