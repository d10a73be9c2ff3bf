// Reads the development mailbox, as a test tool would: GET /email on the admin listener.
import { keep } from "./canaries.mjs";

/** All mails, the oldest first; those to `address` alone if one is given. */
export async function mails(server, address) {
  const answer = await fetch(`${server.adminUrl}/email`);
  if (!answer.ok) throw new Error(`GET /email: ${answer.status} ${await answer.text()}`);
  const list = await answer.json();
  return address ? list.filter((mail) => mail.to.some((to) => to.address === address)) : list;
}

/** The code that stands on a line of its own, or null. */
export const codeIn = (mail) => keep(/^\s*(\d{6,8})\s*$/m.exec(mail.text)?.[1] ?? null, "mailed code");

/** The link with a token, as its reader would click it. */
export function linkIn(mail) {
  const link = /https?:\/\/\S+token=\S+/.exec(mail.text)[0];
  keep(new URL(link).searchParams.get("token"), "mailed link");
  return link;
}

/** Waits for a mail to `address` that `fits`, after the first `after` ones; gives it. */
export async function mailTo(server, address, { fits = () => true, after = 0, within = 5000 } = {}) {
  const until = Date.now() + within;
  for (;;) {
    const found = (await mails(server, address)).slice(after).filter(fits).at(-1);
    if (found) return found;
    if (Date.now() > until) {
      const subjects = (await mails(server, address)).map((mail) => mail.subject);
      throw new Error(`no such mail to ${address}; there: ${JSON.stringify(subjects)}`);
    }
    await new Promise((done) => setTimeout(done, 30));
  }
}

/** The recovery code of the newest mail that has one and came after the first `after` mails. */
export async function recoveryCode(server, address, after) {
  const mail = await mailTo(server, address, { after, fits: (mail) => codeIn(mail) !== null });
  return codeIn(mail);
}
