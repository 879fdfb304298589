import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { coverPage } from "../../state/layers.ts";

/** Opens the dialog over everything, and gives the focus back when it is taken away. On a phone Back closes it. */
export function useModal(dialog: RefObject<HTMLDialogElement | null>, close: () => void): void {
  const closing = useRef(close);
  closing.current = close;
  useLayoutEffect(() => coverPage(() => closing.current()), []);
  useLayoutEffect(() => {
    const opened = dialog.current;
    const before = document.activeElement;
    opened?.showModal();
    return () => {
      opened?.close();
      const isFree = document.activeElement === null || document.activeElement === document.body;
      if (isFree && before instanceof HTMLElement) before.focus();
    };
  }, [dialog]);
}
