// The SDK, and the way on after each answer. An answer that is no success names its way in one of few forms, whatever
// the flow; `afterRefusal` knows them all.
import { Configuration, FrontendApi, ResponseError } from "@ory/client-fetch";
import { navigate } from "./route.jsx";

/** Where Readmit is for this browser. */
const READMIT = process.env.READMIT_PUBLIC_URL || location.origin;

/** What it may call itself: behind the gate it does not know the app's address. */
const NAMES = [READMIT, process.env.READMIT_URL];

// `include`: the cookies of session and CSRF token, also when Readmit is at another origin.
const sdk = new FrontendApi(
  new Configuration({ basePath: READMIT, credentials: "include", headers: { accept: "application/json" } }),
);

export const flows = {
  login: {
    create: (query) =>
      sdk.createBrowserLoginFlow({
        aal: query.get("aal") ?? undefined,
        refresh: query.has("refresh") || undefined,
        returnTo: query.get("return_to") ?? undefined,
      }),
    get: (id) => sdk.getLoginFlow({ id }),
    submit: (flow, updateLoginFlowBody) => sdk.updateLoginFlow({ flow, updateLoginFlowBody }),
  },
  registration: {
    create: () => sdk.createBrowserRegistrationFlow(),
    get: (id) => sdk.getRegistrationFlow({ id }),
    submit: (flow, updateRegistrationFlowBody) => sdk.updateRegistrationFlow({ flow, updateRegistrationFlowBody }),
  },
  recovery: {
    create: () => sdk.createBrowserRecoveryFlow(),
    get: (id) => sdk.getRecoveryFlow({ id }),
    submit: (flow, updateRecoveryFlowBody) => sdk.updateRecoveryFlow({ flow, updateRecoveryFlowBody }),
  },
  verification: {
    create: () => sdk.createBrowserVerificationFlow(),
    get: (id) => sdk.getVerificationFlow({ id }),
    submit: (flow, updateVerificationFlowBody) => sdk.updateVerificationFlow({ flow, updateVerificationFlowBody }),
  },
  settings: {
    create: () => sdk.createBrowserSettingsFlow(),
    get: (id) => sdk.getSettingsFlow({ id }),
    submit: (flow, updateSettingsFlowBody) => sdk.updateSettingsFlow({ flow, updateSettingsFlowBody }),
  },
};

export const whoami = () => sdk.toSession();

export async function signOut() {
  const { logout_token: token } = await sdk.createBrowserLogoutFlow();
  await sdk.updateLogoutFlow({ token });
  navigate("/login");
}

/** What Readmit wants next, in the order of its importance; gives whether there was anything. */
export function goOn(continueWith = []) {
  const find = (action) => continueWith.find((item) => item.action === action);
  const verification = find("show_verification_ui");
  const settings = find("show_settings_ui");
  const elsewhere = find("redirect_browser_to");
  if (verification) navigate(`/verification?flow=${verification.flow.id}`);
  else if (settings) navigate(`/settings?flow=${settings.flow.id}`);
  else if (elsewhere) goTo(elsewhere.redirect_browser_to);
  else return false;
  return true;
}

/** Goes where Readmit sends the browser: without leaving this page where it is about a page or a new flow of ours. */
function goTo(url) {
  const { origin, pathname, search } = new URL(url);
  if (origin !== location.origin && !NAMES.includes(origin)) return location.assign(url);
  const begun = /^\/self-service\/(\w+)\/browser$/.exec(pathname);
  if (begun) return navigate(`/${begun[1]}${search}`);
  // Signed in once more, the browser itself has to call: Readmit then does what it had put aside, and leads back here.
  if (pathname.startsWith("/self-service/")) return location.assign(READMIT + pathname + search);
  navigate(pathname + search);
}

/** What follows from a failed call: the same flow with its mistakes is given back, all else is a way to go. */
export async function afterRefusal(error, kind) {
  if (!(error instanceof ResponseError)) throw error;
  const { status } = error.response;
  const body = await error.response.json();
  if (body.ui) return body;
  // 422: the next step is elsewhere. 403 `session_aal2_required`, `session_refresh_required`: sign in further first.
  if (body.redirect_browser_to) goTo(body.redirect_browser_to);
  // 410 after a submission: there is a new flow already.
  else if (body.use_flow_id) navigate(`/${kind}?flow=${body.use_flow_id}`);
  else if (body.error?.details?.continue_with) goOn(body.error.details.continue_with);
  else if (body.error?.id === "session_already_available") navigate("/");
  else if (status === 401) navigate("/login");
  // Expired, unknown, or begun in another browser (403 `security_csrf_violation`): a new one.
  else if ([403, 404, 410].includes(status)) navigate(`/${kind}`);
  else throw error;
}
