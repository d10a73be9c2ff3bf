// A mail server that is away, over crashes too, neither loses a mail nor delays an answer.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { call, forget } from "../support/native.mjs";
import { newAddress } from "../support/people.mjs";
import { Server } from "../support/server.mjs";
import { SmtpSink } from "../support/smtp-sink.mjs";

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

describe("a mail server that is away", () => {
  let server, sink;
  before(async () => {
    sink = await SmtpSink.start();
    server = await Server.start({ COURIER_SMTP_CONNECTION_URI: sink.uri });
  });
  after(async () => {
    await server?.stop();
    await sink?.down();
  });

  const EACH = 25;
  let usual;

  async function accounts() {
    const list = [];
    for (let i = 0; i < EACH; i++) {
      const email = newAddress("post");
      const { status } = await call(`${server.adminUrl}/admin/identities`, { schema_id: "default", traits: { email } });
      assert.equal(status, 201);
      list.push(email);
    }
    return list;
  }

  /** Asks for a code for each; gives the median and the longest time in ms. */
  async function ask(list) {
    const times = [];
    for (const email of list) {
      const start = performance.now();
      const { status, data } = await forget(server, email);
      times.push(performance.now() - start);
      assert.equal(status, 200);
      assert.equal(data.state, "sent_email");
    }
    times.sort((a, b) => a - b);
    return { median: times[EACH >> 1], longest: times.at(-1) };
  }

  async function arrived(list, within) {
    const until = Date.now() + within;
    const missing = () => list.filter((email) => sink.count(email) === 0);
    while (missing().length > 0 && Date.now() < until) await pause(50);
    assert.deepEqual(missing(), [], "all mails are there");
    for (const email of list) assert.equal(sink.count(email), 1, `once, for ${email}`);
  }

  function alike(times) {
    console.log(`# usual ${JSON.stringify(usual)}, now ${JSON.stringify(times)}`);
    assert.ok(times.median < usual.median * 2 + 10, `${times.median} ms instead of ${usual.median} ms`);
    assert.ok(times.longest < 1000, `one answer took ${times.longest} ms`);
  }

  test("while it is there, mails leave at once", async () => {
    const list = await accounts();
    usual = await ask(list);
    await arrived(list, 2000);
  });

  test("while it refuses connections, answers come as fast, and all mails arrive afterwards", async () => {
    const list = await accounts();
    await sink.down();
    alike(await ask(list));
    await pause(3000);
    assert.equal(list.filter((email) => sink.count(email)).length, 0);
    await sink.up();
    await arrived(list, 30_000);
  });

  test("while it takes connections and says nothing, as well", async () => {
    const list = await accounts();
    sink.mute = true;
    for (const socket of sink.sockets) socket.destroy();
    alike(await ask(list));
    await pause(1000);
    sink.mute = false;
    for (const socket of sink.sockets) socket.destroy();
    await arrived(list, 30_000);
  });

  test("a crash while a mail is handed over sends that one once more, under the same id", async () => {
    const [email] = await accounts();
    sink.busy = true;
    await forget(server, email);
    for (const until = Date.now() + 5000; sink.count(email) === 0 && Date.now() < until; ) await pause(10);
    assert.equal(sink.count(email), 1, "the mail is there, and the server was not told");
    await server.kill();
    sink.busy = false;
    await server.up();
    for (const until = Date.now() + 135_000; sink.count(email) < 2 && Date.now() < until; ) await pause(100);
    await pause(500);
    const ids = sink.mails.filter((mail) => mail.to.includes(email)).map((mail) => /^Message-ID: (.*)$/im.exec(mail.text)[1]);
    assert.equal(ids.length, 2);
    assert.equal(ids[0], ids[1]);
  });

  test("crashes while a queue is worked off lose nothing, and send one mail twice for each at most", async () => {
    const list = [...(await accounts()), ...(await accounts()), ...(await accounts()), ...(await accounts())];
    await sink.down();
    await ask(list);
    await sink.up();
    const there = () => list.filter((email) => sink.count(email) > 0).length;
    let crashes = 0;
    for (const until = Date.now() + 400_000; there() < list.length && Date.now() < until; ) {
      const before = there();
      while (there() < Math.min(before + 15, list.length) && Date.now() < until) await pause(1);
      if (there() === list.length) break;
      await server.kill();
      crashes++;
      await server.up();
    }
    assert.equal(there(), list.length);
    await pause(500);
    const twice = list.filter((email) => sink.count(email) > 1);
    console.log(`# ${crashes} crashes, ${twice.length} mails twice`);
    assert.ok(crashes > 2 && twice.length <= crashes, `${crashes} crashes, ${twice.length} twice`);
    assert.ok(list.every((email) => sink.count(email) <= 2));
  });

  test("a crash while it is away loses nothing either", async () => {
    const list = await accounts();
    await sink.down();
    await ask(list);
    await pause(300);
    await server.kill();
    await sink.up();
    await server.up();
    // A mail that was under way when the process died stays with it for two minutes.
    await arrived(list, 135_000);
  });
});
