// The newest `@ory/kratos-client` from npm, unmodified, does the main job: as native client with
// `use_continue_with_transitions`, and as cookie client (a server-side application with a jar per visitor) without;
// both in either compatibility mode. Then what an administrator does with it. It is long because it is one journey, told
// once for both clients.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Configuration, FrontendApi, IdentityApi } from "@ory/kratos-client";
import { Authenticator } from "../support/authenticator.mjs";
import { keep } from "../support/canaries.mjs";
import { Jar } from "../support/jar.mjs";
import { codeIn, mails, mailTo, recoveryCode } from "../support/mailbox.mjs";
import { newAddress, newPassword } from "../support/people.mjs";
import { Server } from "../support/server.mjs";

const UUID4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const SPELLING = { readmit: /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/, kratos: /^[a-z0-9]{8}$/ };
const COUNT = { readmit: 10, kratos: 12 };
const DIGITS = { readmit: 8, kratos: 6 };

/** The answer of a call that has to be refused. */
async function refused(call, status, id) {
  const error = await call.then(
    (answer) => assert.fail(`was not refused: ${answer.status} ${JSON.stringify(answer.data)}`),
    (error) => error,
  );
  assert.ok(error.response, String(error));
  const { data } = error.response;
  assert.equal(error.response.status, status, JSON.stringify(data));
  if (id) assert.equal(data.error?.id, id, JSON.stringify(data));
  return data;
}

const node = (flow, name) => flow.ui.nodes.find(({ attributes }) => (attributes.name ?? attributes.id) === name);
const token = (flow) => node(flow, "csrf_token")?.attributes.value;
const ids = (flow) => (flow.ui.messages ?? []).map((message) => message.id);
const shownCodes = (flow) => node(flow, "lookup_secret_codes").attributes.text.context.secrets.map((s) => keep(s.text, "recovery code"));
const methods = (session) => session.authentication_methods.map((method) => method.method);
const aal = (session) => session.authenticator_assurance_level;

/** An application on a phone: tokens, `api` flows, everything in `continue_with`. */
class Native {
  constructor(server) {
    this.api = new FrontendApi(new Configuration({ basePath: server.publicUrl }));
    this.token = undefined;
  }
  get who() {
    return { xSessionToken: this.token };
  }
  async start(kind, options = {}) {
    return (await this.api[`createNative${kind}Flow`]({ ...options, ...this.who })).data;
  }
  submit(kind, flow, body) {
    return this.api[`update${kind}Flow`]({ flow: flow.id, [`update${kind}FlowBody`]: body, ...this.who });
  }
  async takeToken(data) {
    assert.match(data.session_token, /^ory_st_/);
    this.token = keep(data.session_token, "session token");
  }
  /** The first step, for an account that has a second one or not; gives the session's id. */
  async password(identifier, password, more) {
    this.forget();
    const flow = await this.start("Login");
    const { data } = await this.submit("Login", flow, { method: "password", identifier, password });
    await this.takeToken(data);
    assert.equal(data.session.identity === null, more, "who it is stays hidden until the second step");
    return data.session.id;
  }
  /** A session after a step-up or refresh: the token may be a new one. */
  async again(data) {
    if (data.session_token) this.token = keep(data.session_token, "session token");
  }
  async recovered({ status, data }) {
    assert.equal(status, 200);
    assert.equal(data.state, "passed_challenge");
    assert.deepEqual(data.continue_with.map((item) => item.action), ["set_ory_session_token", "show_settings_ui"]);
    this.token = keep(data.continue_with[0].ory_session_token, "session token");
    assert.match(this.token, /^ory_st_/);
    return data.continue_with[1].flow.id;
  }
  recover = (flow, code) => this.submit("Recovery", flow, { method: "code", code }).then((answer) => this.recovered(answer));
  async signOut() {
    const answer = await this.api.performNativeLogout({ performNativeLogoutBody: { session_token: this.token } });
    assert.equal(answer.status, 204);
  }
  forget() {
    this.token = undefined;
  }
  copy() {
    return { xSessionToken: this.token };
  }
}

/** An application on a server that keeps its visitor's cookies, `browser` flows as JSON. */
class Cookie {
  constructor(server) {
    this.api = new FrontendApi(new Configuration({ basePath: server.publicUrl }));
    this.jar = new Jar();
  }
  get who() {
    return { cookie: this.jar.header || undefined };
  }
  async start(kind, options = {}) {
    return this.jar.take(await this.api[`createBrowser${kind}Flow`]({ ...options, ...this.who })).data;
  }
  submit(kind, flow, body) {
    const request = { flow: flow.id, [`update${kind}FlowBody`]: { ...body, csrf_token: token(flow) }, ...this.who };
    return this.api[`update${kind}Flow`](request).then(
      (answer) => this.jar.take(answer),
      (error) => {
        this.jar.take(error);
        throw error;
      },
    );
  }
  async takeToken(data) {
    assert.equal(data.session_token, undefined, "tokens are not for browsers");
    assert.ok(this.jar.cookies.has("ory_kratos_session"), "the session cookie was set");
  }
  again = async () => {};
  async password(identifier, password, more) {
    this.forget();
    const flow = await this.start("Login");
    const call = this.submit("Login", flow, { method: "password", identifier, password });
    if (more) {
      const data = await refused(call, 422, "browser_location_change_required");
      assert.ok(data.redirect_browser_to.includes("/self-service/login/browser?aal=aal2"));
    } else {
      const { data } = await call;
      assert.equal(data.continue_with.at(-1).action, "redirect_browser_to");
    }
    await this.takeToken({});
  }
  async recover(flow, code) {
    const data = await refused(this.submit("Recovery", flow, { method: "code", code }), 422, "browser_location_change_required");
    const url = new URL(data.redirect_browser_to);
    assert.equal(url.pathname, "/settings");
    return url.searchParams.get("flow");
  }
  async signOut() {
    const { data } = await this.api.createBrowserLogoutFlow(this.who);
    assert.ok(data.logout_url.includes(data.logout_token));
    const answer = this.jar.take(await this.api.updateLogoutFlow({ token: data.logout_token, ...this.who }));
    assert.equal(answer.status, 204);
  }
  forget() {
    this.jar.cookies.delete("ory_kratos_session");
  }
  copy() {
    return this.who;
  }
}

function journey(title, mode, Client, settings) {
  describe(`${title}, compatibility ${mode}`, () => {
    const address = newAddress();
    const first = newPassword();
    const second = newPassword();
    let server, me, app, codes, identity, elsewhere;

    before(async () => {
      server = await Server.start({ COMPATIBILITY: mode, ...settings });
      me = new Client(server);
    });
    after(() => server?.stop());

    const whoami = async () => (await me.api.toSession(me.who)).data;
    const settingsFlow = async (id) => (await me.api.getSettingsFlow({ id, ...me.who })).data;

    const password = (word, more = true) => me.password(address, word, more);

    async function step(body) {
      const flow = await me.start("Login", { aal: "aal2" });
      assert.equal(flow.requested_aal, "aal2");
      const { data } = await me.submit("Login", flow, body);
      await me.again(data);
      assert.equal(aal(data.session), "aal2");
      return data.session;
    }

    test("registers", async () => {
      const flow = await me.start("Registration");
      assert.match(flow.id, UUID4);
      const body = { method: "password", password: first, traits: { email: address } };
      const { data } = await me.submit("Registration", flow, body);
      await me.takeToken(data);
      identity = data.identity.id;
      assert.match(identity, UUID4);
      assert.equal(data.identity.traits.email, address);
      assert.ok(Array.isArray(data.continue_with));
      const session = await whoami();
      assert.equal(session.identity.id, identity);
      assert.equal(aal(session), "aal1");
      assert.deepEqual(methods(session), ["password"]);
    });

    test("a taken address and a bad password come back as a flow", async () => {
      const other = new Client(server);
      const flow = await other.start("Registration");
      const taken = { method: "password", password: second, traits: { email: address } };
      assert.ok(ids(await refused(other.submit("Registration", flow, taken), 400)).includes(4000007));
      const weak = { method: "password", password: "password", traits: { email: newAddress() } };
      const answer = await refused(other.submit("Registration", flow, weak), 400);
      assert.ok(node(answer, "password").messages.length > 0);
    });

    test("sets up an authenticator app", async () => {
      const flow = await me.start("Settings");
      const secret = node(flow, "totp_secret_key").attributes.text;
      assert.equal(secret.id, 1050006);
      assert.match(node(flow, "totp_qr").attributes.src, /^data:image\/png;base64,/);
      app = new Authenticator(secret.text);
      const wrong = await refused(me.submit("Settings", flow, { method: "totp", totp_code: "000000" }), 400);
      assert.equal(node(wrong, "totp_code").messages[0].id, 4000008);
      const { data } = await me.submit("Settings", flow, { method: "totp", totp_code: await app.code() });
      assert.equal(data.state, "success");
      assert.ok(node(data, "totp_unlink"));
      assert.equal(aal(await whoami()), "aal2");
    });

    test("makes recovery codes and confirms them", async () => {
      const flow = await me.start("Settings");
      const { data: pending } = await me.submit("Settings", flow, { method: "lookup_secret", lookup_secret_regenerate: true });
      codes = shownCodes(pending);
      assert.equal(codes.length, COUNT[mode]);
      for (const code of codes) assert.match(code, SPELLING[mode]);
      const { data } = await me.submit("Settings", pending, { method: "lookup_secret", lookup_secret_confirm: true });
      assert.equal(data.state, "success");
      assert.ok(ids(data).includes(1050001));
      assert.ok(node(data, "lookup_secret_disable"));
      assert.deepEqual(methods(await whoami()).sort(), ["lookup_secret", "password", "totp"]);
    });

    test("signs out: the session is gone", async () => {
      await me.signOut();
      await refused(me.api.toSession(me.who), 401);
    });

    test("signs in with password and a recovery code, once", async () => {
      const id = await password(first);
      const told = await refused(me.api.toSession(me.who), 403, "session_aal2_required");
      assert.ok(told.redirect_browser_to.includes("aal=aal2"));
      const stepped = await step({ method: "lookup_secret", lookup_secret: codes[0] });
      if (id) assert.equal(stepped.id, id, "the session stays the same one");
      assert.equal(aal(await whoami()), "aal2");
      elsewhere = me.copy();
      await password(first);
      const flow = await me.start("Login", { aal: "aal2" });
      const spent = await refused(me.submit("Login", flow, { method: "lookup_secret", lookup_secret: codes[0] }), 400);
      assert.ok(ids(spent).includes(4000012));
      const wrong = await refused(me.submit("Login", flow, { method: "lookup_secret", lookup_secret: "nothing-like-it" }), 400);
      assert.ok(ids(wrong).includes(4000016));
    });

    test("lists its sessions, ends one", async () => {
      await step({ method: "lookup_secret", lookup_secret: codes[1] });
      const { data: others } = await me.api.listMySessions(me.who);
      const known = (await me.api.toSession(elsewhere)).data;
      assert.deepEqual(others.map((session) => session.id), [known.id]);
      await password(first);
      await step({ method: "lookup_secret", lookup_secret: codes[2] });
      await me.api.disableMySession({ id: known.id, ...me.who });
      await refused(me.api.toSession(elsewhere), 401);
      elsewhere = me.copy();
      await password(first);
      await step({ method: "lookup_secret", lookup_secret: codes[4] });
      await me.signOut();
    });

    test("forgets the password, gets back in by the mailed code and a recovery code", async () => {
      me.forget();
      const seen = (await mails(server, address)).length;
      const flow = await me.start("Recovery");
      const { data: sent } = await me.submit("Recovery", flow, { method: "code", email: address });
      assert.equal(sent.state, "sent_email");
      assert.ok(ids(sent).includes(1060003));
      const code = await recoveryCode(server, address, seen);
      assert.equal(code.length, DIGITS[mode]);
      const wrong = code === "1".repeat(code.length) ? "2" : "1";
      const { data: no } = await me.submit("Recovery", sent, { method: "code", code: wrong.repeat(code.length) });
      assert.ok(ids(no).includes(4060006));
      const settings = await me.recover(sent, code);
      assert.match(settings, UUID4);
      await refused(me.api.getSettingsFlow({ id: settings, ...me.who }), 403, "session_aal2_required");
      await step({ method: "lookup_secret", lookup_secret: codes[3] });
      const session = await whoami();
      assert.deepEqual(methods(session), ["code_recovery", "lookup_secret"]);
      assert.equal(session.identity.verifiable_addresses[0].verified, true, "the mail proved the address");
      const change = await settingsFlow(settings);
      assert.ok(ids(change).includes(1060001));
      const { data } = await me.submit("Settings", change, { method: "password", password: second });
      assert.equal(data.state, "success");
      await me.signOut();
    });

    test("the recovery ended the other sessions where it should", async () => {
      const call = me.api.toSession(elsewhere);
      if (mode === "readmit") await refused(call, 401);
      else assert.equal((await call).data.identity.id, identity);
    });

    test("signs in with the new password and the app, not with the old password", async () => {
      me.forget();
      const flow = await me.start("Login");
      const old = { method: "password", identifier: address, password: first };
      assert.ok(ids(await refused(me.submit("Login", flow, old), 400)).includes(4000006));
      await password(second);
      await step({ method: "totp", totp_code: await app.code() });
      const session = await whoami();
      assert.deepEqual(methods(session), ["password", "totp"]);
    });

    test("an unknown address is answered alike", async () => {
      const stranger = new Client(server);
      const flow = await stranger.start("Recovery");
      const { data } = await stranger.submit("Recovery", flow, { method: "code", email: "nobody@example.org" });
      assert.equal(data.state, "sent_email");
      assert.ok(ids(data).includes(1060003));
      assert.deepEqual((await mails(server, "nobody@example.org")).map(codeIn).filter(Boolean), []);
    });

    test("turns the codes and the app off", async () => {
      const flow = await me.start("Settings");
      const { data: without } = await me.submit("Settings", flow, { method: "lookup_secret", lookup_secret_disable: true });
      assert.equal(node(without, "lookup_secret_disable"), undefined);
      const { data } = await me.submit("Settings", without, { method: "totp", totp_unlink: true });
      assert.equal(data.state, "success");
      const { data: profile } = await me.submit("Settings", data, { method: "profile", traits: { email: address, name: "Ada" } });
      assert.equal(profile.identity.traits.name, "Ada");
      await me.signOut();
      await password(second, false);
      assert.equal(aal(await whoami()), "aal1");
    });
  });
}

for (const mode of ["readmit", "kratos"]) {
  journey("a native client with transitions", mode, Native, { FEATURE_FLAGS_USE_CONTINUE_WITH_TRANSITIONS: "true" });
  journey("a cookie client without transitions", mode, Cookie, { FEATURE_FLAGS_USE_CONTINUE_WITH_TRANSITIONS: "false" });
}

for (const mode of ["readmit", "kratos"]) {
  describe(`an administrator, compatibility ${mode}`, () => {
    const address = newAddress("grace");
    const secret = newPassword();
    let server, admin, identity;

    before(async () => {
      server = await Server.start({ COMPATIBILITY: mode, FEATURE_FLAGS_USE_CONTINUE_WITH_TRANSITIONS: "true" });
      admin = new IdentityApi(new Configuration({ basePath: server.adminUrl }));
    });
    after(() => server?.stop());

    test("makes an identity with a password, finds it, changes it", async () => {
      const { status, data } = await admin.createIdentity({
        createIdentityBody: {
          schema_id: "default",
          traits: { email: address },
          external_id: "crm-7",
          credentials: { password: { config: { password: secret } } },
        },
      });
      assert.equal(status, 201);
      identity = data.id;
      assert.equal((await admin.getIdentity({ id: identity })).data.traits.email, address);
      assert.equal((await admin.getIdentityByExternalID({ externalID: "crm-7" })).data.id, identity);
      const { data: list } = await admin.listIdentities({ credentialsIdentifier: address });
      assert.deepEqual(list.map((found) => found.id), [identity]);
      const jsonPatch = [{ op: "add", path: "/metadata_public", value: { plan: "small" } }];
      assert.equal((await admin.patchIdentity({ id: identity, jsonPatch })).data.metadata_public.plan, "small");
    });

    test("sees that there are codes, and none of them", async () => {
      const me = new Native(server);
      const login = await me.start("Login");
      await me.takeToken((await me.submit("Login", login, { method: "password", identifier: address, password: secret })).data);
      const flow = await me.start("Settings");
      const { data: pending } = await me.submit("Settings", flow, { method: "lookup_secret", lookup_secret_regenerate: true });
      const codes = shownCodes(pending);
      await me.submit("Settings", pending, { method: "lookup_secret", lookup_secret_confirm: true });
      const { data } = await admin.getIdentity({ id: identity, includeCredential: ["lookup_secret", "password", "totp"] });
      const lookup = data.credentials.lookup_secret;
      assert.deepEqual(lookup.identifiers, [identity]);
      assert.equal(lookup.config.recovery_codes.length, COUNT[mode]);
      const told = JSON.stringify(data);
      for (const code of codes) assert.ok(!told.includes(code));
      const { data: sessions } = await admin.listIdentitySessions({ id: identity });
      assert.equal(sessions.length, 1);
      await admin.disableSession({ id: sessions[0].id });
      await refused(me.api.toSession(me.who), 401);
    });

    test("lets somebody back in by a code, who still needs the second factor", async () => {
      const { status, data } = await admin.createRecoveryCodeForIdentity({
        createRecoveryCodeForIdentityBody: { identity_id: identity, flow_type: "api" },
      });
      assert.equal(status, 201);
      assert.ok(new Date(data.expires_at) > new Date());
      const me = new Native(server);
      const settings = await me.recover({ id: new URL(data.recovery_link).searchParams.get("flow") }, data.recovery_code);
      await refused(me.api.getSettingsFlow({ id: settings, ...me.who }), 403, "session_aal2_required");
      await admin.deleteIdentityCredentials({ id: identity, type: "lookup_secret" });
      assert.equal((await me.api.getSettingsFlow({ id: settings, ...me.who })).data.id, settings);
    });

    test("deletes", async () => {
      assert.equal((await admin.deleteIdentity({ id: identity })).status, 204);
      await refused(admin.getIdentity({ id: identity }), 404);
    });

    test("reads the courier's list", async () => {
      const mail = await mailTo(server, address, { within: 100 }).catch(() => null);
      const { CourierApi } = await import("@ory/kratos-client");
      const { data } = await new CourierApi(new Configuration({ basePath: server.adminUrl })).listCourierMessages();
      assert.ok(Array.isArray(data));
      if (mail) assert.ok(!JSON.stringify(data).includes(codeIn(mail) ?? "no code in it"));
    });
  });
}
