import { readSnapshot, type Snapshot } from "../../sdk/snapshot.ts";
import { late } from "./late.ts";

/**
 * What was known when this browser last looked, so that it can be read before the server answers, and without it. It holds what
 * people wrote: it goes with the session, as everything in memory.ts.
 */

/** Which session's it is, as localStorage says: without that there is nothing to look for, and whose is ended writes nothing. */
const owner = "kept";
const database = "bantam";
const storeName = "kept";
const key = "snapshot";

/** What the server has not confirmed for so long is not shown any more. */
const age_ms_max = 14 * 24 * 60 * 60 * 1000;
/** A disk that does not answer must not keep the client from asking the server. */
const load_ms_max = 500;
export async function loadKept(): Promise<Snapshot | undefined> {
  const session = localStorage.getItem(owner);
  if (session === null) return undefined;
  try {
    return await Promise.race([inTurn(() => read(session)), late(load_ms_max)]);
  } catch {
    // From another version of the client, or there is no disk: the server has it all.
    return undefined;
  }
}

/** Writes it down, unless the session has ended meanwhile, in this window or another one. */
export function writeKept(session: string, snapshot: Snapshot): void {
  if (localStorage.getItem(owner) !== session) return;
  // Where it cannot be written it is not kept: what is there is from earlier, and as true as it was then.
  inTurn(() => put({ session, at: Date.now(), snapshot })).catch(() => undefined);
}

/** What is written from now on is this session's. */
export function ownKept(session: string): void {
  try {
    localStorage.setItem(owner, session);
  } catch {
    // The browser has no room: then nothing is kept.
  }
}

export function forgetKept(): Promise<void> {
  localStorage.removeItem(owner);
  return inTurn(remove);
}

async function remove(): Promise<void> {
  try {
    await answer(indexedDB.deleteDatabase(database));
  } catch (error) {
    // Some private windows have no database, so that there is nothing to remove. Where there is one it must not stay.
    const isThere = await inStore("readonly", (store) => store.count()).then(Boolean, () => false);
    if (isThere) throw error;
  }
}

interface Kept {
  readonly session: string;
  readonly at: number;
  readonly snapshot: Snapshot;
}

async function read(session: string): Promise<Snapshot | undefined> {
  const kept: unknown = await inStore("readonly", (store) => store.get(key));
  if (typeof kept !== "object" || kept === null || !("at" in kept) || !("session" in kept) || !("snapshot" in kept))
    return undefined;
  const isFresh = typeof kept.at === "number" && Date.now() - kept.at < age_ms_max;
  return isFresh && kept.session === session ? readSnapshot(kept.snapshot) : undefined;
}

async function put(kept: Kept): Promise<void> {
  await inStore("readwrite", (store) => store.put(kept, key));
}

let last: Promise<unknown> = Promise.resolve();

/** One after the other, so that what is forgotten is not written by something that began before. */
function inTurn<T>(act: () => Promise<T>): Promise<T> {
  const next = last.then(act, act);
  last = next.catch(() => undefined);
  return next;
}

/** Opened for each use: an open one would keep other windows from deleting it. */
async function inStore<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(database, 1);
  opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore(storeName));
  const opened = await answer(opening);
  try {
    return await answer(act(opened.transaction(storeName, mode).objectStore(storeName)));
  } finally {
    opened.close();
  }
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("the disk gave no reason")));
  });
}
