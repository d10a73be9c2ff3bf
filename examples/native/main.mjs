// What the program can do, a function for each command.
import { begin, complete, end, resume, submit, whoAmI } from "./flows.mjs";
import { stop, tell } from "./terminal.mjs";
import * as token from "./token.mjs";

async function signUp() {
  token.forget();
  const data = await complete("registration", await begin("registration"), "password");
  // Only a server that is configured so signs in whoever has signed up.
  if (!data.session_token) return tell("Your account is made. Now sign in.");
  token.save(data.session_token);
  await whoami();
}

async function signIn() {
  token.forget();
  const data = await complete("login", await begin("login"), "password");
  token.save(data.session_token);
  // With a second factor the session is only half of one, and the server says so.
  await whoami();
}

async function whoami() {
  const session = await whoAmI();
  tell(`You are ${session.identity.traits.email}, signed in at ${session.authenticator_assurance_level}.`);
}

/** Makes recovery codes. They count from the confirmation on; until then the old ones do. */
async function codes() {
  const flow = await begin("settings");
  const made = await submit("settings", flow.id, { method: "lookup_secret", lookup_secret_regenerate: true });
  const shown = made.ui.nodes.find((node) => node.attributes.id === "lookup_secret_codes");
  for (const code of shown.attributes.text.context.secrets) tell(code.text);
  await submit("settings", flow.id, { method: "lookup_secret", lookup_secret_confirm: true });
  tell("Write these codes down. From now on one of them is your second step, each once.");
}

/** Back in without the password: a code by mail, the second step if there is one, then a new password. */
async function recover() {
  token.forget();
  const flow = await begin("recovery");
  const recovered = await complete("recovery", flow, "code", ({ state }) => state === "passed_challenge");
  const { set_ory_session_token: session, show_settings_ui: settings } = Object.fromEntries(
    recovered.continue_with.map((item) => [item.action, item]),
  );
  token.save(session.ory_session_token);
  await complete("settings", await resume("settings", settings.flow.id), "password");
  await whoami();
}

async function signOut() {
  await end();
  token.forget();
  tell("You are signed out.");
}

const COMMANDS = { "sign-up": signUp, "sign-in": signIn, whoami, codes, recover, "sign-out": signOut };

const command = COMMANDS[process.argv[2]] ?? (() => tell(`Usage: run ${Object.keys(COMMANDS).join(" | ")}`));
try {
  await command();
} catch (error) {
  tell(error.message);
  process.exitCode = 1;
} finally {
  stop();
}
