// The pages, apart from their forms.
import { useEffect, useReducer, useRef, useState } from "react";
import { Forms, Messages } from "./nodes.jsx";
import { afterRefusal, flows, goOn, signOut, whoami } from "./readmit.js";
import { Link, navigate } from "./route.jsx";

/** A page with its heading, which gets the focus when it is new: nothing else tells a screen reader of it. */
export function Page({ title, children }) {
  const heading = useRef(null);
  useEffect(() => {
    document.title = `${title} – Example as single-page app`;
    heading.current.focus();
  }, [title]);
  return (
    <>
      <header><Link to="/">Example as single-page app</Link></header>
      <main>
        <h1 tabIndex={-1} ref={heading}>{title}</h1>
        {children}
      </main>
    </>
  );
}

/** The protected page. */
export function Home({ onFailure }) {
  const [session, setSession] = useState(null);
  useEffect(() => {
    // Nobody signed in: 401. Only the first of two steps done: 403, with the way to the second.
    whoami().then(setSession).catch((error) => afterRefusal(error, "login")).catch(onFailure);
  }, [onFailure]);
  if (!session) return null;
  const { email, name } = session.identity.traits;
  return (
    <Page title="Home">
      <p>You are signed in as <strong>{name ? `${name} (${email})` : email}</strong>.</p>
      <ul>
        <li><Link to="/settings">Settings</Link></li>
        <li><Link to="/verification">Confirm an address</Link></li>
        <li><SignOut onFailure={onFailure} /></li>
      </ul>
    </Page>
  );
}

const SignOut = ({ onFailure }) => (
  <button type="button" className="link" onClick={() => signOut().catch(onFailure)}>Sign out</button>
);

const TITLES = {
  login: ({ requested_aal: level, refresh }) =>
    level === "aal2" ? "One more step" : refresh ? "Confirm that it is you" : "Sign in",
  registration: () => "Create an account",
  recovery: ({ state }) => (state === "sent_email" ? "Enter the code" : "Get back in"),
  verification: ({ state }) => (state === "sent_email" ? "Enter the code" : "Confirm an address"),
  settings: () => "Settings",
};

const WAYS = {
  login: [["/recovery", "Forgotten your password?"], ["/registration", "Create an account"]],
  registration: [["/login", "Sign in instead"]],
  recovery: [["/recovery", "Start again"], ["/login", "Back to sign in"]],
  verification: [["/verification", "Start again"], ["/", "Home"]],
  settings: [["/", "Home"]],
};

/** A page for any flow: the one in the address, or a new one, which then comes into the address. */
export function Flow({ kind, search, onFailure }) {
  // Each answer has a number, and with it its forms are made anew: nothing typed into the last ones is left in them.
  const [{ flow, number }, answered] = useReducer((last, flow) => ({ flow, number: last.number + 1 }), { number: 0 });
  const shown = useRef(null);
  const show = (flow) => {
    shown.current = flow.id;
    answered(flow);
  };

  useEffect(() => {
    let current = true;
    const query = new URLSearchParams(search);
    const id = query.get("flow");
    if (id && id === shown.current) return;
    const found = (flow) => {
      if (!current) return;
      show(flow);
      if (!id) navigate(`/${kind}?flow=${flow.id}`, { replace: true });
    };
    (id ? flows[kind].get(id) : flows[kind].create(query))
      .then(found, (error) => current && afterRefusal(error, kind))
      .catch(onFailure);
    return () => {
      current = false;
    };
  }, [kind, search, onFailure]);

  async function send(body) {
    const answer = await flows[kind].submit(flow.id, body).catch((error) => afterRefusal(error, kind));
    // Gone elsewhere.
    if (!answer) return;
    // Settings stay where they are, unless somebody waits for them elsewhere.
    const stays = kind === "settings" && !answer.return_to;
    if (!stays && goOn(answer.continue_with)) return;
    if (answer.ui) show(answer);
    // Signed up without being signed in.
    else navigate("/login");
  }

  const submit = (body) => send(body).catch(onFailure);

  if (!flow) return null;
  return (
    <Page title={TITLES[kind](flow)}>
      <Messages ui={flow.ui} />
      <Forms key={number} ui={flow.ui} titled={kind === "settings"} onSubmit={submit} />
      <nav aria-label="Other ways">
        {flow.requested_aal === "aal2" ? (
          <p><SignOut onFailure={onFailure} /></p>
        ) : (
          WAYS[kind].map(([to, words]) => <p key={to}><Link to={to}>{words}</Link></p>)
        )}
      </nav>
    </Page>
  );
}
