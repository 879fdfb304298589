/** `bun run bench:web [--quick] [--json] [MEASURE...]`: the web client in a browser, beside what it should be. See ../README.md. */
import { attempt, chosen, folderMaker, isQuick, print, printHead } from "../run.ts";
import { launch, whole } from "../../test/browser/chromium.ts";
import { measures, openMeasures } from "./measures.ts";
import { sizes } from "./stage.ts";

const names = chosen(Object.keys(measures));
printHead();
const size = isQuick ? sizes.quick : sizes.full;
await using all = openMeasures({ size, newFolder: folderMaker() }, await launch(whole));
for (const name of names)
  await attempt(name, async () => {
    for (const figure of (await measures[name]?.(all)) ?? []) print(figure);
  });
