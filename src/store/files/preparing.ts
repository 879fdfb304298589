import { Refusal } from "../../protocol/errors.ts";
import { StorageFailed } from "../store.ts";
import type { Order, Prepared, Report } from "./preparer.ts";

/** The largest pictures take about a second. What takes longer is made to. */
const picture_ms_max = 15_000;
/** A thread that has had nothing to do for so long ends, with its memory. */
const idle_ms_max = 30_000;

export interface Preparing {
  /** Makes what is kept of what was received. Rejects with a Refusal of what is not taken, or with StorageFailed. */
  prepare(order: Order): Promise<Prepared>;
  close(): void;
}

/** One picture at a time, in a Worker that runs while there are any: a large one takes 250 MiB while it is decoded. */
export function startPreparing(): Preparing {
  let worker: Worker | undefined;
  let idle: Timer | undefined;
  let last: Promise<unknown> = Promise.resolve();

  function start(): Worker {
    const started = new Worker(new URL("./preparer.ts", import.meta.url), { smol: true });
    started.unref();
    return started;
  }

  function end(): void {
    worker?.terminate();
    worker = undefined;
  }

  async function one(order: Order): Promise<Prepared> {
    clearTimeout(idle);
    const { promise, resolve, reject } = Promise.withResolvers<Report>();
    const late = setTimeout(() => {
      end();
      resolve({ says: "refused", reason: "The picture takes too long to look at." });
    }, picture_ms_max);
    try {
      worker ??= start();
      worker.onmessage = ({ data }: MessageEvent<Report>) => resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        worker = undefined;
        reject(new Error(`the thread that looks at pictures ended: ${event.message}`));
      };
      worker.postMessage(order);
      return outcome(await promise);
    } finally {
      clearTimeout(late);
      idle = setTimeout(end, idle_ms_max);
      idle.unref();
    }
  }

  return {
    prepare(order) {
      const mine = last.then(() => one(order));
      last = mine.catch(() => undefined);
      return mine;
    },
    close() {
      clearTimeout(idle);
      end();
    },
  };
}

function outcome(report: Report): Prepared {
  switch (report.says) {
    case "prepared":
      return report.prepared;
    case "refused":
      throw new Refusal("bad_value", report.reason);
    case "failed":
      throw new StorageFailed("a file could not be stored", { cause: report.error });
  }
}
