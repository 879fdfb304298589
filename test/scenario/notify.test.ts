/** Of which messages a member wants to be told: kept for the user, over real sockets, in both formats. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Notify } from "../../src/protocol/records.ts";
import { openWorkspace, type Workspace } from "../support/people.ts";

setDefaultTimeout(30_000);

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});
afterAll(() => workspace[Symbol.asyncDispose]());

async function levels(handle: "cho" | "dia"): Promise<Record<string, Notify | undefined>> {
  const { channels } = await workspace.call(handle, "channel.list", {});
  return Object.fromEntries(channels.map(({ channel, notify }) => [channel, notify]));
}

test("what one wants to be told of is told to one's own devices at once, to nobody else, and is there after a restart", async () => {
  const { general: channel } = workspace;
  const [here, there, other] = await Promise.all([
    workspace.socket("cho", "json"),
    workspace.socket("cho", "msgpack"),
    workspace.socket("dia", "json"),
  ]);
  for (const notify of ["nothing", "nothing", "all", "mentions", "all"] as const)
    await here.do("channel.set_notify", { channel, notify });
  for (const [socket, told] of [
    [here, ["nothing", "nothing", "all", "mentions", "all"]],
    [there, ["nothing", "nothing", "all", "mentions", "all"]],
    [other, []],
  ] as const) {
    // What was told before this answer has come.
    await socket.do("session.list", {});
    const events = socket.received.filter((item) => "event" in item && item.event === "notify");
    expect(events).toEqual(told.map((notify) => ({ event: "notify", channel, notify })));
  }
  const isKept = async () => {
    expect((await levels("cho"))[channel]).toBe("all");
    expect((await levels("dia"))[channel]).toBeUndefined();
  };
  await isKept();
  await workspace.server.stop();
  await workspace.server.start();
  await isKept();
  // Another role in the channel changes nothing of it.
  const room = await workspace.channel("ana", ["cho"]);
  await workspace.call("cho", "channel.set_notify", { channel: room, notify: "nothing" });
  await workspace.call("ana", "member.set_role", { channel: room, user: workspace.people.cho.id, role: "owner" });
  expect((await levels("cho"))[room]).toBe("nothing");
});

test("who comes back to a channel is told of what everybody is at first, also after a restart", async () => {
  const { people } = workspace;
  const channel = await workspace.channel("ana", ["cho"]);
  await workspace.call("cho", "channel.set_notify", { channel, notify: "nothing" });
  await workspace.call("cho", "channel.leave", { channel });
  await workspace.call("ana", "member.add", { channel, users: [people.cho.id] });
  expect((await levels("cho"))[channel]).toBeUndefined();
  await workspace.server.restart();
  expect(Object.keys(await levels("cho"))).toContain(channel);
  expect((await levels("cho"))[channel]).toBeUndefined();
});
