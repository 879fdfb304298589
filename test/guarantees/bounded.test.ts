/** Guarantee 6: every buffer has a limit, and nothing is dropped silently. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import type { EventOf } from "../../src/protocol/events.ts";
import type { Item } from "../../src/protocol/frames.ts";
import { commandId, type Id } from "../../src/protocol/id.ts";
import { json } from "../../src/protocol/json.ts";
import { limits } from "../../src/protocol/limits.ts";
import { opcode, RawSocket } from "../security/raw.ts";
import { Crowd } from "../support/crowd.ts";
import { allMessages } from "../support/member.ts";
import { type Handle, openWorkspace, type Workspace } from "../support/people.ts";
import { gapsIn } from "../support/revs.ts";
import { commandOf, Socket } from "../support/socket.ts";

setDefaultTimeout(120_000);
// The tests run beside each other, since they wait more than they work.

const silent_connections = 10_000;
const MiB = 1024 * 1024;
const page_bytes = 4096;

function residentBytes(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * page_bytes;
}

/** A socket written by hand that has said hello, and then reads nothing any more. */
async function openStalled({ server, people }: Workspace, handle: Handle): Promise<RawSocket> {
  const authorization = `Bearer ${people[handle].token}`;
  const socket = await RawSocket.open(server.url, { authorization, "sec-websocket-protocol": json.subprotocol });
  socket.send(opcode.text, json.commands([commandOf("hello", {})]));
  await socket.frame(opcode.text);
  socket.pause();
  return socket;
}

function itemsOf(socket: RawSocket): Item[] {
  const texts = socket.frames.filter((frame) => frame.opcode === opcode.text);
  return texts.flatMap(({ payload }) => json.decodeFromServer(payload.toString()) as Item[]);
}

/** Posts so many messages of a length to a channel, some at a time. */
async function write(socket: Socket, channel: Id, count: number, length: number): Promise<void> {
  const in_flight = 16;
  for (let written = 0; written < count; written += in_flight) {
    const commands = Array.from({ length: Math.min(in_flight, count - written) }, (_, index) =>
      commandOf("message.send", { channel, body: `${written + index} `.padEnd(length, "x") }),
    );
    for (const command of commands) socket.postAll([command]);
    for (const { id } of commands) await socket.answer("message.send", id, written);
  }
}

test.concurrent(
  "G6 readers that stop reading cost bounded memory, are told why they are closed, and lose nothing; others go on",
  async () => {
    const [readers, messages, length] = [10, 2400, 16_000];
    await using workspace = await openWorkspace();
    const { server } = workspace;
    const channel = await workspace.channel("ana", ["ben", "cho", "dia", "fin"]);
    const watching = [await workspace.socket("ben", "json"), await workspace.socket("fin", "msgpack")];
    const cho = await workspace.socket("cho", "msgpack");
    const stalled = await Promise.all(Array.from({ length: readers }, () => openStalled(workspace, "dia")));
    await write(cho, channel, 100, length);
    const before = residentBytes(server.pid);

    let peak = 0;
    for (let written = 100; written < messages; written += 100) {
      await write(cho, channel, 100, length);
      peak = Math.max(peak, residentBytes(server.pid));
    }
    // Each may leave 1 MiB unread, and what was written is 37 MiB: for all of them together ten times that.
    expect((peak - before) / MiB).toBeLessThan(128);

    const { seq } = await cho.do("message.send", { channel, body: "the end" });
    for (const socket of watching) {
      await socket.event("message", (event) => event.seq === seq);
      expect(gapsIn(socket.received)).toEqual([]);
      expect(socket.received.filter((item) => "event" in item && item.event === "message")).toHaveLength(messages + 1);
    }

    for (const socket of stalled) {
      socket.resume();
      expect(await socket.closed).toMatchObject({ code: 4000 });
    }
    const [one] = stalled;
    const read = one ? itemsOf(one) : [];
    expect(gapsIn(read)).toEqual([]);
    const seen = read.filter((item): item is EventOf<"message"> => "event" in item && item.event === "message");
    const back = await Socket.open(server.url, workspace.people.dia.token, "msgpack");
    const rev = seen.at(-1)?.rev ?? 0;
    const [first] = read;
    if (!first || !("ok" in first) || !("epoch" in first.ok))
      throw new Error("the first thing read is the answer to hello");
    const resume = { epoch: first.ok.epoch, users_rev: first.ok.users_rev, channels: { [channel]: rev } };
    const { changes = [], reload = [] } = await back.hello({ resume });
    const missed = reload.includes(channel) ? await allMessages(back, channel) : changes;
    const seqs = new Set([...seen, ...missed].map((each) => ("seq" in each ? each.seq : 0)));
    expect(seqs.size).toBe(messages + 1);
  },
);

test.concurrent("G6 a page and a resume end early, or say reload, rather than grow without bound", async () => {
  await using workspace = await openWorkspace();
  const channel = await workspace.channel("ana", ["ben"]);
  const ben = await workspace.socket("ben");
  const answer = await (await Socket.open(workspace.server.url, workspace.people.ana.token)).hello();
  await write(ben, channel, 300, limits.body_bytes_max);

  const authorization = `Bearer ${workspace.people.ana.token}`;
  const socket = await RawSocket.open(workspace.server.url, {
    authorization,
    "sec-websocket-protocol": json.subprotocol,
  });
  const { epoch, users_rev, channels } = answer;
  const revs = Object.fromEntries(channels.map((each) => [each.channel, each.rev])) as Record<Id, number>;
  socket.send(opcode.text, json.commands([commandOf("hello", { resume: { epoch, users_rev, channels: revs } })]));
  const hello = await socket.frame(opcode.text);
  expect(hello.length).toBeLessThan(limits.page_bytes_max + limits.snapshot_bytes_max + limits.body_bytes_max * 2);

  const list = commandOf("message.list", { channel, limit: 200 }, commandId());
  socket.send(opcode.text, json.commands([list]));
  const isPage = (payload: Buffer) => payload.includes(list.id);
  const deadline = performance.now() + 20_000;
  while (!socket.frames.some(({ payload }) => isPage(payload)) && performance.now() < deadline) await Bun.sleep(2);
  const page = socket.frames.find(({ payload }) => isPage(payload));
  expect(page?.payload.length ?? Infinity).toBeLessThan(limits.page_bytes_max + limits.body_bytes_max * 2);
  socket.cut();
});

test.concurrent(
  "G6 ten thousand connections that say nothing keep nobody out, and are gone after a while",
  async () => {
    await using workspace = await openWorkspace();
    const { server, people } = workspace;
    const before = residentBytes(server.pid);
    using crowd = await Crowd.gather(server.url, silent_connections);
    expect(crowd.open).toBe(silent_connections);

    const { token } = await workspace.signIn("cho");
    const [cho, ben] = [await Socket.enter(server.url, token), await workspace.socket("ben", "msgpack")];
    const { channel } = await cho.do("channel.open_direct", { users: [people.ben.id] });
    await cho.do("message.send", { channel, body: "Is it crowded here?" });
    expect((await ben.event("message")).body).toBe("Is it crowded here?");
    expect((residentBytes(server.pid) - before) / MiB).toBeLessThan(200);

    await crowd.leaving();
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  },
);

test.concurrent(
  "G6 a socket that never says hello is closed with the code that says so, and one that did stays",
  async () => {
    await using workspace = await openWorkspace({ settings: { hello_timeout_seconds: 1 } });
    const ben = await workspace.socket("ben");
    const silent = await Socket.open(workspace.server.url, workspace.people.cho.token, "msgpack");
    expect((await silent.closed).code).toBe(4002);
    expect(await ben.do("session.list", {})).toContainKey("sessions");
  },
);
