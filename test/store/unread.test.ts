import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { openStore, posted } from "../support/store.ts";

const limit = 10;

test("unread are the messages of others that were not deleted, and mentions those that name the user or everybody", async () => {
  await using opened = openStore();
  const { store } = opened;
  await store.commit([
    posted(1, 1, 2),
    posted(1, 2, 2),
    { ...posted(1, 3, 2), mentions: [1, 3], everyone: "channel" },
    { ...posted(1, 4, 1), mentions: [1], everyone: "here" },
    { ...posted(1, 5, 2), everyone: "here" },
    { ...posted(1, 6, 2), mentions: [1] },
    { ...posted(1, 7, 2), mentions: [3] },
    { ...posted(1, 8, 2), mentions: [1] },
    { type: "message.deleted", channel: 1, seq: 8, rev: 9 },
    { ...posted(2, 1, 2), mentions: [1] },
  ]);
  expect(await store.unread(1, 1, 1, limit)).toEqual({ unread: 5, mentions: 3 });
  expect(await store.unread(1, 1, 5, limit)).toEqual({ unread: 2, mentions: 1 });
  expect(await store.unread(1, 1, 7, limit)).toEqual({ unread: 0, mentions: 0 });
  expect(await store.unread(1, 1, 1, 2)).toEqual({ unread: 2, mentions: 2 });
  expect(await store.unread(1, 2, 1, limit)).toEqual({ unread: 1, mentions: 1 });
});

test("unread messages are looked for among ten times as many as are counted, the newest", async () => {
  await using opened = openStore();
  const { store } = opened;
  const named = { mentions: [1] };
  await store.commit([
    { ...posted(1, 1, 2), ...named },
    { ...posted(1, 2, 2), ...named },
  ]);
  for (let seq = 3; seq <= 100; seq++) await store.commit([{ ...posted(1, seq, 1), ...named }]);
  expect(await store.unread(1, 1, 0, limit)).toEqual({ unread: 2, mentions: 2 });
  await store.commit([posted(1, 101, 1)]);
  expect(await store.unread(1, 1, 0, limit)).toEqual({ unread: 1, mentions: 1 });
  await store.commit([posted(1, 102, 1)]);
  expect(await store.unread(1, 1, 0, limit)).toEqual({ unread: 0, mentions: 0 });
});

test("a deleted message mentions nobody any more, and takes no mention of another with it", async () => {
  await using opened = openStore();
  const many = { mentions: [1, 3, 12], everyone: "channel" } as const;
  await opened.store.commit([
    { ...posted(1, 1, 2), ...many },
    { ...posted(1, 2, 2), ...many },
    { ...posted(2, 1, 2), ...many },
    posted(1, 3, 2),
    { type: "message.deleted", channel: 1, seq: 1, rev: 4 },
    { type: "message.deleted", channel: 1, seq: 3, rev: 5 },
  ]);
  using client = new Database(opened.path, { readonly: true });
  const left = client.query("SELECT channel, seq, user FROM mentions ORDER BY channel, user").values();
  expect(left).toEqual(
    [1, 2].flatMap((channel) => [0, 1, 3, 12].map((user) => [channel, channel === 1 ? 2 : 1, user])),
  );
});
