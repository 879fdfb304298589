/**
 * Simulated power cuts. A program runs under strace (`underStrace`); from the trace follows what its data folder may look
 * like had the power gone at any moment of the run. `disk.ts` says what a disk may lose.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path/posix";
import { Disk, type Entry, type Folder, type Operation } from "./disk.ts";
import { isMadeAnew, Recorder, type Stream } from "./recorder.ts";
import { seeded } from "./random.ts";
import { readSteps, type Syscall } from "./strace.ts";

export { traceWritten, underStrace } from "./strace.ts";

/** Of the operations that touched a place that is not as it should be. */
const operations_told = 8;

export interface TraceOptions {
  /** The folder whose files are followed, as the program left it. */
  dataDir: string;
  /** A copy of the folder from before the run, if it was not empty. */
  before?: string;
  /** Where the program was started; the own working directory unless told. */
  cwd?: string;
}

export class Trace {
  /** The power can be cut at 0, before everything, up to `lastCut`, after everything. */
  readonly lastCut: number;
  readonly #recorder: Recorder;
  readonly #names = new Map<string, Entry>();
  readonly #contents = new Map<number, Uint8Array>();
  readonly #sent = new Map<Stream, Buffer>();
  #disk: Disk;
  #cut = 0;

  /**
   * Reads the trace of a program that has ended by itself or on SIGTERM. Throws when the trace does not explain the folder
   * that the program left to the last byte, or has calls whose effect is not known here: such cuts would prove nothing. Calls
   * of other threads that the end of the program came into were done or not: whichever explains the folder.
   */
  constructor(traceFile: string, { dataDir, before, cwd = process.cwd() }: TraceOptions) {
    for (const [name, bytes] of before === undefined ? [] : readFolder(before)) {
      this.#names.set(name, bytes === "folder" ? bytes : this.#contents.size);
      if (bytes !== "folder") this.#contents.set(this.#contents.size, bytes);
    }
    const sizes = new Map([...this.#contents].map(([file, bytes]) => [file, bytes.length]));
    const steps = readSteps(traceFile);
    const record = (done: ReadonlySet<Syscall>) => {
      const recorder = new Recorder(dataDir, cwd, this.#names, new Map(sizes));
      recorder.record(steps, done);
      return recorder;
    };
    const left = readFolder(dataDir);
    const unexplained = (recorder: Recorder) => {
      const disk = new Disk(this.#names, this.#contents);
      for (const operation of recorder.operations) disk.apply(operation);
      const everythingKept = () => 1 - Number.EPSILON;
      return firstDifference(disk.afterPowerCut(everythingKept), left);
    };
    const all = record(new Set());
    const recorders = [all, ...subsetsOf(all.interrupted).map(record)];
    const explaining = recorders.find((recorder) => unexplained(recorder) === undefined);
    if (explaining === undefined) throw new Error(this.#unexplained(recorders.map(unexplained), all, left));
    this.#recorder = explaining;
    this.lastCut = this.#recorder.operations.length;
    this.#disk = new Disk(this.#names, this.#contents);
  }

  /**
   * When the power is cut, in milliseconds since 1970; `Infinity` for the last cut. What a client knew to be stored before
   * then must be there. A client's `performance.timeOrigin + performance.now()` is the same clock, as long as nobody sets it.
   */
  moment(cut: number): number {
    return this.#recorder.operations[cut]?.time ?? Infinity;
  }

  /**
   * The first cut at which `marker` (an acknowledgement's id, say) had gone out to a socket or pipe; undefined if it never
   * did. What it acknowledges must be there at this cut and at all later ones. More exact than `moment`: no clock is asked.
   */
  sent(marker: string | Uint8Array): number | undefined {
    const bytes = Buffer.from(marker);
    let first: number | undefined;
    for (const stream of this.#recorder.streams.values()) {
      const sent = this.#sent.get(stream) ?? Buffer.concat(stream.chunks);
      this.#sent.set(stream, sent);
      let end = sent.indexOf(bytes) + bytes.length;
      if (end < bytes.length) continue;
      const chunk = stream.chunks.findIndex((each) => (end -= each.length) <= 0);
      first = Math.min(first ?? Infinity, stream.leftAt[chunk] ?? Infinity);
    }
    return first;
  }

  /**
   * Writes to the new folder `target` one of the states in which a cut may leave the data folder: for a seed always the
   * same. Quickest when cuts come in rising order.
   */
  restore(cut: number, seed: number, target: string): void {
    mkdirSync(target, { mode: 0o700 });
    for (const [name, bytes] of this.#diskAt(cut).afterPowerCut(seeded(seed))) {
      if (bytes === "folder") mkdirSync(join(target, name), { mode: 0o700 });
      else writeFileSync(join(target, name), bytes, { mode: 0o600 });
    }
  }

  /** What the last operations before a cut did, a line each: for who has to find out what went wrong there. */
  lastBefore(cut: number, count: number): string[] {
    const { operations } = this.#recorder;
    const names = namesOf(this.#names, operations);
    return operations.slice(Math.max(0, cut - count), cut).map((operation) => tell(operation, names));
  }

  /** Where the folder is another one than the trace says, and what the trace has of that place: nobody can look at it again. */
  #unexplained(differences: (Difference | undefined)[], { operations, interrupted }: Recorder, left: Folder): string {
    const [{ name = "", at = 0 } = {}] = differences;
    const names = namesOf(this.#names, operations);
    const found = left.get(name);
    const touching = operations.flatMap((operation, index) => {
      if (!("file" in operation) || names.get(operation.file) !== name) return [];
      const told = `${index}: ${tell(operation, names)}, returned at step ${operation.returned}`;
      if (operation.kind === "resize") return [told];
      const { offset, bytes } = operation;
      if (at < offset || at >= offset + bytes.length) return [];
      const isFound =
        found instanceof Uint8Array && Buffer.from(bytes).equals(found.subarray(offset, offset + bytes.length));
      return [isFound ? `${told}, as found` : told];
    });
    return [
      `the trace does not explain what is in ${name}: something wrote to it unseen`,
      ...differences.flatMap((difference) => difference?.what ?? []),
      `of that place it has: ${touching.slice(-operations_told).join("; ")}`,
      `the end came into: ${interrupted.map(({ thread, name: call }) => `${call} by ${thread}`).join(", ") || "nothing"}`,
    ].join("\n");
  }

  #diskAt(cut: number): Disk {
    if (cut < this.#cut) {
      this.#disk = new Disk(this.#names, this.#contents);
      this.#cut = 0;
    }
    for (const operation of this.#recorder.operations.slice(this.#cut, cut)) this.#disk.apply(operation);
    this.#cut = cut;
    return this.#disk;
  }
}

function readFolder(dir: string): Folder {
  const folder: Folder = new Map();
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) folder.set(relative(dir, path), "folder");
    else if (entry.isFile() && !isMadeAnew(path)) folder.set(relative(dir, path), readFileSync(path));
  }
  return folder;
}

interface Difference {
  name: string;
  /** The first byte that is another one. */
  at: number;
  what: string;
}

/** A file that is another one in the two. */
function firstDifference(told: Folder, found: Folder): Difference | undefined {
  for (const name of new Set([...told.keys(), ...found.keys()])) {
    const [a, b] = [told.get(name), found.get(name)];
    if (a === b) continue;
    if (!(a instanceof Uint8Array && b instanceof Uint8Array))
      return { name, at: 0, what: `${name}: ${sizeOf(a)} told, ${sizeOf(b)} found` };
    if (Buffer.from(a).equals(b)) continue;
    const differing = Array.from({ length: Math.max(a.length, b.length) }, (_, at) => at).filter(
      (at) => a[at] !== b[at],
    );
    const [at = 0] = differing;
    const places = `${differing.length} differ from ${at} to ${differing.at(-1)}`;
    return { name, at, what: `${name}: ${sizeOf(a)} told, ${sizeOf(b)} found, ${places}` };
  }
  return undefined;
}

function sizeOf(entry: Uint8Array | "folder" | undefined): string {
  return entry instanceof Uint8Array ? `${entry.length} bytes` : (entry ?? "nothing");
}

/** What files were called last. */
function namesOf(before: ReadonlyMap<string, Entry>, operations: readonly Operation[]): Map<Entry, string> {
  const names = new Map<Entry, string>([...before].map(([name, entry]) => [entry, name]));
  for (const operation of operations)
    if (operation.kind === "naming")
      for (const [name, entry] of operation.names) if (entry !== undefined) names.set(entry, name);
  return names;
}

function tell(operation: Operation, names: ReadonlyMap<Entry, string>): string {
  const nameOf = (target: number | string) => (typeof target === "string" ? target : (names.get(target) ?? "?"));
  switch (operation.kind) {
    case "write":
      return `write ${nameOf(operation.file)}: ${operation.bytes.length} bytes at ${operation.offset}`;
    case "resize":
      return `resize ${nameOf(operation.file)} to ${operation.size}`;
    case "sync":
      return `sync ${nameOf(operation.target)}`;
    case "naming":
      return `name ${operation.names.map(([name, entry]) => `${name}: ${entry ?? "none"}`).join(", ")}`;
  }
}

/** All of them but the empty one. */
function subsetsOf<T>(all: readonly T[]): Set<T>[] {
  return Array.from(
    { length: 2 ** all.length - 1 },
    (_, i) => new Set(all.filter((_one, at) => ((i + 1) >> at) % 2 === 1)),
  );
}
