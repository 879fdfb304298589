import { Database, SQLiteError } from "bun:sqlite";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { eq } from "drizzle-orm";
import { type BunSQLiteDatabase, drizzle } from "drizzle-orm/bun-sqlite";
import { countCommit } from "../../metrics.ts";
import { type Id, isId, randomId } from "../../protocol/id.ts";
import { RepeatedCommand, StorageFailed, type Store } from "../store.ts";
import type { Write } from "../write.ts";
import { attachmentQueries } from "./attachments.ts";
import { busy_ms_max } from "./busy.ts";
import { channelQueries } from "./channels.ts";
import { startCheckpoints } from "./checkpoints.ts";
import { messageQueries } from "./messages.ts";
import { migrateDatabase } from "./migrations.ts";
import * as schema from "./schema.ts";
import { openSearch } from "./search/search.ts";
import { userQueries } from "./users.ts";
import { type Outdated, writer } from "./writer.ts";

export type Queries = BunSQLiteDatabase<typeof schema>;

/** What takes something out of the database, which is to be gone from its log as well. */
const erasing: readonly Write["type"][] = ["message.deleted", "attachments.removed", "avatar.set", "avatar.removed"];

export interface Options {
  /** Path of the database file; it is made when it is missing. */
  path: string;
  /** full: a commit survives a power cut. relaxed: it survives a kill, and a power cut may take the last moments. */
  durability: "full" | "relaxed";
}

/**
 * Opens the database, bringing it to this program's version. One writer: the caller holds the data folder's lock.
 * Throws StorageFailed with a sentence for the operator.
 */
export function openSqlite({ path, durability }: Options): Store {
  const client = openFile(path, durability);
  const db = drizzle({ client, schema });
  migrateDatabase(client, db, path);
  const epoch = epochOf(db);
  let outdated: Outdated[] = [];
  const apply = writer(client, db, (message) => outdated.push(message));

  const { attachedTo, ...attachments } = attachmentQueries(db);
  const messages = messageQueries(client, db, attachedTo);
  const index_path = join(dirname(path), "search.db");
  const searching = openSearch(index_path, path, messages.newest());
  const checkpoints = startCheckpoints(client, path, (work) => searching.aside(work));

  const begin = client.prepare("BEGIN IMMEDIATE");
  const end = client.prepare("COMMIT");

  return {
    epoch,
    ...userQueries(client, db),
    ...channelQueries(client, db),
    ...messages,
    ...attachments,
    search: (search) => searching.find(search),

    sizes: () => ({
      stored_bytes: Bun.file(path).size,
      log_bytes: Bun.file(`${path}-wal`).size,
      index_bytes: Bun.file(index_path).size + Bun.file(`${index_path}-wal`).size,
      unindexed: messages.newest() - searching.mark,
    }),

    async commit(writes: readonly Write[]) {
      const began = performance.now();
      outdated = [];
      try {
        begin.run();
        for (const write of writes) apply(write);
        end.run();
      } catch (error) {
        if (client.inTransaction) client.run("ROLLBACK");
        throw explained(error);
      }
      countCommit(writes, began);
      searching.committed(writes, outdated);
      checkpoints.committed(writes.some(({ type }) => erasing.includes(type)));
    },

    async settle() {
      if (durability === "full") return;
      // What a checkpoint has moved out of the log it has synced. The log's name is not, before the first of them.
      for (const unsynced of [`${path}-wal`, dirname(path)]) await sync(unsynced);
    },

    async close() {
      // It reads this database: the checkpoint at the end is not to wait for it.
      await searching.close();
      await checkpoints.stop();
      client.run("PRAGMA wal_checkpoint(TRUNCATE)");
      client.close();
    },
  };
}

async function sync(path: string): Promise<void> {
  await using file = await open(path, "r");
  await file.sync();
}

function openFile(path: string, durability: Options["durability"]): Database {
  try {
    const client = new Database(path, { create: true, strict: true });
    // Before it is looked into: the process that had it before may be about to close it.
    client.run(`PRAGMA busy_timeout = ${busy_ms_max}`);
    client.run("PRAGMA journal_mode = WAL");
    client.run(`PRAGMA synchronous = ${durability === "full" ? "FULL" : "NORMAL"}`);
    client.run("PRAGMA foreign_keys = ON");
    client.run("PRAGMA cache_size = -4096");
    client.run("PRAGMA temp_store = MEMORY");
    // What is deleted is overwritten, so that the text of a deleted message is not left in a free part of a page.
    client.run("PRAGMA secure_delete = ON");
    // A checkpoint inside a commit stalls every chat: startCheckpoints has them done by a Worker.
    client.run("PRAGMA wal_autocheckpoint = 0");
    return client;
  } catch (error) {
    throw new StorageFailed(openFailure(path, error), { cause: error });
  }
}

function openFailure(path: string, error: unknown): string {
  const code = error instanceof SQLiteError ? error.code : undefined;
  if (code === "SQLITE_NOTADB") return `${path} is not a database. Move it away, or give another folder with --data.`;
  if (code === "SQLITE_CANTOPEN" || code === "SQLITE_READONLY" || code?.startsWith("SQLITE_IOERR"))
    return `${path} cannot be opened for writing. Check the folder's owner and permissions.`;
  return `${path} cannot be opened: ${error instanceof Error ? error.message : String(error)}`;
}

/** A commit's failure as the promise of Store names it. */
function explained(error: unknown): unknown {
  if (!(error instanceof SQLiteError)) return error;
  const repeated =
    error.code?.startsWith("SQLITE_CONSTRAINT") === true && /(messages|answers)\.command/.test(error.message);
  if (repeated) return new RepeatedCommand();
  return new StorageFailed(`the commit failed: ${error.message}`, { cause: error });
}

function epochOf(db: Queries): Id {
  const found = db.select().from(schema.meta).where(eq(schema.meta.key, "epoch")).get();
  if (found && isId(found.value)) return found.value;
  const value = randomId();
  db.insert(schema.meta).values({ key: "epoch", value }).run();
  return value;
}
