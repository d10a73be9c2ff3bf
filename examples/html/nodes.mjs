// `ui.nodes` of a flow as plain HTML forms. Nothing here knows what a password or a code is: Readmit says what to show.
import { attributes, html } from "./html.mjs";
import { outside } from "./readmit.mjs";

const TITLES = { profile: "Your details", password: "Password", totp: "Sign-in app", lookup_secret: "Recovery codes" };

/** For fields whose node says nothing; what the node says comes first. */
const AUTOCOMPLETE = { identifier: "username", email: "email", totp_code: "one-time-code", lookup_secret: "off" };

const USED = 1050014;

const errors = (node) => node.messages.filter(({ type }) => type === "error");
const isHidden = ({ attributes: { type } }) => type === "hidden";
const isButton = ({ attributes: { type } }) => type === "submit";
const label = (node) => node.meta.label?.text ?? node.attributes.name;

/** Several forms of a page may have a field of the same name, but ids are the page's. */
const idOf = (group, node) => `${group}-${node.attributes.name}`;

/**
 * A form for each way of going on. A group of nodes is one way, and what is in the group `default` belongs to each;
 * apart from each other, the fields that one way needs do not stand in the way of another.
 */
export function forms({ ui }, titled) {
  return groups(ui).map((group) => {
    const nodes = ui.nodes.filter((node) => node.group === group || node.group === "default");
    return html`<section>
      ${titled && html`<h2>${TITLES[group] ?? group}</h2>`}
      <form action="${outside(ui.action)}" method="${ui.method}">
        ${nodes.map((node) => element(group, node, node === nodes.find(isButton)))}
      </form>
    </section>`;
  });
}

/** Where codes are shown there is nothing beside them: they are looked at now, and mostly never again. */
function groups({ nodes }) {
  const codes = nodes.filter((node) => node.attributes.id === "lookup_secret_codes");
  return [...new Set((codes.length ? codes : nodes).map((node) => node.group))].filter((group) => group !== "default");
}

function element(group, node, first) {
  const { attributes: has } = node;
  switch (node.type) {
    case "input":
      if (isHidden(node)) return html`<input${attributes({ type: "hidden", name: has.name, value: has.value })}>`;
      return isButton(node) ? button(node, first) : field(group, node);
    case "text":
      return html`<div class="text"><p>${label(node)}</p>${text(has.text)}</div>`;
    case "img":
      return html`<img${attributes({ src: has.src, width: has.width, height: has.height, alt: label(node) })}>`;
    case "a":
      return html`<a href="${outside(has.href)}">${has.title.text}</a>`;
  }
}

/** Enter presses the first button. Another one, such as «send the code again», does not need the fields filled in. */
function button(node, first) {
  const { name, value, disabled } = node.attributes;
  const pairs = { name, value, disabled, formnovalidate: !first, class: !first && "second" };
  return html`<button${attributes(pairs)}>${label(node)}</button>`;
}

function field(group, node) {
  const { name, type, value, required, disabled, pattern, maxlength } = node.attributes;
  const id = idOf(group, node);
  const wrong = errors(node).length > 0;
  const autocomplete = node.attributes.autocomplete ?? AUTOCOMPLETE[name];
  const pairs = { id, name, type, value, required, disabled, pattern, maxlength, autocomplete };
  if (autocomplete === "one-time-code") pairs.inputmode = "numeric";
  if (type === "text") Object.assign(pairs, { autocapitalize: "none", spellcheck: "false" });
  if (wrong) Object.assign(pairs, { "aria-invalid": "true", "aria-describedby": `${id}-error` });
  return html`<div class="field">
    <label for="${id}">${label(node)}</label>
    <input${attributes(pairs)}>
    ${wrong && html`<p class="error" id="${id}-error">${errors(node).map((message) => message.text)}</p>`}
  </div>`;
}

/** A set of codes comes as a list, everything else as one text. */
function text({ text, context }) {
  if (!context?.secrets) return html`<p><code>${text}</code></p>`;
  const secret = ({ id, text }) => (id === USED ? html`<s>${text}</s>` : html`<code>${text}</code>`);
  return html`<ol class="codes">${context.secrets.map((one) => html`<li>${secret(one)}</li>`)}</ol>`;
}

/** What Readmit has to say: errors first, each with a link to its field, and the focus, so that they are read out. */
export function messages({ ui }) {
  const all = ui.messages ?? [];
  const [first] = groups(ui);
  const fields = ui.nodes.flatMap((node) => {
    const id = idOf(node.group === "default" ? first : node.group, node);
    return errors(node).map((message) => html`<li><a href="#${id}">${label(node)}</a>: ${message.text}</li>`);
  });
  const wrong = all.filter(({ type }) => type === "error").map((message) => html`<li>${message.text}</li>`);
  const rest = all.filter(({ type }) => type !== "error");
  return [
    wrong.length + fields.length > 0 &&
      html`<div class="note wrong" tabindex="-1" autofocus><p>This did not work:</p><ul>${wrong}${fields}</ul></div>`,
    rest.map((message) => html`<p class="note ${message.type}">${message.text}</p>`),
  ];
}
