import { describe, expect, test } from "bun:test";
import { errors } from "../../src/protocol/errors.ts";
import type { Event } from "../../src/protocol/events.ts";
import { limits } from "../../src/protocol/limits.ts";
import { type CommandError, errorHere } from "../../src/sdk/error.ts";
import { sdkLimits } from "../../src/sdk/limits.ts";
import { bodies, loaded, online, start, until } from "./stage.ts";
import { ana, ben, general, idOf, me, people } from "./world.ts";

describe.each(["json", "msgpack"] as const)("over %s", (format) => {
  test("hello makes the model, and ready resolves when all channels are listed", async () => {
    const { server, client, world } = start(format);
    const socket = await server.sockets.take();
    const hello = await socket.take("hello");
    expect(hello.resume).toBeUndefined();
    socket.ok(hello, { ...world.hello(), channels: [], more: true });
    const list = await socket.take("channel.list");
    expect(client.connection.state).toBe("online");
    const ready = client.ready();
    socket.ok(list, { channels: [world.summary()] });
    await ready;
    expect(client.model.channels.get(general)?.name).toBe("general");
    expect(client.me?.handle).toBe("me");
  });

  test("commands of one turn go out in one frame, and are answered each by its id", async () => {
    const { client, socket } = await online(format);
    const asked = [
      client.do("channel.create", { kind: "public", name: "one" }),
      client.do("channel.create", { kind: "public", name: "two" }),
    ];
    const [one, two] = await socket.frames.take();
    if (one?.do !== "channel.create" || two?.do !== "channel.create") throw new Error("both in one frame");
    socket.error(two, { code: "name_taken", message: "It is taken." });
    socket.ok(one, { channel: idOf(30) });
    expect(await asked[0]).toEqual({ channel: idOf(30) });
    expect(asked[1]).rejects.toMatchObject({ code: "name_taken", message: "It is taken." });
  });

  test("frames stay within what the server takes", async () => {
    const { client, socket } = await online(format);
    const body = "x".repeat(limits.body_bytes_max);
    const sent = Array.from({ length: 200 }, (_, i) => client.send(general, i < 190 ? "hi" : body));
    const ids: string[] = [];
    while (ids.length < sent.length) {
      const frame = await socket.frames.take();
      expect(frame.length).toBeLessThanOrEqual(limits.frame_commands_max);
      ids.push(...frame.map(({ id }) => id));
    }
    expect(ids).toEqual(sent);
  });

  test("a message is pending until its event comes, which is the answer", async () => {
    const { client, world, socket } = await online(format);
    const opened = client.open(general);
    socket.ok(await socket.take("message.list"), world.page(0, 0));
    await opened;
    const id = client.send(general, "hi");
    expect(client.model.pending.get(general)).toMatchObject([{ id, body: "hi", error: undefined }]);
    const command = await socket.take("message.send");
    expect(command.id).toBe(id);
    socket.tell({ ...world.post(1), id });
    const done = client.do("message.send", { channel: general, body: "there" });
    const other = await socket.take("message.send");
    socket.tell({ ...world.post(1), id: other.id }, { ...world.post(0), id }, { ...world.post(0), id: other.id });
    expect(await done).toEqual({ seq: world.last, at: world.last });
    expect(client.model.pending.size).toBe(0);
    expect(bodies(client)).toHaveLength(4);
  });

  test("events right after a page in the same frame are in the window", async () => {
    const { client, world, socket } = await online(format);
    const opened = client.open(general);
    const asked = await socket.take("message.list");
    world.post(1);
    socket.tell({ event: "message", ...world.messages[0] } as Event);
    socket.ok(asked, world.page(0, 1), world.post(2), world.post(1));
    await opened;
    expect(loaded(client, general)).toEqual(world.messages);
  });
});

test("what a newer server says is passed over, and its unknown error codes are errors", async () => {
  const { server, client, socket, world } = await online();
  const heard: Event[] = [];
  client.on("event", (event) => heard.push(event));
  const asked = client.do("session.list", {});
  const { id } = await socket.take("session.list");
  const known = { ...world.post(1), colour: "blue" };
  socket.ws.send(JSON.stringify([{ event: "confetti", channel: general }, known, { news: 1 }]));
  socket.ws.send(JSON.stringify([{ re: id, error: { code: "too_blue", message: "Too blue.", hint: 1 } }]));
  expect(asked).rejects.toMatchObject({ code: "bad_value", message: "Too blue." });
  await until(client, () => heard.length === 1);
  expect(heard).toMatchObject([{ event: "message", rev: world.rev }]);

  socket.ws.terminate();
  const next = await server.sockets.take();
  const hello = await next.take("hello");
  const changes = [{ event: "confetti", channel: general }, world.post(2)];
  next.ws.send(JSON.stringify([{ re: hello.id, ok: { ...world.hello(), changes } }]));
  await client.ready();
  expect(heard).toHaveLength(2);
  expect(client.connection.state).toBe("online");
});

test("a failed message can be sent again with the same id, or dropped", async () => {
  const { client, socket, world } = await online();
  const id = client.send(general, "hi");
  const failure = { code: "archived", message: errors.archived.message } as const;
  socket.error(await socket.take("message.send"), failure);
  const failed = () => client.model.pending.get(general)?.[0]?.error !== undefined;
  await until(client, failed);
  expect(client.model.pending.get(general)).toMatchObject([{ id, error: failure }]);
  client.retry(general, id);
  expect(failed()).toBe(false);
  client.discard(general, id);
  expect(client.model.pending.size).toBe(1);
  expect((await socket.take("message.send")).id).toBe(id);
  client.retry(general, id);
  await Promise.resolve();
  client.setPresence("away");
  await socket.take("presence.set");
  socket.tell({ ...world.post(0), id });
  await until(client, () => client.model.pending.size === 0);

  const wrong = client.send(general, "half a pair: \ud800");
  await until(client, failed);
  expect(client.model.pending.get(general)).toMatchObject([{ id: wrong, error: { code: "bad_value" } }]);
  client.discard(general, wrong);
  expect(client.model.pending.size).toBe(0);
  expect(socket.untaken).toEqual([]);
});

test("a text that would burst the frame is refused here instead of ending the connection", async () => {
  const { client, socket } = await online();
  const asked = client.do("message.send", { channel: general, body: "\u0001".repeat(limits.body_bytes_max) });
  expect(asked).rejects.toMatchObject({ code: "too_large" });
  expect(socket.untaken).toEqual([]);
});

test("the queue is bounded", async () => {
  const { client } = start();
  const asked = Array.from({ length: sdkLimits.unanswered_max + 1 }, () => client.do("session.list", {}));
  for (const each of asked.slice(0, -1)) each.catch(() => undefined);
  expect(asked.at(-1)).rejects.toMatchObject({ code: "queue_full" });
});

test("users are asked for together, once each, and again after a reconnect if they could not be seen", async () => {
  const { server, client, world, socket } = await online();
  expect([client.user(me)?.handle, client.user(ana), client.user(ben), client.user(ana)]).toEqual([
    "me",
    undefined,
    undefined,
    undefined,
  ]);
  const get = await socket.take("user.get");
  expect(get.users).toEqual([ana, ben]);
  socket.ok(get, { users: people.filter(({ id }) => id === ana) });
  await until(client, () => client.user(ana)?.handle === "ana");
  expect(client.user(ben)).toBeUndefined();
  expect(socket.untaken).toEqual([]);
  socket.ws.terminate();
  const next = await server.sockets.take();
  next.ok(await next.take("hello"), world.hello(world.rev));
  await client.ready();
  client.user(ben);
  expect((await next.take("user.get")).users).toEqual([ben]);
});

test("of many users so many are asked for at a time as a command takes, and who is needed last comes first", async () => {
  const { client, socket } = await online();
  const many = Array.from({ length: 2 * limits.users_per_command_max + 50 }, (_, i) => idOf(1000 + i));
  for (const user of many) client.user(user);
  const first = await socket.take("user.get");
  expect(first.users).toEqual(many.slice(-limits.users_per_command_max));
  client.user(ana);
  client.do("session.list", {}).catch(() => undefined);
  await socket.take("session.list");
  expect(socket.untaken).toEqual([]);
  socket.ok(first, { users: [] });
  const second = await socket.take("user.get");
  expect(second.users.at(-1)).toBe(ana);
  expect(second.users).toHaveLength(limits.users_per_command_max);
  socket.error(second, { code: "forbidden", message: "Not now." });
  expect((await socket.take("user.get")).users).toEqual(many.slice(0, 51));
});

test("a guest asks again for whom it comes to share a channel with: they may have changed unseen", async () => {
  const { server, client, world } = start();
  const socket = await server.sockets.take();
  const me = { ...world.hello().me, role: "guest" as const };
  socket.ok(await socket.take("hello"), { ...world.hello(), me });
  await client.ready();
  socket.ok(await socket.take("user.get"), { users: [me] });
  client.user(ana);
  socket.ok(await socket.take("user.get"), { users: people.filter(({ id }) => id === ana) });
  await until(client, () => client.model.users.has(ana));

  socket.tell({ event: "member", channel: general, rev: world.rev + 1, user: ana, role: "member" });
  const get = await socket.take("user.get");
  expect(get.users).toEqual([ana]);
  socket.ok(get, { users: people.filter(({ id }) => id === ana).map((user) => ({ ...user, name: "Ana Lima" })) });
  await until(client, () => client.user(ana)?.name === "Ana Lima");
  socket.tell({ event: "member", channel: general, rev: world.rev + 2, user: ben, role: "member" });
  socket.tell({ event: "joined", ...world.summary(), channel: idOf(21) });
  expect((await socket.take("user.get")).users).toEqual([me.id, ana]);
});

test("what an earlier client left goes out under its id, once; what had failed waits; what is stored already is settled", async () => {
  const { client, world, socket } = await online();
  const left = (id: number, error?: CommandError) => ({ id: idOf(id), channel: general, body: `${id}`, at: id, error });
  const failed = errorHere("lost");
  client.restore([left(70), left(71, failed), left(72)]);
  client.restore([left(70)]);
  const frame = await socket.frames.take();
  expect(frame.map(({ id }) => id)).toEqual([idOf(70), idOf(72)]);
  expect(client.model.pending.get(general)).toEqual([left(70), left(71, failed), left(72)]);

  const opened = client.open(general);
  world.messages.push({ ...world.post(0), id: idOf(70) });
  world.messages.shift();
  socket.ok(await socket.take("message.list"), world.page(0, 1));
  await opened;
  expect(client.model.pending.get(general)?.map(({ id }) => id)).toEqual([idOf(71), idOf(72)]);
  client.retry(general, idOf(71));
  expect((await socket.take("message.send")).id).toBe(idOf(71));
});

test("what is on its way to a channel that is gone goes when it is stored, and fails when it is refused", async () => {
  const { client, socket } = await online();
  const [stored, refused] = [client.send(general, "in time"), client.send(general, "too late")];
  const sent = await socket.frames.take();
  socket.tell({ event: "left", channel: general });
  await until(client, () => !client.model.channels.has(general));
  expect(client.model.pending.get(general)?.map(({ id }) => id)).toEqual([stored, refused]);
  const [first, second] = sent;
  if (!first || !second) throw new Error("both were sent");
  socket.ok(first, { seq: 1, at: 0 });
  socket.error(second, { code: "not_found", message: "There is no such channel." });
  await until(client, () => client.model.pending.get(general)?.[0]?.error !== undefined);
  expect(client.model.pending.get(general)).toMatchObject([{ id: refused, error: { code: "not_found" } }]);
  client.restore([{ id: idOf(73), channel: idOf(99), body: "of another time", at: 0, error: undefined }]);
  expect((await socket.take("message.send")).id).toBe(idOf(73));
});
