import { afterAll, expect, test } from "bun:test";
import { join } from "node:path";
import { type Bench, sizes } from "../bench/figure.ts";
import { scenarios } from "../bench/scenarios.ts";
import { newFolder, removeFolder } from "./support/temp.ts";

const root = newFolder();
let folders = 0;
const bench: Bench = { size: sizes.tiny, run: "source", newFolder: () => join(root, String(++folders)) };

afterAll(() => removeFolder(root));

test.each(Object.entries(scenarios))("bench: %s loses and doubles nothing", async (_name, scenario) => {
  expect(await scenario(bench)).not.toBeEmpty();
});
