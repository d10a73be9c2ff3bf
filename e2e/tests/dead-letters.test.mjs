// Mails that a mail server refused for good: somebody waits for a code, and the operator has it sent after all, by the command
// line beside the server that runs. JavaScript off, phone width; pictures in out/dead-letters/.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { launch } from "../support/browser.mjs";
import { find } from "../support/canaries.mjs";
import { Lost, staged, wrong } from "../support/lost.mjs";
import { codeIn } from "../support/mailbox.mjs";
import { newPassword } from "../support/people.mjs";
import { SmtpSink } from "../support/smtp-sink.mjs";

const browser = await launch();
after(() => browser.close());
const options = { folder: "dead-letters" };

async function until(what, holds, within = 8000) {
  for (const end = Date.now() + within; Date.now() < end; ) {
    const found = await holds();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`it does not come to this: ${what}`);
}

/** A server whose mails go to a mail server of ours, and somebody with an account. */
async function stage(t) {
  const sink = await SmtpSink.start();
  t.after(() => sink.down());
  const settings = { COURIER_SMTP_CONNECTION_URI: sink.uri, COURIER_SMTP_FROM_ADDRESS: "id@example.org" };
  const here = await staged(t, browser, settings, options);
  await until("the mail of the sign-up is there", () => sink.count(here.address) === 1);
  return { sink, ...here };
}

/** What `readmit courier list` says: a mail each line. */
async function list(server, ...more) {
  const { code, stdout, stderr } = await server.command("courier", "list", ...more);
  assert.equal(code, 0, stderr);
  return stdout.split("\n").filter(Boolean).map((line) => {
    const [id, status, , template, tries, recipient, error, ...more] = line.split(/ {2,}/);
    assert.deepEqual(more, [], line);
    return { id, status, template, tries: Number(tries), recipient, error };
  });
}

/** Asks for a code that the mail server wants nobody to have; gives the mail as the operator sees it. */
async function refused({ sink, server, address, device }) {
  sink.unknown.add(address);
  await device.go("/recovery");
  await device.fill("email", address);
  await device.press("method", "code");
  assert.equal(await device.heading(), "Type in the code we sent", "the page knows nothing of it");
  const [letter, ...others] = await until("the mail is given up", async () => {
    const given = await list(server, "--status", "abandoned");
    return given.length > 0 && given;
  });
  assert.deepEqual(others, []);
  return letter;
}

describe("a mail that was refused for good", () => {
  test("is listed with what the mail server said, is sent again, and its code works", async (t) => {
    const here = await stage(t);
    const { sink, server, address, password, device } = here;
    const letter = await refused(here);
    assert.equal(letter.status, "abandoned");
    assert.equal(letter.template, "recovery_code_valid");
    assert.equal(letter.recipient, address);
    assert.equal(letter.tries, 1);
    assert.match(letter.error, /550/);
    assert.equal(sink.count(address), 1, "the mail of the sign-up alone");
    await device.look("waiting");

    // Nothing was mended: it is refused once more, and stays with what was given up.
    const vain = await server.command("courier", "send-again", letter.id);
    assert.equal(vain.code, 0, vain.stderr);
    assert.match(vain.stdout, /^1 to be sent again$/m);
    await until("it is tried again", async () => (await list(server, "--status", "abandoned"))[0]?.tries === 2);
    assert.equal(sink.count(address), 1);

    sink.unknown.clear();
    const again = await server.command("courier", "send-again", letter.id);
    assert.equal(again.code, 0, again.stderr);
    await until("the mail arrives", () => sink.count(address) === 2);
    const mail = sink.mails.filter((mail) => mail.to.includes(address)).at(-1);
    const code = codeIn(mail);
    assert.match(code, /^\d{8}$/);
    const sent = () => list(server, "--status", "sent");
    await until("it counts as sent", async () => (await sent()).some(({ id }) => id === letter.id));
    assert.deepEqual(await list(server, "--status", "abandoned"), []);

    await device.type(wrong(code));
    assert.equal((await device.trouble()).length, 1);
    await device.type(code);
    const next = newPassword();
    await device.setPassword(next);
    assert.ok(await device.signedIn());
    const late = await Lost.of(server, browser, options);
    await late.signIn(address, password);
    assert.ok(!(await late.signedIn()), "the old password is refused");
    await late.signIn(address, next);
    assert.ok(await late.signedIn());

    const { stdout } = await server.command("courier", "list");
    assert.deepEqual(find(Buffer.from(stdout)), [], "no code is in the list");
  });

  test("is sent again with all others, and once: what was sent is not sent again", async (t) => {
    const here = await stage(t);
    const { sink, server, address, device } = here;
    const letter = await refused(here);
    sink.unknown.clear();
    const all = await server.command("courier", "send-again", "--all");
    assert.equal(all.code, 0, all.stderr);
    assert.match(all.stdout, /^1 to be sent again$/m);
    await until("the mail arrives", () => sink.count(address) === 2);
    await until("it counts as sent", async () => (await list(server, "--status", "abandoned")).length === 0);
    for (const id of [letter.id, "00000000-0000-4000-8000-000000000000"]) {
      const late = await server.command("courier", "send-again", id);
      assert.notEqual(late.code, 0);
      assert.match(late.stderr, new RegExp(`Not given up, unknown or expired: ${id}`));
    }
    const none = await server.command("courier", "send-again", "--all");
    assert.match(none.stdout, /^0 to be sent again$/m);
    assert.equal(sink.count(address), 2);
    await device.type(codeIn(sink.mails.filter((mail) => mail.to.includes(address)).at(-1)));
    await device.setPassword(newPassword());
    assert.ok(await device.signedIn());
  });

  test("with a code that a newer one replaced opens nothing, and the newer one does", async (t) => {
    const here = await stage(t);
    const { sink, server, address, device } = here;
    await refused(here);
    await device.press("email", address);
    const [, older] = await until("the second one is given up, too", async () => {
      const given = await list(server, "--status", "abandoned");
      return given.length === 2 && given;
    });
    sink.unknown.clear();
    const sent = await server.command("courier", "send-again", older.id);
    assert.equal(sent.code, 0, sent.stderr);
    await until("the older mail arrives", () => sink.count(address) === 2);
    const mail = () => sink.mails.filter((mail) => mail.to.includes(address)).at(-1);
    await device.type(codeIn(mail()));
    assert.match((await device.trouble()).join(), /older codes stop working/, "a newer one took its place");
    await server.command("courier", "send-again", "--all");
    await until("the newer mail arrives", () => sink.count(address) === 3);
    await device.type(codeIn(mail()));
    await device.setPassword(newPassword());
    assert.ok(await device.signedIn());
  });
});
