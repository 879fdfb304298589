/** `bun run bench [--quick] [--json] [SCENARIO...]`: prints what is measured beside its target. See README.md. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Figure, isOk, sizes } from "./figure.ts";
import { machine, versions } from "./machine.ts";
import { scenarios } from "./scenarios.ts";

const { values, positionals } = parseArgs({
  options: { quick: { type: "boolean", default: false }, json: { type: "boolean", default: false } },
  allowPositionals: true,
});
const names = positionals.length > 0 ? positionals : Object.keys(scenarios);

// Beside the executable, since /tmp may be memory, in which nothing has to be synced.
const dist = join(import.meta.dir, "../dist");
mkdirSync(dist, { recursive: true });
const root = mkdtempSync(join(dist, "bench-"));
process.on("exit", () => rmSync(root, { recursive: true, force: true }));

let folders = 0;
const bench = {
  size: values.quick ? sizes.quick : sizes.full,
  run: "binary",
  newFolder: () => join(root, String(++folders)),
} as const;

if (!values.json) {
  console.log(
    `${machine.cpu}, ${machine.cores} cores, ${machine.memory_gib} GiB; Linux ${machine.kernel}; Bun ${versions.bun}; Bantam ${versions.bantam}`,
  );
  console.log("Rate limits lifted by their settings; durability = full; server and load generator on a core each.\n");
}
let failed = false;
for (const name of names) {
  const scenario = scenarios[name];
  if (!scenario) throw new Error(`There is no scenario ${name}. Give some of: ${Object.keys(scenarios).join(", ")}.`);
  try {
    for (const figure of await scenario(bench)) print(figure);
  } catch (error) {
    failed = true;
    console.error(`${name}: no figure: ${error instanceof Error ? error.message : String(error)}`);
  }
}
process.exitCode = failed ? 1 : 0;

function print(figure: Figure): void {
  const { name, value, unit, target, note } = figure;
  const ok = isOk(figure);
  if (values.json) return console.log(JSON.stringify({ name, value, unit, target, ok, note, machine, versions }));
  const numbers = `${digits(value).padStart(8)} of ${digits(target).padEnd(6)} ${unit.padEnd(30)}`;
  console.log(`${ok ? "ok  " : "MISS"} ${name.padEnd(54)} ${numbers} ${note}`);
}

function digits(value: number): string {
  return value < 1 ? value.toFixed(3) : value < 100 ? value.toFixed(2) : value.toFixed(0);
}
