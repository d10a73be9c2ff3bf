// Builds the app and serves it: one page, one script, one style sheet. All it knows is where Readmit is.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { build } from "esbuild";
import { gate } from "../gate.mjs";

const PORT = process.env.PORT ?? 4456;

/** Where this server reaches Readmit. */
const READMIT = process.env.READMIT_URL ?? "http://127.0.0.1:4433";

/** Where browsers reach it. Not given: at this server's own address, through the gate, so that no CORS is needed. */
const PUBLIC = process.env.READMIT_PUBLIC_URL ?? "";

const { outputFiles } = await build({
  entryPoints: [`${import.meta.dirname}/src/main.jsx`],
  bundle: true,
  minify: true,
  write: false,
  format: "esm",
  jsx: "automatic",
  define: {
    "process.env.NODE_ENV": '"production"',
    "process.env.READMIT_URL": JSON.stringify(READMIT),
    "process.env.READMIT_PUBLIC_URL": JSON.stringify(PUBLIC),
  },
});

const read = (name) => readFileSync(new URL(name, import.meta.url));
const FILES = {
  "/app.js": ["text/javascript", outputFiles[0].contents],
  "/style.css": ["text/css", read("style.css")],
};
const INDEX = ["text/html; charset=utf-8", read("index.html")];

function app(request, response) {
  // Every other address is one of the app's pages, which the script shows.
  const [type, body] = FILES[request.url] ?? INDEX;
  response.writeHead(200, {
    "content-type": type,
    "content-security-policy":
      `default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self' ${PUBLIC}; ` +
      "base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "strict-origin",
    "x-content-type-options": "nosniff",
  });
  response.end(body);
}

createServer(PUBLIC ? app : gate(READMIT, app)).listen(PORT, "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${PORT}`);
});
