import type { Database } from "bun:sqlite";
import type { Found, Search } from "../../store.ts";
import { isAscii, matches, type Query } from "../../words.ts";
import { flag } from "../writer.ts";

/** How far the index is true: up to `mark`, but for those that were changed since. */
export interface Extent {
  readonly mark: number;
  readonly stale: ReadonlyMap<number, unknown>;
}

interface Row {
  n: number;
  rev: number;
  body: string;
}
interface Within extends Record<string, string | number | null> {
  from: number;
  below: number;
  channels: string;
  author: number | null;
  since: number;
  until: number;
}

export const findSizes = {
  /** A query that takes longer ends with what it has found, and says where to go on. */
  find_ms_max: 120,
  scanned_at_once: 4096,
  window_messages_min: 262_144,
  /** Looking a word up in so many messages takes some 75 ms at most. */
  window_messages_max: 524_288,
  rows_at_once_max: 1024,
  /** Words with one beginning that are looked for one by one. The index collects all messages of a beginning before it tells the first. */
  begun_words_max: 64,
};
export type FindSizes = Readonly<typeof findSizes>;

/** With more, the index would go through the lists of all of them at each step: it is faster to look up where a hit stands. */
const channel_words_max = 4;

/** Words that no text has, since characters for private use are no letters: a message's channel, and its author. */
export const channelWord = "\uE000";
export const authorWord = "\uE001";

/** Looks messages up by their words: new ones as they are, all others in the index. The client is that of index.ts. */
export function makeFinder(client: Database, sizes: FindSizes = findSizes) {
  const newest = client.prepare<{ n: number }, []>("SELECT coalesce(max(n), 0) AS n FROM store.messages");
  const posted = client.prepare<{ at: number }, [number]>(
    "SELECT at FROM store.messages WHERE n >= ? ORDER BY n LIMIT 1",
  );
  const columns = "m.n, m.rev, m.body";
  const visible = `m.n >= $from AND m.n < $below AND m.channel IN (SELECT value FROM json_each($channels))
    AND ($author IS NULL OR m.author = $author) AND m.at >= $since AND m.at < $until AND NOT m.flags & ${flag.deleted}`;
  // What cannot hold the word is left out before it is cut into words: all that the database itself can tell is of ASCII.
  const scan = client.prepare<Row, Within & { ascii: string | null }>(`
    SELECT ${columns} FROM store.messages AS m NOT INDEXED
    WHERE ${visible} AND (octet_length(m.body) <> length(m.body) OR instr(lower(m.body), $ascii)) ORDER BY m.n DESC`);
  const look = client.prepare<Row, Within & { match: string; limit: number }>(`
    SELECT ${columns} FROM words CROSS JOIN store.messages AS m ON m.n = words.rowid
    WHERE words MATCH $match AND words.rowid >= $from AND words.rowid < $below AND ${visible}
    ORDER BY words.rowid DESC LIMIT $limit`);
  const nextWord = client.prepare<{ term: string }, [string]>(
    "SELECT term FROM temp.instances WHERE term >= ? LIMIT 1",
  );

  /** The words of the index that begin so; undefined when they are too many to name. */
  function wordsBegun(beginning: string): string[] | undefined {
    const found: string[] = [];
    for (let at = beginning; ;) {
      const word = nextWord.get(at)?.term;
      if (word === undefined || !word.startsWith(beginning)) return found;
      if (found.length === sizes.begun_words_max) return undefined;
      found.push(word);
      // No word has this letter, so that this comes right after it: a seek for each word, not a step for each message.
      at = `${word}\u0001`;
    }
  }

  /** The first message that was posted at this time or later. */
  function firstAt(time_ms: number, last: number): number {
    let [low, high] = [1, last + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((posted.get(middle)?.at ?? Infinity) < time_ms) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    newest: () => newest.get()?.n ?? 0,

    find(search: Search, { mark, stale }: Extent): Found {
      const { query, channels, since, until, limit } = search;
      const end_ms = performance.now() + sizes.find_ms_max;
      const last = newest.get()?.n ?? 0;
      const least = since === undefined ? 1 : firstAt(since, last);
      let below = Math.min(search.below, until === undefined ? last + 1 : firstAt(until, last));
      const hits: Row[] = [];
      const isDone = () => hits.length > limit || performance.now() > end_ms;
      const within = {
        channels: JSON.stringify(channels),
        author: search.author ?? null,
        since: since ?? 0,
        until: until ?? Number.MAX_SAFE_INTEGER,
      };
      /** Takes the rows that match, and says below which all are still to be looked at: with rows, always further back. */
      const take = (rows: readonly Row[], end: number): number => {
        for (const row of rows) {
          if (matches(query, row.body)) hits.push(row);
          if (isDone()) return row.n;
        }
        return end;
      };
      const page = (): Found => {
        const kept = hits.slice(0, limit).map(({ n, rev }) => ({ n, rev }));
        const next = hits.length > limit ? kept.at(-1)?.n : below > least ? below : undefined;
        return { hits: kept, next };
      };

      const ascii = longestAscii(query);
      const unindexed = Math.max(least, mark + 1);
      while (below > unindexed) {
        const from = Math.max(unindexed, below - sizes.scanned_at_once);
        below = take(scan.all({ ...within, from, below, ascii }), from);
        if (isDone()) return page();
      }

      const match = matchOf(search, wordsBegun);
      const changed = [...stale.keys()].sort((a, b) => b - a);
      // A page, as long as what the index names matches: words that must follow each other it does not know.
      let rows_at_once = Math.min(limit + 1, sizes.rows_at_once_max);
      for (let window_messages = sizes.window_messages_min; below > least; window_messages *= 2) {
        const start = Math.max(least, below - Math.min(window_messages, sizes.window_messages_max));
        // Those that were changed are looked at as they are now, whatever the index says of them.
        const asTheyAre = changed
          .filter((n) => n >= start && n < below)
          .flatMap((n) => scan.all({ ...within, from: n, below: n + 1, ascii }));
        while (below > start) {
          const found = look.all({ ...within, from: start, below, match, limit: rows_at_once });
          const end = found.length < rows_at_once ? start : (found.at(-1)?.n ?? start);
          const others = asTheyAre.filter(({ n }) => n >= end && n < below);
          const rows = [...found.filter(({ n }) => !stale.has(n)), ...others].sort((a, b) => b.n - a.n);
          below = take(rows, end);
          if (isDone()) return page();
          rows_at_once = Math.min(rows_at_once * 4, sizes.rows_at_once_max);
        }
      }
      return page();
    },
  };
}

/** The query in the index's language: words in quotes, which mean nothing but themselves. */
function matchOf(
  { query, channels, author }: Search,
  wordsBegun: (beginning: string) => readonly string[] | undefined,
): string {
  const anyOf = (words: readonly string[]) => `(${words.map((word) => `"${word}"`).join(" OR ")})`;
  const terms = query.flatMap(({ words, isPrefix }) => {
    const last = words.at(-1);
    if (last === undefined || !isPrefix) return words.map((word) => `"${word}"`);
    const begun = wordsBegun(last) ?? [];
    return [...words.slice(0, -1).map((word) => `"${word}"`), begun.length > 0 ? anyOf(begun) : `"${last}" *`];
  });
  if (channels.length <= channel_words_max) terms.push(anyOf(channels.map((n) => `${channelWord}${n}`)));
  if (author !== undefined) terms.push(`"${authorWord}${author}"`);
  return terms.join(" AND ");
}

/** What every text of ASCII that matches must hold; null: none can. */
function longestAscii(query: Query): string | null {
  const words = query.flatMap((part) => part.words);
  if (!words.every(isAscii)) return null;
  return words.reduce((longest, word) => (word.length > longest.length ? word : longest), "");
}
