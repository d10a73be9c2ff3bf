// Mails that leave by HTTP, whose bodies are made by a program of the operator's: it runs in a process of its own, and
// neither its hunger nor its patience is the server's.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { describe, test } from "node:test";
import { call, forget } from "../support/native.mjs";
import { newAddress } from "../support/people.mjs";
import { Server } from "../support/server.mjs";

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** A server whose mails are made by this program, what arrives of them, and somebody who asked for one. */
async function stage(t, program) {
  const arrived = [];
  const channel = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      arrived.push(JSON.parse(body));
      response.writeHead(202).end();
    });
  });
  await new Promise((done) => channel.listen(0, "127.0.0.1", done));
  t.after(() => channel.close());
  const url = `http://127.0.0.1:${channel.address().port}/mails`;
  const request = { url, body: `base64://${Buffer.from(program).toString("base64")}` };
  const server = await Server.start({
    COURIER_DELIVERY_STRATEGY: "http",
    COURIER_HTTP_REQUEST_CONFIG: JSON.stringify(request),
    CLIENTS_HTTP_DISALLOW_PRIVATE_IP_RANGES: "false",
  });
  t.after(() => server.stop());
  const email = newAddress("channel");
  const made = await call(`${server.adminUrl}/admin/identities`, { schema_id: "default", traits: { email } });
  assert.equal(made.status, 201);
  const asked = await forget(server, email);
  assert.equal(asked.data.state, "sent_email");
  return { server, email, arrived };
}

/** Processes that this one started. */
function children(pid) {
  const parent = (name) => {
    try {
      return Number(/\) \S (\d+) /.exec(readFileSync(`/proc/${name}/stat`, "utf8"))?.[1]);
    } catch {
      return 0; // it ended
    }
  };
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name) && parent(name) === pid);
}

const peak = (pid) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;

describe("mails made by a program", () => {
  test("arrive", async (t) => {
    const { email, arrived } = await stage(t, "function(ctx) { to: ctx.recipient, code: ctx.template_data.recovery_code }");
    for (const until = Date.now() + 5000; arrived.length === 0 && Date.now() < until; ) await pause(20);
    assert.equal(arrived[0].to, email);
    assert.match(arrived[0].code, /^\d{8}$/);
  });

  for (const [what, program] of [
    ["time", "function(ctx) local grow(n) = if n == 0 then '' else grow(n - 1) + grow(n - 1); { x: grow(60) }"],
    ["memory", "function(ctx) std.length([std.toString(i) for i in std.range(1, 1000000000)])"],
  ]) {
    test(`one that wants more ${what} than there is takes none of the server's`, async (t) => {
      const { server, arrived } = await stage(t, program);
      await pause(6500);
      const answer = await fetch(`${server.publicUrl}/health/alive`);
      assert.equal(answer.status, 200);
      assert.equal(arrived.length, 0);
      assert.ok(peak(server.child.pid) < 150, `${peak(server.child.pid)} MB`);
      const messages = await call(`${server.adminUrl}/admin/courier/messages`);
      assert.equal(messages.data[0].status, "queued");
      // Each try is one, and the one before was ended.
      assert.ok(children(server.child.pid).length <= 1);
    });
  }
});
