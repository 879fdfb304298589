import { Database, SQLiteError } from "bun:sqlite";
import { accessSync, constants, mkdirSync, realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { StorageFailed } from "./store/store.ts";

/** The right to be the only process that uses a data folder, until it is released or the process ends. */
export interface Lock {
  release(): void;
}

/** SQLite's locks end with their connection, and an unreachable connection is closed: so they are kept in reach here. */
const held = new Set<Database>();

/**
 * Makes the data folder, for its owner alone, or looks whether the one that is there is fit. Returns its full path.
 * Throws StorageFailed with a sentence for the operator.
 */
export function openFolder(path: string): string {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StorageFailed(`The data folder ${path} ${failure(error)} Give another with --data.`, { cause: error });
  }
  const folder = realpathSync(path);
  if ((statSync(folder).mode & constants.S_IWOTH) !== 0)
    throw new StorageFailed(`Everybody on this machine can write to the data folder ${path}. Run "chmod 700 ${path}".`);
  if (folder === realpathSync(resolve()))
    throw new StorageFailed(
      `The data folder ${path} is the one that this was started from, which must be another. Start it from elsewhere.`,
    );
  return folder;
}

/**
 * Takes the lock of a data folder; undefined while another process has it. SQLite waits for it up to `wait_ms`, and the
 * event loop with it. The kernel releases it when the process ends, however it does. Throws StorageFailed.
 */
export function lockFolder(folder: string, wait_ms = 0): Lock | undefined {
  const path = join(folder, "lock");
  let client: Database | undefined;
  try {
    // A file of its own that stays empty: locks on the database itself would stop its readers too.
    client = new Database(path, { create: true });
    client.run(`PRAGMA busy_timeout = ${wait_ms}`);
    client.run("PRAGMA journal_mode = MEMORY");
    client.run("BEGIN EXCLUSIVE");
  } catch (error) {
    client?.close();
    if (error instanceof SQLiteError && error.code === "SQLITE_BUSY") return undefined;
    throw new StorageFailed(
      `The file ${path} cannot be opened for writing. Check the folder's owner and permissions.`,
      {
        cause: error,
      },
    );
  }
  const lock = client;
  held.add(lock);
  return {
    release() {
      lock.close();
      held.delete(lock);
    },
  };
}

function failure(error: unknown): string {
  switch (error instanceof Error && "code" in error ? error.code : undefined) {
    case "EEXIST":
    case "ENOTDIR":
      return "is not a folder.";
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return "cannot be written to: check its owner and permissions.";
    default:
      return `cannot be made: ${error instanceof Error ? error.message : String(error)}.`;
  }
}
