/** The load generator: a round that lost, doubled or moved a message fails. */
import { afterAll, expect, test } from "bun:test";
import { join } from "node:path";
import { bantam, relay } from "../../bench/contenders.ts";
import { type Bench, sizes } from "../../bench/figure.ts";
import { type DialectName, dialects } from "../../bench/load/dialects.ts";
import { Log } from "../../bench/load/log.ts";
import { atFullLoad, paced, takeTurns } from "../../bench/turns.ts";
import { commandId, type Id, randomId } from "../../src/protocol/id.ts";
import { json } from "../../src/protocol/json.ts";
import { msgpack } from "../../src/protocol/msgpack.ts";
import { newFolder, removeFolder } from "../support/temp.ts";

const root = newFolder();
let folders = 0;
const bench: Bench = { size: sizes.tiny, newFolder: () => join(root, String(++folders)) };
const channel = randomId();

afterAll(() => removeFolder(root));

test("every dialect, and two of them in one channel, hear every message once", async () => {
  const contenders = [
    relay,
    bantam("json", () => "json"),
    bantam("msgpack", () => "msgpack"),
    bantam("mixed", (member) => (member % 2 === 0 ? "json" : "msgpack")),
  ];
  const shape = { channels: 2, members_per_channel: 4, senders_per_channel: 2, window: 3 };
  await takeTurns(bench, shape, contenders, async (rounds) => {
    const full = await rounds(atFullLoad(3));
    const even = await rounds(paced(200, "even"));
    const chance = await rounds(paced(200, "chance"));
    for (const { name } of contenders) {
      for (const { messages, deliveries } of full.of(name)) expect(deliveries).toBe(messages * 4);
      for (const { messages, p50_us } of even.of(name)) {
        expect(messages).toBe((sizes.tiny.round_ms / 1000) * 200);
        expect(p50_us).toBeGreaterThan(0);
      }
      expect(chance.of(name).map(({ messages }) => messages)).toEqual(
        chance.of(relay.name).map(({ messages }) => messages),
      );
    }
  });
});

/** A channel whose members speak these dialects, in which the first has sent messages. */
function talk(names: readonly DialectName[], messages: number) {
  const failures: string[] = [];
  const log = new Log((reason) => failures.push(reason));
  const members = names.map((name) => ({ name, frames: 0 }));
  const streams = members.map((member) => log.join(member, dialects[member.name]));
  const ids = Array.from({ length: messages }, () => commandId());
  const [ana] = members;
  if (ana) for (const id of ids) log.sent(id, ana, 0);

  /** A member gets a frame of messages; returns how many of them it had sent. */
  function bring(number: number, of: readonly (Id | undefined)[], seqs = of.map((_, i) => 1 + i)): number {
    const events = of.map((id = commandId(), i) => {
      const seq = seqs[i] ?? 0;
      return { event: "message", channel, rev: seq, seq, id, author: channel, at: 0, body: "body" } as const;
    });
    const [member, stream] = [members[number], streams[number]];
    if (!member || !stream) throw new Error(`there is no member ${number}`);
    const frame =
      member.name === "msgpack"
        ? msgpack.frame(events.map((event) => msgpack.event(event)))
        : json.frame(events.map((event) => json.event(event)));
    const bytes = Buffer.from(frame);
    return stream.take(member, bytes, 0, bytes.length);
  }
  return { log, failures, ids, bring };
}

test("a channel is settled when everybody has everything, in whichever frames", () => {
  const { log, failures, ids, bring } = talk(["json", "json", "msgpack"], 3);
  expect(bring(0, ids)).toBe(3);
  expect(bring(1, ids)).toBe(0);
  expect(bring(2, ids.slice(0, 1))).toBe(0);
  expect(log.isSettled()).toBeFalse();
  expect(bring(2, ids.slice(1), [2, 3])).toBe(0);
  expect(log.isSettled()).toBeTrue();
  expect([log.messages, log.deliveries]).toEqual([3, 9]);
  expect(failures).toBeEmpty();
});

test("what did not come to a member leaves the channel unsettled", () => {
  const { log, ids, bring } = talk(["json", "json", "msgpack"], 2);
  bring(0, ids);
  bring(2, ids);
  expect(log.isSettled()).toBeFalse();
  bring(1, ids);
  expect(log.isSettled()).toBeTrue();

  const lost = talk(["json", "msgpack"], 2);
  lost.bring(0, lost.ids.slice(0, 1));
  lost.bring(1, lost.ids.slice(0, 1));
  expect(lost.log.isSettled()).toBeFalse();
});

test.each([
  ["a message twice", ["json"], ([a]: Id[]) => [[0, [a, a], [1, 2]]]],
  [
    "a message again later",
    ["msgpack"],
    ([a]: Id[]) => [
      [0, [a]],
      [0, [a], [2]],
    ],
  ],
  ["a message that nobody sent", ["json"], () => [[0, [undefined]]]],
  ["a seq left out", ["json"], ([a, b]: Id[]) => [[0, [a, b], [1, 3]]]],
  [
    "another frame than its neighbour",
    ["json", "json"],
    ([a, b]: Id[]) => [
      [0, [a, b]],
      [1, [b, a]],
    ],
  ],
  [
    "another order in another dialect",
    ["json", "msgpack"],
    ([a, b]: Id[]) => [
      [0, [a, b]],
      [1, [b, a]],
    ],
  ],
  [
    "another seq in another dialect",
    ["json", "msgpack"],
    ([a, b]: Id[]) => [
      [0, [a, b]],
      [1, [a, b], [2, 3]],
    ],
  ],
] as [string, DialectName[], (ids: Id[]) => [number, (Id | undefined)[], number[]?][]][])(
  "a member that hears %s is a failure",
  (_what, names, frames) => {
    const { failures, ids, bring } = talk(names, 2);
    for (const frame of frames(ids)) bring(...frame);
    expect(failures).not.toBeEmpty();
  },
);
