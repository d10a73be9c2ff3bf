// What was acknowledged survives `kill -9` at any moment, and no code works twice over it.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { codeIn, mails } from "../support/mailbox.mjs";
import { call, forget, memberWithCodes, passwordStep, register, signInWithCode } from "../support/native.mjs";
import { newAddress, newPassword } from "../support/people.mjs";
import { Server } from "../support/server.mjs";

const KILLS = 5;
const MEMBERS = 6;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const spent = (answer) => answer.status === 400 && answer.data.ui?.messages?.some((message) => message.id === 4000012);

describe("kill -9 under load", () => {
  let server;
  // Without limits: each code is refused for being spent, and not because somebody tried too often.
  before(async () => (server = await Server.start({ SECURITY_LIMITS_ENABLED: "false" })));
  after(() => server?.stop());

  const registered = [];
  const mailed = [];
  const members = [];

  /** How many codes the server says are used. */
  async function usedCodes(member) {
    const url = `${server.adminUrl}/admin/identities/${member.id}?include_credential=lookup_secret`;
    const { data } = await call(url);
    return data.credentials.lookup_secret.config.recovery_codes.filter((code) => code.used_at).length;
  }

  /** Runs `act` again and again until the server is gone. */
  async function until(state, act) {
    while (!state.killed) {
      try {
        await act();
      } catch (error) {
        if (error instanceof TypeError || error instanceof SyntaxError) return; // no whole answer came
        throw error;
      }
    }
  }

  test("everybody has codes", async () => {
    for (let i = 0; i < MEMBERS; i++) {
      const member = await memberWithCodes(server, newAddress("member"), newPassword());
      members.push({ ...member, taken: [], unsure: [] });
    }
  });

  for (let round = 1; round <= KILLS; round++) {
    test(`round ${round}: everything acknowledged is there afterwards`, async () => {
      const state = { killed: false };
      const begun = { registered: registered.length, mailed: mailed.length };
      const load = [
        until(state, async () => {
          const account = { email: newAddress("crash"), password: newPassword() };
          if ((await register(server, account.email, account.password)).status === 200) registered.push(account);
        }),
        until(state, async () => {
          const account = registered.find(({ email }) => !mailed.includes(email));
          if (!account) return pause(5);
          const { status, data } = await forget(server, account.email);
          if (status === 200 && data.state === "sent_email") mailed.push(account.email);
        }),
        until(state, async () => {
          const member = members[Math.floor(Math.random() * MEMBERS)];
          // The last one would bring new ones.
          if (member.codes.length < 2) return pause(5);
          const code = member.codes.shift();
          member.unsure.push(code);
          const answer = await signInWithCode(server, member, code);
          assert.equal(answer.status, 200, JSON.stringify(answer.data));
          member.unsure.pop();
          member.taken.push(code);
        }),
      ];
      await pause(300 + Math.random() * 900);
      await server.kill();
      state.killed = true;
      await Promise.all(load);
      await server.up();

      assert.ok(registered.length > begun.registered, "somebody was registered in this round");
      for (const { email, password } of registered.slice(begun.registered)) {
        assert.equal((await passwordStep(server, email, password)).status, 200, `${email} can sign in`);
      }
      for (const member of members) {
        for (const code of member.taken) {
          assert.ok(spent(await signInWithCode(server, member, code)), "a spent code is refused");
        }
        // Whether these were taken the client never heard; they work once at the most.
        for (const code of member.unsure.splice(0)) {
          const now = await signInWithCode(server, member, code);
          assert.ok(now.status === 200 || spent(now), JSON.stringify(now));
          assert.ok(spent(await signInWithCode(server, member, code)));
          member.taken.push(code);
        }
        assert.equal(await usedCodes(member), member.taken.length);
      }
      const box = await mails(server);
      const withCode = (email) => box.some((mail) => mail.to[0].address === email && /Get back/.test(mail.subject) && codeIn(mail));
      for (const email of mailed) assert.ok(withCode(email), `the code for ${email} was not lost`);
    });
  }

  test("there was something to lose", () => {
    const taken = members.reduce((sum, member) => sum + member.taken.length, 0);
    console.log(`# registered ${registered.length}, codes taken ${taken}, mails ${mailed.length}`);
    assert.ok(registered.length >= KILLS && taken >= KILLS && mailed.length >= KILLS);
  });
});
