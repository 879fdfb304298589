import { expect, test } from "bun:test";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandId } from "../../src/protocol/id.ts";
import { openSqlite } from "../../src/store/sqlite/engine.ts";
import type { Write } from "../../src/store/write.ts";

const log_bytes_max = 48 * 1024 * 1024;
const body = "x".repeat(1000);

function posted(seq: number): Write {
  const command = commandId();
  return {
    type: "message.posted",
    channel: 1,
    seq,
    author: 1,
    command,
    at: seq,
    body,
    mentions: [],
    everyone: undefined,
  };
}

test("the write-ahead log stays bounded while commits go on without a pause", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bantam-checkpoints-"));
  const path = join(folder, "bantam.db");
  const store = openSqlite({ path, durability: "relaxed" });
  try {
    let seq = 0;
    let largest = 0;
    // About 200 MiB go through the log.
    while (seq < 80_000) {
      await store.commit(Array.from({ length: 20 }, () => posted(++seq)));
      await new Promise((resolve) => setImmediate(resolve));
      if (seq % 1000 === 0) largest = Math.max(largest, (await stat(`${path}-wal`)).size);
    }
    expect(largest).toBeLessThan(log_bytes_max);
    expect(await store.after(1, seq - 1, 10)).toHaveLength(1);
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
});
