/** Unread counts, where a read position is moved in the same turn as something else. */
import { expect, test } from "bun:test";
import type { Caller } from "../../src/chat/services.ts";
import type { Command } from "../../src/protocol/commands.ts";
import type { Id } from "../../src/protocol/id.ts";
import { type Client, connect } from "../../src/sdk/client.ts";
import type { Channel } from "../../src/sdk/model.ts";
import { type Person, World } from "../security/world.ts";
import { commandOf } from "../support/socket.ts";

/** Does these in one turn, in this order. Rejects with the first that is refused. */
async function inOneTurn({ chat }: World, commands: readonly (readonly [Person, Command])[]): Promise<void> {
  const asked = commands.map(async ([person, command]) => {
    const session = await chat.services.sessions.verify(person.token);
    if (!session) throw new Error("the session has begun");
    return { command, user: person.user, session };
  });
  const ready = await Promise.all(asked);
  await Promise.all(
    ready.map(({ command, user, session }) => {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const caller: Caller = {
        carrier: "http",
        hears: false,
        ending: undefined,
        address: "",
        hear() {},
        watch() {},
        appear() {},
        ok: (_name, _re, answer) => resolve(answer),
        fail: (_re, refusal) => reject(refusal),
      };
      chat.submit(caller, command, { user, session, caller });
      return promise;
    }),
  );
}

/** What the person's client knows of the channel, which is what a client knows that has just come. */
async function known(world: World, client: Client, person: Person, channel: Id): Promise<Channel | undefined> {
  await client.do("session.list", {});
  const fresh = connect({ url: world.url, token: person.token });
  await fresh.ready();
  const { model } = fresh;
  fresh.close();
  expect(client.model.channels.get(channel)).toEqual(model.channels.get(channel));
  return client.model.channels.get(channel);
}

test("unread counts hold when a message, a removal and a read position come in one turn", async () => {
  await using world = await World.open();
  const [cleo, ana, ben] = [await world.person(), await world.person(), await world.person()];
  const { id: channel } = await world.channel({ owner: cleo, members: [ana, ben] });
  const client = connect({ url: world.url, token: ben.token });
  await client.ready();
  await inOneTurn(world, [[ana, commandOf("message.send", { channel, body: "read" })]]);
  await client.do("session.list", {});
  const { last = 0 } = client.model.channels.get(channel) ?? {};
  await inOneTurn(world, [
    [ana, commandOf("message.send", { channel, body: "not read" })],
    [cleo, commandOf("member.remove", { channel, user: ana.id })],
    [ben, commandOf("read.set", { channel, seq: last })],
  ]);
  expect(await known(world, client, ben, channel)).toMatchObject({ read: last, unread: 1 });
  client.close();
});

test.each([
  // Who is not in a channel is not mentioned in it.
  ["who was not in it comes into a channel", { wasIn: false, mentions: 0 }],
  ["who was in it leaves a channel, comes back", { wasIn: true, mentions: 2 }],
])("unread counts hold when %s and moves their read position in one turn", async (_, { wasIn, mentions }) => {
  await using world = await World.open();
  const [ana, ben] = [await world.person(), await world.person({ handle: "ben" })];
  const members = wasIn ? [ben] : [];
  const { id: channel } = await world.channel({ kind: "public", owner: ana, members });
  const client = connect({ url: world.url, token: ben.token });
  await client.ready();
  const first = await world.enter(ana);
  const seqs: number[] = [];
  for (const body of ["read", "not read", "for @ben", "deleted"])
    seqs.push((await first.do("message.send", { channel, body })).seq);
  const [read = 0, next = 0, , deleted = 0] = seqs;

  const leaves = [ben, commandOf("channel.leave", { channel })] as const;
  await inOneTurn(world, [
    [ana, commandOf("message.send", { channel, body: "for @ben, before he comes" })],
    [ana, commandOf("message.delete", { channel, seq: deleted })],
    ...(wasIn ? [leaves] : []),
    [ben, commandOf("channel.join", { channel })],
    [ana, commandOf("message.send", { channel, body: "after he came" })],
    [ben, commandOf("message.send", { channel, body: "his own" })],
    [ben, commandOf("read.set", { channel, seq: next })],
    [ben, commandOf("read.set", { channel, seq: read })],
  ]);
  expect(await known(world, client, ben, channel)).toMatchObject({ read, unread: 4, mentions });
  client.close();
});

test("unread counts hold when a read position is moved twice by the same command in the turn of another repeat", async () => {
  await using world = await World.open();
  const [ana, ben] = [await world.person(), await world.person()];
  const { id: channel } = await world.channel({ owner: ana, members: [ben] });
  const client = connect({ url: world.url, token: ben.token });
  await client.ready();
  const sent = commandOf("message.send", { channel, body: "read" });
  await inOneTurn(world, [[ana, sent]]);
  await inOneTurn(world, [[ana, commandOf("message.send", { channel, body: "not read" })]]);
  await client.do("session.list", {});
  const { last = 0 } = client.model.channels.get(channel) ?? {};
  const moved = commandOf("read.set", { channel, seq: last - 1 });
  await inOneTurn(world, [
    [ana, sent],
    [ana, commandOf("message.send", { channel, body: "not read either" })],
    [ben, moved],
    [ben, moved],
  ]);
  expect(await known(world, client, ben, channel)).toMatchObject({ read: last - 1, unread: 2 });
  client.close();
});
