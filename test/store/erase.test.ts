import { expect, test } from "bun:test";
import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openStore, posted } from "../support/store.ts";
import { newFolder, removeFolder } from "../support/temp.ts";

const secret = "the bicycle is behind the third tree";
/** Long enough to have pages of its own, which are freed as they are unless they are overwritten. */
const long = "word ".repeat(2000) + secret;
const deleted = { type: "message.deleted", channel: 1, seq: 1, rev: 3 } as const;

function isOnDisk(folder: string): boolean {
  return readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(secret));
}

test("the text of a deleted message is gone from every file of the database while the server runs", async () => {
  await using opened = openStore();
  const { store, folder } = opened;
  await store.commit([posted(1, 1, 1, long), posted(1, 2, 1, "and another")]);
  expect(isOnDisk(folder)).toBe(true);
  await store.commit([deleted]);
  while (isOnDisk(folder)) await Bun.sleep(20);
  expect((await store.message(1, 1))?.deleted).toBe(true);
  expect((await store.message(1, 2))?.body).toBe("and another");
});

test("the text of a message that was deleted right before a kill is gone once the server has started again", async () => {
  const killed = newFolder();
  {
    await using opened = openStore();
    await opened.store.commit([posted(1, 1, 1, long), posted(1, 2, 1, "and another")]);
    await opened.store.commit([deleted]);
    for (const name of ["bantam.db", "bantam.db-wal"]) copyFileSync(join(opened.folder, name), join(killed, name));
  }
  expect(isOnDisk(killed)).toBe(true);
  await using reopened = openStore(killed);
  expect(isOnDisk(killed)).toBe(false);
  expect((await reopened.store.message(1, 1))?.deleted).toBe(true);
});

test("the former text of an edited message is gone from every file once the server has stopped", async () => {
  const { store, folder } = openStore();
  await store.commit([posted(1, 1, 1, long)]);
  await store.commit([{ type: "message.edited", channel: 1, seq: 1, rev: 2, body: "nothing", edited: 2 }]);
  await store.close();
  expect(isOnDisk(folder)).toBe(false);
  removeFolder(folder);
});
