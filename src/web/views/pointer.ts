import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** Where the mouse was last seen. */
let x = -1;
let y = -1;
addEventListener(
  "mousemove",
  ({ clientX, clientY }) => {
    x = clientX;
    y = clientY;
  },
  { capture: true, passive: true },
);

/**
 * Whether what appears by itself is under the pointer because it came there, and not the pointer to it: a click is then meant
 * for what was there before. It is until the pointer has been elsewhere.
 */
export function useCameUnder(element: RefObject<HTMLElement | null>): ReadonlySignal<boolean> {
  // Until it is known: where things are is not asked before the page is painted, since the list's rows have no room yet (scroll.ts).
  const cameUnder = useSignal(true);
  useEffect(() => {
    let isUnder = false;
    const look = (event?: Event) => {
      const box = element.current?.getBoundingClientRect();
      const isNow = box !== undefined && x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
      if (!isNow) cameUnder.value = false;
      else if (!isUnder && event?.type !== "mousemove") cameUnder.value = true;
      isUnder = isNow;
    };
    look();
    const listening = new AbortController();
    addEventListener("mousemove", look, { passive: true, signal: listening.signal });
    addEventListener("scroll", look, { capture: true, passive: true, signal: listening.signal });
    return () => listening.abort();
  }, [element, cameUnder]);
  return cameUnder;
}
