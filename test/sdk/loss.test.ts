import { describe, expect, setSystemTime, spyOn, test } from "bun:test";
import { closes, errors } from "../../src/protocol/errors.ts";
import type { Event } from "../../src/protocol/events.ts";
import { atEnd, bodies, loaded, online, start, until } from "./stage.ts";
import { ana, ben, epoch, general, idOf } from "./world.ts";

describe("a lost connection", () => {
  test("is made again, resumes from what is known, and ends with the server's state", async () => {
    const { server, client, world, socket } = await online();
    const opened = client.open(general);
    world.post(1);
    socket.tell({ event: "message", ...world.messages[0] } as Event);
    socket.ok(await socket.take("message.list"), world.page(0, 1));
    await opened;
    const known = world.rev;
    socket.ws.close(closes.restart.code);
    const next = await server.sockets.take();
    world.post(2);
    world.do({ op: "edit", at: 0 });
    const hello = await next.take("hello");
    expect(hello.resume).toEqual({ epoch, users_rev: 1, channels: { [general]: known } });
    next.ok(hello, world.hello(known));
    await client.ready();
    expect(loaded(client, general)).toEqual(world.messages);
  });

  test("sends again, with the same ids and in order, what was not stored, and nothing that was", async () => {
    const { server, client, world, socket } = await online();
    client.on("event", () => undefined);
    const ids = ["one", "two", "three"].map((body) => client.send(general, body));
    const answer = client.do("channel.set_topic", { channel: general, topic: "new" });
    for (const _ of ids) await socket.take("message.send");
    const topic = await socket.take("channel.set_topic");
    const known = world.rev;
    const stored = world.post(0);
    world.messages[0] = { ...stored, id: ids[0] ?? stored.id };
    socket.ws.terminate();

    const next = await server.sockets.take();
    next.ok(await next.take("hello"), world.hello(known));
    const again = await next.frames.take();
    expect(again.map(({ id }) => id)).toEqual([ids[1], ids[2], topic.id] as typeof ids);
    expect(client.model.pending.get(general)?.map(({ id }) => id)).toEqual(ids.slice(1));
    // The second was stored after all, by a command that had been under way: the server answers with its first answer.
    const [second, third, last] = again;
    if (second?.do !== "message.send" || third?.do !== "message.send" || last?.do !== "channel.set_topic")
      throw new Error();
    next.ok(second, { seq: 50, at: 1 });
    next.error(third, { code: "archived", message: errors.archived.message });
    next.ok(last, {});
    await answer;
    expect(client.model.pending.get(general)).toMatchObject([{ id: ids[2], error: { code: "archived" } }]);
  });

  test("ends what was said about the socket, and says it again where it still holds", async () => {
    const { server, client, world, socket } = await online();
    client.watch([general]);
    client.setPresence("away");
    const typing = client.do("typing.set", { channel: general });
    await socket.take("watch.set");
    socket.ws.close(closes.internal.code);
    expect(typing).rejects.toMatchObject({ code: "lost" });
    const next = await server.sockets.take();
    next.ok(await next.take("hello"), world.hello(world.rev));
    expect((await next.take("presence.set")).state).toBe("away");
    const watch = await next.take("watch.set");
    expect(watch.channels).toEqual([general]);
    next.ok(watch, { present: [{ channel: general, online: [ana], away: [ben] }] });
    await until(client, () => client.model.presence.size === 2);
    expect([...client.model.presence]).toEqual([
      [ben, "away"],
      [ana, "online"],
    ]);
  });

  test("loads the watched channels again when they must be reloaded", async () => {
    const { server, client, world, socket } = await online();
    client.watch([general]);
    const opened = client.open(general);
    await socket.take("watch.set");
    socket.ok(await socket.take("message.list"), world.page(0, 0));
    await opened;
    socket.ws.close(closes.slow_reader.code);
    const next = await server.sockets.take();
    world.post(1);
    next.ok(await next.take("hello"), { ...world.hello(), reload: [general] });
    await next.take("watch.set");
    next.ok(await next.take("message.list"), world.page(0, 1));
    await until(client, () => bodies(client).length === 1);
  });

  test("tells who listens to events what happened meanwhile", async () => {
    const { server, client, world, socket } = await online();
    const heard: Event[] = [];
    client.on("event", (event) => heard.push(event));
    socket.ws.terminate();
    const next = await server.sockets.take();
    const hello = await next.take("hello");
    expect(hello.resume?.channels).toEqual({ [general]: world.rev });
    const missed = world.post(1);
    const live = { ...world.hello(missed.rev - 1) };
    next.ok(hello, live, world.post(2));
    await client.ready();
    expect(heard).toMatchObject([missed, { rev: missed.rev + 1 }]);
  });

  test("is noticed by a missed rev", async () => {
    const { server, client, world, socket } = await online();
    const known = world.rev;
    world.post(1);
    socket.tell(world.post(1));
    await socket.closed.promise;
    const next = await server.sockets.take();
    next.ok(await next.take("hello"), world.hello(known));
    await client.ready();
    expect(client.model.channels.get(general)).toMatchObject({ rev: world.rev, unread: 2 });
  });

  test("is noticed by silence: first a sign of life is asked for, then the socket is given up", async () => {
    const { server, socket } = await online("json", { answer_ms: 30, quiet_ms: 30 });
    await socket.take("presence.set");
    expect(await server.sockets.take()).not.toBe(socket);
  });

  test("is noticed when no answer to hello comes", async () => {
    const { server } = start("json", { answer_ms: 30 });
    const silent = await server.sockets.take();
    await silent.take("hello");
    expect(await server.sockets.take()).not.toBe(silent);
  });

  test("forgets everything when what may be seen has changed", async () => {
    const { server, client, world, socket } = await online();
    socket.ws.close(closes.changed.code);
    const next = await server.sockets.take();
    const hello = await next.take("hello");
    expect(hello.resume).toBeUndefined();
    expect(client.model.channels.size).toBe(0);
    next.ok(hello, world.hello());
    await client.ready();
    expect(client.model.channels.size).toBe(1);
  });

  test("passes over what is told before hello is answered: the answer is newer", async () => {
    const { server, client, world, socket } = await online();
    socket.ws.terminate();
    const next = await server.sockets.take();
    const hello = await next.take("hello");
    world.post(1);
    next.tell(world.post(1), { event: "left", channel: general });
    next.ok(hello, world.hello(), world.post(1));
    await client.ready();
    expect(client.model.channels.get(general)).toMatchObject({ rev: world.rev, unread: 3 });
    expect(server.sockets.waiting).toEqual([]);
  });

  test("is made again after waits that grow, most after a flood, and begin anew once a connection has held", async () => {
    const random = spyOn(Math, "random").mockReturnValue(0.5);
    atEnd(() => random.mockRestore());
    atEnd(() => setSystemTime());
    const { server, client, world, socket } = await online("json", { retry_base_ms: 2000, retry_max_ms: 100_000 });
    let current = socket;
    const waitAfter = async (code: number) => {
      current.ws.close(code);
      await until(client, () => client.connection.state === "waiting");
      const { connection } = client;
      const wait_ms = connection.state === "waiting" ? connection.retry_at_ms - Date.now() : 0;
      client.wake();
      current = await server.sockets.take();
      current.ok(await current.take("hello"), world.hello());
      await client.ready();
      return Math.ceil(wait_ms / 500) * 500;
    };
    expect(await waitAfter(closes.internal.code)).toBe(1000);
    expect(await waitAfter(closes.internal.code)).toBe(2000);
    expect(await waitAfter(closes.flood.code)).toBe(50_000);
    setSystemTime(Date.now() + 100_001);
    expect(await waitAfter(closes.internal.code)).toBe(1000);
  });

  test("is made again soon after the network is said to be back and is not quite, however often it was in vain", async () => {
    const random = spyOn(Math, "random").mockReturnValue(0.5);
    atEnd(() => random.mockRestore());
    const { server, client } = await online("json", { retry_base_ms: 2000, retry_max_ms: 100_000 });
    await server[Symbol.asyncDispose]();
    const waits: number[] = [];
    for (let i = 0; i < 4; i++) {
      await until(client, () => client.connection.state === "waiting");
      const { connection } = client;
      if (connection.state === "waiting") waits.push(Math.ceil((connection.retry_at_ms - Date.now()) / 500) * 500);
      client.wake();
    }
    expect(waits).toEqual([1000, 1000, 1000, 1000]);
  });

  test("is made again by one socket, also when two things say to come back", async () => {
    const random = spyOn(Math, "random").mockReturnValue(0);
    atEnd(() => random.mockRestore());
    const { server, client, world } = start();
    const busy = await server.sockets.take();
    const { id } = await busy.take("hello");
    const busyFor = (retry_after_ms: number) => ({ code: "busy", message: errors.busy.message, retry_after_ms });
    const late_ms = 50;
    busy.ws.send(
      JSON.stringify([
        { re: id, error: busyFor(late_ms) },
        { re: id, error: busyFor(1) },
      ]),
    );
    await until(client, () => client.connection.state === "waiting");
    // Set after the client's timers: it ends after them.
    const late = Bun.sleep(late_ms);
    const next = await server.sockets.take();
    next.ok(await next.take("hello"), world.hello());
    await client.ready();
    await late;
    expect(client.connection.state).toBe("online");
    expect(server.sockets.waiting).toEqual([]);
  });

  test("does not mix up an old list of channels with the new one", async () => {
    const { server, client, world } = start();
    const socket = await server.sockets.take();
    socket.ok(await socket.take("hello"), { ...world.hello(), more: true });
    await socket.take("channel.list");
    socket.ws.terminate();
    const next = await server.sockets.take();
    next.ok(await next.take("hello"), { ...world.hello(world.rev), more: true });
    const [old, fresh] = [await next.take("channel.list"), await next.take("channel.list")];
    next.ok(old, { channels: [] });
    const other = { ...world.summary(), channel: idOf(40) };
    next.ok(fresh, { channels: [other] });
    await client.ready();
    expect([...client.model.channels.keys()]).toEqual([general, idOf(40)]);
  });
});
