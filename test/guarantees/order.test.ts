/** Guarantee 2: all members of a channel see its changes in one order, on every device, live or reloaded. */
import { expect, setDefaultTimeout, test } from "bun:test";
import type { EventOf } from "../../src/protocol/events.ts";
import type { Id } from "../../src/protocol/id.ts";
import { Ledger } from "../support/ledger.ts";
import { allMessages, Member } from "../support/member.ts";
import { type Handle, handles, openWorkspace, type Workspace } from "../support/people.ts";
import { newSeed, seeded } from "../support/random.ts";
import type { Socket } from "../support/socket.ts";

setDefaultTimeout(30_000);

const commands_min = 600;

/** Everybody works at once, in both formats, while everybody listens on one more device; a script works by HTTP. */
async function workTogether(workspace: Workspace, channel: Id, ledger: Ledger): Promise<Map<Handle, Socket>> {
  const { server, people } = workspace;
  const luck = seeded(newSeed("order"));
  const devices = new Map<Handle, Socket>();
  for (const [index, handle] of handles.entries())
    devices.set(handle, await workspace.socket(handle, index % 2 === 0 ? "msgpack" : "json"));
  for (const [handle, socket] of devices)
    socket.onItem = (item) => ledger.receive(`${handle}'s other device`, people[handle].id, item);

  const options = { ledger, channel, others: [people.dia.id], luck, in_flight: 8, body_chars_max: 100 };
  const workers = (["ana", "ben", "cho", "fin"] as const).map(
    (handle, index) => new Member({ ...options, person: people[handle], format: index % 2 === 0 ? "json" : "msgpack" }),
  );
  await Promise.all(workers.map((worker) => worker.connect(server.url)));
  while (ledger.acknowledged.size < commands_min)
    await workspace.call("dia", "channel.set_topic", { channel, topic: `topic ${luck()}` });
  await Promise.all(workers.map((worker) => worker.finish()));
  return devices;
}

function revised(socket: Socket, channel: Id): EventOf<"message" | "channel" | "member">[] {
  const told = socket.received.filter((item) => "event" in item && "rev" in item && item.channel === channel);
  return told as EventOf<"message" | "channel" | "member">[];
}

test("G2 every device of every member sees the same changes in the order of rev, and a reload shows that order", async () => {
  await using workspace = await openWorkspace();
  const channel = await workspace.channel("ana", ["ben", "cho", "dia", "eli", "fin"]);
  const ledger = new Ledger();
  const devices = await workTogether(workspace, channel, ledger);

  // The last change of all, which every device waits for.
  const { seq } = await workspace.call("ana", "message.send", { channel, body: "the end" });
  const seen = await Promise.all(
    [...devices.values()].map(async (socket) => {
      await socket.event("message", (event) => event.channel === channel && event.seq === seq);
      return revised(socket, channel);
    }),
  );
  const revs = seen[0]?.map(({ rev }) => rev) ?? [];
  expect(revs).toEqual(Array.from(revs, (_, index) => (revs[0] ?? 0) + index));
  for (const own of seen) expect(own).toEqual(seen[0] ?? []);

  const posted = seen[0]?.filter((event) => event.event === "message" && event.rev === event.seq) ?? [];
  const order = (messages: readonly { id: Id }[]) => messages.map(({ id }) => id);
  const live = order(posted as EventOf<"message">[]);
  const reloaded = await allMessages(await workspace.socket("eli"), channel);
  expect(order(reloaded)).toEqual(live);
  await workspace.server.restart();
  expect(order(await allMessages(await workspace.socket("cho", "msgpack"), channel))).toEqual(live);
  // That last message was nobody's of the ledger.
  expect(ledger.audit(workspace.server.dataDir).filter((problem) => !problem.includes("never sent"))).toEqual([]);
});
