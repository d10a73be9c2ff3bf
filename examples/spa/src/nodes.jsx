// `ui.nodes` of a flow as forms. What to show comes from Readmit, how it looks is ours.
import { useEffect, useRef } from "react";

const TITLES = { profile: "Your details", password: "Password", totp: "Sign-in app", lookup_secret: "Recovery codes" };

/** For fields whose node says nothing. */
const AUTOCOMPLETE = { identifier: "username", email: "email", totp_code: "one-time-code", lookup_secret: "off" };

const USED = 1050014;

const ofType = (...types) => (node) => node.type === "input" && types.includes(node.attributes.type);
const errorsOf = (node) => node.messages.filter(({ type }) => type === "error");
const labelOf = (node) => node.meta.label?.text ?? node.attributes.name;

/** The groups that are ways of going on; what is in `default` belongs to each. Codes stand alone. */
function groupsOf({ nodes }) {
  const codes = nodes.filter((node) => node.attributes.id === "lookup_secret_codes");
  const shown = codes.length > 0 ? codes : nodes;
  return [...new Set(shown.map((node) => node.group))].filter((group) => group !== "default");
}

export function Forms({ ui, titled, onSubmit }) {
  return groupsOf(ui).map((group) => {
    const nodes = ui.nodes.filter((node) => node.group === group || node.group === "default");
    return (
      <section key={group}>
        {titled && <h2>{TITLES[group] ?? group}</h2>}
        <Form group={group} nodes={nodes} onSubmit={onSubmit} />
      </section>
    );
  });
}

function Form({ group, nodes, onSubmit }) {
  const submit = (event) => {
    event.preventDefault();
    onSubmit(bodyOf(new FormData(event.target, event.nativeEvent.submitter), group));
  };
  const first = nodes.find(ofType("submit"));
  return (
    <form onSubmit={submit}>
      {nodes.map((node, index) => (
        <Node key={index} group={group} node={node} second={node !== first} />
      ))}
    </form>
  );
}

/** The body that the SDK wants: `traits.name` as a member of `traits`, the button `totp_unlink=true` as a boolean. */
function bodyOf(fields, group) {
  const body = { method: group };
  for (const [name, value] of fields) {
    if (value === "") continue;
    const [member, ...path] = name.split(".").reverse();
    const holder = path.reduceRight((holder, step) => (holder[step] ??= {}), body);
    holder[member] = name.startsWith(`${group}_`) && value === "true" ? true : value;
  }
  return body;
}

function Node({ group, node, second }) {
  const { attributes: has, type } = node;
  if (type === "text") return <Text node={node} />;
  if (type === "img") return <img src={has.src} width={has.width} height={has.height} alt={labelOf(node)} />;
  if (type === "a") return <a href={has.href}>{has.title.text}</a>;
  if (ofType("hidden")(node)) return <input type="hidden" name={has.name} value={has.value} />;
  if (ofType("submit")(node)) {
    // Enter presses the first button; the others, such as «send the code again», need no field filled in.
    const { name, value, disabled } = has;
    return (
      <button {...{ name, value, disabled }} formNoValidate={second} className={second ? "second" : undefined}>
        {labelOf(node)}
      </button>
    );
  }
  return <Field id={`${group}-${has.name}`} node={node} />;
}

function Field({ id, node }) {
  const { name, type, value, required, disabled, pattern, maxlength } = node.attributes;
  const errors = errorsOf(node);
  const autoComplete = node.attributes.autocomplete ?? AUTOCOMPLETE[name];
  return (
    <div className="field">
      <label htmlFor={id}>{labelOf(node)}</label>
      <input
        {...{ id, name, type, required, disabled, pattern, autoComplete }}
        defaultValue={value}
        maxLength={maxlength}
        inputMode={autoComplete === "one-time-code" ? "numeric" : undefined}
        autoCapitalize={type === "text" ? "none" : undefined}
        spellCheck={type === "text" ? false : undefined}
        aria-invalid={errors.length > 0 || undefined}
        aria-describedby={errors.length > 0 ? `${id}-error` : undefined}
      />
      {errors.length > 0 && <p className="error" id={`${id}-error`}>{errors.map(({ text }) => text).join(" ")}</p>}
    </div>
  );
}

/** A set of codes comes as a list, everything else as one text. */
function Text({ node }) {
  const { text, context } = node.attributes.text;
  return (
    <div className="text">
      <p>{labelOf(node)}</p>
      {context?.secrets ? (
        <ol className="codes">
          {context.secrets.map((secret, index) => (
            <li key={index}>{secret.id === USED ? <s>{secret.text}</s> : <code>{secret.text}</code>}</li>
          ))}
        </ol>
      ) : (
        <p><code>{text}</code></p>
      )}
    </div>
  );
}

/** What Readmit has to say; it gets the focus, so that it is read out. */
export function Messages({ ui }) {
  const messages = ui.messages ?? [];
  const wrong = [...messages.filter(({ type }) => type === "error"), ...ui.nodes.flatMap(errorsOf)];
  const rest = messages.filter(({ type }) => type !== "error");
  const box = useRef(null);
  useEffect(() => box.current?.focus(), [ui]);
  if (wrong.length + rest.length === 0) return null;
  return (
    <div tabIndex={-1} ref={box}>
      {wrong.length > 0 && (
        <div className="note wrong">
          <p>This did not work:</p>
          <ul>{wrong.map(({ text }) => <li key={text}>{text}</li>)}</ul>
        </div>
      )}
      {rest.map(({ id, type, text }) => <p className={`note ${type}`} key={id}>{text}</p>)}
    </div>
  );
}
