import { isTouched } from "./touch.ts";

/**
 * On a phone "Back" closes what lies over the page, the topmost first: while there is something, the browser's history has an
 * entry for it, of the same address as the page's own.
 */

const layers: (() => void)[] = [];
let hasEntry = isMarked(history.state);
let isSettling = false;

addEventListener("popstate", () => {
  if (!hasEntry) return;
  hasEntry = false;
  layers.at(-1)?.();
  settleLater();
});

/** Something lies over the page now, which `close` takes away. Returns what to call when it is gone. */
export function coverPage(close: () => void): () => void {
  layers.push(close);
  settleLater();
  return () => {
    layers.splice(layers.lastIndexOf(close), 1);
    settleLater();
  };
}

/** Whoever goes elsewhere from something over the page does so in place of its entry. */
export function takeEntry(): boolean {
  const had = hasEntry;
  hasEntry = false;
  return had;
}

/** Later, since one thing often takes the place of another. */
function settleLater(): void {
  if (isSettling || !isTouched) return;
  isSettling = true;
  setTimeout(() => {
    isSettling = false;
    if (layers.length > 0 && !hasEntry) {
      history.pushState({ covered: true }, "");
      hasEntry = true;
    } else if (layers.length === 0 && hasEntry) {
      hasEntry = false;
      history.back();
    }
  });
}

function isMarked(state: unknown): boolean {
  return typeof state === "object" && state !== null && "covered" in state;
}
