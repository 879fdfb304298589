import { expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandId, randomId } from "../../src/protocol/id.ts";
import { openSqlite } from "../../src/store/sqlite/engine.ts";
import type { Store } from "../../src/store/store.ts";

const secret = "the bicycle is behind the third tree";
/** Long enough to have pages of its own, which are freed as they are unless they are overwritten. */
const long = "word ".repeat(2000) + secret;

async function post(store: Store, seq: number, body: string): Promise<void> {
  const message = { channel: 1, seq, author: 1, command: commandId(), at: 1, body, mentions: [], everyone: undefined };
  await store.commit([{ type: "message.posted", ...message }]);
}

function isOnDisk(folder: string): boolean {
  return readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(secret));
}

async function withStore(
  use: (store: Store, folder: string) => Promise<void>,
  afterwards: (folder: string) => void = () => {},
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bantam-erase-"));
  try {
    const store = openSqlite({ path: join(folder, "bantam.db"), durability: "full" });
    await store.commit([
      {
        type: "channel.created",
        channel: {
          n: 1,
          id: randomId(),
          kind: "public",
          name: "a",
          key: "a",
          topic: "",
          archived: false,
          rev: 1,
          users: [],
        },
      },
    ]);
    await use(store, folder);
    await store.close();
    afterwards(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("the text of a deleted message is gone from every file of the database while the server runs", () =>
  withStore(async (store, folder) => {
    await post(store, 1, long);
    await post(store, 2, "and another");
    expect(isOnDisk(folder)).toBe(true);
    await store.commit([{ type: "message.deleted", channel: 1, seq: 1, rev: 3 }]);
    while (isOnDisk(folder)) await Bun.sleep(20);
    expect((await store.message(1, 1))?.deleted).toBe(true);
    expect((await store.message(1, 2))?.body).toBe("and another");
  }));

test("the former text of an edited message is gone from every file once the server has stopped", () =>
  withStore(
    async (store) => {
      await post(store, 1, long);
      await store.commit([{ type: "message.edited", channel: 1, seq: 1, rev: 2, body: "nothing", edited: 2 }]);
    },
    (folder) => expect(isOnDisk(folder)).toBe(false),
  ));
