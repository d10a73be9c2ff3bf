// The search for secrets that ends every test of this folder does find what is there, in each form.
import assert from "node:assert/strict";
import { test } from "node:test";
import { find, keep } from "../support/canaries.mjs";
import { register } from "../support/native.mjs";
import { newAddress, newPassword } from "../support/people.mjs";
import { Server } from "../support/server.mjs";

test("a secret is found in each form, and six digits as a number alone", () => {
  const secret = keep("Qk7-zvW/p+x9", "canary");
  const bytes = Buffer.from(secret);
  const forms = [secret, secret.toLowerCase(), bytes.toString("hex"), encodeURIComponent(secret)];
  for (const lead of ["", "a", "ab"]) {
    forms.push(Buffer.from(`${lead}${secret}`).toString("base64"), Buffer.from(`${lead}${secret}`).toString("base64url"));
  }
  for (const form of forms) assert.equal(find(Buffer.from(`before ${form} behind`)).length, 1, form);
  keep("402713", "canary of digits");
  assert.equal(find(Buffer.from('code="402713"')).length, 1);
  assert.deepEqual(find(Buffer.from("2026-01-01T00:00:00.402713Z 9402713 a402713")), []);
});

test("what was logged and stored is searched", async () => {
  const server = await Server.start();
  const address = newAddress("canary");
  await register(server, address, newPassword());
  // No secrets, but known to be there.
  keep(address, "something stored");
  keep("/self-service/registration/api", "something logged");
  await assert.rejects(server.stop(), (error) => {
    assert.match(error.message, /server\.log: something logged/);
    assert.match(error.message, /something stored/);
    return true;
  });
});
