import { expect, test } from "bun:test";
import type { CodecName } from "../../src/protocol/codec.ts";
import type { Id } from "../../src/protocol/id.ts";
import { type Client, connect } from "../../src/sdk/client.ts";
import { callHttp } from "../../src/sdk/http.ts";
import { snapshotOf } from "../../src/sdk/model.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { codecs } from "../support/socket.ts";
import { atEnd, loaded, quick, until } from "./stage.ts";

const password = "correct horse battery";

/** The owner of a new server and another member, each with a token, and the first channel. */
async function team(server: TestServer) {
  const owner = { name: "Ana", handle: "ana", password, bearer: true };
  const { token: ana = "" } = await callHttp(server.url, "setup.finish", { secret: server.setup ?? "", ...owner });
  const made = await callHttp(server.url, "invite.create", { role: "member" }, { token: ana });
  const { secret } = await callHttp(server.url, "invite.link", { invite: made.invite.id }, { token: ana });
  const { token: ben = "" } = await callHttp(server.url, "invite.accept", {
    secret,
    ...owner,
    name: "Ben",
    handle: "ben",
  });
  const { channels } = await callHttp(server.url, "channel.list", {}, { token: ana });
  const channel = channels[0]?.channel;
  if (channel === undefined) throw new Error("a new server has a channel");
  return { ana, ben, channel };
}

async function join(server: TestServer, token: string, channel: Id, format: CodecName = "json"): Promise<Client> {
  const client = connect({ url: server.url, token, format: codecs[format], timing: quick });
  atEnd(() => client.close());
  await client.ready();
  if (!client.model.channels.has(channel)) await client.do("channel.join", { channel });
  await client.open(channel);
  await client.loadMembers(channel);
  return client;
}

function bodies(client: Client, channel: Id): string[] {
  return loaded(client, channel).map(({ body }) => body);
}

test("two clients, one in each format, see the same through edits, deletions and a crash of the server", async () => {
  await using server = await startServer();
  const { ana, ben, channel } = await team(server);
  const one = await join(server, ana, channel, "json");
  const two = await join(server, ben, channel, "msgpack");

  for (let i = 0; i < 20; i++) (i % 2 ? one : two).send(channel, `message ${i}`);
  await until(two, () => bodies(two, channel).length === 20);
  const [first, second] = loaded(two, channel);
  if (!first || !second) throw new Error("twenty are there");
  const mine = first.author === two.model.me ? two : one;
  await mine.do("message.edit", { channel, seq: first.seq, body: "edited" });
  await one.do("message.delete", { channel, seq: second.seq });
  two.markRead(channel);

  await server.kill();
  const sent = one.send(channel, "written while the server was away");
  expect(one.model.pending.get(channel)?.map(({ id }) => id)).toEqual([sent]);
  await server.start();
  one.wake();
  two.wake();
  await until(two, () => bodies(two, channel).at(-1) === "written while the server was away");
  await until(one, () => one.model.pending.size === 0);
  expect(bodies(two, channel).slice(0, 2)).toEqual(["edited", ""]);
  expect(bodies(two, channel)).toHaveLength(21);

  await Promise.all([one.ready(), two.ready()]);
  for (const [client, token] of [
    [one, ana],
    [two, ben],
  ] as const) {
    const fresh = await join(server, token, channel);
    for (const { id } of client.model.users.values()) fresh.user(id);
    for (const { id } of fresh.model.users.values()) client.user(id);
    await until(fresh, () => fresh.model.users.size === client.model.users.size);
    expect(snapshotOf(client.model)).toEqual(snapshotOf(fresh.model));
  }
});

test("more messages at once than may be sent are all stored, in their order", async () => {
  await using server = await startServer({ settings: { sends_per_10s: 40, burst: 1 } });
  const { ana, channel } = await team(server);
  const client = await join(server, ana, channel);
  const sent = Array.from({ length: 43 }, (_, i) => `message ${i}`);
  for (const body of sent) client.send(channel, body);
  await until(client, () => !client.model.pending.has(channel));
  expect(bodies(client, channel)).toEqual(sent);
});
