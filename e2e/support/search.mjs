// Searches a folder for secrets: `node search.mjs SECRETS FOLDER`. SECRETS has a line for each, its name and itself with
// a tab between; where one is found, it says so and ends with 1.
import { readFileSync } from "node:fs";
import { keep, search } from "./canaries.mjs";

const [secrets, folder] = process.argv.slice(2);
// They are in a file already.
delete process.env.READMIT_TEST_SECRETS;
let count = 0;
for (const line of readFileSync(secrets, "utf8").split("\n").filter(Boolean)) {
  const [name, value] = line.split("\t");
  keep(value, name);
  count++;
}
if (count === 0) throw new Error(`no secrets in ${secrets}: nothing could be found`);
const found = search(folder);
console.log(`${count} secrets, ${found.length} found in ${folder}`);
for (const line of found.slice(0, 20)) console.log(line);
process.exitCode = found.length ? 1 : 0;
