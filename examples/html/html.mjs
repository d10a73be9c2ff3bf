// Templates that cannot forget to escape: whatever is put into html`…` is escaped, unless html`…` made it.

class Markup {
  constructor(text) {
    this.text = text;
  }
}

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function render(value) {
  if (Array.isArray(value)) return value.map(render).join("");
  if (value instanceof Markup) return value.text;
  if (value === undefined || value === null || value === false) return "";
  return String(value).replace(/[&<>"']/g, (character) => ESCAPES[character]);
}

/** A piece of a page. Lists are joined; `undefined`, `null` and `false` are nothing. */
export const html = (strings, ...values) => new Markup(String.raw({ raw: strings }, ...values.map(render)));

/** Attributes of an element: `true` is the name alone, nothing is left out. */
export const attributes = (pairs) =>
  Object.entries(pairs)
    .filter(([, value]) => value !== undefined && value !== null && value !== false)
    .map(([name, value]) => (value === true ? html` ${name}` : html` ${name}="${value}"`));
