// What a mail server may ask for: TLS from the first byte or by STARTTLS, a name and a password, a certificate; and that
// nothing is sent where it is not who it has to be.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { keep } from "../support/canaries.mjs";
import { call, forget } from "../support/native.mjs";
import { newAddress } from "../support/people.mjs";
import { Server } from "../support/server.mjs";
import { certificate, SmtpSink } from "../support/smtp-sink.mjs";

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const login = { user: "id@example.org", password: keep("p/w: ü%+7-kelp", "password of the mail server") };
const user = `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@`;

/** A server that hands its mails to `uri`, and somebody who asks it for one. */
async function stage(t, uri, more = {}) {
  const settings = { COURIER_SMTP_CONNECTION_URI: uri, COURIER_SMTP_FROM_ADDRESS: "id@example.org", ...more };
  const server = await Server.start(settings);
  t.after(() => server.stop());
  const email = newAddress("post");
  const made = await call(`${server.adminUrl}/admin/identities`, { schema_id: "default", traits: { email } });
  assert.equal(made.status, 201);
  const asked = await forget(server, email);
  assert.equal(asked.data.state, "sent_email");
  return { server, email };
}

async function started(t, options) {
  const sink = await SmtpSink.start(options);
  t.after(() => sink.down());
  return sink;
}

async function arrived(sink, email, within = 5000) {
  for (const until = Date.now() + within; Date.now() < until && sink.count(email) === 0; ) await pause(50);
  assert.equal(sink.count(email), 1);
  return sink.mails.find((mail) => mail.to.includes(email));
}

/** That the mail waits, and nothing of it was handed over. */
async function waits(server, sink, email) {
  await pause(1500);
  assert.equal(sink.count(email), 0);
  const { data } = await call(`${server.adminUrl}/admin/courier/messages?recipient=${encodeURIComponent(email)}`);
  assert.ok(data.length > 0 && data.every((message) => message.status !== "sent"), JSON.stringify(data));
}

describe("a mail server", () => {
  for (const tls of ["implicit", "starttls"]) {
    const scheme = tls === "implicit" ? "smtps" : "smtp";

    test(`with TLS (${tls}) and a password gets mails`, async (t) => {
      const sink = await started(t, { tls, login });
      const { email } = await stage(t, `${scheme}://${user}127.0.0.1:${sink.port}/?skip_ssl_verify=true`);
      assert.equal((await arrived(sink, email)).secure, true);
    });

    test(`with TLS (${tls}) and a certificate that nobody vouches for gets none`, async (t) => {
      const sink = await started(t, { tls, login });
      const { server, email } = await stage(t, `${scheme}://${user}127.0.0.1:${sink.port}/`);
      await waits(server, sink, email);
      assert.equal(sink.refusals, 0, "it was not told the password");
    });

    test(`with TLS (${tls}) may want to see a certificate`, async (t) => {
      const folder = mkdtempSync(join(tmpdir(), "readmit-client-"));
      t.after(() => rmSync(folder, { recursive: true }));
      const { key, cert } = certificate(folder, "sender");
      const sink = await started(t, { tls });
      const { email } = await stage(t, `${scheme}://127.0.0.1:${sink.port}/?skip_ssl_verify=true`, {
        COURIER_SMTP_CLIENT_CERT_PATH: cert,
        COURIER_SMTP_CLIENT_KEY_PATH: key,
      });
      assert.equal((await arrived(sink, email)).peer, "sender");
    });
  }

  test("without STARTTLS gets none where that is demanded", async (t) => {
    const sink = await started(t);
    const { server, email } = await stage(t, `smtp://127.0.0.1:${sink.port}/`);
    await waits(server, sink, email);
  });

  test("that does not know the password gets mails once it does", async (t) => {
    const sink = await started(t, { tls: "implicit", login: { ...login, password: "another" } });
    const { server, email } = await stage(t, `smtps://${user}127.0.0.1:${sink.port}/?skip_ssl_verify=true`);
    await waits(server, sink, email);
    assert.ok(sink.refusals > 0);
    sink.login = login;
    await arrived(sink, email, 30_000);
  });
});
