import { expect, test } from "bun:test";
import { Recents } from "../../src/chat/recents.ts";
import { events } from "../../src/protocol/events.ts";
import { limits } from "../../src/protocol/limits.ts";
import { World } from "../security/world.ts";
import { newSeed, seeded } from "../support/random.ts";
import { upload } from "../support/uploads.ts";

const steps = 200;
const { attachments: _attachments, ...example } = events.message.example;

test("the newest page of a channel is what the store says, in both formats, whatever happened since it was opened", async () => {
  await using world = await World.open();
  const ana = await world.person();
  const { id: channel } = await world.channel({ owner: ana });
  const sockets = [await world.enter(ana, "json"), await world.enter(ana, "msgpack")] as const;
  const random = seeded(newSeed("recent pages"));
  const below = (n: number) => Math.floor(random() * n);
  const sent: number[] = [];

  const change = async () => {
    const socket = sockets[below(2)] ?? sockets[0];
    const seq = sent[below(sent.length)];
    const kind = below(10);
    if (kind < 6 || seq === undefined) {
      // Some are so large that fewer than fifty of them are a page.
      const body = "é".repeat(kind === 0 ? limits.body_bytes_max / 2 : 1 + below(20));
      const attachments = kind === 1 ? [(await upload(world.url, ana.token)).id] : [];
      const ids = Array.from({ length: kind === 1 ? 1 : 1 + below(8) }, () =>
        socket.post("message.send", { channel, body, attachments }),
      );
      for (const id of ids) sent.push((await socket.answer("message.send", id)).seq);
    } else if (kind < 8) await socket.do("message.edit", { channel, seq, body: `edited ${kind}` }).catch(() => {});
    else await socket.do("message.delete", { channel, seq }).catch(() => {});
  };

  for (let step = 0; step < steps; step++) {
    await change();
    const limit = [undefined, 50, 10, 1, 51, 200][below(6)];
    const asked = { channel, ...(limit !== undefined && { limit }) };
    // With `before` nothing is taken from memory.
    const read = await sockets[0].do("message.list", { ...asked, before: limits.integer_max });
    for (const socket of sockets)
      expect([step, limit, await socket.do("message.list", asked)]).toEqual([step, limit, read]);
  }
});

test("what is deleted is gone from the page that is kept in memory, and who has left does not get it", async () => {
  await using world = await World.open();
  const [ana, ben] = [await world.person(), await world.person()];
  const channel = await world.channel({ owner: ana, members: [ben] });
  const [anas, bens] = [await world.enter(ana), await world.enter(ben)];
  const { seq } = await anas.do("message.send", { channel: channel.id, body: "a secret" });
  expect((await bens.do("message.list", { channel: channel.id })).messages).toMatchObject([{ body: "a secret" }]);
  await anas.do("message.delete", { channel: channel.id, seq });
  expect((await bens.do("message.list", { channel: channel.id })).messages).toMatchObject([
    { body: "", deleted: true },
  ]);
  await world.remove(ben, channel);
  expect(await bens.refused("message.list", { channel: channel.id })).toMatchObject({ code: "not_found" });
});

test("pages that grow after they were kept make room as well: the least recently used goes", async () => {
  await using world = await World.open();
  const ana = await world.person();
  const [quiet, busy] = [await world.channel({ owner: ana }), await world.channel({ owner: ana })];
  const recents = new Recents(7000);
  recents.keep(quiet, [example], false);
  recents.keep(busy, [example], false);
  for (let seq = 1; seq < 20; seq++)
    recents.stored([{ to: "channel", channel: busy, event: { ...example, rev: seq, seq, body: "x".repeat(50) } }]);
  expect(recents.page(busy, 50)?.messages).toHaveLength(20);
  expect(recents.page(quiet, 50)).toBeUndefined();
});

test("where there is no room, looking through many channels does not push out what is opened often", async () => {
  await using world = await World.open();
  const ana = await world.person();
  const busy = await world.channel({ owner: ana });
  const page = [{ ...example, body: "x".repeat(1000) }];
  const recents = new Recents(7000);
  const isKept = (channel: typeof busy) => recents.page(channel, 50) !== undefined;
  const look = (channel: typeof busy) => {
    recents.keep(channel, page, false);
    return isKept(channel);
  };
  expect([look(busy), look({ ...busy })]).toEqual([true, true]);
  for (let i = 1; i < 40; i++) {
    expect(look({ ...busy })).toBe(i % 8 === 0);
    expect(isKept(busy)).toBeTrue();
  }
});
