/** `bun run bench:codec [--quick] [--json]`: what a frame costs and weighs in each format. See ../README.md. */
import { parseArgs } from "node:util";
import { machine, versions } from "../machine.ts";
import { subjects } from "./subjects.ts";
import { report } from "./report.ts";
import { sizes, timeAll } from "./timing.ts";

const { values } = parseArgs({
  options: { quick: { type: "boolean", default: false }, json: { type: "boolean", default: false } },
});
const timed = await timeAll(subjects(), values.quick ? sizes.quick : sizes.full);

if (values.json) {
  const python = typeof timed.orjson === "string" ? {} : timed.orjson;
  for (const timing of timed.timings)
    console.log(JSON.stringify({ ...timing, machine, versions: { ...versions, ...python } }));
} else {
  console.log(`${machine.cpu}; Linux ${machine.kernel}; Bun ${versions.bun}; Bantam ${versions.bantam}\n`);
  console.log(report(timed));
}
