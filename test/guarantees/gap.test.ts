/** Guarantee 4: old snapshot + events, live or at a resume, equals a fresh snapshot. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { CommandName } from "../../src/protocol/commands.ts";
import { type Deed, deeds, setStage, withoutDeed, writingNames } from "../support/deeds.ts";
import { post } from "../support/http.ts";
import { type Handle, handles, openWorkspace, type Workspace } from "../support/people.ts";
import { Replica } from "../support/replica.ts";
import { gapsIn } from "../support/revs.ts";

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
