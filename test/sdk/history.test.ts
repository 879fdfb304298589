import { expect, test } from "bun:test";
import type { Id } from "../../src/protocol/id.ts";
import type { Message } from "../../src/protocol/records.ts";
import { sdkLimits } from "../../src/sdk/limits.ts";
import { windowOf } from "../../src/sdk/window.ts";
import { loaded, online, plain, start, until } from "./stage.ts";
import { ana, ben, general, idOf, me } from "./world.ts";

function messageIn(channel: Id, seq: number): Message {
  return { channel, rev: seq, seq, id: idOf(9), author: ana, at: seq, body: "hi" };
}

async function withHistory() {
  const stage = await online();
  for (let i = 0; i < 30; i++) stage.socket.tell(stage.world.post(1));
  return { ...stage, window: () => plain(stage.client.model.windows.get(general)) };
}

test("pages before and after join the window, and one that is asked for twice at a time is loaded once", async () => {
  const { client, world, socket, window } = await withHistory();
  const around = client.loadAround(general, 18);
  const asked = await socket.take("message.list");
  expect(asked).toMatchObject({ channel: general, around: 18 });
  socket.ok(asked, world.page(10, 20));
  await around;
  await client.loadAround(general, 18);

  const before = [client.loadBefore(general), client.loadBefore(general)];
  const first = await socket.take("message.list");
  expect(first.before).toBe(world.messages[10]?.seq ?? 0);
  socket.ok(first, world.page(0, 10));
  await Promise.all(before);
  expect(window()).toEqual(plain(windowOf(world.page(0, 20))));
  await client.loadBefore(general);

  const after = client.loadAfter(general);
  const second = await socket.take("message.list");
  expect(second.after).toBe(world.messages[19]?.seq ?? 0);
  socket.ok(second, world.page(20, 30), world.post(2));
  await after;
  expect(window()).toEqual(plain(windowOf(world.page(0, 31))));
  await Promise.all([client.loadAfter(general), client.open(general)]);
  expect(socket.untaken).toEqual([]);
});

test("open goes to the newest messages from wherever the window was", async () => {
  const { client, world, socket, window } = await withHistory();
  const around = client.loadAround(general, 5);
  socket.ok(await socket.take("message.list"), world.page(0, 5));
  await around;
  const opened = client.open(general);
  socket.ok(await socket.take("message.list"), world.page(25, 30));
  await opened;
  expect(window()).toEqual(plain(windowOf(world.page(25, 30))));
});

test("a page that no longer fits the window is not put in", async () => {
  const { client, world, socket, window } = await withHistory();
  const opened = client.open(general);
  socket.ok(await socket.take("message.list"), world.page(20, 30));
  await opened;
  const before = client.loadBefore(general);
  const around = client.loadAround(general, 5);
  const [late, jump] = [await socket.take("message.list"), await socket.take("message.list")];
  socket.ok(jump, world.page(0, 5));
  socket.ok(late, world.page(10, 20));
  await Promise.all([before, around]);
  expect(window()).toEqual(plain(windowOf(world.page(0, 5))));
});

test("a page after the window that was loaded meanwhile is not put in", async () => {
  const { client, world, socket, window } = await withHistory();
  const around = client.loadAround(general, 5);
  socket.ok(await socket.take("message.list"), world.page(0, 5));
  await around;
  const after = client.loadAfter(general);
  const opened = client.open(general);
  const [late, jump] = [await socket.take("message.list"), await socket.take("message.list")];
  socket.ok(jump, world.page(25, 30));
  socket.ok(late, world.page(5, 10));
  await Promise.all([after, opened]);
  expect(window()).toEqual(plain(windowOf(world.page(25, 30))));
});

test("the first message since a time is found among those that are held, or else loaded with those around it", async () => {
  const { client, world, socket, window } = await withHistory();
  const seqAt = (at: number) => world.messages[at]?.seq ?? 0;
  const since = client.loadSince(general, seqAt(12) - 1);
  const asked = await socket.take("message.list");
  expect(asked).toMatchObject({ channel: general, at: seqAt(12) - 1 });
  socket.ok(asked, world.page(5, 20));
  // In this world a message's time is its seq.
  expect(await since).toBe(seqAt(11));
  expect(window()).toEqual(plain(windowOf(world.page(5, 20))));
  expect(await client.loadSince(general, seqAt(19))).toBe(seqAt(19));
  expect(socket.untaken).toEqual([]);

  const late = client.loadSince(general, seqAt(29) + 1);
  socket.ok(await socket.take("message.list"), world.page(20, 30));
  expect(await late).toBeUndefined();
  expect(window()).toEqual(plain(windowOf(world.page(20, 30))));
});

test("beyond so many messages in all, the channels that were opened longest ago keep their newest page alone", async () => {
  const { client, world, socket } = await online();
  const channels = [1, 2, 3].map((n) => idOf(100 + n));
  for (const channel of channels) socket.tell({ event: "joined", ...world.summary(), channel });
  await until(client, () => client.model.channels.size > channels.length);
  const pages = sdkLimits.window_messages_max / sdkLimits.page_messages;
  for (const channel of channels) {
    const opened = client.open(channel);
    socket.ok(await socket.take("message.list"), { messages: [messageIn(channel, 1e6)], more_before: true });
    await opened;
    const window = client.model.windows.get(channel);
    if (!window) throw new Error("it was opened");
    // As if it had been gone through to its begin, of which one page is left to load.
    const many = Array.from({ length: pages - 1 }, (_, page) =>
      Array.from({ length: sdkLimits.page_messages }, (_, i) => messageIn(channel, 1000 + page * 1000 + i)),
    );
    const count = window.count + many.length * sdkLimits.page_messages;
    client.model.windows.set(channel, { ...window, pages: [...many, ...window.pages], count });
    const before = client.loadBefore(channel);
    socket.ok(await socket.take("message.list"), { messages: [messageIn(channel, 1)] });
    await before;
  }
  const held = channels.map((channel) => client.model.windows.get(channel));
  expect(held.map((window) => window?.pages.length)).toEqual([1, 1, pages + 1]);
  expect(held.map((window) => window?.more_before)).toEqual([true, true, false]);
});

test("a page of a channel that was left meanwhile is not kept", async () => {
  const { client, world, socket } = await withHistory();
  const opened = client.open(general);
  const asked = await socket.take("message.list");
  socket.tell({ event: "left", channel: general });
  socket.ok(asked, world.page(0, 30));
  await opened;
  expect(client.model.windows.size).toBe(0);
});

test("only so many channels keep their messages: the one opened longest ago goes first, and never a watched one", async () => {
  const { client, world, socket } = await online();
  const channels = Array.from({ length: sdkLimits.windows_max + 1 }, (_, i) => idOf(100 + i));
  for (const channel of channels) socket.tell({ event: "joined", ...world.summary(), channel });
  await until(client, () => client.model.channels.size > channels.length);
  client.watch(channels.slice(0, 1));
  await socket.take("watch.set");
  for (const channel of channels) {
    // The second is opened once more, so that the third is the one opened longest ago.
    if (channel === channels.at(-1)) await client.open(channels[1] ?? channel);
    const opened = client.open(channel);
    socket.ok(await socket.take("message.list"), { messages: [] });
    await opened;
  }
  expect(client.model.windows.size).toBe(sdkLimits.windows_max);
  expect(channels.filter((channel) => !client.model.windows.has(channel))).toEqual(channels.slice(2, 3));
});

test("members are loaded page by page, with what happens in between", async () => {
  const { client, world, socket } = await online();
  const loaded = Promise.all([client.loadMembers(general), client.loadMembers(general)]);
  const first = await socket.take("member.list");
  expect(first.after).toBeUndefined();
  socket.ok(first, {
    rev: world.rev,
    members: [
      { user: me, role: "owner" },
      { user: ana, role: "member" },
    ],
    more: true,
  });
  const second = await socket.take("member.list");
  expect(second.after).toBe(ana);
  expect(client.model.members.get(general)?.complete).toBe(false);
  socket.tell({ event: "member", channel: general, rev: world.rev + 1, user: ana, role: "member", gone: true });
  socket.ok(second, { rev: world.rev + 1, members: [{ user: ben, role: "member" }] });
  await loaded;
  expect(client.model.members.get(general)?.complete).toBe(true);
  expect([...(client.model.members.get(general)?.list.keys() ?? [])]).toEqual([me, ben]);
  await client.loadMembers(general);
  expect(socket.untaken).toEqual([]);
});

test("members of a channel that was left meanwhile are not asked for any further", async () => {
  const { client, world, socket } = await online();
  const loaded = client.loadMembers(general);
  const first = await socket.take("member.list");
  socket.tell({ event: "left", channel: general });
  socket.ok(first, { rev: world.rev, members: [{ user: me, role: "owner" }], more: true });
  await loaded;
  expect(client.model.members.size).toBe(0);
  expect(socket.untaken).toEqual([]);
});

test("what is watched before the server's first word is asked for right behind it, and once", async () => {
  const { server, client, world } = start();
  client.watch([general]);
  const socket = await server.sockets.take();
  socket.ok(await socket.take("hello"), world.hello());
  await socket.take("watch.set");
  const asked = await socket.take("message.list");
  const opened = client.open(general);
  world.post(1);
  socket.ok(asked, world.page(0, 1));
  await opened;
  expect(loaded(client, general)).toEqual(world.messages);
});
