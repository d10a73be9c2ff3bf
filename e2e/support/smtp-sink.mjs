// A mail server that keeps what it gets (RFC 5321, as little as a test needs), and that can be away, mute or too busy to say
// that it has a mail, ask for TLS, want to know who sends, and know nobody of a name (`unknown`).
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext, TLSSocket } from "node:tls";
import { freePort } from "./server.mjs";

/** A key and its certificate, signed by itself: files in a folder of their own. */
export function certificate(folder, name) {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  const what = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-days", "2"];
  const how = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", cert];
  execFileSync("openssl", [...how, ...what], { stdio: "pipe" });
  return { key, cert };
}

export class SmtpSink {
  /** `tls`: `starttls` or `implicit`; `login`: `{ user, password }` of who may send. */
  static async start({ tls, login } = {}) {
    const sink = new SmtpSink();
    Object.assign(sink, { port: await freePort(), mails: [], sockets: new Set(), mute: false, busy: false, tls, login, refusals: 0 });
    sink.unknown = new Set();
    if (tls) {
      const folder = mkdtempSync(join(tmpdir(), "readmit-sink-"));
      const { key, cert } = certificate(folder, "localhost");
      sink.secure = createSecureContext({ key: readFileSync(key), cert: readFileSync(cert) });
      rmSync(folder, { recursive: true });
    }
    await sink.up();
    return sink;
  }

  get uri() {
    return `smtp://127.0.0.1:${this.port}/?disable_starttls=true`;
  }

  async up() {
    this.server = createServer((socket) => this.#accept(socket));
    this.server.listen(this.port, "127.0.0.1");
    await new Promise((done, failed) => this.server.once("listening", done).once("error", failed));
  }

  /** Gone: connections are cut, new ones refused. */
  async down() {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((done) => this.server.close(done));
  }

  /** How many mails went to `address`. */
  count(address) {
    return this.mails.filter((mail) => mail.to.includes(address)).length;
  }

  #accept(socket) {
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket)).on("error", () => {});
    if (this.tls === "implicit") socket = this.#wrap(socket);
    if (!this.mute) socket.write("220 sink ESMTP\r\n");
    this.#converse(socket, this.tls === "implicit");
  }

  #wrap(socket) {
    const options = { isServer: true, secureContext: this.secure, requestCert: true, rejectUnauthorized: false };
    return new TLSSocket(socket, options).on("error", () => {});
  }

  #converse(socket, secure) {
    const say = (line) => socket.write(`${line}\r\n`);
    let mail = { to: [] };
    let body = null;
    let known = !this.login;
    let rest = "";
    const features = () => [
      ...(this.tls === "starttls" && !secure ? ["STARTTLS"] : []),
      ...(this.login && (secure || !this.tls) ? ["AUTH PLAIN"] : []),
      ...["8BITMIME", "SMTPUTF8"],
    ];
    socket.on("data", (chunk) => {
      if (this.mute) return;
      rest += chunk.toString("utf8");
      for (let end; (end = rest.indexOf("\r\n")) >= 0; ) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (body !== null) {
          if (line !== ".") {
            body.push(line);
            continue;
          }
          const peer = secure ? socket.getPeerCertificate()?.subject?.CN : undefined;
          this.mails.push({ ...mail, text: body.join("\n"), at: Date.now(), secure, peer });
          [mail, body] = [{ to: [] }, null];
          if (!this.busy) say("250 kept");
        } else if (/^(EHLO|HELO)/i.test(line)) {
          say(["sink", ...features()].map((line, at, all) => `250${at === all.length - 1 ? " " : "-"}${line}`).join("\r\n"));
        } else if (/^STARTTLS/i.test(line) && this.tls === "starttls" && !secure) {
          say("220 go on");
          socket.removeAllListeners("data");
          return this.#converse(this.#wrap(socket), true);
        } else if (/^AUTH PLAIN /i.test(line) && this.login) {
          const [, user, password] = Buffer.from(line.slice(11), "base64").toString("utf8").split("\0");
          known = user === this.login.user && password === this.login.password;
          if (!known) this.refusals++;
          say(known ? "235 welcome" : "535 who are you");
        } else if (/^MAIL/i.test(line)) {
          mail = { to: [] };
          say(known ? "250 ok" : "530 who are you");
        } else if (/^RCPT TO:<([^>]*)>/i.test(line)) {
          const to = /<([^>]*)>/.exec(line)[1];
          if (this.unknown.has(to)) say("550 5.1.1 no such mailbox");
          else {
            mail.to.push(to);
            say("250 ok");
          }
        } else if (/^DATA/i.test(line)) {
          body = [];
          say("354 go on");
        } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
        else say("250 ok");
      }
    });
  }
}
