/** `bun run bench:auth [--quick] [--json]`: what it costs to know who asks, and what an attack on that costs. See ../README.md. */
import { machine, versions } from "../machine.ts";
import { folderMaker, isJson, isQuick, machineLine } from "../run.ts";
import { auth } from "./auth.ts";
import { type Finding, sizes } from "./finding.ts";

const folder = folderMaker()();
if (!isJson) console.log(`${machineLine}\n`);
for await (const finding of auth({
  size: isQuick ? sizes.quick : sizes.full,
  folder,
}))
  print(finding);

function print({ name, value, unit, note }: Finding): void {
  if (isJson) console.log(JSON.stringify({ name, value, unit, note, machine, versions }));
  else console.log(`${name.padEnd(60)} ${value.toFixed(value < 100 ? 2 : 0).padStart(8)} ${unit.padEnd(22)} ${note}`);
}
