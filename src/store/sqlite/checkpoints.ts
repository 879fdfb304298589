import type { Database } from "bun:sqlite";
import { metrics } from "../../metrics.ts";
import { busy_ms_max } from "./busy.ts";

/** One block of the log's index: with more pages in the log, each look for a page in it costs more. 16 MiB. */
const log_pages_max = 4000;
/** Where the Worker does not get as far as this, since the machine is too busy, commits wait for what is in the log. 64 MiB. */
const log_pages_late = 16_000;
/** How long they wait at most for a Worker that is in the middle of it, or for searches that read it. */
const late_ms_max = 5000;
/** Texts that are taken out within this time leave the log together. */
const erase_after_ms = 1000;
/** When to try again after a reader was in the way. */
const erase_retry_ms = 50;
/** Commits between two looks at the log's length. */
const commits_per_look = 16;

export interface Checkpoints {
  /**
   * To be called after each commit, which stays good: never throws. `erased`: it took a text out, which is to leave the log
   * as well, within a second or two.
   */
  committed(erased: boolean): void;
  /** Resolves when no checkpoint is under way any more. */
  stop(): Promise<void>;
}

/**
 * Moves the write-ahead log into the database: at once, which takes some 40 ms with a full log, and whenever it holds
 * `log_pages_max` pages. A Worker with a connection of its own moves most of it, while the commits of the main thread go
 * on. What they have added meanwhile is moved between two commits: SQLite writes the log from its beginning again only
 * after a checkpoint that left nothing in it, while nobody reads it, and without that the log would grow for as long as
 * there is load. `aside` does something while nobody reads the log for long. It would grow as well for as long as the Worker
 * gets no core: beyond `log_pages_late` the main thread does what the Worker has not done, and waits for those who read it.
 */
export function startCheckpoints(client: Database, path: string, aside = (work: () => void) => work()): Checkpoints {
  const look = client.prepare<{ log: number; checkpointed: number }, []>("PRAGMA wal_checkpoint(NOOP)");
  const moveAll = client.prepare<{ busy: number; log: number; checkpointed: number }, []>(
    "PRAGMA wal_checkpoint(PASSIVE)",
  );
  const moveAndRestart = client.prepare<{ busy: number }, []>("PRAGMA wal_checkpoint(RESTART)");
  const moveAndCut = client.prepare<{ busy: number }, []>("PRAGMA wal_checkpoint(TRUNCATE)");
  let commits = 0;
  let erasing: Timer | undefined;
  // A kill may have left texts in the log that were taken out.
  let erase = true;
  let worker: Worker | undefined;
  let running: PromiseWithResolvers<void> | undefined;

  const startWorker = (): Worker => {
    const started = new Worker(new URL("./checkpointer.ts", import.meta.url), { smol: true });
    started.onmessage = done;
    started.onerror = (event) => {
      event.preventDefault();
      worker = undefined;
      done();
    };
    started.unref();
    return started;
  };
  /** False when it cannot be done now: a search that reads the log is in the way, and the chats are not to wait for its end. */
  const cut = (): boolean => {
    client.run("PRAGMA busy_timeout = 0");
    try {
      return moveAndCut.get()?.busy === 0;
    } finally {
      client.run(`PRAGMA busy_timeout = ${busy_ms_max}`);
    }
  };
  /** Returns whether it is tried again at once: the Worker is in the middle of it, or too much is left. */
  const move = (): boolean => {
    try {
      if (erase) erase = !cut();
      if (erase) erasing ??= setTimeout(startErasing, erase_retry_ms);
      const { busy, log, checkpointed } = moveAll.get() ?? { busy: 0, log: 0, checkpointed: 0 };
      return busy === 1 || log - checkpointed >= log_pages_late;
    } catch {
      // The disk is full or broken. The log still holds everything; commits say what is wrong, and the next look tries again.
      return false;
    }
  };
  const moveNow = (): void => {
    const began = performance.now();
    while (move() && performance.now() - began < late_ms_max) Bun.sleepSync(1);
    metrics.checkpoint_seconds.addSince(began);
  };
  /** What is moved makes the log no shorter until nothing is left in it, and nobody reads it: that is waited for. */
  const restart = (): void => {
    const began = performance.now();
    try {
      moveAndRestart.get();
    } catch {
      // As above.
    }
    metrics.checkpoint_seconds.addSince(began);
  };
  const done = (): void => aside(finish);
  const finish = (): void => {
    moveNow();
    running?.resolve();
    running = undefined;
  };

  const start = (): void => {
    running = Promise.withResolvers();
    try {
      worker ??= startWorker();
      worker.postMessage(path);
    } catch {
      // There is no thread to be had: this one moves it all.
      done();
    }
  };
  const startErasing = (): void => {
    erasing = undefined;
    erase = true;
    // One that is under way ends with the cut.
    if (!running) start();
  };

  /** How many pages the log has, and how many of them are not moved yet. */
  const lookAt = (): { log: number; left: number } => {
    try {
      const { log, checkpointed } = look.get() ?? { log: 0, checkpointed: 0 };
      return { log, left: log - checkpointed };
    } catch {
      // As above.
      return { log: 0, left: 0 };
    }
  };

  move();
  return {
    committed(erased) {
      if (erased) erasing ??= setTimeout(startErasing, erase_after_ms);
      if (++commits % commits_per_look !== 0) return;
      const { log, left } = lookAt();
      if (!running && left >= log_pages_max) start();
      if (log >= log_pages_late) restart();
    },
    async stop() {
      await running?.promise;
      clearTimeout(erasing);
      worker?.terminate();
    },
  };
}
