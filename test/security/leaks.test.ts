/** A2, A3, A4, A8, A9, A10, P9, P10: what happens in a channel reaches those who are in it, while they are, and nobody else. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { CodecName } from "../../src/protocol/codec.ts";
import type { Item } from "../../src/protocol/frames.ts";
import { commandId, type Id, randomId } from "../../src/protocol/id.ts";
import type { ChannelKind } from "../../src/protocol/records.ts";
import { commandOf, type Socket } from "../support/socket.ts";
import { type Answer, type Person, World } from "./world.ts";

setDefaultTimeout(30_000);

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world[Symbol.asyncDispose]());

const formats = ["json", "msgpack"] as const;
const codeOf = (answer: Answer) => ("error" in answer ? answer.error.code : "ok");

/** Everything that was told before this is there now. */
async function settle(...sockets: Socket[]): Promise<void> {
  for (const socket of sockets) await world.ask(socket, "session.list", {});
}

/** What came on a socket but for replies, from `from` on. */
const heard = ({ received }: Socket, from = 0) => received.slice(from).filter((item) => "event" in item);
const about = (items: readonly Item[], id: Id) => items.filter((item) => JSON.stringify(item).includes(id));

/** Does with a channel everything that can be done with it. */
async function beBusy(channel: Id, owner: Socket, member: Socket, other: Person): Promise<void> {
  await member.do("watch.set", { channels: [channel] });
  const { seq } = await owner.do("message.send", { channel, body: "a secret for @channel" });
  await member.do("message.send", { channel, body: "another" });
  await owner.do("message.edit", { channel, seq, body: "an edited secret" });
  await owner.do("typing.set", { channel });
  await owner.do("presence.set", { state: "away" });
  await owner.do("presence.set", { state: "online" });
  await member.do("read.set", { channel, seq });
  await owner.do("channel.set_topic", { channel, topic: "a secret topic" });
  await owner.do("channel.rename", { channel, name: `a secret name ${channel}` });
  await owner.do("member.add", { channel, users: [other.id] });
  await owner.do("member.set_role", { channel, user: other.id, role: "owner" });
  await owner.do("member.remove", { channel, user: other.id });
  await owner.do("message.delete", { channel, seq });
  await owner.do("channel.archive", { channel });
  await owner.do("channel.unarchive", { channel });
}

describe.each(["public", "private"] as const)("a busy %s channel", (kind) => {
  test("is heard by nobody outside: not by admins, guests, former members, or who watched it before", async () => {
    const [owner, member, passing] = [await world.person(), await world.person(), await world.person()];
    const channel = await world.channel({ kind, owner, members: [member] });
    const outsiders: Socket[] = [];
    for (const role of ["guest", "member", "admin", "owner"] as const)
      for (const format of formats) outsiders.push(await world.enter(await world.person({ role }), format));
    for (const format of formats) {
      const former = await world.person();
      expect(codeOf(await world.post(owner.token, "member.add", { channel: channel.id, users: [former.id] }))).toBe(
        "ok",
      );
      const socket = await world.enter(former, format);
      await socket.do("watch.set", { channels: [channel.id] });
      await socket.do("channel.leave", { channel: channel.id });
      outsiders.push(socket);
    }
    await settle(...outsiders);
    const from = outsiders.map(({ received }) => received.length);

    await beBusy(channel.id, await world.enter(owner), await world.enter(member, "msgpack"), passing);

    await settle(...outsiders);
    for (const [i, socket] of outsiders.entries()) {
      expect(heard(socket, from[i])).toEqual([]);
      socket.cut();
    }
  });
});

test("a direct channel is heard by the two who are in it, and opening one tells nobody else", async () => {
  const [ana, ben, eve] = [await world.person(), await world.person(), await world.person({ role: "owner" })];
  const [a, b, e] = [await world.enter(ana), await world.enter(ben, "msgpack"), await world.enter(eve)];
  await settle(a, b, e);
  const from = e.received.length;
  const { channel } = await a.do("channel.open_direct", { users: [ben.id] });
  await b.do("message.send", { channel, body: "between us" });
  await settle(e);
  expect(heard(e, from)).toEqual([]);
  expect(await b.do("channel.open_direct", { users: [ana.id] })).toEqual({ channel });
  expect((await e.do("channel.open_direct", { users: [ana.id, ben.id] })).channel).not.toBe(channel);
  for (const name of ["message.list", "member.list"] as const)
    expect(await e.refused(name, { channel })).toEqual(await e.refused(name, { channel: randomId() }));
});

describe("a guest hears of people in the same channels alone", () => {
  test("whoever else is new, renamed, raised or gone", async () => {
    const [guest, known, stranger] = [
      await world.person({ role: "guest" }),
      await world.person(),
      await world.person(),
    ];
    const admin = await world.person({ role: "owner" });
    await world.channel({ owner: known, members: [guest] });
    const sockets = await Promise.all(formats.map((format) => world.enter(guest, format)));
    const from = sockets.map(({ received }) => received.length);
    await world.post(stranger.token, "user.rename", { name: "Stranger" });
    await world.person();
    await world.post(admin.token, "user.set_role", { user: stranger.id, role: "admin" });
    await world.post(admin.token, "user.deactivate", { user: stranger.id });
    await world.post(known.token, "user.rename", { name: "Known" });
    await settle(...sockets);
    for (const [i, socket] of sockets.entries())
      expect(heard(socket, from[i])).toMatchObject([{ event: "user", user: { id: known.id, name: "Known" } }]);
  });

  test("and finds, resumes and reaches no others", async () => {
    const [guest, stranger] = [await world.person({ role: "guest" }), await world.person()];
    const socket = await world.enter(guest);
    const { epoch } = world.store;
    const again = await world.open(guest);
    const answer = await again.hello({ resume: { epoch, users_rev: 0, channels: {} } });
    expect(about([{ re: commandId(), ok: answer }], stranger.id)).toEqual([]);
    expect((await socket.do("user.find", {})).users.map(({ id }) => id)).toEqual([guest.id]);
    expect((await socket.do("user.get", { users: [stranger.id, guest.id] })).users.map(({ id }) => id)).toEqual([
      guest.id,
    ]);
    expect(await socket.refused("channel.open_direct", { users: [stranger.id] })).toEqual(
      await socket.refused("channel.open_direct", { users: [randomId()] }),
    );
  });

  test("also who has only just become a guest, on the socket that comes back", async () => {
    const [person, admin] = [await world.person(), await world.person({ role: "admin" })];
    const before = await world.enter(person);
    await world.post(admin.token, "user.set_role", { user: person.id, role: "guest" });
    await before.closed;
    const after = await world.enter(person);
    await world.person();
    await settle(after);
    expect(heard(after)).toEqual([]);
    expect((await after.do("user.find", {})).users.map(({ id }) => id)).toEqual([person.id]);
    expect((await after.refused("channel.browse", {})).code).toBe("forbidden");
  });
});

describe.each(["leaving", "being removed"] as const)("%s", (way) => {
  test.each(formats)(
    "ends what is heard before it is answered, on a %s socket that looks at the channel",
    async (format) => {
      const { owner, member, channel, sockets } = await scene("private", format);
      await sockets.member.do("watch.set", { channels: [channel] });
      // What follows in the same frame comes after, too.
      const say = (body: string) => commandOf("message.send", { channel, body });
      const removal =
        way === "leaving"
          ? await sockets.member.do("channel.leave", { channel })
          : await sockets.owner.do("member.remove", { channel, user: member.id });
      expect(removal).toEqual({});
      sockets.owner.postAll([say("after"), commandOf("typing.set", { channel })]);
      await settle(sockets.owner, sockets.member);
      const events = heard(sockets.member);
      expect(events.at(-1)).toEqual({ event: "left", channel });
      expect(about(events, owner.id)).toEqual([]);

      for (const name of ["message.list", "member.list", "channel.leave", "typing.set"] as const)
        expect((await sockets.member.refused(name, { channel })).code).toBe("not_found");
      expect((await sockets.member.refused("watch.set", { channels: [channel] })).code).toBe("not_found");
      const { epoch } = world.store;
      const again = await world.open(member, format);
      const answer = await again.hello({ resume: { epoch, users_rev: 0, channels: { [channel]: 1 } } });
      expect(JSON.stringify(answer)).not.toContain(channel);
    },
  );

  test.each(formats)(
    "and coming back begins anew: each change comes once, and what is there only when asked for (%s)",
    async (format) => {
      const { member, channel, sockets } = await scene("public", format);
      await sockets.member.do("watch.set", { channels: [channel] });
      for (let i = 0; i < 3; i++) {
        if (way === "leaving") await sockets.member.do("channel.leave", { channel });
        else await sockets.owner.do("member.remove", { channel, user: member.id });
        await sockets.member.do("channel.join", { channel });
      }
      const from = sockets.member.received.length;
      await sockets.owner.do("message.send", { channel, body: "welcome back" });
      await sockets.owner.do("typing.set", { channel });
      await settle(sockets.owner, sockets.member);
      expect(heard(sockets.member, from)).toMatchObject([{ event: "message", body: "welcome back" }]);
    },
  );
});

test("what a member says in the frame in which they leave, after leaving, is not said", async () => {
  const { channel, sockets } = await scene("private", "json");
  const [leave, send, type, watch, read] = [
    commandOf("channel.leave", { channel }),
    commandOf("message.send", { channel, body: "after" }),
    commandOf("typing.set", { channel }),
    commandOf("watch.set", { channels: [channel] }),
    commandOf("message.list", { channel }),
  ];
  sockets.member.postAll([leave, send, type, watch, read]);
  await settle(sockets.member, sockets.owner);
  const outcomes = [leave, send, type, watch, read].map(({ id }) => {
    const item = sockets.member.received.find((each) => "re" in each && each.re === id);
    return item && ("error" in item ? item.error.code : "ok");
  });
  expect(outcomes).toEqual(["ok", "not_found", "not_found", "not_found", "not_found"]);
  expect(heard(sockets.owner).map((item) => "event" in item && item.event)).toEqual(["member"]);
});

test("a list with one foreign channel is refused as a whole, and what was looked at before stays so", async () => {
  const { owner, channel, sockets } = await scene("private", "json");
  const foreign = await world.channel({});
  await sockets.member.do("watch.set", { channels: [channel] });
  expect((await sockets.member.refused("watch.set", { channels: [channel, foreign.id] })).code).toBe("not_found");
  await sockets.owner.do("typing.set", { channel });
  expect(await sockets.member.event("typing")).toEqual({ event: "typing", channel, user: owner.id });
});

test("a resume tells nothing of channels that are not one's own, whatever revs are claimed", async () => {
  const { owner, member, channel } = await scene("private", "json");
  const foreign = await world.channel({ owner });
  const secret = await world.message(foreign, owner, "a secret");
  const { epoch } = world.store;
  const resume = async (channels: Record<Id, number>) => {
    const { now: _now, ...answer } = await (
      await world.open(member)
    ).hello({ resume: { epoch, users_rev: 0, channels } });
    return answer;
  };
  const nobody = await resume({ [channel]: 1, [randomId()]: 1, [randomId()]: 0, [randomId()]: 1_000_000 });
  for (const rev of [0, 1, secret, secret + 1, 1_000_000]) {
    const answer = await resume({ [channel]: 1, [foreign.id]: rev, [randomId()]: 0, [randomId()]: 1 });
    expect(answer).toEqual(nobody);
  }
});

test("a rev from the future, or of another epoch, is told to reload, and never taken for a position", async () => {
  const { member, channel, sockets } = await scene("private", "json");
  await sockets.owner.do("message.send", { channel, body: "now" });
  const { epoch } = world.store;
  const resume = async (of: Id, rev: number, users_rev = 0) =>
    (await world.open(member)).hello({ resume: { epoch: of, users_rev, channels: { [channel]: rev } } });
  expect(await resume(epoch, 1_000_000)).toMatchObject({ reload: [channel], changes: [] });
  expect(await resume(epoch, 0, 1_000_000)).toMatchObject({ reload_users: true });
  const other = await resume(randomId(), 0);
  expect([other.epoch, other.changes, other.reload]).toEqual([epoch, undefined, undefined]);
  const socket = await world.open(member);
  for (const rev of [-1, 0.5, "1", 2 ** 53, null]) {
    const answer = await world.ask(socket, "hello", { resume: { epoch, users_rev: 0, channels: { [channel]: rev } } });
    expect([rev, codeOf(answer)]).toEqual([rev, "bad_value"]);
  }
});

test("the id of another's command is nothing to oneself: it is done, and tells nothing of the other's", async () => {
  const [ana, ben] = [await world.person(), await world.person()];
  const channel = await world.channel({ owner: ana });
  const own = await world.channel({ owner: ben });
  const id = commandId();
  const first = await world.post(ana.token, "message.send", { id, channel: channel.id, body: "a secret" });
  expect(await world.post(ben.token, "message.send", { id, channel: channel.id, body: "x" })).toMatchObject({
    error: { code: "not_found" },
  });
  const second = await world.post(ben.token, "message.send", { id, channel: own.id, body: "mine" });
  expect([codeOf(first), codeOf(second)]).toEqual(["ok", "ok"]);
  const page = await world.post(ben.token, "message.list", { channel: own.id });
  expect(page).toMatchObject({ ok: { messages: [{ body: "mine", author: ben.id }] } });
});

test("an id that was used for another command is refused, and what it did is not told for the other", async () => {
  const { channel, sockets } = await scene("private", "json");
  const id = commandId();
  await sockets.owner.do("channel.set_topic", { channel, topic: "one" }, id);
  expect((await sockets.owner.refused("channel.rename", { channel, name: "another" }, id)).code).toBe("bad_id");
  expect((await sockets.owner.refused("channel.create", { kind: "private", name: "x" }, id)).code).toBe("bad_id");
  const neighbour = sockets.member.do("message.send", { channel, body: "in the same turn" });
  sockets.owner.post("channel.archive", { channel }, id);
  expect(await neighbour).toHaveProperty("seq");
});

test("who is mentioned without being in the channel is neither told nor listed", async () => {
  const { member, channel, sockets } = await scene("private", "json");
  const outsider = await world.person();
  const socket = await world.enter(outsider);
  await sockets.owner.do("message.send", { channel, body: `@${outsider.handle} @${member.handle} @channel` });
  const message = await sockets.member.event("message");
  expect([message.mentions, message.everyone]).toEqual([[member.id], "channel"]);
  await settle(socket);
  expect(heard(socket)).toEqual([]);
  const guest = await world.person({ role: "guest" });
  await sockets.owner.do("member.add", { channel, users: [guest.id] });
  const { seq } = await (await world.enter(guest)).do("message.send", { channel, body: "@here @channel" });
  expect((await sockets.member.event("message", (each) => each.seq === seq)).everyone).toBeUndefined();
});

test("a command that is done after its socket is gone shows nobody as there", async () => {
  const { member, channel, sockets } = await scene("private", "json");
  const other = await world.enter(member);
  other.postAll([commandOf("presence.set", { state: "away" })]);
  await Promise.all([other.close(), sockets.member.close()]);
  const { present } = await sockets.owner.do("watch.set", { channels: [channel] });
  // Somebody without a socket is shown for a while, as they were: a reconnect does not flicker.
  expect(present[0]?.away).toEqual([]);
  const gone = await sockets.owner.event("presence", ({ user, state }) => user === member.id && state === "offline");
  expect(gone.channel).toBe(channel);
}, 15_000);

async function scene(kind: ChannelKind, format: CodecName) {
  const [owner, member] = [await world.person(), await world.person()];
  const { id: channel } = await world.channel({ kind, owner, members: [member] });
  const sockets = { owner: await world.enter(owner), member: await world.enter(member, format) };
  await settle(sockets.owner, sockets.member);
  return { owner, member, channel, sockets };
}
