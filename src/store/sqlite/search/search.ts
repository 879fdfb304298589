import { logFailure } from "../../../log.ts";
import type { Found, Search } from "../../store.ts";
import type { Write } from "../../write.ts";
import type { Outdated } from "../writer.ts";
import type { Order, Report } from "./searcher.ts";

/** How often it is looked whether there is something for the index. */
const look_ms = 1000;
/** A batch of so many costs a fifth for each message of what one of a few dozen costs. */
const batch_messages_min = 2048;
/** But what came is not left lying for more looks than this; nor for more than one once somebody searches. */
const looks_max = 30;
/** While more messages than this come between two looks, the server has better things to do than to fill the index. */
const calm_messages_max = 1000;
/** But this many are the most that wait for it: each search looks through them. */
export const unindexed_messages_max = 32_768;
/** Changes are held back for this many at most, each with the text that was. */
const changes_max = 64;
const close_ms_max = 2500;
/** The Worker has a heap and caches of its own, some 20 MB: without orders for so long it ends. The next starts it anew. */
const rest_after_ms = 10_000;
/** For the commit that begins the database's log anew. */
const aside_ms = 20;

/** The search of a database: what the main thread has of it. A Worker keeps the index and looks things up. */
export interface Searching {
  /** To be called after each commit, which stays good: never throws. */
  committed(writes: readonly Write[], changed: readonly Outdated[]): void;
  find(search: Search): Promise<Found>;
  /**
   * Does this as soon as no batch for the index is being read, and leaves the database alone for a moment then: at once, or
   * within some 30 ms.
   */
  aside(work: () => void): void;
  /** Messages up to this number are in the index, as far as is known. */
  readonly mark: number;
  /** Resolves when the files are closed. */
  close(): Promise<void>;
}

export function openSearch(path: string, store: string, newest: number, rest_ms = rest_after_ms): Searching {
  const asked = new Map<number, PromiseWithResolvers<Found>>();
  let last_id = 0;
  let worker: Worker | undefined;
  let isOpen = false;
  let resting: Timer | undefined;
  /** The Worker knows of changes that are not in the index yet, and would have to look for them once it began anew. */
  let isBehind = false;
  let timer: Timer | undefined;
  let closed: PromiseWithResolvers<void> | undefined;
  let isGrowing = false;
  /** What comes after this while the index grows waits for the next time, so that batches do not become small. */
  let target: number | undefined;
  let waiting: (() => void)[] = [];
  let mark = 0;
  /** Messages that came since the index was last made to grow, and up to the last look. */
  let came = 0;
  let seen = 0;
  let looks = 0;
  let isWanted = false;
  let changed: Outdated[] = [];

  const order = (given: Order): void => {
    worker ??= start();
    if (!isOpen) {
      // By now other messages may be in the places of those that a power cut took: what was there at the start counts.
      worker.postMessage({ do: "open", path, store, newest: Math.max(newest, mark) } satisfies Order);
      isOpen = true;
    }
    worker.postMessage(given);
    restLater();
  };

  function restLater(): void {
    clearTimeout(resting);
    resting = setTimeout(rest, rest_ms);
    resting.unref();
  }

  /** Has the Worker close the files, after which it ends, unless it got another order meanwhile. */
  function rest(): void {
    if (!worker || !isOpen || closed) return;
    if (isGrowing || isBehind || asked.size > 0) return restLater();
    worker.postMessage({ do: "close" } satisfies Order);
    isOpen = false;
  }

  function end(): void {
    worker?.terminate();
    worker = undefined;
    isOpen = false;
  }

  function start(): Worker {
    const started = new Worker(new URL("./searcher.ts", import.meta.url), { smol: true });
    started.onmessage = ({ data }: MessageEvent<Report>) => hear(data);
    started.onerror = (event) => {
      event.preventDefault();
      end();
      hearStopped();
      failAll(new Error(`the search ended: ${event.message}`));
      closed?.resolve();
    };
    started.unref();
    return started;
  }

  function hear(report: Report): void {
    switch (report.says) {
      case "grown":
        return hearGrown(report.mark, report.newest);
      case "found":
        return settle(report.id)?.resolve(report.found);
      case "failed":
        if (report.id !== undefined) return settle(report.id)?.reject(report.error);
        // Of the index itself: the disk is full, say. It is tried again after a while.
        logFailure(report.error);
        hearStopped();
        isBehind = true;
        came = Math.max(came, 1);
        return lookLater();
      case "closed":
        if (!isOpen) end();
        closed?.resolve();
    }
  }

  function hearGrown(now: number, newest: number): void {
    mark = now;
    target ??= newest;
    if (mark >= target) return hearStopped();
    const pause_ms = waiting.length > 0 ? aside_ms : 0;
    doWaiting();
    setTimeout(() => {
      if (isGrowing && !closed) order({ do: "grow" });
    }, pause_ms);
  }

  function hearStopped(): void {
    isGrowing = false;
    target = undefined;
    doWaiting();
  }

  function doWaiting(): void {
    const works = waiting;
    waiting = [];
    for (const work of works) work();
  }

  function settle(id: number): PromiseWithResolvers<Found> | undefined {
    const found = asked.get(id);
    asked.delete(id);
    return found;
  }

  function failAll(error: Error): void {
    for (const id of asked.keys()) settle(id)?.reject(error);
  }

  /** The Worker knows of all changes before anything else is asked of it. */
  function tellChanged(): void {
    if (changed.length === 0) return;
    order({ do: "outdate", changed });
    changed = [];
    isBehind = true;
  }

  function grow(): void {
    try {
      tellChanged();
      order({ do: "grow" });
      isBehind = false;
      isGrowing = true;
      isWanted = false;
      came = 0;
      looks = 0;
    } catch (error) {
      // There is no thread to be had. Nothing is lost: the next look tries again.
      logFailure(error);
    }
  }

  function look(): void {
    timer = undefined;
    looks++;
    const isBusy = came - seen > calm_messages_max;
    const isDue = came >= batch_messages_min || looks >= looks_max || isWanted;
    if (!isGrowing && (changed.length > 0 || (isDue && !isBusy))) grow();
    if (came > 0 || changed.length > 0) lookLater();
    seen = came;
  }

  function lookLater(): void {
    timer ??= setTimeout(look, look_ms);
  }

  // What the index lacks is not known before it is opened.
  if (newest > 0) {
    came = 1;
    isWanted = true;
    lookLater();
  }
  return {
    get mark() {
      return mark;
    },

    committed(writes, outdated) {
      for (const { type } of writes) if (type === "message.posted") came++;
      if (outdated.length > 0) changed.push(...outdated);
      if ((came >= unindexed_messages_max || changed.length >= changes_max) && !isGrowing) grow();
      else if (came > 0 || changed.length > 0) lookLater();
    },

    aside(work) {
      if (isGrowing) waiting.push(work);
      else work();
    },

    async find(search) {
      tellChanged();
      const id = ++last_id;
      const answer = Promise.withResolvers<Found>();
      order({ do: "find", id, search });
      asked.set(id, answer);
      isWanted = true;
      return answer.promise;
    },

    async close() {
      clearTimeout(timer);
      timer = undefined;
      hearStopped();
      if (!worker) return;
      closed = Promise.withResolvers();
      worker.postMessage({ do: "close" } satisfies Order);
      await Promise.race([closed.promise, Bun.sleep(close_ms_max)]);
      clearTimeout(resting);
      end();
      failAll(new Error("the search was closed"));
    },
  };
}
