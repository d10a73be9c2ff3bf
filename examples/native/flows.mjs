// Native flows by the SDK. They carry no cookies and no CSRF token; who is signed in is a token in a header.
import { Configuration, FrontendApi } from "@ory/kratos-client";
import { fill, tell } from "./terminal.mjs";
import * as token from "./token.mjs";

const sdk = new FrontendApi(new Configuration({ basePath: process.env.READMIT_URL ?? "http://127.0.0.1:4433" }));

/** The server said no, and there is no form that would say why. */
class Refused extends Error {
  constructor({ error, use_flow_id: useFlow, redirect_browser_to: wanted }) {
    super(error.reason ?? error.message);
    this.useFlow = useFlow;
    // What a browser would be sent to names the sign-in that is wanted; a native client makes a flow of its own for it.
    if (["session_aal2_required", "session_refresh_required"].includes(error.id)) {
      const query = new URL(wanted).searchParams;
      this.step = { aal: query.get("aal") ?? undefined, refresh: query.has("refresh") || undefined };
    }
  }
}

/**
 * A call of the SDK in the name of whoever is signed in. Where the server wants a further sign-in first, that is done
 * and the call made again. A flow that came with a 400 is an answer like any other.
 */
async function api(name, options) {
  try {
    return (await sdk[name]({ ...options, xSessionToken: token.read() })).data;
  } catch (error) {
    const data = error.response?.data;
    if (data?.ui) return { ...data, refused: true };
    // The SDK's own error holds the request, and with it passwords: it is not to be shown to anybody.
    if (!data?.error) throw new Error(`Readmit does not answer as it should: ${error.message}`);
    const refused = new Refused(data);
    if (!refused.step) throw refused;
    await raise(refused.step);
    return api(name, options);
  }
}

/** Raises the session that there is. The server gives a new token to a session that is worth more than before. */
async function raise(wish) {
  tell(wish.aal === "aal2" ? "One more step." : "It has been a while. Please confirm that it is you.");
  const data = await complete("login", await begin("login", wish), wish.aal === "aal2" ? "lookup_secret" : "password");
  if (data.session_token) token.save(data.session_token);
}

const nameOf = (kind) => kind[0].toUpperCase() + kind.slice(1);

export const whoAmI = () => api("toSession");
export const begin = (kind, wish) => api(`createNative${nameOf(kind)}Flow`, wish);
export const resume = (kind, id) => api(`get${nameOf(kind)}Flow`, { id });

export function submit(kind, flow, body) {
  const name = `update${nameOf(kind)}Flow`;
  return api(name, { flow, [`${name}Body`]: body });
}

/** Signs out. */
export const end = () => api("performNativeLogout", { performNativeLogoutBody: { session_token: token.read() } });

/** Asks for what one method wants and sends it, until the answer is what it should be. */
export async function complete(kind, flow, method, done = (answer) => !answer.refused) {
  for (;;) {
    const answer = await submit(kind, flow.id, await fill(flow, method)).catch((error) => {
      // Expired meanwhile: there is a new flow already.
      if (error.useFlow) return resume(kind, error.useFlow).then((fresh) => ({ ...fresh, refused: true }));
      throw error;
    });
    if (done(answer)) return answer;
    flow = answer;
  }
}
