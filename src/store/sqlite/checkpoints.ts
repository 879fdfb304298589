import type { Database } from "bun:sqlite";
import { statSync } from "node:fs";

/** Commits between two looks at the size of the write-ahead log. */
const commits_per_look = 256;
const wal_bytes_min = 4 * 1024 * 1024;

export interface Checkpoints {
  /** To be called after each commit. */
  committed(): void;
  /** Resolves when no checkpoint is under way any more. */
  stop(): Promise<void>;
}

/**
 * Moves the write-ahead log into the database in a Worker, with a connection of its own, whenever it has grown by 4 MiB:
 * the commits of the main thread go on meanwhile.
 */
export function startCheckpoints(client: Database, path: string): Checkpoints {
  let commits = 0;
  let worker: Worker | undefined;
  let running: PromiseWithResolvers<void> | undefined;

  const run = (): void => {
    if (running) return;
    running = Promise.withResolvers();
    worker ??= startWorker();
    worker.postMessage(path);
  };
  const done = (): void => {
    running?.resolve();
    running = undefined;
  };
  const startWorker = (): Worker => {
    const started = new Worker(new URL("./checkpointer.ts", import.meta.url), { smol: true });
    started.onmessage = done;
    started.onerror = (event) => {
      event.preventDefault();
      worker = undefined;
      done();
      // Without its helper the log must still not grow without end.
      client.run("PRAGMA wal_checkpoint(PASSIVE)");
    };
    started.unref();
    return started;
  };

  return {
    committed() {
      if (++commits % commits_per_look !== 0 || running) return;
      if (walBytes(path) > wal_bytes_min) run();
    },
    async stop() {
      await running?.promise;
      worker?.terminate();
    },
  };
}

function walBytes(path: string): number {
  return statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}
