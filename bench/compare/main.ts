/**
 * `bun run bench:compare [--quick] [--json] [MEASURE...]`: Bantam beside the baseline, in turn, against what was asked for
 * and what this project wants. Prints it, and writes it to bench/results as JSON and as a page. See ../README.md.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bench, sizes } from "../figure.ts";
import { machine, versions } from "../machine.ts";
import { attempt, chosen, conditions, folderMaker, isQuick, machineLine, print, printHead } from "../run.ts";
import { measures } from "./measures.ts";
import { pageOf } from "./page.ts";
import { figuresOf, type Panel } from "./panel.ts";

const full = { ...sizes.full, rounds: 5, tries: 10, warm_ms: 2000, wait_ms: 3000, messages: 10_000_000 };
/** Under a minute: no round waits for others, or is tried again. */
const quick = {
  ...sizes.quick,
  tries: 3,
  round_ms: 200,
  warm_ms: 300,
  wait_ms: 0,
  requests: 300,
  messages: 100_000,
};
const results = join(import.meta.dir, "../results");

const names = chosen(Object.keys(measures));
const bench: Bench = { size: isQuick ? quick : full, newFolder: folderMaker() };
const panels: Panel[] = [];
printHead();
for (const name of names)
  await attempt(name, async () => {
    const found = (await measures[name]?.(bench)) ?? [];
    panels.push(...found);
    for (const figure of found.flatMap(figuresOf)) print(figure);
  });

const about = { title: "Bantam and the baseline", at: new Date(), isQuick, machineLine, conditions };
// Only a whole run is a result that stays in the repository.
const isWhole = !isQuick && names.length === Object.keys(measures).length;
const path = join(results, isWhole ? "compare" : "compare-draft");
mkdirSync(results, { recursive: true });
writeFileSync(`${path}.html`, pageOf(about, panels));
writeFileSync(`${path}.json`, `${JSON.stringify({ ...about, machine, versions, panels }, undefined, 1)}\n`);
