/** What Bantam is compared with does its job. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { countMessages, fillDatabase } from "../../bench/baseline/database.ts";
import { baseline, type Server, startScript } from "../../bench/contenders.ts";
import { type Bench, sizes } from "../../bench/figure.ts";
import { atFullLoad, takeTurns } from "../../bench/turns.ts";
import { makeWorkspace, postings, type Workspace } from "../../bench/workspace.ts";
import { post } from "../support/http.ts";
import { Socket } from "../support/socket.ts";
import { newFolder, removeFolder } from "../support/temp.ts";

const root = newFolder();
const history = 120;
let workspace: Workspace;
let server: Server;

/** Three people are in the first channel, which has a history; the third is in the second as well. */
beforeAll(async () => {
  workspace = await makeWorkspace(join(root, "workspace"), {
    users: 3,
    channels: 2,
    channelsOf: (user) => (user === 3 ? [1, 2] : [1]),
  });
  fillDatabase(
    workspace,
    postings(history, 3, () => 1),
  );
  server = await startScript(join(import.meta.dir, "../../bench/baseline/server.ts"), workspace.folder);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  removeFolder(root);
});

const person = (number: number) => workspace.people[number - 1]?.token ?? "";
const channel = (number: number) => workspace.channels[number - 1] ?? fail();
const fail = () => {
  throw new Error("there is no such channel");
};
const enter = (number: number) => Socket.enter(server.url, person(number));
const bodiesOf = (socket: Socket) =>
  socket.received.flatMap((item) => ("event" in item && "body" in item ? item.body : []));

test("everybody in the channel gets every message once, in the order in which each sender wrote", async () => {
  const sockets = await Promise.all([1, 2, 3].map(enter));
  const messages = 20;
  for (let i = 0; i < messages; i++)
    for (const [number, socket] of sockets.entries())
      socket.post("message.send", { channel: channel(1), body: `${number} says ${i}` });
  const heard = await Promise.all(
    sockets.map(async (socket) => {
      await socket.until(() => bodiesOf(socket).length === sockets.length * messages);
      return bodiesOf(socket);
    }),
  );
  expect(new Set(heard[0]).size).toBe(sockets.length * messages);
  expect(heard[1]).toEqual(heard[0] ?? []);
  expect(heard[2]).toEqual(heard[0] ?? []);
  for (const number of sockets.keys())
    expect(heard[0]?.filter((body) => body.startsWith(`${number} says`))).toEqual(
      Array.from({ length: messages }, (_, i) => `${number} says ${i}`),
    );
  for (const socket of sockets) await socket.close();
});

test("what was acknowledged is in the channel's page, by socket and by HTTP", async () => {
  const socket = await enter(1);
  const { seq } = await socket.do("message.send", { channel: channel(1), body: "by socket" });
  const sent = await post(server.url, person(2), "message.send", { channel: channel(1), body: "by HTTP" });
  expect(sent.ok?.seq).toBe(seq + 1);
  await socket.until(() => bodiesOf(socket).includes("by HTTP"));
  const expected = [
    { seq, body: "by socket" },
    { seq: seq + 1, body: "by HTTP" },
  ];
  const page = await socket.do("message.list", { channel: channel(1), limit: 2 });
  expect(page.messages).toMatchObject(expected);
  const { ok } = await post(server.url, person(3), "message.list", { channel: channel(1), limit: 2 });
  expect(ok?.messages).toMatchObject(expected);
  await socket.close();
});

test("a page is the 50 messages before an offset, oldest first", async () => {
  const newest = await post(server.url, person(1), "message.list", { channel: channel(1) });
  const last = newest.ok?.messages.at(-1)?.seq ?? 0;
  expect(last).toBeGreaterThanOrEqual(history);
  const sixtieth = { channel: channel(1), offset: last - 60 };
  const page = await post(server.url, person(1), "message.list", sixtieth);
  expect(page.ok?.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, i) => 11 + i));
  const [first] = page.ok?.messages ?? [];
  expect(first).toMatchObject({ channel: channel(1), body: expect.stringContaining("What is said") });
});

test("a bad token is refused, on the socket and by HTTP", async () => {
  const [head, body] = person(1).split(".");
  const forged = `${head}.${body}.${person(2).split(".")[2]}`;
  for (const token of [forged, "nonsense", ""]) {
    expect(await Socket.open(server.url, token).catch((error: Error) => error.message)).toContain("was not taken");
    const refused = await post(server.url, token, "message.send", { channel: channel(1), body: "let me in" });
    expect(refused).toMatchObject({ status: 401, error: { code: "not_signed_in" } });
  }
});

test("who is not in a channel neither writes nor reads there", async () => {
  const socket = await enter(1);
  expect(await socket.refused("message.send", { channel: channel(2), body: "hello?" })).toMatchObject({
    code: "not_found",
  });
  expect(await socket.refused("message.list", { channel: channel(2) })).toMatchObject({ code: "not_found" });
  await socket.close();
});

test("what is not a command is refused, and the socket goes on", async () => {
  const socket = await enter(1);
  socket.send("not JSON");
  await socket.until((item) => "error" in item && item.error.code === "bad_frame");
  socket.send('[{"id":"AAAAAAAAAAAAAAAA","do":"message.send"}]');
  await socket.until((item) => "error" in item && item.error.code === "bad_value");
  expect(await socket.do("message.list", { channel: channel(1), limit: 1 })).toMatchObject({ messages: [{}] });
  await socket.close();
});

test("under load it loses and doubles nothing, and stores all that it acknowledges", async () => {
  let folders = 0;
  const folder = () => join(root, `load${folders}`);
  const bench: Bench = { size: sizes.tiny, newFolder: () => (folders++, folder()) };
  const shape = { channels: 2, members_per_channel: 5, senders_per_channel: 3, window: 4 };
  const messages = await takeTurns(bench, shape, [baseline], async (rounds) => {
    const turns = await rounds(atFullLoad(4));
    return turns.of(baseline.name)[0]?.messages ?? 0;
  });
  expect(messages).toBeGreaterThan(0);
  expect(countMessages(folder())).toBeGreaterThanOrEqual(messages);
});
