/** I7, S4: what the server keeps is for its owner alone, also in a folder that others can look into. */
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { startServer } from "../support/server.ts";
import { newFolder, removeFolder } from "../support/temp.ts";

setDefaultTimeout(30_000);

const folder = newFolder();
afterAll(() => removeFolder(folder));

test.each(["700", "750", "755"])("every file in a data folder of mode %s is", async (mode) => {
  const dataDir = join(folder, mode);
  mkdirSync(dataDir, { mode: Number.parseInt(mode, 8) });
  await using _server = await startServer({ dataDir });
  const modes = readdirSync(dataDir).map((name) => [name, statSync(join(dataDir, name)).mode & 0o077]);
  expect(modes.length).toBeGreaterThan(3);
  expect(modes.filter(([, others]) => others !== 0)).toEqual([]);
});
