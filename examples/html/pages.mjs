// The pages, apart from their forms.
import { html } from "./html.mjs";
import { forms, messages } from "./nodes.mjs";

function layout(title, body) {
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>${title} – Example in HTML</title>
  <link rel="stylesheet" href="/style.css">
</head>
<body>
  <header><a href="/">Example in HTML</a></header>
  <main>
    <h1>${title}</h1>
    ${body}
  </main>
</body>
</html>`.text;
}

export function home(session, signOut) {
  const { email, name } = session.identity.traits;
  return layout(
    "Home",
    html`<p>You are signed in as <strong>${name ? `${name} (${email})` : email}</strong>.</p>
      <ul>
        <li><a href="/settings">Settings</a></li>
        <li><a href="/verification">Confirm an address</a></li>
        <li><a href="${signOut}">Sign out</a></li>
      </ul>`,
  );
}

const TITLES = {
  login: ({ requested_aal: level, refresh }) =>
    level === "aal2" ? "One more step" : refresh ? "Confirm that it is you" : "Sign in",
  registration: () => "Create an account",
  recovery: ({ state }) => (state === "sent_email" ? "Enter the code" : "Get back in"),
  verification: ({ state }) => (state === "sent_email" ? "Enter the code" : "Confirm an address"),
  settings: () => "Settings",
};

const WAYS = {
  login: html`<p><a href="/recovery">Forgotten your password?</a></p>
    <p><a href="/registration">Create an account</a></p>`,
  registration: html`<p><a href="/login">Sign in instead</a></p>`,
  recovery: html`<p><a href="/recovery">Start again</a></p><p><a href="/login">Back to sign in</a></p>`,
  verification: html`<p><a href="/verification">Start again</a></p><p><a href="/">Home</a></p>`,
  settings: html`<p><a href="/">Home</a></p>`,
};

/** A page for any flow. Whoever is half signed in goes on or signs out: the other ways are closed to them. */
export function flow(kind, data, signOut) {
  const ways = signOut ? html`<p><a href="${signOut}">Sign out</a></p>` : WAYS[kind];
  return layout(
    TITLES[kind](data),
    html`${messages(data)} ${forms(data, kind === "settings")} <nav aria-label="Other ways">${ways}</nav>`,
  );
}

export function error(title, reason) {
  return layout(title, html`<p>${reason}</p><p><a href="/">Home</a></p>`);
}
