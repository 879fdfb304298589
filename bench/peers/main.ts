/**
 * `bun run bench:peers [--quick] [--json] [SCENARIO...]`: Bantam beside other servers at the same load. Prints tables, and
 * writes what was measured into bench/results/peers.json. See ../README.md.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { sizes } from "../figure.ts";
import { machine, versions as ours } from "../machine.ts";
import { type Measured, scenarios } from "./measure.ts";
import { bantam, missing, peers, versionsOfPeers } from "./peers.ts";
import { table } from "./table.ts";

const { values, positionals } = parseArgs({
  options: { quick: { type: "boolean", default: false }, json: { type: "boolean", default: false } },
  allowPositionals: true,
});
const names = positionals.length > 0 ? positionals : Object.keys(scenarios);
// Servers that take a hundred times as long need no long rounds.
const size = values.quick
  ? { ...sizes.quick, people_max: 2000 }
  : { ...sizes.full, rounds: 5, tries: 15, warm_ms: 2000 };
const versions = { ...ours, ...versionsOfPeers };

// Beside the executable, since /tmp may be memory, in which nothing has to be synced.
const dist = join(import.meta.dir, "../../dist");
mkdirSync(dist, { recursive: true });
const root = mkdtempSync(join(dist, "bench-"));
process.on("exit", () => rmSync(root, { recursive: true, force: true }));
let folders = 0;
const bench = { size, run: "binary", newFolder: () => join(root, String(++folders)) } as const;

const keeps = [bantam, ...peers].map(({ title, keeps: what }) => [title, what] as const);
if (!values.json) {
  const { cpu, cores, memory_gib, kernel } = machine;
  console.log(`${cpu}, ${cores} cores, ${memory_gib} GiB; Linux ${kernel}`);
  console.log(
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version ?? "not here"}`)
      .join(", "),
  );
  console.log("Server and load generator on a core each; rate limits lifted by their settings.\n");
  for (const [title, what] of keeps) console.log(`${title}: ${what}.`);
  for (const reason of missing) console.log(reason);
}
const all: Measured[] = [];
for (const name of names) {
  const scenario = scenarios[name];
  if (!scenario) throw new Error(`There is no scenario ${name}. Give some of: ${Object.keys(scenarios).join(", ")}.`);
  try {
    const measured = await scenario(bench, peers);
    all.push(...measured);
    if (values.json)
      for (const one of measured)
        console.log(JSON.stringify({ name: `${one.scenario}: ${one.server}: ${one.what}`, ...one, machine, versions }));
    else console.log(`\n${table(measured)}`);
  } catch (error) {
    process.exitCode = 1;
    console.error(`${name}: no figure: ${error instanceof Error ? error.message : String(error)}`);
  }
}
// Some of it would take the place of all of it.
if (positionals.length === 0 && process.exitCode !== 1) {
  const results = join(import.meta.dir, "../results");
  mkdirSync(results, { recursive: true });
  const what = { machine, versions, quick: values.quick, keeps: Object.fromEntries(keeps), measured: all };
  writeFileSync(join(results, "peers.json"), `${JSON.stringify(what, undefined, 2)}\n`);
}
