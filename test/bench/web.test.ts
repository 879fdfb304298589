/** The measures of the web client, run very small: each still finds what it looks for in the page. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { type Measures, measures, openMeasures } from "../../bench/web/measures.ts";
import { sizes } from "../../bench/web/stage.ts";
import { launch } from "../browser/chromium.ts";
import { newFolder, removeFolder } from "../support/temp.ts";

setDefaultTimeout(60_000);

const root = newFolder();
let folders = 0;
let all: Measures;

beforeAll(async () => {
  const newFolderHere = () => join(root, String(++folders));
  all = openMeasures({ size: sizes.tiny, newFolder: newFolderHere }, await launch());
});
afterAll(async () => {
  await all[Symbol.asyncDispose]();
  removeFolder(root);
});

// Lighthouse takes half a minute; what axe-core looks at has test/browser/axe.test.ts.
test.each(Object.entries(measures).filter(([name]) => name !== "lighthouse" && name !== "axe"))(
  "bench:web: %s finds what it measures",
  async (_name, measure) => {
    const figures = await measure(all);
    expect(figures).not.toBeEmpty();
    for (const { value } of figures) expect(value).toBeNumber();
  },
);
