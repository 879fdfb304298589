/** What comes in one frame, or stands against what happens at the same time. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { metrics } from "../../src/metrics.ts";
import { commandId } from "../../src/protocol/id.ts";
import { call, post } from "../support/http.ts";
import { openInside } from "../support/inside.ts";
import { openWorkspace, type Workspace } from "../support/people.ts";
import { Replica } from "../support/replica.ts";
import { commandOf, Socket } from "../support/socket.ts";

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
}, 60_000);
afterAll(() => workspace[Symbol.asyncDispose]());

test("a message mentions who came into the channel just before it in the same frame", async () => {
  const { people } = workspace;
  const channel = await workspace.channel("ana", [], "public");
  const cho = await workspace.socket("cho");
  const send = commandId();
  cho.postAll([
    commandOf("channel.join", { channel }),
    commandOf("member.add", { channel, users: [people.dia.id] }),
    commandOf("message.send", { channel, body: "@dia and @channel, look" }, send),
    commandOf("message.edit", { channel, seq: 1, body: "no" }),
  ]);
  const event = await cho.event("message", (message) => message.id === send);
  expect(event.mentions).toEqual([people.dia.id]);
  expect(event.everyone).toBe("channel");
});

test("a demoted or deactivated admin cannot come back by an invite of their own", async () => {
  const { url } = workspace.server;
  for (const end of ["user.set_role", "user.deactivate"] as const) {
    const admin = await joinAs("admin");
    const { invite } = await call(url, admin.token, "invite.create", { role: "admin" });
    const { secret } = await call(url, admin.token, "invite.link", { invite: invite.id });
    if (end === "user.set_role") await workspace.call("ana", end, { user: admin.id, role: "member" });
    else await workspace.call("ana", end, { user: admin.id });
    expect((await post(url, undefined, "invite.look", { secret })).error?.code).toBe("link_dead");
    const { invites } = await workspace.call("ana", "invite.list", {});
    expect(invites.some(({ id }) => id === invite.id)).toBe(false);
  }
});

test("many large answers asked for at once come one after the other, not in one frame", async () => {
  const channel = await workspace.channel("ben");
  const writer = await workspace.socket("ben");
  for (let i = 0; i < 30; i++) await writer.do("message.send", { channel, body: "x".repeat(15_000) });
  const reader = await Socket.enter(workspace.server.url, workspace.people.ben.token);
  const asked = Array.from({ length: 12 }, () => commandOf("message.list", { channel }));
  reader.postAll(asked);
  await Promise.all(asked.map(({ id }) => reader.answer("message.list", id)));
  // A page is at most 256 KiB, and what goes with it less than 64.
  expect(reader.largestFrame).toBeLessThan(350_000);
  reader.cut();
});

test("a request with a Host that is none gets an error, and the log nothing", async () => {
  const { port } = new URL(workspace.server.url);
  const before = workspace.server.errors;
  for (const host of ["", "a b", "[::1", "x:99999"]) {
    const answer = Promise.withResolvers<string>();
    const socket = await Bun.connect({
      hostname: "127.0.0.1",
      port: Number(port),
      socket: { data: (_socket, data) => answer.resolve(data.toString()), close: () => answer.resolve("") },
    });
    socket.write(`GET /nothing HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(await answer.promise).not.toContain(" 500 ");
    socket.end();
  }
  expect((await fetch(`${workspace.server.url}/healthz`)).status).toBe(200);
  expect(workspace.server.errors).toBe(before);
});

test("one signs in with the handle as one typed it when joining", async () => {
  const { url } = workspace.server;
  const { secret } = await inviteFor("member");
  const typed = { handle: "ｋｅｎ", password: "quite a long one" };
  await call(url, undefined, "invite.accept", { secret, name: "Ken", ...typed });
  expect((await call(url, undefined, "session.create", typed)).user.handle).toBe("ken");
  expect((await call(url, undefined, "session.create", { ...typed, handle: "@Ken " })).user.handle).toBe("ken");
});

test("a direct channel is for two or more", async () => {
  const alone = await post(workspace.server.url, workspace.people.cho.token, "channel.open_direct", {
    users: [workspace.people.cho.id],
  });
  expect(alone.error?.code).toBe("bad_value");
});

async function inviteFor(role: "admin" | "member") {
  const { invite } = await workspace.call("ana", "invite.create", { role });
  return workspace.call("ana", "invite.link", { invite: invite.id });
}

let joined = 0;
async function joinAs(role: "admin") {
  const { secret } = await inviteFor(role);
  const person = { handle: `turn-${++joined}`, name: "Turn", password: "quite a long one", bearer: true };
  const { user, token = "" } = await call(workspace.server.url, undefined, "invite.accept", { secret, ...person });
  return { id: user.id, token };
}

test("messages around one are there with it, also when it is the only one asked for", async () => {
  const channel = await workspace.channel("dia");
  const writer = await workspace.socket("dia");
  const seqs: number[] = [];
  for (let i = 0; i < 5; i++) seqs.push((await writer.do("message.send", { channel, body: `${i}` })).seq);
  const around = seqs[2] ?? 0;
  for (const limit of [1, 2, 3]) {
    const { messages, more_before, more_after } = await writer.do("message.list", { channel, around, limit });
    expect(messages).toHaveLength(limit);
    expect(messages.map(({ seq }) => seq)).toContain(around);
    expect([more_before, more_after]).toEqual([true, true]);
  }
});

test("messages are found by when they were sent", async () => {
  const channel = await workspace.channel("dia");
  const writer = await workspace.socket("dia");
  expect(await writer.do("message.list", { channel, at: 0 })).toEqual({ messages: [] });
  const sent: { seq: number; at: number }[] = [];
  for (let i = 0; i < 9; i++) {
    sent.push(await writer.do("message.send", { channel, body: `${i}` }));
    // Not every seq is a message's, and the next one is sent in another millisecond.
    await writer.do("channel.set_topic", { channel, topic: `${i}` });
    while (Date.now() <= (sent.at(-1)?.at ?? 0)) await Bun.sleep(1);
  }
  for (const { seq, at } of sent)
    for (const since of [at, at - 1]) {
      const [expected] = sent.filter((message) => message.at >= since);
      const { messages } = await writer.do("message.list", { channel, at: since, limit: 1 });
      expect([seq, since, messages.map((message) => message.seq)]).toEqual([seq, since, [expected?.seq ?? 0]]);
    }
  const { messages, more_after } = await writer.do("message.list", { channel, at: Date.now() + 1000, limit: 2 });
  expect(messages.map(({ seq }) => seq)).toEqual(sent.slice(-2).map(({ seq }) => seq));
  expect(more_after).toBeUndefined();
  const refused = await writer.refused("message.list", { channel, at: 0, around: 1 });
  expect(refused).toMatchObject({ code: "bad_value" });
});

test("a guest does not run a channel, also as its owner", async () => {
  const { people } = workspace;
  const channel = await workspace.channel("cho", ["eli", "dia"]);
  await workspace.call("cho", "member.set_role", { channel, user: people.eli.id, role: "owner" });
  const { url } = workspace.server;
  const rename = await post(url, people.eli.token, "channel.rename", { channel, name: "mine" });
  const remove = await post(url, people.eli.token, "member.remove", { channel, user: people.dia.id });
  expect([rename.error?.code, remove.error?.code]).toEqual(["forbidden", "forbidden"]);
});

test("who comes in the moment in which their role changes is in, and what they asked in it is answered", async () => {
  await using inside = await openInside();
  const { server, people } = inside;
  const { url, store } = server;
  const { token, id: user } = people.dia;
  using there = new Replica(url, token, "json");
  await there.client.ready();

  // While a turn is stored, what comes is gathered for one turn.
  const commit = store.commit.bind(store);
  const [storing, stored] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  store.commit = async (writes) => {
    storing.resolve();
    await stored.promise;
    await commit(writes);
  };
  const before = { ...metrics.commands };
  const sent = inside.call("ana", "message.send", { channel: inside.general, body: "first" });
  await storing.promise;
  const changed = inside.call("ana", "user.set_role", { user, role: "guest" });
  const asked = there.client.do("session.list", {});
  using coming = new Replica(url, token, "msgpack");
  const gathered = ["user.set_role", "session.list", "hello"] as const;
  while (gathered.some((name) => metrics.commands[name] === before[name])) await Bun.sleep(1);
  stored.resolve();

  await Promise.all([sent, changed, coming.client.ready()]);
  expect((await asked).sessions).toHaveLength(1);
  await there.client.ready();
  for (const { client } of [there, coming]) expect(client.model.users.get(user)?.role).toBe("guest");
});
