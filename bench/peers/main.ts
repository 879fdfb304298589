/**
 * `bun run bench:peers [--quick] [--json] [SCENARIO...]`: Bantam beside other servers at the same load. Prints tables, and
 * writes what was measured to bench/results as JSON. See ../README.md.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bench, sizes } from "../figure.ts";
import { machine, versions as ours } from "../machine.ts";
import { attempt, chosen, conditions, folderMaker, isJson, isQuick, printHead } from "../run.ts";
import { type Measured, scenarios } from "./measure.ts";
import { bantam, missing, peers, versionsOfPeers } from "./peers.ts";
import { table } from "./table.ts";

const full = { ...sizes.full, rounds: 5, tries: 15, warm_ms: 2000 };
const quick = { ...sizes.quick, people_max: 2000 };
const results = join(import.meta.dir, "../results");

const names = chosen(Object.keys(scenarios));
const bench: Bench = { size: isQuick ? quick : full, newFolder: folderMaker() };
const versions = { ...ours, ...versionsOfPeers };
const keeps = [bantam, ...peers].map(({ title, keeps: what }) => [title, what] as const);

printHead();
if (!isJson) {
  const others = Object.entries(versionsOfPeers).map(([name, version]) => `${name} ${version ?? "not here"}`);
  console.log(`${others.join(", ")}\n`);
  for (const [title, what] of keeps) console.log(`${title}: ${what}.`);
  for (const reason of missing) console.log(reason);
}
const all: Measured[] = [];
for (const name of names)
  await attempt(name, async () => {
    const measured = (await scenarios[name]?.(bench, peers)) ?? [];
    all.push(...measured);
    if (!isJson) return console.log(`\n${table(measured)}`);
    for (const one of measured) {
      const title = `${one.scenario}: ${one.server}: ${one.what}`;
      console.log(JSON.stringify({ name: title, ...one, machine, versions }));
    }
  });

// Only a whole run is a result that stays in the repository.
const isWhole = !isQuick && process.exitCode !== 1 && names.length === Object.keys(scenarios).length;
const about = { at: new Date(), isQuick, conditions, machine, versions, keeps: Object.fromEntries(keeps) };
mkdirSync(results, { recursive: true });
const path = join(results, isWhole ? "peers.json" : "peers-draft.json");
writeFileSync(path, `${JSON.stringify({ ...about, measured: all }, undefined, 1)}\n`);
