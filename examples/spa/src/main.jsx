// Which page the address means, and what to show when nothing else is left to do.
import { useCallback, useState } from "react";
import { createRoot } from "react-dom/client";
import { Flow, Home, Page } from "./pages.jsx";
import { flows } from "./readmit.js";
import { Link, useRoute } from "./route.jsx";

function App() {
  const { pathname, search } = useRoute();
  const [failure, setFailure] = useState(null);
  const onFailure = useCallback((error) => {
    console.error(error);
    setFailure(error);
  }, []);
  const kind = pathname.slice(1);
  if (failure) {
    return (
      <Page title="Something went wrong">
        <p>Please <a href="/">try again</a> in a moment.</p>
      </Page>
    );
  }
  if (pathname === "/") return <Home onFailure={onFailure} />;
  if (Object.hasOwn(flows, kind)) return <Flow key={kind} {...{ kind, search, onFailure }} />;
  return (
    <Page title="Not found">
      <p><Link to="/">Home</Link></p>
    </Page>
  );
}

createRoot(document.body.appendChild(document.createElement("div"))).render(<App />);
