/**
 * `bun run bench:flame [--quick] [SCENARIO...]`: where the time goes in each scenario, of the baseline and of Bantam. Prints the
 * heaviest functions, and writes a page with the flame graph of each.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { heaviest } from "../../src/profile/frames.ts";
import { profilePage } from "../../src/profile/page.ts";
import { type Bench, sizes } from "../figure.ts";
import { machine, versions } from "../machine.ts";
import { condensed } from "./condensed.ts";
import { flames, type SubjectName, subjects } from "./scenarios.ts";

const shown = 15;

const { values, positionals } = parseArgs({
  options: { quick: { type: "boolean", default: false }, only: { type: "string" } },
  allowPositionals: true,
});
const names = positionals.length > 0 ? positionals : Object.keys(flames);
const isSubject = (name: string): name is SubjectName => name in subjects;
const asked = Object.keys(subjects)
  .filter(isSubject)
  .filter((name) => values.only === undefined || name === values.only);
const seconds = values.quick ? 2 : 10;

// Beside the executable, since /tmp may be memory, in which nothing has to be synced.
const dist = join(import.meta.dir, "../../dist");
mkdirSync(dist, { recursive: true });
const root = mkdtempSync(join(dist, "flame-"));
process.on("exit", () => rmSync(root, { recursive: true, force: true }));
const results = join(import.meta.dir, "../results/flame");
mkdirSync(results, { recursive: true });

let folders = 0;
const bench: Bench = {
  size: values.quick ? sizes.quick : sizes.full,
  run: "binary",
  newFolder: () => join(root, String(++folders)),
};

console.log(`${machine.cpu}, ${machine.cores} cores; Linux ${machine.kernel}; Bun ${versions.bun}; ${seconds} s each`);
for (const name of names) {
  const flame = flames[name];
  if (!flame) throw new Error(`There is no scenario ${name}. Give some of: ${Object.keys(flames).join(", ")}.`);
  for (const subject of asked) {
    const profile = await flame(bench, subject, seconds);
    const of = subject === "bantam" ? `Bantam ${versions.bantam}` : "the baseline";
    const titled = { ...profile, bantam: { ...profile.bantam, of: `${of}, ${name}` } };
    const path = join(results, `${name}-${subject}.html`);
    await Bun.write(path, profilePage(condensed(titled)));
    console.log(`\n${of}, ${name}: ${relative(process.cwd(), path)}\n${heaviest(titled, shown)}`);
  }
}
