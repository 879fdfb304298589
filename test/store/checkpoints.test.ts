import { Database } from "bun:sqlite";
import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { metrics } from "../../src/metrics.ts";
import { startCheckpoints } from "../../src/store/sqlite/checkpoints.ts";
import { openStore, posted } from "../support/store.ts";
import { newFolder } from "../support/temp.ts";

setDefaultTimeout(30_000);

/** The 64 MiB at which commits wait, with what comes between two looks at the log. */
const log_bytes_max = 80 * 1024 * 1024;

test("the write-ahead log stays bounded while commits go on without a pause", async () => {
  await using opened = openStore();
  const { store, path } = opened;
  const body = "x".repeat(1000);
  let seq = 0;
  let largest = 0;
  // About 200 MiB go through the log.
  while (seq < 80_000) {
    await store.commit(Array.from({ length: 20 }, () => posted(1, ++seq, 1, body)));
    await new Promise((resolve) => setImmediate(resolve));
    if (seq % 1000 === 0) largest = Math.max(largest, statSync(`${path}-wal`).size);
  }
  expect(largest).toBeLessThan(log_bytes_max);
  expect(await store.after(1, seq - 1, 10)).toHaveLength(1);
});

/** In place of the thread that moves the log: is asked, and does and says nothing until it is woken. */
class Asleep implements Disposable {
  readonly #real = Worker;
  #wake = () => {};
  isAsked = false;

  constructor() {
    const asked = (wake: () => void) => {
      this.isAsked = true;
      this.#wake = wake;
    };
    class Thread {
      onmessage = () => {};
      postMessage() {
        asked(this.onmessage);
      }
      unref() {}
      terminate() {}
    }
    Reflect.set(globalThis, "Worker", Thread);
  }

  /** A store waits for its thread before it closes. */
  wake(): void {
    this.#wake();
  }

  [Symbol.dispose](): void {
    Reflect.set(globalThis, "Worker", this.#real);
  }
}

test("the log stays bounded also while the thread that moves it gets no time", async () => {
  using thread = new Asleep();
  await using opened = openStore();
  const { store, path } = opened;
  const body = "x".repeat(250_000);
  let largest = 0;
  for (let seq = 1; seq <= 400; seq++) {
    await store.commit([posted(1, seq, 1, body)]);
    largest = Math.max(largest, statSync(`${path}-wal`).size);
  }
  thread.wake();
  expect(thread.isAsked).toBeTrue();
  expect(largest).toBeLessThan(log_bytes_max);
});

test("the log stays bounded also while the thread that moved a part of it gets no time to say so", async () => {
  using thread = new Asleep();
  await using opened = openStore();
  const { store, path } = opened;
  const body = "x".repeat(250_000);
  let seq = 0;
  const commit = () => store.commit([posted(1, ++seq, 1, body)]);
  while (!thread.isAsked) await commit();
  using mover = new Database(path);
  using reader = new Database(path);
  // What is stored after somebody began to read stays in the log.
  reader.run("BEGIN");
  reader.query("SELECT count(*) FROM sqlite_master").get();
  await commit();
  mover.run("PRAGMA wal_checkpoint(PASSIVE)");
  reader.run("COMMIT");
  let largest = 0;
  while (seq < 400) {
    await commit();
    largest = Math.max(largest, statSync(`${path}-wal`).size);
  }
  thread.wake();
  expect(largest).toBeLessThan(log_bytes_max);
});

/** Another thread that reads what is stored for as long as the log grows, up to twice what it may be. */
const reading = `
  const { Database } = require("bun:sqlite");
  const { statSync } = require("node:fs");
  self.onmessage = async ({ data: path }) => {
    const reader = new Database(path);
    reader.run("BEGIN");
    reader.query("SELECT count(*) FROM sqlite_master").get();
    postMessage("reading");
    for (let before = 0, size = 1; size > before && size < 2 * ${log_bytes_max}; ) {
      await Bun.sleep(300);
      [before, size] = [size, statSync(path + "-wal").size];
    }
    reader.close();
    postMessage("done");
  };`;

test("the log stays bounded also while somebody reads it: commits wait for them", async () => {
  await using opened = openStore();
  const { store, path } = opened;
  const body = "x".repeat(250_000);
  const address = URL.createObjectURL(new Blob([reading], { type: "text/javascript" }));
  const thread = new Worker(address);
  const said = () => new Promise((resolve) => thread.addEventListener("message", resolve, { once: true }));
  let seq = 0;
  let largest = 0;
  const fill = async (count: number) => {
    for (const end = seq + count; seq < end; largest = Math.max(largest, statSync(`${path}-wal`).size))
      await store.commit([posted(1, ++seq, 1, body)]);
  };
  // What is before where somebody begins to read can be moved, and what comes after cannot.
  await fill(120);
  const isReading = said();
  thread.postMessage(path);
  await isReading;
  const isDone = said();
  await fill(480);
  await isDone;
  thread.terminate();
  URL.revokeObjectURL(address);
  expect(largest).toBeLessThan(log_bytes_max);
});

test("what is stored is not refused because the disk breaks when the log is looked at", () => {
  const breaks = () => {
    throw new Error("disk I/O error");
  };
  const client = new Database();
  Reflect.set(client, "prepare", () => ({ get: breaks, run: breaks }));
  const checkpoints = startCheckpoints(client, "");
  for (let commit = 1; commit <= 100; commit++) checkpoints.committed(false);
});

test("where no thread can be started, what is stored is not refused, and the log is moved all the same", async () => {
  const { Worker } = globalThis;
  const threadless = function () {
    throw new Error("no thread");
  };
  Reflect.set(globalThis, "Worker", threadless);
  try {
    await using opened = openStore();
    const { store, path } = opened;
    const body = "x".repeat(500_000);
    const counted = () => metrics.checkpoint_seconds.counts.reduce((sum, count) => sum + count);
    const before = counted();
    for (let seq = 1; seq <= 48; seq++) await store.commit([posted(1, seq, 1, body)]);
    expect(statSync(path).size).toBeGreaterThan(10_000_000);
    expect(counted()).toBeGreaterThan(before);
  } finally {
    Reflect.set(globalThis, "Worker", Worker);
  }
});

/** How often this process has the file open. */
function timesOpen(path: string): number {
  const links = readdirSync("/proc/self/fd").map((fd) => {
    try {
      return readlinkSync(join("/proc/self/fd", fd));
    } catch {
      // It was the folder's own.
      return undefined;
    }
  });
  return links.filter((link) => link === path).length;
}

test("the thread that moves the log has it open for no longer: the end of the process would come into its end", async () => {
  const path = join(newFolder(), "some.db");
  using client = new Database(path);
  client.run("PRAGMA journal_mode = WAL");
  client.run("CREATE TABLE some (n)");
  const worker = new Worker(new URL("../../src/store/sqlite/checkpointer.ts", import.meta.url), { smol: true });
  const done = new Promise((resolve) => (worker.onmessage = resolve));
  worker.postMessage(path);
  await done;
  expect(statSync(path).size).toBeGreaterThan(4096);
  expect(timesOpen(`${path}-wal`)).toBe(1);
  worker.terminate();
});
