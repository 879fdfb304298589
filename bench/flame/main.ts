/**
 * `bun run bench:flame [--quick] [SCENARIO-SERVER...]`: where the time goes in each scenario, of the baseline and of Bantam.
 * Prints the heaviest functions by self time, and writes a page with the flame graph of each.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { heaviest } from "../../src/profile/frames.ts";
import { profilePage } from "../../src/profile/page.ts";
import { type Bench, sizes } from "../figure.ts";
import { versions } from "../machine.ts";
import { attempt, chosen, folderMaker, isQuick, printHead } from "../run.ts";
import { condensed } from "./condensed.ts";
import { flames } from "./scenarios.ts";

const shown = 15;
const seconds = isQuick ? 2 : 10;
const bench: Bench = { size: isQuick ? sizes.quick : sizes.full, run: "binary", newFolder: folderMaker() };

// Only a whole look is one that stays in the repository.
const results = join(import.meta.dir, isQuick ? "../../dist/flame" : "../results/flame");
mkdirSync(results, { recursive: true });

printHead();
for (const name of chosen(Object.keys(flames)))
  await attempt(name, async () => {
    const profile = await flames[name]?.(bench, seconds);
    if (!profile) return;
    const of = `${name}, Bantam ${versions.bantam}`;
    const named = { ...profile, bantam: { ...profile.bantam, of } };
    const path = join(results, `${name}.html`);
    writeFileSync(path, profilePage(condensed(named)));
    console.log(`${name}: ${relative(process.cwd(), path)}\n${heaviest(named, shown)}\n`);
  });
