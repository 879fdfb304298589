import type { Signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** While it is open, it closes when something outside of `root` is pressed or gets the focus. `opened`: done when it opens. */
export function useLeave(root: RefObject<HTMLElement | null>, isOpen: Signal<boolean>, opened: () => void): void {
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
