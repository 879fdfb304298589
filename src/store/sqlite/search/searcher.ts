/** The Worker of search.ts: does its orders one after the other, with the index of words that is its alone. */
import type { Found, Search } from "../../store.ts";
import type { Outdated } from "../writer.ts";
import { isBroken, openIndex, removeIndex, type WordIndex } from "./index.ts";

export type Order =
  | { do: "open"; path: string; store: string; newest: number }
  | { do: "outdate"; changed: readonly Outdated[] }
  /** Brings one batch into the index. */
  | { do: "grow" }
  | { do: "find"; id: number; search: Search }
  | { do: "close" };

export type Report =
  /** Messages up to `mark` are in the index, of those up to `newest`. */
  | { says: "grown"; mark: number; newest: number }
  | { says: "found"; id: number; found: Found }
  | { says: "failed"; id: number | undefined; error: unknown }
  | { says: "closed" };

declare const self: Worker;

let files: { path: string; store: string; newest: number } | undefined;
let index: WordIndex | undefined;

self.onmessage = ({ data }: MessageEvent<Order>) => {
  try {
    obey(data);
  } catch (error) {
    report({ says: "failed", id: data.do === "find" ? data.id : undefined, error });
  }
};

function obey(order: Order): void {
  switch (order.do) {
    case "open":
      files = order;
      return used(() => {});
    case "outdate":
      return used((opened) => opened.outdate(order.changed));
    case "grow":
      return used((opened) => {
        opened.grow();
        report({ says: "grown", mark: opened.mark, newest: opened.newest() });
      });
    case "find":
      return report({ says: "found", id: order.id, found: used((opened) => opened.find(order.search)) });
    case "close":
      index?.close();
      index = undefined;
      return report({ says: "closed" });
  }
}

/** Uses the index; one that turns out to be broken is made anew, and used then. */
function used<T>(use: (opened: WordIndex) => T): T {
  try {
    return use(opened());
  } catch (error) {
    if (!files || !isBroken(error)) throw error;
    index?.close();
    index = undefined;
    removeIndex(files.path);
    return use(opened());
  }
}

function opened(): WordIndex {
  if (!files) throw new Error("the first order is to open");
  return (index ??= openIndex(files.path, files.store, undefined, files.newest));
}

function report(said: Report): void {
  postMessage(said);
}
