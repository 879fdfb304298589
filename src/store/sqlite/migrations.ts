import type { Database } from "bun:sqlite";
import { renameSync, rmSync } from "node:fs";
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
 * something to `PATH.before-N`. Throws StorageFailed, having changed nothing, when that fails or a newer program made it.
 */
export function migrateDatabase(client: Database, db: Queries, path: string, folder = migrationsFolder): void {
  const known = readMigrationFiles({ migrationsFolder: folder }).length;
  const applied = appliedMigrations(client);
  if (applied > known)
    throw new StorageFailed(`${path} was made by a newer version of Bantam. Start that version, or one after it.`);
  if (applied === known) return;
  if (applied > 0) copyTo(`${path}.before-${known}`, client, path);
  try {
    migrate(db, { migrationsFolder: folder });
  } catch (error) {
    throw new StorageFailed(`${path} could not be brought to this version; it is unchanged.`, { cause: error });
  }
}

function copyTo(copy: string, client: Database, path: string): void {
  // What bears the name is whole, and a disk that is full is not kept full.
  const part = `${copy}.part`;
  try {
    rmSync(part, { force: true });
    client.prepare("VACUUM INTO ?").run(part);
    renameSync(part, copy);
  } catch (error) {
    rmSync(part, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    const hint = "Make room for a second copy of the database in its folder, then start again.";
    throw new StorageFailed(`${path} could not be copied to ${copy} (${reason}); it is unchanged. ${hint}`, {
      cause: error,
    });
  }
}

function appliedMigrations(client: Database): number {
  const table = client.query("SELECT 1 FROM sqlite_master WHERE name = '__drizzle_migrations'").get();
  if (!table) return 0;
  return client.query<{ count: number }, []>("SELECT count(*) AS count FROM __drizzle_migrations").get()?.count ?? 0;
}
