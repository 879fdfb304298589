import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Misfit } from "../../src/protocol/shape.ts";
import { connect } from "../../src/sdk/client.ts";
import { applyHello, helloFields } from "../../src/sdk/hello.ts";
import { sdkLimits } from "../../src/sdk/limits.ts";
import { type Model, newModel, noChanges, snapshotOf } from "../../src/sdk/model.ts";
import { readSnapshot, restore, type Snapshot, takeSnapshot } from "../../src/sdk/snapshot.ts";
import { windowOf } from "../../src/sdk/window.ts";
import { atEnd, bodies, online, quick } from "./stage.ts";
import { ana, ben, epoch, general, idOf, me, ops, people, World } from "./world.ts";

/** A model that has just come and opened the channel at its end. */
function opened(world: World, messages = 50): Model {
  const model = newModel();
  applyHello(model, world.hello(), noChanges(), 0);
  for (const user of people) model.users.set(user.id, user);
  const { length } = world.messages;
  model.windows.set(general, windowOf(world.page(Math.max(0, length - messages), length)));
  return model;
}

/** As it comes back from where it was kept. */
function kept(model: Model): Snapshot {
  return readSnapshot(JSON.parse(JSON.stringify(takeSnapshot(model))));
}

function restored(from: Snapshot): Model {
  const model = newModel();
  restore(model, from);
  return model;
}

describe("a client that begins with a snapshot", () => {
  test("knows after its resume what a fresh one knows, whatever happened before and since", () => {
    fc.assert(
      fc.property(ops, ops, (before, since) => {
        const world = new World();
        for (const each of before) world.do(each);
        const model = restored(kept(opened(world)));
        for (const each of since) world.do(each);
        const { resume } = helloFields(model, false);
        applyHello(model, world.hello(resume?.channels[general]), noChanges(), 0);
        const { users, messages, ...rest } = snapshotOf(model);
        const fresh = snapshotOf(opened(world, world.messages.length));
        expect(rest).toEqual({
          epoch,
          me,
          workspace: "Test",
          accent: fresh.accent,
          channels: fresh.channels,
          members: {},
        });
        expect(messages).toEqual(fresh.messages);
        expect(fresh.users).toEqual(expect.arrayContaining(users));
      }),
    );
  });

  test("shows it before the server has answered, asks for what changed since, and sends what is written meanwhile once", async () => {
    const first = await online();
    for (let i = 0; i < 3; i++) first.world.post(1);
    const opening = first.client.open(general);
    first.socket.ok(await first.socket.take("message.list"), first.world.page(0, 3));
    await opening;
    const from = first.client.snapshot();
    const known = first.client.model.channels.get(general)?.rev;
    first.client.close();

    const client = connect({ url: first.server.url, timing: quick, from });
    atEnd(() => client.close());
    expect(bodies(client)).toEqual(["message 4", "message 5", "message 6"]);
    const id = client.send(general, "written before the answer");
    const socket = await first.server.sockets.take();
    const hello = await socket.take("hello");
    expect(hello.resume).toEqual({ epoch, users_rev: 1, channels: { [general]: known ?? 0 } });
    first.world.do({ op: "delete", at: 1 });
    socket.ok(hello, first.world.hello(known));
    await client.ready();
    expect(bodies(client)).toEqual(["message 4", "", "message 6"]);
    expect((await socket.take("message.send")).id).toBe(id);
    expect(socket.untaken).toEqual([]);
  });

  test("forgets channels that the user is not in any more, and everything of another life of the database", () => {
    const world = new World();
    world.post(1);
    const from = kept(opened(world));
    const removed = restored(from);
    applyHello(removed, { ...world.hello(world.rev), channels: [] }, noChanges(), 0);
    expect([removed.channels.size, removed.windows.size]).toEqual([0, 0]);
    const other = restored(from);
    applyHello(other, { ...world.hello(), epoch: idOf(9) }, noChanges(), 0);
    expect([other.channels.size, other.windows.size, other.users.size]).toEqual([1, 0, 1]);
  });

  test("ends when it is another user's by now, with nothing sent", async () => {
    const { client, server, world } = await online();
    const from = client.snapshot();
    client.close();
    const next = connect({ url: server.url, timing: quick, from });
    atEnd(() => next.close());
    next.send(general, "not theirs");
    const socket = await server.sockets.take();
    const [, other] = people;
    if (!other) throw new Error("ana is one of them");
    socket.ok(await socket.take("hello"), { ...world.hello(), me: other });
    await next.ready().catch(() => undefined);
    expect(next.connection).toMatchObject({ state: "signed_out" });
    expect(socket.untaken).toEqual([]);
  });
});

describe("a snapshot", () => {
  test("has the newest messages of a channel, and whom they name", () => {
    const world = new World();
    for (let i = 0; i < 70; i++) world.post(1);
    world.post(0, "me");
    const { windows, users } = kept(opened(world, 70));
    expect(windows[0]?.more_before).toBe(true);
    expect(windows[0]?.messages).toEqual(world.messages.slice(-sdkLimits.snapshot_messages_max));
    expect(users.map(({ id }) => id).toSorted()).toEqual([me, ana].toSorted());
    expect(users.map(({ id }) => id)).not.toContain(ben);
  });

  test("is bounded: those opened last go first, and what is not a channel's end is left out", () => {
    const world = new World();
    const model = opened(world);
    const body = "x".repeat(16_000);
    const messages = Array.from({ length: 50 }, () => ({ ...world.post(1), body }));
    const channels = Array.from({ length: 5 }, (_, i) => idOf(100 + i));
    model.windows.clear();
    for (const [i, channel] of channels.entries())
      model.windows.set(channel, windowOf({ messages, more_after: i === 4 }));
    expect(kept(model).windows.map(({ channel }) => channel)).toEqual(channels.slice(3, 4));
  });

  test("is not there before the server has said anything, and not read when it is something else", () => {
    expect(takeSnapshot(newModel())).toBeUndefined();
    const snapshot = kept(opened(new World()));
    for (const raw of [undefined, null, {}, { ...snapshot, epoch: "?" }, { ...snapshot, windows: [{}] }])
      expect(() => readSnapshot(raw)).toThrow(Misfit);
  });
});
