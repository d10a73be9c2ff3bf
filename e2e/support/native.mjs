// The few native calls that the fault tests make by the hundred, on plain fetch.
import { keep } from "./canaries.mjs";

/** One JSON request; throws when there is no answer (the server was killed). */
export async function call(url, body, token) {
  const headers = { accept: "application/json" };
  if (body) headers["content-type"] = "application/json";
  if (token) headers["x-session-token"] = token;
  const answer = await fetch(url, {
    method: body ? "POST" : "GET",
    headers,
    body: body && JSON.stringify(body),
    redirect: "manual",
  });
  const text = await answer.text();
  const data = text ? JSON.parse(text) : null;
  keep(data?.session_token, "session token");
  return { status: answer.status, data };
}

/** Starts a flow and submits one body; gives the last answer. */
export async function flow(server, kind, bodies, { token, query = "" } = {}) {
  const begun = await call(`${server.publicUrl}/self-service/${kind}/api${query}`, undefined, token);
  if (begun.status !== 200) return begun;
  let last = begun;
  for (const body of [].concat(bodies)) {
    last = await call(`${server.publicUrl}/self-service/${kind}?flow=${begun.data.id}`, body, token);
    if (last.status !== 200) return last;
  }
  return last;
}

export const register = (server, email, password) =>
  flow(server, "registration", { method: "password", password, traits: { email } });

export const passwordStep = (server, identifier, password) =>
  flow(server, "login", { method: "password", identifier, password });

/** Password and recovery code; `status` 200 means the code was taken. */
export async function signInWithCode(server, { email, password }, code) {
  const first = await passwordStep(server, email, password);
  if (first.status !== 200) throw new Error(`password step of ${email}: ${JSON.stringify(first)}`);
  const body = { method: "lookup_secret", lookup_secret: code };
  return flow(server, "login", body, { token: first.data.session_token, query: "?aal=aal2" });
}

/** A new account with confirmed recovery codes. */
export async function memberWithCodes(server, email, password) {
  const { data } = await register(server, email, password);
  const body = { method: "lookup_secret", lookup_secret_regenerate: true };
  const made = await flow(server, "settings", body, { token: data.session_token });
  const shown = made.data.ui.nodes.find((node) => node.attributes.id === "lookup_secret_codes");
  const codes = shown.attributes.text.context.secrets.map((secret) => keep(secret.text, "recovery code"));
  const confirmed = await call(
    `${server.publicUrl}/self-service/settings?flow=${made.data.id}`,
    { method: "lookup_secret", lookup_secret_confirm: true },
    data.session_token,
  );
  if (confirmed.data.state !== "success") throw new Error(JSON.stringify(confirmed));
  return { id: data.identity.id, email, password, codes };
}

/** Asks for a recovery code. */
export const forget = (server, email) => flow(server, "recovery", { method: "code", email });
