// One address for an app and for Readmit, as a reverse proxy gives it to a real deployment: what is Readmit's is passed
// on, all else is the app's. A plain `make run` knows nothing of the app and calls itself by its own address; so where
// it says that, the app's is put in. A deployment configures the addresses instead, and has no need of this file.
import { request as ask } from "node:http";

const OF_READMIT = /^\/(self-service|sessions)\//;

/** A listener for `createServer`: `app` gets the requests that are not for the Readmit at `address`. */
export function gate(address, app) {
  const { origin, hostname, port, host } = new URL(address);
  return (request, response) => {
    if (!OF_READMIT.test(request.url)) return app(request, response);
    const headers = { ...request.headers, host };
    // Readmit refuses forms of foreign pages. Pages of this address are its own here, all others stay foreign.
    if (headers.origin === `http://${request.headers.host}`) headers.origin = origin;
    const passed = ask({ hostname, port, path: request.url, method: request.method, headers }, (answer) => {
      const { location } = answer.headers;
      if (location?.startsWith(`${origin}/`)) answer.headers.location = location.slice(origin.length);
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    passed.on("error", () => {
      if (!response.headersSent) response.writeHead(502, { "content-type": "text/plain" });
      response.end("Readmit does not answer.\n");
    });
    response.on("close", () => passed.destroy());
    request.pipe(passed);
  };
}
