// One server of the tests' own: free ports, a temporary data folder, settings by environment variables.
//
// `READMIT_BIN` names the binary (default: the debug build). With `TEST_POSTGRES_URL` each server gets a fresh
// database in that cluster, else a SQLite file in its folder. The same server can be killed and started again. It logs
// all it has to say, and neither that nor what it stored may hold a secret that the tests came by.
import { execFile, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { find, search } from "./canaries.mjs";

const here = import.meta.dirname;
export const binary = process.env.READMIT_BIN ?? resolve(here, "../../target/debug/readmit");
const cluster = process.env.TEST_POSTGRES_URL ?? "";

export async function freePort() {
  const socket = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => socket.once("listening", done));
  const { port } = socket.address();
  await new Promise((done) => socket.close(done));
  return port;
}

/** A new database of the cluster; gives its URL. */
function newDatabase() {
  const name = `readmit_e2e_${randomBytes(6).toString("hex")}`;
  execFileSync("psql", [cluster, "-qc", `CREATE DATABASE ${name}`], { stdio: "inherit" });
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  return { name, url: url.href };
}

// No server outlives the tests.
const running = new Set();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

export class Server {
  /**
   * Starts a server; `settings` are environment variables over the embedded default, or over `files`: configuration
   * files with their names, the later ones laid over the earlier ones. `host`: what browsers call it.
   */
  static async start(settings = {}, files = {}, host = "127.0.0.1") {
    const server = new Server();
    server.folder = mkdtempSync(join(tmpdir(), "readmit-e2e-"));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(server.folder, name), text);
    server.arguments = ["serve", ...Object.keys(files).flatMap((name) => ["-c", name])];
    const [publicPort, adminPort] = [await freePort(), await freePort()];
    server.publicUrl = `http://${host}:${publicPort}`;
    server.adminUrl = `http://127.0.0.1:${adminPort}`;
    server.environment = {
      PATH: process.env.PATH,
      SERVE_PUBLIC_PORT: String(publicPort),
      SERVE_PUBLIC_BASE_URL: `${server.publicUrl}/`,
      SERVE_ADMIN_PORT: String(adminPort),
      SERVE_ADMIN_BASE_URL: `${server.adminUrl}/`,
      DATA_DIR: server.folder,
      LOG_LEVEL: process.env.LOG_LEVEL ?? "trace",
      ...settings,
    };
    if (cluster) {
      server.database = newDatabase();
      Object.assign(server.environment, {
        DSN: server.database.url,
        SECRETS_DEFAULT: randomBytes(24).toString("hex"),
        SECRETS_COOKIE: randomBytes(24).toString("hex"),
        SECRETS_CIPHER: randomBytes(16).toString("hex"),
      });
      execFileSync(binary, ["migrate"], { env: server.environment, cwd: server.folder, stdio: "pipe" });
    }
    server.log = createWriteStream(join(server.folder, "server.log"), { flags: "a" });
    await server.up();
    return server;
  }

  /** Starts the process and waits until it answers. */
  async up() {
    const child = spawn(binary, this.arguments, {
      env: this.environment,
      cwd: this.folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        said = (said + chunk).slice(-4000);
        this.log.write(chunk);
      });
    }
    this.child = child;
    running.add(child);
    this.gone = new Promise((done) => {
      child.once("exit", (code, signal) => {
        running.delete(child);
        done({ code, signal });
      });
    });
    let ended = null;
    void this.gone.then((how) => (ended = how));
    const until = Date.now() + 20_000;
    while (Date.now() < until) {
      if (ended) throw new Error(`the server ended (${JSON.stringify(ended)}):\n${said}`);
      const answer = await fetch(`${this.publicUrl}/health/ready`).catch(() => null);
      if (answer?.ok) return;
      await new Promise((done) => setTimeout(done, 25));
    }
    throw new Error(`the server does not get ready:\n${said}`);
  }

  /** Runs another command of the binary beside it, with its settings; gives how it ended and what it printed. */
  command(...words) {
    const options = { env: this.environment, cwd: this.folder };
    return new Promise((done) => {
      execFile(binary, [...words, ...this.arguments.slice(1)], options, (error, stdout, stderr) => {
        // Searched for secrets with the rest.
        this.log.write(stderr);
        done({ code: error ? error.code : 0, stdout, stderr });
      });
    });
  }

  /** As a power cut would: no chance to finish anything. */
  async kill() {
    this.child.kill("SIGKILL");
    await this.gone;
  }

  async stop() {
    // While it runs, the journal of the database is there too.
    const leaks = search(this.folder);
    if (this.database) {
      leaks.push(...find(execFileSync("pg_dump", ["--data-only", this.database.url], { maxBuffer: 1 << 30 })));
    }
    this.child.kill("SIGTERM");
    const slow = setTimeout(() => this.child.kill("SIGKILL"), 10_000);
    await this.gone;
    clearTimeout(slow);
    await new Promise((done) => this.log.end(done));
    leaks.push(...search(this.folder));
    if (!process.env.KEEP) {
      if (this.database) {
        execFileSync("psql", [cluster, "-qc", `DROP DATABASE IF EXISTS ${this.database.name} WITH (FORCE)`]);
      }
      rmSync(this.folder, { recursive: true, force: true });
    }
    if (leaks.length) throw new Error(`secrets where none may be:\n${leaks.slice(0, 10).join("\n")}`);
  }
}
