import { expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openKey } from "../../src/auth/key.ts";
import { makeTokens } from "../../src/auth/tokens.ts";
import { commandId, randomId } from "../../src/protocol/id.ts";
import { limits } from "../../src/protocol/limits.ts";
import { openSqlite } from "../../src/store/sqlite/engine.ts";
import type { UserRow } from "../../src/store/rows.ts";
import type { Write } from "../../src/store/write.ts";
import { startServer } from "../support/server.ts";
import { Socket } from "../support/socket.ts";
import { newFolder } from "../support/temp.ts";

const people = 5000;

function person(n: number): UserRow {
  const handle = `person${n}`;
  const role = n === 1 ? "owner" : "member";
  return {
    n,
    id: randomId(),
    handle,
    handle_key: handle,
    name: `Person ${n}`,
    role,
    kind: "person",
    deactivated: false,
    rev: n,
  };
}

/** A workspace of 5,000 people, whose first is in `channels` channels, some of them direct, with messages in all. */
async function largeWorkspace(channels: number, topic: string): Promise<{ folder: string; token: string }> {
  const folder = join(newFolder(), "data");
  mkdirSync(folder, { mode: 0o700 });
  const store = openSqlite({ path: join(folder, "bantam.db"), durability: "relaxed" });
  const session = { id: randomId(), user: 1, label: "", created: Date.now(), expires: Date.now() + 3_600_000 };
  const writes: Write[] = [];
  for (let n = 1; n <= people; n++) writes.push({ type: "user.created", user: person(n), password_hash: undefined });
  writes.push({ type: "session.created", session });
  for (let n = 1; n <= channels; n++) {
    const isDirect = n % 4 === 0;
    const users = isDirect ? [1, n + 1] : [];
    const name = isDirect ? "" : `team-number-${n}`;
    const common = { n, id: randomId(), key: `key ${n}`, archived: false, rev: 1, users, name };
    writes.push({
      type: "channel.created",
      channel: { ...common, kind: isDirect ? "direct" : "public", topic: isDirect ? "" : topic },
    });
    writes.push({ type: "member.set", channel: n, user: 1, rev: 2, role: "member", gone: false, read: 2 });
    for (let seq = 3; seq < 8; seq++) {
      const message = {
        channel: n,
        seq,
        author: 2,
        command: commandId(),
        at: 1,
        body: "hello",
        attachments: [],
        everyone: undefined,
      };
      writes.push({ type: "message.posted", ...message, mentions: [1] });
    }
  }
  await store.commit(writes);
  await store.close();
  return { folder, token: await makeTokens(await openKey(folder)).sign(session) };
}

test("hello of a member of 200 channels among 5,000 people is at most 64 KiB, and lists all 200", async () => {
  const { folder, token } = await largeWorkspace(200, "What this team works on, and whom to ask about it");
  await using server = await startServer({ dataDir: folder });
  const socket = await Socket.open(server.url, token, "json");
  const answer = await socket.do("hello", {});
  expect(JSON.stringify(answer).length).toBeLessThanOrEqual(limits.snapshot_bytes_max);
  expect(answer.channels).toHaveLength(200);
  expect(answer.more).toBeUndefined();
  expect(answer.channels.every(({ unread, mentions }) => unread === 5 && mentions === 5)).toBe(true);
  await socket.close();
}, 60_000);

test("what does not fit into the snapshot is got with channel.list, each channel once", async () => {
  const { folder, token } = await largeWorkspace(300, "x".repeat(limits.topic_bytes_max));
  await using server = await startServer({ dataDir: folder });
  const socket = await Socket.open(server.url, token, "json");
  const answer = await socket.do("hello", {});
  const ids = answer.channels.map(({ channel }) => channel);
  expect(JSON.stringify(answer).length).toBeLessThanOrEqual(limits.snapshot_bytes_max);
  for (let more = answer.more; more;) {
    const after = ids.at(-1);
    const page = await socket.do("channel.list", after === undefined ? {} : { after });
    ids.push(...page.channels.map(({ channel }) => channel));
    more = page.more;
  }
  expect(new Set(ids).size).toBe(300);
  expect(ids).toHaveLength(300);
  await socket.close();
}, 60_000);
