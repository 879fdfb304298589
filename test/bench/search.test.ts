import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { sizes } from "../../bench/figure.ts";
import { search } from "../../bench/search/search.ts";
import { newFolder, removeFolder } from "../support/temp.ts";

setDefaultTimeout(30_000);

const root = newFolder();
afterAll(() => removeFolder(root));

test("bench: search times every kind of search and the index", async () => {
  const figures = await search({ size: sizes.tiny, newFolder: () => join(root, "data") });
  expect(figures.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["one word: p99", "two words: p50", "twenty common words: p99", "the index's file"]),
  );
  for (const { name, value } of figures) expect([name, value > 0 && Number.isFinite(value)]).toEqual([name, true]);
});
