/** `bun run bench:auth [--quick] [--json]`: what it costs to know who asks, and what an attack on that costs. See ../README.md. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { machine, versions } from "../machine.ts";
import { auth } from "./auth.ts";
import { type Finding, sizes } from "./finding.ts";

const { values } = parseArgs({
  options: { quick: { type: "boolean", default: false }, json: { type: "boolean", default: false } },
});

const dist = join(import.meta.dir, "../../dist");
mkdirSync(dist, { recursive: true });
const root = mkdtempSync(join(dist, "bench-"));
process.on("exit", () => rmSync(root, { recursive: true, force: true }));

if (!values.json)
  console.log(`${machine.cpu}; Linux ${machine.kernel}; Bun ${versions.bun}; Bantam ${versions.bantam}\n`);
for await (const finding of auth({
  size: values.quick ? sizes.quick : sizes.full,
  run: "binary",
  folder: join(root, "data"),
}))
  print(finding);

function print({ name, value, unit, note }: Finding): void {
  if (values.json) console.log(JSON.stringify({ name, value, unit, note, machine, versions }));
  else console.log(`${name.padEnd(60)} ${value.toFixed(value < 100 ? 2 : 0).padStart(8)} ${unit.padEnd(22)} ${note}`);
}
