// Asks what the nodes of a flow want to know, a line for each, and says what the server has to say.
import { createInterface } from "node:readline";
import { Writable } from "node:stream";

/** What is typed is shown, unless it is a password. */
let hidden = false;
const screen = new Writable({
  write(chunk, encoding, done) {
    if (!hidden) process.stdout.write(chunk);
    done();
  },
});
const terminal = createInterface({ input: process.stdin, output: screen, terminal: process.stdin.isTTY });
const lines = terminal[Symbol.asyncIterator]();

export const tell = (text) => console.log(text);
export const stop = () => terminal.close();

async function ask(label, secret) {
  process.stdout.write(`${label}: `);
  hidden = secret;
  const { value, done } = await lines.next();
  if (hidden) process.stdout.write("\n");
  hidden = false;
  if (done) throw new Error("nothing more was typed");
  return value;
}

/** Messages of the flow, and of the fields that are about to be asked for. */
function explain(flow, fields) {
  for (const { text } of flow.ui.messages ?? []) tell(text);
  for (const node of fields) for (const { text } of node.messages) tell(`${labelOf(node)}: ${text}`);
}

const labelOf = (node) => node.meta.label?.text ?? node.attributes.name;

/** The body for one method: its fields, and those that belong to every method. Empty lines leave a field out. */
export async function fill(flow, method) {
  const inputs = flow.ui.nodes.filter(({ type, group }) => type === "input" && [method, "default"].includes(group));
  const fields = inputs.filter(({ attributes: { type } }) => !["hidden", "submit"].includes(type));
  explain(flow, fields);
  const body = { method };
  // Who confirms to be themselves is not asked for a name again: it is in a hidden field.
  for (const { attributes } of inputs) if (attributes.type === "hidden") put(body, attributes.name, attributes.value);
  for (const node of fields) {
    const { name, type, required } = node.attributes;
    put(body, name, await ask(required ? labelOf(node) : `${labelOf(node)} (if you like)`, type === "password"));
  }
  return body;
}

/** `traits.name` is the member `name` of `traits`. */
function put(body, path, value) {
  if (!value) return;
  const [member, ...way] = path.split(".").reverse();
  const holder = way.reduceRight((holder, step) => (holder[step] ??= {}), body);
  holder[member] = value;
}
