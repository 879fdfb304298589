import { mkdirSync, openSync, closeSync, fsyncSync } from "node:fs";
import { open, opendir, rm, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Refusal } from "../../protocol/errors.ts";
import { type Id, isId, randomId } from "../../protocol/id.ts";
import { StorageFailed } from "../store.ts";
import type { Prepared } from "./preparer.ts";
import { startPreparing } from "./preparing.ts";

/** A disk that is as full as this takes no more files: what is left is for messages. */
const free_share_min = 1 / 20;
const free_bytes_min = 512 * 1024 * 1024;
const sweep_ids = 200;

/** What a file's name may have after its id: the small one, what is received, and what is written but not whole yet. */
const endings = ["", ".small", ".part", ".new", ".small.new"] as const;
const path_pattern = /^([\w-]{16})(?:\.small)?(?:\.part|\.new)?$/;

/**
 * Files that are kept beside the database, each under an id, whole and a small one of it. What the database names is here: a
 * file is synced before the database is told of it, and goes after the database has let go of it. A kill between the two
 * leaves a file that nothing names, which a sweep removes.
 */
export interface Files {
  /**
   * Keeps what comes, and has `store` tell the database of it, under a new id. Whatever fails, `store` among it, nothing is
   * left. Rejects with a Refusal of what is not taken, with StorageFailed, or with what `chunks` or `store` reject with.
   */
  take<T>(chunks: AsyncIterable<Uint8Array>, store: (id: Id, prepared: Prepared) => Promise<T>): Promise<T>;
  /** Where it is; whether it is there is for the database to say. */
  path(id: Id, size: "whole" | "small"): string;
  /** Removes what the database does not name any more. */
  remove(ids: readonly Id[]): Promise<void>;
  /** Removes everything that `named` does not find among the ids which it is given. */
  sweep(named: (ids: readonly Id[]) => Promise<ReadonlySet<Id>>): Promise<void>;
  close(): void;
}

/** Opens the folder, which is made when it is missing. Throws StorageFailed. */
export function openFiles(folder: string): Files {
  makeFolder(folder);
  const preparing = startPreparing();
  /** On their way in: the database does not name them yet. */
  const coming = new Set<Id>();
  const path = (id: Id, ending: (typeof endings)[number]) => join(folder, id + ending);

  async function remove(ids: readonly Id[]): Promise<void> {
    for (const id of ids) for (const ending of endings) await rm(path(id, ending), { force: true });
  }

  return {
    async take(chunks, store) {
      const id = randomId();
      coming.add(id);
      try {
        await refuseFullDisk(folder);
        await receive(path(id, ".part"), chunks);
        const order = { received: path(id, ".part"), whole: path(id, ""), small: path(id, ".small") };
        return await store(id, await preparing.prepare(order));
      } catch (error) {
        await stored(remove([id]));
        throw error;
      } finally {
        coming.delete(id);
      }
    },

    path: (id, size) => path(id, size === "small" ? ".small" : ""),
    remove,

    async sweep(named) {
      let found = new Set<Id>();
      const look = async () => {
        // Those that come are looked for first: what was among them a moment ago is in the database now, or gone.
        const ids = [...found].filter((id) => !coming.has(id));
        found = new Set();
        const kept = await named(ids);
        await remove(ids.filter((id) => !kept.has(id)));
      };
      for await (const entry of await opendir(folder)) {
        const id = entry.isDirectory() ? undefined : path_pattern.exec(entry.name)?.[1];
        if (id !== undefined && isId(id)) found.add(id);
        if (found.size >= sweep_ids) await look();
      }
      await look();
    },

    close: () => preparing.close(),
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Its name has to outlast a power cut, as what is in it does.
    const parent = openSync(dirname(folder), "r");
    fsyncSync(parent);
    closeSync(parent);
  } catch (error) {
    throw new StorageFailed(`The folder ${folder} cannot be made. Check the data folder's owner and permissions.`, {
      cause: error,
    });
  }
}

async function refuseFullDisk(folder: string): Promise<void> {
  const { bavail, blocks, bsize } = await stored(statfs(folder));
  if (bavail * bsize < Math.min(free_bytes_min, blocks * bsize * free_share_min))
    throw new Refusal("full", "The server's disk is too full for files. Tell the operator.");
}

async function receive(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await stored(open(path, "wx", 0o600));
  try {
    for await (const chunk of chunks)
      for (let done = 0; done < chunk.length;) done += (await stored(file.write(chunk, done))).bytesWritten;
  } finally {
    await stored(file.close());
  }
}

async function stored<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new StorageFailed("a file could not be stored", { cause: error });
  }
}
