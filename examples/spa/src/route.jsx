// The address bar is the state: pages are kinds of flows, and the flow's id stands in the query, so that reloading and
// the back button work.
import { useSyncExternalStore } from "react";

const CHANGED = "popstate";

export function navigate(to, { replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", to);
  dispatchEvent(new Event(CHANGED));
}

function subscribe(listener) {
  addEventListener(CHANGED, listener);
  return () => removeEventListener(CHANGED, listener);
}

export function useRoute() {
  const { pathname, search } = new URL(useSyncExternalStore(subscribe, () => location.href));
  return { pathname, search };
}

/** A link within the app. */
export function Link({ to, children }) {
  const follow = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    navigate(to);
  };
  return <a href={to} onClick={follow}>{children}</a>;
}
