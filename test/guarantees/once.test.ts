/** Guarantee 3: a command that writes, sent again with its id, is not done again: it gets the first answer again. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { type AnyRow } from "../../src/chat/row.ts";
import { commandTable } from "../../src/chat/commands.ts";
import type { CommandName, FieldsOf } from "../../src/protocol/commands.ts";
import { commandId, type Id } from "../../src/protocol/id.ts";
import { countChanged, dump } from "../support/database.ts";
import { type Deed, deeds, setStage, type WritingName, writingNames } from "../support/deeds.ts";
import { type Reply, post } from "../support/http.ts";
import { openWorkspace, type Workspace } from "../support/people.ts";
import { commandOf, Socket } from "../support/socket.ts";

setDefaultTimeout(30_000);

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});
afterAll(() => workspace[Symbol.asyncDispose]());

type AnyDeed = Deed<CommandName>;
const enter = (token: string, format: "json" | "msgpack" = "json") => Socket.enter(workspace.server.url, token, format);

/** Ways to send a command twice. Each gives both answers. */
const ways: Record<string, (name: CommandName, deed: AnyDeed, id: Id) => Promise<unknown[]>> = {
  async "on another socket, after its connection was lost"(name, { token, fields }, id) {
    const one = await enter(token);
    const first = await one.do(name, fields, id);
    one.cut();
    const other = await enter(token, "msgpack");
    return [first, await other.do(name, fields, id)];
  },
  async "twice in one frame"(name, { token, fields }, id) {
    const socket = await enter(token, "msgpack");
    const command = commandOf(name, fields, id);
    socket.postAll([command, command]);
    const first = await socket.answer(name, id);
    const second = await socket.answer(name, id, socket.indexOfAnswer(name, id) + 1);
    return [first, second];
  },
  async "on two sockets at once"(name, { token, fields }, id) {
    const sockets = [await enter(token), await enter(token, "msgpack")];
    for (const socket of sockets) socket.post(name, fields, id);
    return Promise.all(sockets.map((socket) => socket.answer(name, id)));
  },
  async "by HTTP and then on a socket"(name, { token, fields }, id) {
    const socket = await enter(token);
    const { ok } = await post(workspace.server.url, token, name, fields, id);
    return [ok, await socket.do(name, fields, id)];
  },
  async "by HTTP twice at once"(name, { token, fields }, id) {
    const send = () => post(workspace.server.url, token, name, fields, id);
    const replies = await Promise.all([send(), send()]);
    return replies.map(({ ok }) => ok);
  },
};

/** Rows that the deed of a command changes when it is done once. */
const doneOnce = new Map<WritingName, Record<string, number>>();

async function changesOf(name: WritingName, send: (deed: AnyDeed) => Promise<void>): Promise<Record<string, number>> {
  const deed: AnyDeed = await deeds[name](await setStage(workspace));
  const before = dump(workspace.server.dataDir);
  await send(deed);
  return countChanged(before, dump(workspace.server.dataDir));
}

async function changesOfOne(name: WritingName): Promise<Record<string, number>> {
  const known = doneOnce.get(name);
  if (known) return known;
  const changes = await changesOf(name, async ({ token, fields }) => {
    expect(await post(workspace.server.url, token, name, fields)).toContainKey("ok");
  });
  doneOnce.set(name, changes);
  return changes;
}

function isRepeatable(name: WritingName): boolean {
  const row: AnyRow = commandTable[name];
  return row.does === "write" && row.repeatable === true;
}

describe.each(writingNames.filter((name) => !isRepeatable(name)))(
  "G3 %s is done once, with one answer, when it is sent",
  (name) => {
    test.each(Object.entries(ways))("%s", async (_, sendTwice) => {
      const changes = await changesOf(name, async (deed) => {
        const [first, second] = await sendTwice(name, deed, commandId());
        expect(first).toBeDefined();
        expect(second).toEqual(first);
      });
      expect(changes).toEqual(await changesOfOne(name));
      expect(changes).not.toEqual({});
    });
  },
);

test.each(writingNames.filter(isRepeatable))(
  "G3 %s, done twice, leaves what it leaves when done once",
  async (name) => {
    const changes = await changesOf(name, async ({ token, fields }) => {
      const id = commandId();
      const first = await post(workspace.server.url, token, name, fields, id);
      expect(first).toContainKey("ok");
      // Who has signed out is asked to sign in.
      const second = await post(workspace.server.url, token, name, fields, id);
      expect(second.error?.code ?? "done").toBe(name === "session.end" ? "not_signed_in" : "done");
    });
    expect(changes).toEqual(await changesOfOne(name));
  },
);

test("G3 a message that could not be sent again today is still answered with what it was", async () => {
  const { channel } = await setStage(workspace);
  const sent = { token: workspace.people.cho.token, fields: { channel, body: "before" } };
  const id = commandId();
  const send = () => post(workspace.server.url, sent.token, "message.send", sent.fields, id);
  const first = await send();
  await workspace.call("ana", "channel.archive", { channel });
  expect(await send()).toEqual(first);
  await workspace.call("ana", "member.remove", { channel, user: workspace.people.cho.id });
  expect(await send()).toEqual(first);
});

test("G3 a command's id is the user's own: another user's command with it is another command", async () => {
  const { channel } = await setStage(workspace);
  const id = commandId();
  const cho = await workspace.socket("cho");
  const ben = await workspace.socket("ben", "msgpack");
  const sent = [cho, ben].map((socket) => socket.do("message.send", { channel, body: "the same id" }, id));
  const [one, two] = await Promise.all(sent);
  expect(one?.seq).not.toBe(two?.seq ?? 0);
  const other = commandId();
  const made = [cho, ben].map((socket) => socket.do("channel.create", { kind: "private", name: "own" }, other));
  const [first, second] = await Promise.all(made);
  expect(first?.channel).not.toBe(second?.channel as Id);
});

test("G3 an id that was used for another command is refused, and harms nobody else of the turn", async () => {
  const { channel } = await setStage(workspace);
  const ben = await workspace.socket("ben");
  const id = commandId();
  await ben.do("invite.create", { role: "member" }, id);
  const reused: { [N in CommandName]?: FieldsOf<N> } = {
    "channel.create": { kind: "private", name: "with a used id" },
    "channel.leave": { channel },
  };
  for (const [name, fields] of Object.entries(reused)) {
    const from = ben.received.length;
    const [before, after] = [commandId(), commandId()];
    ben.postAll([
      commandOf("message.send", { channel, body: "before" }, before),
      commandOf(name as "message.send", fields as FieldsOf<"message.send">, id),
      commandOf("message.send", { channel, body: "after" }, after),
    ]);
    await ben.answer("message.send", before, from);
    await ben.answer("message.send", after, from);
    const refusal = await ben.until((item) => "re" in item && item.re === id, from);
    expect(refusal).toMatchObject({ error: { code: "bad_id" } });
  }
  const again: Reply<"invite.create"> = await post(
    workspace.server.url,
    workspace.people.ben.token,
    "invite.create",
    { role: "member" },
    id,
  );
  expect(again).toMatchObject({ status: 200, ok: { invite: { role: "member" } } });
});
