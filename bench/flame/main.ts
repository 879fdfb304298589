/**
 * `bun run bench:flame [--quick] [--json] [SCENARIO-SERVER...]`: where the time goes in each scenario, of the baseline and
 * of Bantam. Prints the heaviest functions by self time, and writes a page with the flame graph of each.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { framesOf, functionsOf, heaviest, whereOf, withoutIdle } from "../../src/profile/frames.ts";
import { profilePage } from "../../src/profile/page.ts";
import type { Profile } from "../../src/profile/profile.ts";
import { type Bench, sizes } from "../figure.ts";
import { machine, versions } from "../machine.ts";
import { attempt, chosen, folderMaker, isJson, isQuick, printHead } from "../run.ts";
import { condensed } from "./condensed.ts";
import { flames } from "./scenarios.ts";

const shown = 15;
const seconds = isQuick ? 2 : 10;
const bench: Bench = { size: isQuick ? sizes.quick : sizes.full, newFolder: folderMaker() };

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
    const graph = relative(process.cwd(), path);
    if (isJson) console.log(JSON.stringify({ name, graph, ...timesOf(named), machine, versions }));
    else console.log(`${name}: ${graph}\n${heaviest(named, shown)}\n`);
  });

function timesOf(profile: Profile) {
  const root = withoutIdle(framesOf(profile));
  const functions = functionsOf(root).slice(0, shown);
  return {
    busy_us: root.total_us,
    cpu_us: profile.bantam.cpu_us,
    heaviest: functions.map((each) => ({
      function: each.name,
      where: whereOf(each),
      self_us: each.self_us,
      total_us: each.total_us,
    })),
  };
}
