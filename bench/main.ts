/** `bun run bench [--quick] [--json] [SCENARIO...]`: prints what is measured beside its target. See README.md. */
import { sizes } from "./figure.ts";
import { attempt, chosen, folderMaker, isQuick, print, printHead } from "./run.ts";
import { scenarios } from "./scenarios.ts";

const names = chosen(Object.keys(scenarios));
const bench = { size: isQuick ? sizes.quick : sizes.full, newFolder: folderMaker() } as const;
printHead();
for (const name of names)
  await attempt(name, async () => {
    for (const figure of (await scenarios[name]?.(bench)) ?? []) print(figure);
  });
