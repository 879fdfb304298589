import { afterAll, expect, test } from "bun:test";
import { join } from "node:path";
import { measures } from "../../bench/compare/measures.ts";
import { figuresOf } from "../../bench/compare/panel.ts";
import { type Bench, sizes } from "../../bench/figure.ts";
import { newFolder, removeFolder } from "../support/temp.ts";

const root = newFolder();
let folders = 0;
const bench: Bench = { size: sizes.tiny, run: "source", newFolder: () => join(root, String(++folders)) };

afterAll(() => removeFolder(root));

test.each(Object.entries(measures))("bench:compare: %s measures both sides", async (_name, measure) => {
  const panels = await measure(bench);
  expect(panels).not.toBeEmpty();
  for (const figure of panels.flatMap(figuresOf)) expect(figure.value).toBeGreaterThan(0);
});
