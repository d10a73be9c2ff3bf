// Where the session token is kept. It is as good as a password: an app on a phone has a keychain for it, this program a
// file that its user alone can read.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const folder = join(process.env.XDG_STATE_HOME ?? join(homedir(), ".local/state"), "readmit-example");
const file = join(folder, "token");

export function read() {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

export function save(token) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(file, token, { mode: 0o600 });
}

export const forget = () => rmSync(file, { force: true });
