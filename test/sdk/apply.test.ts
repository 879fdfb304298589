import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Event } from "../../src/protocol/events.ts";
import { limits } from "../../src/protocol/limits.ts";
import { apply } from "../../src/sdk/apply.ts";
import { applyHello, applyList, helloFields } from "../../src/sdk/hello.ts";
import { putMemberPage } from "../../src/sdk/members.ts";
import { type Changes, type Model, newModel, noChanges, snapshotOf } from "../../src/sdk/model.ts";
import { putPending } from "../../src/sdk/pending.ts";
import { windowOf } from "../../src/sdk/window.ts";
import { ana, ben, epoch, general, idOf, me, ops, World } from "./world.ts";

/** A model that has just loaded everything there is. */
function loaded(world: World, from = 0, to = Infinity): Model {
  const model = newModel();
  applyHello(model, world.hello(), noChanges(), 0);
  model.windows.set(general, windowOf(world.page(from, to)));
  putMemberPage(model, general, world.memberList(), true, noChanges());
  return model;
}

function tell(model: Model, events: readonly Event[], changes: Changes = noChanges()): void {
  for (const event of events) expect(apply(model, event, changes, 0)).toBe("applied");
}

describe("a model is the same as a fresh one", () => {
  test("after live events, and after a resume, whatever happened", () => {
    fc.assert(
      fc.property(ops, ops, ops, ops, (before, live, away, after) => {
        const world = new World();
        for (const each of before) world.do(each);
        const model = loaded(world);
        for (const each of live) tell(model, world.do(each));
        expect(snapshotOf(model)).toEqual(snapshotOf(loaded(world)));

        for (const each of away) world.do(each);
        const { resume } = helloFields(model, false);
        applyHello(model, world.hello(resume?.channels[general]), noChanges(), 0);
        expect(snapshotOf(model)).toEqual(snapshotOf(loaded(world)));

        for (const each of after) tell(model, world.do(each));
        expect(snapshotOf(model)).toEqual(snapshotOf(loaded(world)));
      }),
    );
  });

  test("when events come again that the snapshot has already", () => {
    fc.assert(
      fc.property(ops, ops, (before, again) => {
        const world = new World();
        for (const each of before) world.do(each);
        const events = again.flatMap((each) => world.do(each)).filter(({ event }) => event !== "read");
        const model = loaded(world);
        tell(model, events);
        expect(snapshotOf(model)).toEqual(snapshotOf(loaded(world)));
      }),
    );
  });

  test("in the part of a channel that it holds, when that is not its end", () => {
    fc.assert(
      fc.property(ops, ops, fc.nat(5), (before, live, from) => {
        const world = new World();
        for (let i = 0; i < 12; i++) world.post(1);
        for (const each of before) world.do(each);
        const model = loaded(world, from, from + 6);
        for (const each of live) tell(model, world.do(each));
        expect(model.windows.get(general)).toEqual(windowOf(world.page(from, from + 6)));
      }),
    );
  });
});

describe("unread", () => {
  const counts = (model: Model) => {
    const { unread, mentions } = model.channels.get(general) ?? {};
    return { unread, mentions };
  };

  test("counts messages of others above the read position, and those that mention me or everybody", () => {
    const world = new World();
    const model = loaded(world);
    tell(model, [world.post(0), world.post(1), world.post(1, "me"), world.post(2, "everyone")]);
    expect(counts(model)).toEqual({ unread: 3, mentions: 2 });
    tell(model, world.do({ op: "edit", at: 1 }));
    expect(counts(model)).toEqual({ unread: 3, mentions: 2 });
    tell(model, world.do({ op: "delete", at: 2 }));
    expect(counts(model)).toEqual({ unread: 2, mentions: 1 });
    tell(model, world.do({ op: "read", at: 3 }));
    expect(counts(model)).toEqual({ unread: 0, mentions: 0 });
    tell(model, world.do({ op: "delete", at: 1 }));
    expect(counts(model)).toEqual({ unread: 0, mentions: 0 });
  });

  test("stops at the largest count, which means that or more", () => {
    const world = new World();
    const model = loaded(world);
    for (let i = 0; i < limits.unread_max + 5; i++) tell(model, [world.post(1, "me")]);
    expect(counts(model)).toEqual({ unread: 100, mentions: 100 });
    tell(model, world.do({ op: "delete", at: 0 }));
    expect(counts(model)).toEqual({ unread: 100, mentions: 100 });
  });
});

test("a missed rev is a gap, and what comes after it is not put in", () => {
  const world = new World();
  const model = loaded(world);
  world.post(1);
  const before = snapshotOf(model);
  expect(apply(model, world.post(1), noChanges(), 0)).toBe("gap");
  expect(snapshotOf(model)).toEqual(before);
});

test("left takes away everything of the channel but what is on its way there, and joined begins it anew", () => {
  const world = new World();
  const model = loaded(world);
  tell(model, [world.post(1), { event: "typing", channel: general, user: ana }]);
  const pending = { id: idOf(99), channel: general, body: "too late", at: 0, error: undefined };
  putPending(model, pending, noChanges());
  const changes = noChanges();
  tell(model, [{ event: "left", channel: general }], changes);
  expect([model.channels.size, model.windows.size, model.members.size, model.typing.size]).toEqual([0, 0, 0, 0]);
  expect(model.pending.get(general)).toEqual([pending]);
  expect(changes.channels.has(general) && changes.messages.has(general)).toBe(true);
  tell(model, [{ event: "joined", ...world.summary() }]);
  expect(model.channels.get(general)?.last).toBe(world.last);
});

test("joined lets go of messages that were loaded before being away", () => {
  const world = new World();
  const model = loaded(world);
  world.post(1);
  tell(model, [{ event: "joined", ...world.summary() }]);
  expect(model.windows.has(general)).toBe(false);
});

test("hello drops channels that it does not list, and all content of another epoch, but not what is on its way", () => {
  const world = new World();
  const model = loaded(world);
  const pending = { id: idOf(99), channel: general, body: "on its way", at: 0, error: undefined };
  putPending(model, pending, noChanges());
  applyHello(model, { ...world.hello(), epoch: idOf(3) }, noChanges(), 0);
  expect(model.windows.size + model.members.size).toBe(0);
  expect(model.pending.get(general)).toEqual([pending]);
  applyHello(model, { ...world.hello(), epoch: idOf(3), channels: [] }, noChanges(), 0);
  expect(model.channels.size).toBe(0);
});

test("hello's reload drops messages and members of a channel, and asks for nothing of it at the next resume", () => {
  const world = new World();
  const model = loaded(world);
  world.post(1);
  applyHello(model, { ...world.hello(), reload: [general] }, noChanges(), 0);
  expect(model.windows.size + model.members.size).toBe(0);
  expect(helloFields(model, false).resume).toEqual({ epoch, users_rev: 1, channels: {} });
  expect(helloFields(model, true).resume?.channels).toEqual({ [general]: world.rev });
});

test("while channels are listed page by page, events of those to come are neither gaps nor lost", () => {
  const world = new World();
  const model = loaded(world);
  world.post(1);
  const resumed = { ...world.hello(3), channels: [], more: true };
  applyHello(model, resumed, noChanges(), 0);
  expect(model.channels.has(general)).toBe(true);
  tell(model, [world.post(2)]);
  applyList(model, { channels: [world.summary()] }, noChanges());
  expect(snapshotOf(model)).toEqual(snapshotOf(loaded(world)));
  tell(model, [world.post(2)]);
  applyHello(model, { ...world.hello(world.rev), channels: [], more: true }, noChanges(), 0);
  applyList(model, { channels: [] }, noChanges());
  expect(model.channels.size).toBe(0);
});

test("an own message leaves pending in the step that puts it into the window; another's with that id does not take it", () => {
  const world = new World();
  const model = loaded(world);
  const stored = world.post(0);
  putPending(model, { id: stored.id, channel: general, body: "hi", at: 0, error: undefined }, noChanges());
  expect(apply(model, { ...stored, author: ben }, noChanges(), 0)).toBe("applied");
  expect(model.pending.size).toBe(1);

  const other = loaded(new World());
  putPending(other, { id: stored.id, channel: general, body: "hi", at: 0, error: undefined }, noChanges());
  tell(other, [stored]);
  expect(other.pending.size).toBe(0);
  expect(other.windows.get(general)?.count).toBe(1);
});

test("a membership that a page told already is not undone by an older event", () => {
  const world = new World();
  const model = loaded(world);
  const [older] = world.do({ op: "role", user: 1, role: "owner" });
  const [newer] = world.do({ op: "role", user: 1, role: "member" });
  putMemberPage(model, general, world.memberList(), true, noChanges());
  if (!older || !newer) throw new Error("both are told");
  tell(model, [older]);
  expect(model.members.get(general)?.list.get(ana)?.role).toBe("member");
  tell(model, [newer]);
  expect(snapshotOf(model)).toEqual(snapshotOf(loaded(world)));
});

test("typing shows for a while, or until the message comes; one's own does not", () => {
  const world = new World();
  const model = loaded(world);
  tell(model, [
    { event: "typing", channel: general, user: ana },
    { event: "typing", channel: general, user: ben },
    { event: "typing", channel: general, user: me },
  ]);
  expect([...(model.typing.get(general)?.keys() ?? [])]).toEqual([ana, ben]);
  tell(model, [world.post(1)]);
  expect([...(model.typing.get(general)?.keys() ?? [])]).toEqual([ben]);
});

test("presence and users are the newest told", () => {
  const model = loaded(new World());
  const presence = (state: "online" | "away" | "offline") => ({
    event: "presence" as const,
    channel: general,
    user: ana,
    state,
  });
  tell(model, [presence("online"), presence("away")]);
  expect(model.presence.get(ana)).toBe("away");
  tell(model, [presence("offline")]);
  expect(model.presence.has(ana)).toBe(false);
  const user = { id: me, handle: "me", name: "Myself", role: "admin" as const, kind: "person" as const };
  const changes = noChanges();
  tell(model, [{ event: "user", users_rev: 7, user }], changes);
  expect(model.users.get(me)).toEqual(user);
  expect(model.users_rev).toBe(7);
  expect(changes.me).toBe(true);
});

test("what did not change is the same object, and what did is another", () => {
  const world = new World();
  const model = loaded(world);
  tell(model, [world.post(1)]);
  const [channel, window, members] = [
    model.channels.get(general),
    model.windows.get(general),
    model.members.get(general),
  ];
  tell(model, world.do({ op: "topic", topic: "news" }));
  expect(model.channels.get(general)).not.toBe(channel);
  expect(model.windows.get(general)).toBe(window);
  expect(model.members.get(general)).toBe(members);
});
