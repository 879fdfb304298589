import { Database, SQLiteError } from "bun:sqlite";
import { rmSync } from "node:fs";
import type { Found, Search } from "../../store.ts";
import { isAscii, wordsOf } from "../../words.ts";
import { busy_ms_max } from "../busy.ts";
import { flag, type Outdated } from "../writer.ts";
import { authorWord, channelWord, findSizes, makeFinder } from "./finder.ts";

export interface WordIndex {
  /** Messages up to this `n` are in it. */
  readonly mark: number;
  /** The newest message there is. */
  newest(): number;
  /** From now on these are found by their text as it is, and not as the index has it. */
  outdate(changed: readonly Outdated[]): void;
  /** Brings some of what is missing into the index, which takes some 30 ms at most. */
  grow(): void;
  find(search: Search): Found;
  close(): void;
}

/** Of how words are cut and kept; another makes the index anew. Where there are no spaces, ICU's dictionaries cut. */
const version = `1 ${process.versions["icu"] ?? ""}`;
export const indexSizes = {
  ...findSizes,
  /** Of one transaction. More cost less for each message, and keep a query waiting for longer. */
  batch_messages: 4096,
};
export type IndexSizes = Readonly<typeof indexSizes>;

/** With so many parts of a size they are merged, a little with each batch, and never all at once, which takes 100 ms and more. */
const options = { "secure-delete": 1, hashsize: 8 * 1024 * 1024, automerge: 16, crisismerge: 64 };
const tables = `
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS revised (n INTEGER PRIMARY KEY, rev INTEGER NOT NULL);
  CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (text, content = '', columnsize = 0, detail = none, tokenize = 'ascii');
  CREATE VIRTUAL TABLE IF NOT EXISTS temp.instances USING fts5vocab ('main', 'words', 'instance');`;

/**
 * Opens the index of the words of all messages: a file beside the database at `store`, so that writing it keeps no commit
 * waiting. It is made anew when it is broken, or of other messages; those after `newest` are none that it can know. Throws
 * what SQLite throws when neither can be done.
 */
export function openIndex(path: string, store: string, sizes: IndexSizes = indexSizes, newest = Infinity): WordIndex {
  try {
    const client = openFile(path, store);
    if (isOfStore(client, newest)) return indexOf(client, sizes);
    client.close();
  } catch (error) {
    if (!isBroken(error)) throw error;
  }
  removeIndex(path);
  return indexOf(openFile(path, store), sizes);
}

export function removeIndex(path: string): void {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
}

/** Whether a new index may help, as it does not when the disk is full or cannot be read. */
export function isBroken(error: unknown): boolean {
  return error instanceof SQLiteError && /^SQLITE_(CORRUPT|NOTADB|ERROR)/.test(error.code ?? "");
}

function openFile(path: string, store: string): Database {
  const client = new Database(path, { create: true, strict: true });
  try {
    client.run(`PRAGMA busy_timeout = ${busy_ms_max}`);
    client.run("PRAGMA journal_mode = WAL");
    client.run("PRAGMA synchronous = NORMAL");
    client.run("PRAGMA cache_size = -8192");
    // As in the database: what was deleted is overwritten.
    client.run("PRAGMA secure_delete = ON");
    client.run("ATTACH ? AS store", [store]);
    client.transaction(() => {
      client.run(tables);
      for (const [name, value] of Object.entries(options))
        client.run("INSERT INTO words (words, rank) VALUES (?, ?)", [name, value]);
      const epoch = client.query<{ value: string }, []>("SELECT value FROM store.meta WHERE key = 'epoch'").get();
      client.run("INSERT OR IGNORE INTO meta (key, value) VALUES ('of', ?), ('mark', '0')", [
        `${version} ${epoch?.value}`,
      ]);
    })();
    return client;
  } catch (error) {
    client.close();
    throw error;
  }
}

/**
 * Whether all that is in the index happened, as it did not when an older copy of the database took its place, or when a power
 * cut took the last moments of the database and not of the index.
 */
function isOfStore(client: Database, newest: number): boolean {
  const found = client
    .query<{ isOf: number }, [string, number]>(
      `SELECT (SELECT value FROM main.meta WHERE key = 'of') = ? || ' ' || (SELECT value FROM store.meta WHERE key = 'epoch')
        AND (SELECT CAST(value AS INTEGER) FROM main.meta WHERE key = 'mark') <= min(?, (SELECT coalesce(max(n), 0) FROM store.messages))
        AND NOT EXISTS (SELECT 1 FROM revised AS r LEFT JOIN store.messages AS m ON m.n = r.n WHERE m.n IS NULL OR m.rev < r.rev)
        AS isOf`,
    )
    .get(version, newest);
  return found?.isOf === 1;
}

function indexOf(client: Database, sizes: IndexSizes): WordIndex {
  const finder = makeFinder(client, sizes);
  /** Changed messages, with their text as it is in the index; undefined: not known any more. */
  const stale = new Map<number, string | undefined>();
  let mark = Number(client.query<{ value: string }, []>("SELECT value FROM main.meta WHERE key = 'mark'").get()?.value);

  client.function("words_of", (body: string) => wordsOf(body).join(" "));
  // The index cuts ASCII by itself, as wordsOf does.
  const add = client.prepare(`
    INSERT INTO words (rowid, text)
    SELECT n, '${channelWord}' || channel || ' ${authorWord}' || author || ' ' ||
      CASE WHEN octet_length(body) = length(body) THEN body ELSE words_of(body) END
    FROM store.messages NOT INDEXED WHERE n > ? AND n <= ? AND NOT flags & ${flag.deleted} ORDER BY n`);
  const addRevised = client.prepare(
    "INSERT INTO revised SELECT n, rev FROM store.messages NOT INDEXED WHERE n > ? AND n <= ? AND rev <> seq",
  );
  const addOne = client.prepare("INSERT INTO words (rowid, text) VALUES (?, ?)");
  const take = client.prepare("INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)");
  const revise = client.prepare("INSERT OR REPLACE INTO revised (n, rev) VALUES (?, ?)");
  const setMark = client.prepare("UPDATE main.meta SET value = ? WHERE key = 'mark'");
  const indexed = client.prepare<{ rev: number }, [number]>(
    "SELECT coalesce(r.rev, m.seq) AS rev FROM store.messages AS m LEFT JOIN revised AS r ON r.n = m.n WHERE m.n = ?",
  );
  const message = client.prepare<
    { rev: number; channel: number; author: number; flags: number; body: string },
    [number]
  >("SELECT rev, channel, author, flags, body FROM store.messages WHERE n = ?");
  const changedSince = client.prepare<{ n: number }, [number]>(`
    SELECT m.n FROM store.messages AS m INDEXED BY messages_changed LEFT JOIN revised AS r ON r.n = m.n
    WHERE m.rev <> m.seq AND m.n <= ? AND m.rev > coalesce(r.rev, 0)`);
  // Reads the whole index.
  const instances = client.prepare<{ doc: number; term: string }, [string]>(
    "SELECT doc, term FROM temp.instances WHERE doc IN (SELECT value FROM json_each(?))",
  );

  // A kill came between a change and its way into the index.
  for (const { n } of changedSince.all(mark)) stale.set(n, undefined);

  function replaceStale(): void {
    const unknown = [...stale].filter(([, body]) => body === undefined).map(([n]) => n);
    const terms = Map.groupBy(unknown.length > 0 ? instances.all(JSON.stringify(unknown)) : [], ({ doc }) => doc);
    for (const [n, body] of stale) {
      const now = message.get(n);
      if (!now) throw new Error(`message ${n} was changed, and is not there`);
      const { rev, channel, author } = now;
      const textOf = (text: string) =>
        `${channelWord}${channel} ${authorWord}${author} ${isAscii(text) ? text : wordsOf(text).join(" ")}`;
      const before =
        body === undefined
          ? terms
              .get(n)
              ?.map(({ term }) => term)
              .join(" ")
          : textOf(body);
      if (before !== undefined) take.run(n, before);
      if (!(now.flags & flag.deleted)) addOne.run(n, textOf(now.body));
      revise.run(n, rev);
    }
  }

  return {
    get mark() {
      return mark;
    },

    newest: finder.newest,

    outdate(changed) {
      for (const { n, rev, body } of changed) {
        // What is not in the index yet will be read as it is then.
        if (n > mark || stale.has(n)) continue;
        const known = indexed.get(n)?.rev ?? 0;
        if (rev >= known) stale.set(n, rev === known ? body : undefined);
      }
    },

    grow() {
      const isErasing = stale.size > 0;
      // Not immediate, which would lock the messages as well.
      client.run("BEGIN");
      try {
        replaceStale();
        const until = Math.min(mark + sizes.batch_messages, finder.newest());
        add.run(mark, until);
        addRevised.run(mark, until);
        setMark.run(String(until));
        client.run("COMMIT");
        mark = until;
      } catch (error) {
        if (client.inTransaction) client.run("ROLLBACK");
        throw error;
      }
      stale.clear();
      // What was taken out is to leave the log as well.
      if (isErasing) client.run("PRAGMA main.wal_checkpoint(TRUNCATE)");
    },

    find: (search) => finder.find(search, { mark, stale }),

    close() {
      client.close();
    },
  };
}
