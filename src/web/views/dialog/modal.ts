import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/** Opens the dialog over everything, and gives the focus back when it is taken away. */
export function useModal(dialog: RefObject<HTMLDialogElement | null>): void {
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
