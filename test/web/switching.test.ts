import { expect, test } from "bun:test";
import { commandId, type Id } from "../../src/protocol/id.ts";
import type { Channel } from "../../src/sdk/model.ts";
import { beforeQuery, type Entry, type Group, lineFor, search } from "../../src/web/views/switching.ts";

function channel(name: string, rest: Partial<Channel> = {}): Extract<Entry, { type: "channel" }> {
  const id = commandId();
  const summary = { channel: id, kind: "public" as const, name, rev: 1, last: 0, read: 0, role: "member" as const };
  return {
    type: "channel",
    key: id,
    texts: [name],
    channel: { ...summary, unread: 0, mentions: 0, notify: "mentions", ...rest },
  };
}
const action = (text: string): Entry => ({ type: "action", key: text, texts: [text], name: text });
const join = (text: string): Entry => ({ type: "join", key: text, texts: [text], channel: commandId() });
const shown = (groups: readonly Group[]) =>
  groups.map(({ name, entries }) => `${name}: ${entries.map(({ texts }) => texts[0]).join(", ")}`);

test("without a query: what is unread, calls first, and then what was looked at last, but for where one is", () => {
  const [quiet, here, news, calls, direct, never, muted, mutedCall] = [
    channel("quiet"),
    channel("here"),
    channel("news", { unread: 9 }),
    channel("calls", { unread: 1, mentions: 1 }),
    channel("Ana", { kind: "direct", unread: 2 }),
    channel("never"),
    channel("muted", { unread: 9, notify: "nothing" }),
    channel("muted call", { unread: 9, mentions: 1, notify: "nothing" }),
  ] as const;
  const recent: Id[] = [here, news, quiet, muted].map((entry) => entry.channel.channel);
  expect(
    shown(beforeQuery([never, quiet, here, news, calls, direct, muted, mutedCall], recent, here.channel.channel)),
  ).toEqual(["unread: Ana, calls, muted call, news", "recent: quiet, muted"]);
});

test("with one: the best of each group, the group with the best first, and of as good ones what is unread", () => {
  const groups: Group[] = [
    { name: "actions", entries: [action("Create a plan")] },
    {
      name: "channels",
      entries: [channel("plan b"), channel("plan c", { unread: 1 }), channel("plan", { archived: true })],
    },
    { name: "join", entries: [join("plans")] },
    { name: "people", entries: [] },
  ];
  expect(shown(search("plan", groups))).toEqual([
    "channels: plan c, plan, plan b",
    "join: plans",
    "actions: Create a plan",
  ]);
  expect(search("nothing like it", groups)).toEqual([]);
});

test("five thousand people and five hundred channels are searched through", () => {
  const channels = Array.from({ length: 500 }, (_, i) => channel(`project ${i} of the team`));
  const people = Array.from({ length: 5000 }, (_, i) => action(`Person Number ${i}`));
  const groups: Group[] = [
    { name: "channels", entries: channels },
    { name: "people", entries: people },
  ];
  expect(shown(search("number 4321", groups))).toEqual(["people: Person Number 4321"]);
  expect(search("e", groups).map(({ entries }) => entries.length)).toEqual([8, 8]);
});

test("of a message that was found the line is shown that has a word of the query, or else its first", () => {
  const body = "\n# News\nthe Café opens\nand closes";
  expect(lineFor('"cafe"', body)).toBe("the Café opens");
  expect(lineFor("nothing like it", body)).toBe("# News");
  expect(lineFor("any", "")).toBe("");
});
