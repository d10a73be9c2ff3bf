// A mail server that keeps what it gets (RFC 5321, as little as a test needs), and that can be away or mute.
import { createServer } from "node:net";
import { freePort } from "./server.mjs";

export class SmtpSink {
  static async start() {
    const sink = new SmtpSink();
    sink.port = await freePort();
    sink.mails = [];
    sink.sockets = new Set();
    sink.mute = false;
    await sink.up();
    return sink;
  }

  get uri() {
    return `smtp://127.0.0.1:${this.port}/?disable_starttls=true`;
  }

  async up() {
    this.server = createServer((socket) => this.#serve(socket));
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

  #serve(socket) {
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket)).on("error", () => {});
    const say = (line) => socket.write(`${line}\r\n`);
    let mail = { to: [] };
    let body = null;
    let rest = "";
    if (!this.mute) say("220 sink ESMTP");
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
          this.mails.push({ ...mail, text: body.join("\n"), at: Date.now() });
          [mail, body] = [{ to: [] }, null];
          say("250 kept");
        } else if (/^(EHLO|HELO)/i.test(line)) say("250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8");
        else if (/^MAIL/i.test(line)) say("250 ok");
        else if (/^RCPT TO:<([^>]*)>/i.test(line)) {
          mail.to.push(/<([^>]*)>/.exec(line)[1]);
          say("250 ok");
        } else if (/^DATA/i.test(line)) {
          body = [];
          say("354 go on");
        } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
        else say("250 ok");
      }
    });
  }
}
