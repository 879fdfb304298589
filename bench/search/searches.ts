/**
 * Brings a workspace's messages into the index, then times message.search inside of the process: from where the command
 * arrives to where its answer is encoded. `bun bench/search/searches.ts FOLDER REQUESTS` prints what it found as JSON.
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import type { User } from "../../src/chat/directory.ts";
import type { FieldsOf } from "../../src/protocol/commands.ts";
import { commandId } from "../../src/protocol/id.ts";
import { indexSizes, openIndex } from "../../src/store/sqlite/search/index.ts";
import { unindexed_messages_max } from "../../src/store/sqlite/search/search.ts";
import { percentile } from "../figure.ts";
import { openInside } from "../inside.ts";
import { makeCorpus, users } from "./corpus.ts";

export interface Times {
  readonly p50: number;
  readonly p99: number;
}

export interface Found {
  readonly messages: number;
  /** CPU that a message costs in the index: many at once, and those of a second at a time. */
  readonly bulk_us: number;
  readonly calm_us: number;
  readonly index_bytes: number;
  /** Milliseconds, by what is searched for. */
  readonly words: Readonly<Record<string, Times>>;
  readonly others: Readonly<Record<string, Times>>;
  readonly worst: Readonly<Record<string, Times>>;
}

/** What comes in a second of a calm server, and how many such seconds are measured. */
const calm_messages = 40;
const calm_seconds = 25;

const [folder = "", requests = "100"] = process.argv.slice(2);
const store = join(folder, "bantam.db");
const index_path = join(folder, "search.db");

/** CPU microseconds for each message that is brought into the index, in whole batches of this size, not beyond the `last`. */
function indexUpTo(last: number, batch_messages: number): number {
  const index = openIndex(index_path, store, { ...indexSizes, batch_messages });
  const from = index.mark;
  const before = process.cpuUsage();
  while (index.mark + batch_messages <= last) index.grow();
  const { user, system } = process.cpuUsage(before);
  const messages = index.mark - from;
  index.close();
  return (user + system) / messages;
}

function newest(): number {
  const index = openIndex(index_path, store);
  const last = index.newest();
  index.close();
  return last;
}

const messages = newest();
const calm = Math.min(calm_messages * calm_seconds, messages / 2);
const bulk_us = indexUpTo(messages - calm, Math.min(indexSizes.batch_messages, messages - calm));
const calm_us = indexUpTo(messages, calm_messages);
const index_bytes = statSync(index_path).size;

const { workspace, perform } = await openInside(folder);
const { directory, store: opened } = workspace.chat.services;

type Fields = FieldsOf<"message.search">;

/** Milliseconds from the command to its answer. */
async function ask(user: User, fields: Fields): Promise<number> {
  const [session] = await opened.sessions(user.n);
  if (!session) throw new Error(`user ${user.n} is not signed in`);
  return perform({ user, session }, { id: commandId(), do: "message.search", ...fields });
}

async function times(user: User, next: () => Fields, count = Number(requests)): Promise<Times> {
  const times_ms: number[] = [];
  for (let i = 0; i < count; i++) times_ms.push(await ask(user, next()));
  return { p50: percentile(times_ms, 0.5), p99: percentile(times_ms, 0.99) };
}

const corpus = makeCorpus(Math.random);
const [everywhere, usual, aside] = [1, 2, 3].map((n) => directory.userByN(n));
if (!everywhere || !usual || !aside) throw new Error("there are three users");
const own = [...(await directory.enter(usual)).keys()];
const some = <T>(list: readonly T[]): T => {
  const one = list[Math.floor(Math.random() * list.length)];
  if (one === undefined) throw new Error("there is none to choose");
  return one;
};
const query = (text: string): Fields => ({ query: text });
const following = (count: number): string => {
  for (;;) {
    const words = corpus.body().split(" ");
    if (words.length >= count) return words.slice(0, count).join(" ");
  }
};
const quoted = (text: string) => `"${text}"`;
const common = (count: number) => Array.from({ length: count }, (_, rank) => corpus.ranked(rank)).join(" ");
const absent = "nobodysaysthis";

const wordsOfUsual: Record<string, () => Fields> = {
  "one word": () => query(quoted(corpus.word())),
  "two words": () => query(quoted(following(2)).replace(" ", '" "')),
  "one word, in a channel": () => ({ query: quoted(corpus.word()), channel: some(own).id }),
  "one word, of an author": () => ({
    query: quoted(corpus.word()),
    author: directory.userByN(1 + Math.floor(Math.random() * users)).id,
  }),
  "Japanese, two words": () => query("会議 資料"),
};
const others: Record<string, () => Fields> = {
  "the beginning of a word": () => query(corpus.ranked(2000 + Math.floor(Math.random() * 20_000)).slice(0, 4)),
  "two words that follow each other": () => query(quoted(following(2))),
};
/** What is slow by its nature: much is looked at, and little or nothing found. */
const worst: readonly [name: string, user: User, Fields][] = [
  ["a common word, where hardly anything is said", aside, query(quoted(common(1)))],
  [
    "a common word, of an author who is elsewhere",
    usual,
    { query: quoted(common(1)), channel: some(own).id, author: aside.id },
  ],
  ["common words in an order that there is not", everywhere, query(quoted(`${common(5)} ${common(5)}`))],
  [
    "common words that never follow each other, in 500 channels",
    everywhere,
    query(quoted(`${corpus.ranked(3)} ${corpus.ranked(40)} ${corpus.ranked(3)}`)),
  ],
  ["twenty common words", everywhere, query(common(20))],
  ["a common word and one that there is not", everywhere, query(`${quoted(common(1))} ${quoted(absent)}`)],
  ["letters", everywhere, query("a b c d e f g h i j k l m n o p q r s t u v w x y z".repeat(4))],
  ["the commonest beginning, where hardly anything is said", aside, query(corpus.ranked(0).padEnd(4, "k").slice(0, 4))],
  ["one Japanese letter that is in each Japanese message, where hardly anything is said", aside, query("の")],
  ["a common word, long ago", aside, { query: quoted(common(1)), until: Date.now() - messages * 500 }],
];

for (const next of Object.values(wordsOfUsual)) await times(usual, next, 20);
const words: Record<string, Times> = {};
for (const [name, next] of Object.entries(wordsOfUsual)) words[name] = await times(usual, next);
words["one word, in 500 channels"] = await times(everywhere, () => query(quoted(corpus.word())));
const more: Record<string, Times> = {};
for (const [name, next] of Object.entries(others)) more[name] = await times(usual, next);
const slow: Record<string, Times> = {};
for (const [name, user, fields] of worst) slow[name] = await times(user, () => fields, Math.min(Number(requests), 20));

// As many as may wait for the index: searches look through all of them.
const [head] = await opened.heads([1]);
let rev = head?.rev ?? 0;
const unindexed = Math.min(unindexed_messages_max - 1, messages);
for (let from = 0; from < unindexed; from += 1000)
  await opened.commit(
    Array.from({ length: Math.min(1000, unindexed - from) }, () => {
      const at = Date.now();
      const posted = { type: "message.posted", channel: 1, seq: ++rev, author: 1, command: commandId(at), at } as const;
      return { ...posted, body: corpus.body(), mentions: [], attachments: [], everyone: undefined };
    }),
  );
slow[`one word, with ${unindexed} messages that are not in the index yet`] = await times(
  usual,
  wordsOfUsual["one word"] ?? (() => query(absent)),
  20,
);
if (opened.sizes().unindexed < unindexed) throw new Error("the index was faster than the searches");

const found: Found = { messages, bulk_us, calm_us, index_bytes, words, others: more, worst: slow };
console.log(JSON.stringify(found));
await workspace.close();
