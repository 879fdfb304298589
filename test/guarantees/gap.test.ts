/** Guarantee 4: old snapshot + events, live or at a resume, equals a fresh snapshot. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { CommandName } from "../../src/protocol/commands.ts";
import { type Deed, deeds, setStage, withoutDeed, writingNames } from "../support/deeds.ts";
import { post } from "../support/http.ts";
import { type Handle, handles, openWorkspace, type Workspace } from "../support/people.ts";
import { Replica } from "../support/replica.ts";
import { gapsIn } from "../support/revs.ts";
import { commandOf } from "../support/socket.ts";

setDefaultTimeout(30_000);

interface Witness {
  who: string;
  replica: Replica;
}

/** For every role one client that is there and one that is away while something happens, one in each format. */
async function callWitnesses(workspace: Workspace): Promise<{ here: Witness[]; away: Witness[] }> {
  const witness = async (handle: Handle, format: "json" | "msgpack"): Promise<Witness> => {
    const { token, role } = workspace.people[handle];
    const replica = new Replica(workspace.server.url, token, format);
    await replica.client.ready();
    await replica.load();
    for (const { id } of Object.values(workspace.people)) replica.client.user(id);
    await replica.settle();
    return { who: `${handle}, ${role}, ${format}`, replica };
  };
  const formatOf = (index: number) => (index % 2 === 0 ? ("json" as const) : ("msgpack" as const));
  return {
    here: await Promise.all(handles.map((handle, index) => witness(handle, formatOf(index)))),
    away: await Promise.all(handles.map((handle, index) => witness(handle, formatOf(index + 1)))),
  };
}

test("G4 every command that writes has a deed below", () => {
  expect(withoutDeed).toEqual([]);
  expect(Object.keys(deeds).toSorted()).toEqual([...writingNames].toSorted());
});

describe("G4 old snapshot + events equals a fresh snapshot, for every role, there or away, after", () => {
  test.each(writingNames)("%s", async (name) => {
    await using workspace = await openWorkspace();
    const deed: Deed<CommandName> = await deeds[name](await setStage(workspace));
    const sockets = await Promise.all(handles.map((handle) => workspace.socket(handle)));
    const { here, away } = await callWitnesses(workspace);
    try {
      for (const { replica } of away) replica.network.down();
      expect(await post(workspace.server.url, deed.token, name, deed.fields)).toContainKey("ok");
      for (const { who, replica } of here) await replica.expectTruth(`${who}, there`);
      for (const { who, replica } of away) await replica.expectTruth(`${who}, back`);
      for (const socket of sockets) {
        if (!socket.isClosed) await socket.do("session.list", {});
        expect(gapsIn(socket.received)).toEqual([]);
      }
    } finally {
      for (const { replica } of [...here, ...away]) replica[Symbol.dispose]();
      for (const socket of sockets) socket.cut();
    }
  });
});

test("G4 changes of the same things in one frame are told as they are stored", async () => {
  await using workspace = await openWorkspace();
  const { channel, seq } = await setStage(workspace);
  const { here, away } = await callWitnesses(workspace);
  const [ana, cho] = [await workspace.socket("ana"), await workspace.socket("cho", "msgpack")];
  const other = await cho.do("message.send", { channel, body: "another" });
  const dia = workspace.people.dia.id;
  for (const { replica } of away) replica.network.down();
  const frames = [
    [
      commandOf("message.edit", { channel, seq, body: "edited, and then deleted" }),
      commandOf("message.delete", { channel, seq }),
      commandOf("message.edit", { channel, seq: other.seq, body: "edited" }),
      commandOf("message.edit", { channel, seq: other.seq, body: "edited twice" }),
      commandOf("read.set", { channel, seq }),
      commandOf("message.send", { channel, body: "after reading" }),
    ],
    [
      commandOf("channel.set_topic", { channel, topic: "one" }),
      commandOf("channel.rename", { channel, name: "renamed" }),
      commandOf("channel.set_topic", { channel, topic: "two" }),
      commandOf("member.add", { channel, users: [dia] }),
      commandOf("member.set_role", { channel, user: dia, role: "owner" }),
      commandOf("member.remove", { channel, user: dia }),
      commandOf("member.add", { channel, users: [dia] }),
      commandOf("message.send", { channel, body: "to @dia" }),
      commandOf("channel.archive", { channel }),
      commandOf("channel.unarchive", { channel }),
    ],
  ];
  try {
    for (const [socket, frame] of [
      [cho, frames[0] ?? []],
      [ana, frames[1] ?? []],
    ] as const) {
      socket.postAll(frame);
      for (const { do: name, id } of frame) await socket.answer(name, id);
    }
    for (const { who, replica } of here) await replica.expectTruth(`${who}, there`);
    for (const { who, replica } of away) await replica.expectTruth(`${who}, back`);
    for (const socket of [ana, cho]) expect(gapsIn(socket.received)).toEqual([]);
  } finally {
    for (const { replica } of [...here, ...away]) replica[Symbol.dispose]();
  }
});
