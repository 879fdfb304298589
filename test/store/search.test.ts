import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type IndexSizes, openIndex, type WordIndex } from "../../src/store/sqlite/search/index.ts";
import { openSearch } from "../../src/store/sqlite/search/search.ts";
import type { Search } from "../../src/store/store.ts";
import { matches, parseQuery } from "../../src/store/words.ts";
import type { Write } from "../../src/store/write.ts";
import { newSeed, seeded } from "../support/random.ts";
import { type Opened, openStore, posted } from "../support/store.ts";
import { newFolder } from "../support/temp.ts";

setDefaultTimeout(20_000);

const all: Omit<Search, "query"> = {
  channels: [1, 2, 3],
  author: undefined,
  since: undefined,
  until: undefined,
  below: Infinity,
  limit: 50,
};
const secret = "quixotic";
const file = "other.db";

function numbers(index: WordIndex, typed: string, more: Partial<Search> = {}): number[] {
  return index.find({ ...all, query: parseQuery(typed), ...more }).hits.map(({ n }) => n);
}

/** An index beside the one that the store's own Worker has, which is at work as well. */
function openIndexOf({ folder, path }: Opened, sizes?: IndexSizes): WordIndex {
  return openIndex(join(folder, file), path, sizes);
}

/** What a word has in common with the one before it is not repeated in an index: its end is looked for. */
const indexFiles = (folder: string, of: string) =>
  readdirSync(folder).filter(
    (name) => name.startsWith(of) && readFileSync(join(folder, name)).includes(secret.slice(2)),
  );

describe("what is found is what a look at every message finds", () => {
  const words = ["alpha", "alphabet", "Beta", "gamma-ray", "größe", "東京都", "会議", "🚀", "x1"];
  const queries = [
    "alpha",
    '"alpha beta"',
    "beta gamma-ray",
    "grosse",
    "東京",
    "会議 alpha",
    "🚀",
    "gamma ray x1",
    "alph",
    "beta alpha",
    "会議 alph",
    "x",
  ];
  const channels = Array.from({ length: 40 }, (_, i) => i + 1);
  const small: IndexSizes = {
    find_ms_max: 1000,
    scanned_at_once: 7,
    window_messages_min: 5,
    window_messages_max: 40,
    rows_at_once_max: 3,
    begun_words_max: 2,
    batch_messages: 50,
  };

  // With -1 every search is late as soon as it has looked at one message. Two words have the same beginning.
  test.each([
    [1000, 2],
    [-1, 2],
    [1000, 1],
  ])(
    "with %p ms for each search and %p words of a beginning: on pages, in few channels and many, while messages come and change",
    async (find_ms_max, begun_words_max) => {
      await using opened = openStore();
      const { store } = opened;
      const random = seeded(newSeed("search"));
      const some = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
      const text = () => Array.from({ length: 1 + Math.floor(random() * 5) }, () => some(words)).join(" ");
      const index = openIndexOf(opened, { ...small, find_ms_max, begun_words_max });
      const told: { n: number; channel: number; seq: number; rev: number; author: number; body: string }[] = [];
      const revs = new Map<number, number>();
      const next = (channel: number) => {
        const rev = (revs.get(channel) ?? 0) + 1;
        revs.set(channel, rev);
        return rev;
      };

      for (let round = 0; round < 30; round++) {
        const writes: Write[] = [];
        for (let i = 0; i < 10; i++) {
          const channel = some(channels);
          const message = { n: told.length + 1, channel, seq: next(channel), author: 1 + (i % 3), body: text() };
          told.push({ ...message, rev: message.seq });
          writes.push({ ...posted(channel, message.seq, message.author, message.body), at: message.n });
        }
        for (let i = 0; i < 3; i++) {
          const message = some(told);
          if (message.body === "") continue;
          index.outdate([{ n: message.n, rev: message.rev, body: message.body }]);
          const rev = (message.rev = next(message.channel));
          const { channel, seq } = message;
          message.body = random() < 0.3 ? "" : text();
          if (message.body === "") writes.push({ type: "message.deleted", channel, seq, rev });
          else writes.push({ type: "message.edited", channel, seq, rev, body: message.body, edited: 1 });
        }
        await store.commit(writes);
        if (random() < 0.4) index.grow();

        for (let i = 0; i < 5; i++) {
          const query = parseQuery(some(queries));
          const from = Math.floor(random() * 40);
          const asked: Search = {
            query,
            channels: channels.slice(from, random() < 0.5 ? from + 5 : undefined),
            author: random() < 0.3 ? 2 : undefined,
            since: random() < 0.3 ? Math.floor(random() * told.length) : undefined,
            until: random() < 0.3 ? Math.floor(random() * told.length) : undefined,
            below: Infinity,
            limit: 1 + Math.floor(random() * 6),
          };
          const expected = told
            .filter(({ n, channel, author, body }) => {
              if (!asked.channels.includes(channel) || (asked.author ?? author) !== author) return false;
              return n >= (asked.since ?? 0) && n < (asked.until ?? Infinity) && matches(query, body);
            })
            .map(({ n }) => n)
            .reverse();
          const found: number[] = [];
          for (let below: number | undefined = Infinity; below !== undefined;) {
            const page = index.find({ ...asked, below });
            expect(page.hits.length).toBeLessThanOrEqual(asked.limit);
            found.push(...page.hits.map(({ n }) => n));
            expect(page.next ?? 0).toBeLessThan(below);
            below = page.next;
          }
          expect([asked, found]).toEqual([asked, expected]);
        }
      }
      index.close();
    },
  );
});

describe("no word is found that is not in a text any more", () => {
  test("a message that is deleted is not found from then on, and its words leave the index", async () => {
    await using opened = openStore();
    const { store, folder } = opened;
    await store.commit([posted(1, 1, 1, `a ${secret} idea`), posted(1, 2, 1, "another idea")]);
    const search = async () => (await store.search({ ...all, query: parseQuery(secret) })).hits.map(({ n }) => n);
    expect(await search()).toEqual([1]);
    while (indexFiles(folder, "search.db").length === 0) await Bun.sleep(20);
    await store.commit([{ type: "message.deleted", channel: 1, seq: 1, rev: 3 }]);
    expect(await search()).toEqual([]);
    while (indexFiles(folder, "search.db").length > 0) await Bun.sleep(20);
    expect((await store.search({ ...all, query: parseQuery("idea") })).hits).toEqual([{ n: 2, rev: 2 }]);
  });

  test("words that were changed right before a kill leave the index at the next start", async () => {
    await using opened = openStore();
    const { store, folder } = opened;
    await store.commit([posted(1, 1, 1, `${secret} one`), posted(1, 2, 1, `${secret} two`), posted(1, 3, 1, "three")]);
    const before = openIndexOf(opened);
    before.grow();
    expect(indexFiles(folder, file)).not.toEqual([]);
    await store.commit([
      { type: "message.deleted", channel: 1, seq: 1, rev: 4 },
      { type: "message.edited", channel: 1, seq: 2, rev: 5, body: "other two", edited: 1 },
    ]);
    // The kill: nobody told the index.
    before.close();
    const index = openIndexOf(opened);
    expect([numbers(index, secret), numbers(index, "two"), numbers(index, "other")]).toEqual([[], [2], [2]]);
    index.grow();
    expect(indexFiles(folder, file)).toEqual([]);
    expect([numbers(index, secret), numbers(index, "two"), numbers(index, "three")]).toEqual([[], [2], [3]]);
    index.close();
  });
});

describe("the index is made anew, and everything is found,", () => {
  async function reopened(harm: (path: string, opened: Opened) => Promise<void> | void): Promise<number[]> {
    await using opened = openStore();
    const path = join(opened.folder, file);
    await opened.store.commit([posted(1, 1, 1, "alpha"), posted(1, 2, 1, "alpha beta")]);
    const before = openIndexOf(opened);
    before.grow();
    before.close();
    await harm(path, opened);
    const index = openIndexOf(opened);
    index.grow();
    const found = numbers(index, "alpha");
    expect(index.mark).toBe(index.newest());
    index.close();
    return found;
  }

  test("when its file is no database", async () => {
    expect(await reopened((path) => writeFileSync(path, "no database at all".repeat(1000)))).toEqual([2, 1]);
  });

  test("when its file was made by something else", async () => {
    await using other = openStore();
    expect(await reopened((path) => copyFileSync(other.path, path))).toEqual([2, 1]);
  });

  test("when an older copy of the database took the place of the one that it is of", async () => {
    const folder = newFolder();
    await using opened = openStore(folder);
    await opened.store.commit([posted(1, 1, 1, "alpha")]);
    const index = openIndexOf(opened);
    index.grow();
    index.close();
    await using fresh = openStore();
    await fresh.store.commit([posted(1, 1, 1, "beta")]);
    const ofOther = openIndex(join(folder, file), fresh.path);
    ofOther.grow();
    expect([numbers(ofOther, "alpha"), numbers(ofOther, "beta")]).toEqual([[], [1]]);
    ofOther.close();
  });
});

test.concurrent(
  "what takes the places of messages that a power cut took from the database, and not from the index, is found",
  async () => {
    const folder = newFolder();
    const left = newFolder();
    const search = async ({ store }: Opened, word: string) =>
      (await store.search({ ...all, query: parseQuery(word) })).hits.map(({ n }) => n);
    {
      await using before = openStore(folder);
      await before.store.commit([posted(1, 1, 1, "alpha")]);
      for (const name of ["bantam.db", "bantam.db-wal"]) copyFileSync(join(folder, name), join(left, name));
      await before.store.commit([posted(1, 2, 1, "beta")]);
      expect(await search(before, "beta")).toEqual([2]);
      while (before.store.sizes().unindexed > 0) await Bun.sleep(20);
      for (const name of ["search.db", "search.db-wal"]) copyFileSync(join(folder, name), join(left, name));
    }
    await using after = openStore(left);
    await after.store.commit([posted(1, 2, 1, "gamma")]);
    expect([await search(after, "gamma"), await search(after, "beta"), await search(after, "alpha")]).toEqual([
      [2],
      [],
      [1],
    ]);
  },
);

test.concurrent(
  "the thread that searches ends while nobody asks, and what changes meanwhile is found as it is then",
  async () => {
    await using opened = openStore();
    const { store, folder, path } = opened;
    await store.commit([posted(1, 1, 1, "alpha")]);
    const searching = openSearch(join(folder, file), path, 1, 1);
    const found = async (word: string) =>
      (await searching.find({ ...all, query: parseQuery(word) })).hits.map(({ n }) => n);
    /** The last connection to a log removes it. */
    const ended = async (indexed: number) => {
      while (searching.mark < indexed || existsSync(join(folder, `${file}-wal`))) await Bun.sleep(5);
    };
    await ended(1);
    const edited: Write = { type: "message.edited", channel: 1, seq: 1, rev: 2, body: "beta", edited: 1 };
    await store.commit([edited]);
    searching.committed([edited], [{ n: 1, rev: 1, body: "alpha" }]);
    expect([await found("alpha"), await found("beta")]).toEqual([[], [1]]);
    await ended(1);
    const second = posted(1, 3, 1, "beta again");
    await store.commit([second]);
    searching.committed([second], []);
    expect(await found("beta")).toEqual([2, 1]);
    await ended(2);
    expect(await found("beta")).toEqual([2, 1]);
    await searching.close();
  },
);

test.concurrent("a search is answered while the index breaks under it, and after", async () => {
  await using opened = openStore();
  const { store, folder } = opened;
  await store.commit(Array.from({ length: 500 }, (_, i) => posted(1, i + 1, 1, `alpha ${"word".repeat(i)}`)));
  const search = async () => (await store.search({ ...all, limit: 50, query: parseQuery("alpha") })).hits.length;
  await search();
  while (opened.store.sizes().unindexed > 0) await Bun.sleep(20);
  for (const name of ["search.db", "search.db-wal"]) {
    const path = join(folder, name);
    writeFileSync(path, Buffer.alloc(readFileSync(path).length, 7));
  }
  expect(await search()).toBe(50);
  await store.commit([posted(1, 501, 1, "alpha again")]);
  expect(await search()).toBe(50);
  while (opened.store.sizes().unindexed > 0) await Bun.sleep(20);
});
