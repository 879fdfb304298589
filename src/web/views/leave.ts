import type { Signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

interface Opened {
  readonly root: RefObject<HTMLElement | null>;
  readonly isOpen: Signal<boolean>;
  /** Done when it opens. */
  readonly opened: () => void;
}

/** While it is open, it closes when something outside of `root` is pressed or gets the focus. */
export function useLeave({ root, isOpen, opened }: Opened): void {
  useEffect(() => {
    if (!isOpen.value) return undefined;
    opened();
    const leave = ({ target }: Event) => {
      if (target instanceof Node && !root.current?.contains(target)) isOpen.value = false;
    };
    addEventListener("pointerdown", leave);
    addEventListener("focusin", leave);
    return () => {
      removeEventListener("pointerdown", leave);
      removeEventListener("focusin", leave);
    };
    // `opened` is another one at each drawing and does the same.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [isOpen.value, isOpen, root]);
}
