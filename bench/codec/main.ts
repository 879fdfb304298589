/** `bun run bench:codec [--quick] [--json]`: what a frame costs and weighs in each format. See ../README.md. */
import { machine, versions } from "../machine.ts";
import { isJson, isQuick, machineLine } from "../run.ts";
import { subjects } from "./subjects.ts";
import { report } from "./report.ts";
import { sizes, timeAll } from "./timing.ts";

const timed = await timeAll(subjects(), isQuick ? sizes.quick : sizes.full);

if (isJson) {
  const python = typeof timed.orjson === "string" ? {} : timed.orjson;
  for (const timing of timed.timings)
    console.log(JSON.stringify({ ...timing, machine, versions: { ...versions, ...python } }));
} else {
  console.log(`${machineLine}\n`);
  console.log(report(timed));
}
