import type { Database } from "bun:sqlite";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { migrate } from "drizzle-orm/bun-sqlite/migrator";
import { StorageFailed } from "../store.ts";
import type { Queries } from "./engine.ts";

/** In the executable the folder lies beside the entry; in the source tree above src/store/sqlite. */
const migrationsFolder = Bun.isStandaloneExecutable
  ? join(import.meta.dir, "drizzle/sqlite")
  : join(import.meta.dir, "../../../drizzle/sqlite");

/**
 * Applies the migrations that the database has not seen, all in one transaction, after copying a database that holds
 * something to `PATH.before-N`. Throws StorageFailed for a database of a newer program.
 */
export function migrateDatabase(client: Database, db: Queries, path: string): void {
  const known = readMigrationFiles({ migrationsFolder }).length;
  const applied = appliedMigrations(client);
  if (applied > known)
    throw new StorageFailed(`${path} was made by a newer version of Bantam. Start that version, or one after it.`);
  if (applied === known) return;
  if (applied > 0) {
    const copy = `${path}.before-${known}`;
    rmSync(copy, { force: true });
    client.prepare("VACUUM INTO ?").run(copy);
  }
  try {
    migrate(db, { migrationsFolder });
  } catch (error) {
    throw new StorageFailed(`${path} could not be brought to this version; it is unchanged.`, { cause: error });
  }
}

function appliedMigrations(client: Database): number {
  const table = client.query("SELECT 1 FROM sqlite_master WHERE name = '__drizzle_migrations'").get();
  if (!table) return 0;
  return client.query<{ count: number }, []>("SELECT count(*) AS count FROM __drizzle_migrations").get()?.count ?? 0;
}
