/**
 * What a disk may hold after a power cut. Promised to be there is only what a completed sync covers:
 * - bytes and size of a file: by a sync of that file;
 * - the names in a folder (creations, renames, removals): by a sync of that folder. This is POSIX and harsher than ext4,
 *   where the sync of a new file keeps its name too.
 * Of everything later any part may be lost:
 * - bytes by sectors of 512 bytes, each as it was after any of the writes to it, in any order among the sectors;
 * - sizes and names in their order (as journals keep it) and each as a whole: a rename is done or not. Folders, files and the
 *   bytes within them do not wait for each other. What was never written within a file's size is zero.
 */
import { dirname } from "node:path/posix";

const sectorBytes = 512;

/** What a name in the folder stands for: the number of a file, or a folder. */
export type Entry = number | "folder";

/** Names are paths relative to the data folder, "." is itself. */
export type Folder = Map<string, Uint8Array | "folder">;

interface Write {
  kind: "write";
  file: number;
  offset: number;
  bytes: Uint8Array;
}

interface Resize {
  kind: "resize";
  file: number;
  size: number;
}

interface Naming {
  kind: "naming";
  names: [name: string, entry: Entry | undefined][];
}

/** Keeps the operations that had returned before it began: `began` is a step of the trace, as `returned` is. */
interface Sync {
  kind: "sync";
  target: number | string;
  began: number;
}

/** `returned`: the step of the trace at which its call returned; infinite when it never did. */
export type Operation = { time: number; returned: number } & (Write | Resize | Naming | Sync);

type Change = Operation & (Write | Resize);
type Name = Operation & Naming;

class Image {
  size = 0;
  #bytes = new Uint8Array(0);

  resize(size: number): void {
    if (size > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(size, 2 * this.#bytes.length));
      grown.set(this.#bytes.subarray(0, this.size));
      this.#bytes = grown;
    }
    if (size < this.size) this.#bytes.fill(0, size, this.size);
    this.size = size;
  }

  write(offset: number, bytes: Uint8Array): void {
    if (offset + bytes.length > this.size) this.resize(offset + bytes.length);
    this.#bytes.set(bytes, offset);
  }

  apply(change: Change): void {
    if (change.kind === "write") this.write(change.offset, change.bytes);
    else this.resize(change.size);
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.size);
  }
}

interface File {
  synced: Image;
  unsynced: Change[];
}

export class Disk {
  #names: Map<string, Entry>;
  #unsyncedNames: Name[] = [];
  #files = new Map<number, File>();

  constructor(names: Map<string, Entry>, contents: Map<number, Uint8Array>) {
    this.#names = new Map(names);
    for (const [file, bytes] of contents) this.#file(file).synced.write(0, bytes);
  }

  apply(operation: Operation): void {
    if (operation.kind === "naming") this.#unsyncedNames.push(operation);
    else if (operation.kind !== "sync") this.#file(operation.file).unsynced.push(operation);
    else if (typeof operation.target === "number") this.#syncFile(operation.target, operation.began);
    else this.#syncNames(operation.target, operation.began);
  }

  #file(number: number): File {
    const file = this.#files.get(number) ?? { synced: new Image(), unsynced: [] };
    this.#files.set(number, file);
    return file;
  }

  #syncFile(number: number, began: number): void {
    const file = this.#file(number);
    for (const change of file.unsynced) if (change.returned < began) file.synced.apply(change);
    file.unsynced = file.unsynced.filter((change) => change.returned >= began);
  }

  /** A name change in two folders brings the earlier ones of the other folder with it, or it could not be done at all. */
  #syncNames(folder: string, began: number): void {
    const folders = new Set([folder]);
    const kept = new Set<Name>();
    for (const change of this.#unsyncedNames.toReversed()) {
      const own = foldersOf(change);
      if (change.returned >= began || !own.some((each) => folders.has(each))) continue;
      for (const each of own) folders.add(each);
      kept.add(change);
    }
    for (const change of this.#unsyncedNames) if (kept.has(change)) rename(this.#names, change);
    this.#unsyncedNames = this.#unsyncedNames.filter((change) => !kept.has(change));
  }

  /** One of the states that the disk may be in after a power cut now. `luck` gives numbers in [0, 1): 0 loses most. */
  afterPowerCut(luck: () => number): Folder {
    const folder: Folder = new Map();
    const names = [...this.#namesAfterPowerCut(luck)].toSorted(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, entry] of names) {
      const parent = dirname(name);
      if (parent !== "." && folder.get(parent) !== "folder") continue;
      folder.set(name, entry === "folder" ? entry : bytesAfterPowerCut(this.#file(entry), luck));
    }
    return folder;
  }

  #namesAfterPowerCut(luck: () => number): Map<string, Entry> {
    const names = new Map(this.#names);
    const stopped = new Set<string>();
    const keeping = chanceToKeep(luck);
    for (const change of this.#unsyncedNames) {
      const folders = foldersOf(change);
      if (luck() < keeping && !folders.some((folder) => stopped.has(folder))) rename(names, change);
      else for (const folder of folders) stopped.add(folder);
    }
    return names;
  }
}

function foldersOf(change: Name): string[] {
  return change.names.map(([name]) => dirname(name));
}

function rename(names: Map<string, Entry>, change: Name): void {
  for (const [name, entry] of change.names) {
    if (entry === undefined) names.delete(name);
    else names.set(name, entry);
  }
}

/** Nothing kept, everything kept, and torn between the two: all of them often. */
function chanceToKeep(luck: () => number): number {
  const chances = [0, 0.5, 0.95, luck(), 1];
  return chances[Math.floor(luck() * chances.length)] ?? 1;
}

function bytesAfterPowerCut({ synced, unsynced }: File, luck: () => number): Uint8Array {
  const image = new Image();
  image.write(0, synced.bytes());
  const keeping = chanceToKeep(luck);
  const sizesKept = Math.round(chanceToKeep(luck) * unsynced.length);
  const settled = new Set<number>();
  let size = synced.size;
  // From here on the file got new sectors after a truncation that is lost: they belong to no file.
  let lostFrom = Infinity;

  for (const [index, change] of unsynced.entries()) {
    const sizeKept = index < sizesKept;
    if (change.kind === "resize") {
      if (sizeKept) {
        image.resize(change.size);
        for (const sector of settled) if (sector * sectorBytes >= change.size) settled.delete(sector);
        size = change.size;
      } else if (change.size < size) {
        lostFrom = Math.min(lostFrom, change.size);
      }
      continue;
    }
    const end = change.offset + change.bytes.length;
    if (sizeKept) size = Math.max(size, end);
    for (let sector = Math.floor(change.offset / sectorBytes); sector * sectorBytes < end; sector++) {
      if (settled.has(sector)) continue;
      if (luck() >= keeping) {
        settled.add(sector);
        continue;
      }
      const from = Math.max(change.offset, sector * sectorBytes);
      const to = Math.min(end, (sector + 1) * sectorBytes, lostFrom);
      if (from < to) image.write(from, change.bytes.subarray(from - change.offset, to - change.offset));
    }
  }
  image.resize(size);
  return image.bytes();
}
