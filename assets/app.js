// Additions for browsers that run scripts; every page works without this file.
"use strict";
(() => {
  const all = (selector, root = document) => root.querySelectorAll(selector);

  const say = (button, text) => {
    const before = button.textContent;
    button.textContent = text;
    button.setAttribute("aria-live", "polite");
    setTimeout(() => { button.textContent = before; }, 2000);
  };

  // The clipboard API is missing on plain http outside of localhost.
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };

  const prepare = (root) => {
    for (const button of all("[data-copy]", root)) {
      button.hidden = false;
      button.addEventListener("click", async () => {
        await copy(button.dataset.copy);
        say(button, button.dataset.done);
      });
    }
  };
  prepare(document);

  for (const button of all("[data-show]")) {
    const field = document.getElementById(button.dataset.show);
    const shown = button.textContent;
    button.hidden = false;
    button.addEventListener("click", () => {
      const show = field.type === "password";
      field.type = show ? "text" : "password";
      button.textContent = show ? button.dataset.other : shown;
      field.focus();
    });
    // So that browsers keep it as a password, and no shown one stays in a form's memory.
    field.form.addEventListener("submit", () => { field.type = "password"; });
  }

  const numbered = () => document.querySelector('[data-codes="numbered"]');
  const line = (code, at) => (numbered() ? `${at + 1}. ` : "") + code.textContent;
  const codes = () => Array.from(all("[data-codes] code"), line).join("\n") + "\n";
  for (const button of all("[data-act]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (button.dataset.act === "print") return print();
      await copy(codes());
      say(button, button.dataset.done);
    });
  }

  // Asking for another code: the button rests until the server would send one.
  for (const button of all("[data-wait]")) {
    const hint = document.getElementById(button.getAttribute("aria-describedby"));
    const text = button.textContent;
    let left = Number(button.dataset.wait);
    button.disabled = true;
    hint.hidden = true;
    const tick = () => {
      button.textContent = left > 0 ? `${text} (${left})` : text;
      button.disabled = left > 0;
      if (left-- > 0) setTimeout(tick, 1000);
    };
    tick();
  }

  // A link to a section opens what it is about.
  const section = document.getElementById(location.hash.slice(1));
  section?.querySelector("details")?.setAttribute("open", "");

  // Development mailbox: new mails appear by themselves.
  const live = document.querySelector("[data-live]");
  if (live && window.EventSource) {
    const events = new EventSource(live.dataset.live);
    const refresh = async () => {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
      if (fresh) {
        live.replaceChildren(...fresh.childNodes);
        prepare(live);
      }
    };
    events.onmessage = refresh;
    events.addEventListener("mail", refresh);
  }
})();
