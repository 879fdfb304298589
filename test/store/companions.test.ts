import { expect, test } from "bun:test";
import { channelCreated, memberSet, openStore, userCreated } from "../support/store.ts";

test("a user's companions are those who are in a channel of the user now", async () => {
  await using opened = openStore();
  const { store } = opened;
  await store.commit([
    ...[1, 2, 3, 4, 5, 6].map(userCreated),
    ...[1, 2, 3].map(channelCreated),
    ...[1, 2, 3].map((user) => memberSet(1, user)),
    ...[1, 2, 4].map((user) => memberSet(2, user)),
    memberSet(2, 5, { gone: true }),
    memberSet(3, 1, { gone: true }),
    memberSet(3, 6),
  ]);
  expect(await store.companions(1)).toEqual(new Set([1, 2, 3, 4]));
  expect(await store.companions(6)).toEqual(new Set([6]));
  expect(await store.companions(5)).toEqual(new Set());
  // And those of a channel all who are in it now.
  expect(await store.memberSet(2)).toEqual(new Set([1, 2, 4]));
});
