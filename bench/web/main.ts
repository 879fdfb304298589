/** `bun run bench:web [--quick] [--json] [MEASURE...]`: the web client in a browser, beside what it should be. See ../README.md. */
import { attempt, chosen, folderMaker, isQuick, print, printHead } from "../run.ts";
import { measures, openMeasures } from "./measures.ts";
import { sizes } from "./stage.ts";

const names = chosen(Object.keys(measures));
printHead();
await using all = await openMeasures({
  size: isQuick ? sizes.quick : sizes.full,
  run: "binary",
  newFolder: folderMaker(),
});
for (const name of names)
  await attempt(name, async () => {
    for (const figure of (await measures[name]?.(all)) ?? []) print(figure);
  });
