import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { coverPage } from "../../state/layers.ts";
import { isTouched } from "../../state/touch.ts";

/**
 * Opens the dialog over everything, and gives the focus back when it is taken away. The browser keeps the focus inside. It is closed
 * by Escape, by a press beside it (it covers the page where its content does not), and on a phone by Back.
 */
export function useModal(dialog: RefObject<HTMLDialogElement | null>, close: () => void): void {
  const closing = useRef(close);
  closing.current = close;
  useLayoutEffect(() => coverPage(() => closing.current()), []);
  useLayoutEffect(() => {
    const opened = dialog.current;
    if (!opened) return undefined;
    const before = document.activeElement;
    const listening = new AbortController();
    const { signal } = listening;
    // Who selects a text and lets go beside the dialog did not press there.
    let isBeside = false;
    const press = ({ target }: Event) => {
      isBeside = target === opened;
    };
    const click = ({ target }: Event) => {
      if (isBeside && target === opened) closing.current();
    };
    // Escape: closed before the next key is pressed, which the event "close" may come after.
    const cancel = (event: Event) => {
      if (event.target !== opened) return;
      event.preventDefault();
      closing.current();
    };
    opened.addEventListener("pointerdown", press, { signal });
    opened.addEventListener("click", click, { signal });
    opened.addEventListener("cancel", cancel, { signal });
    opened.addEventListener("close", () => closing.current(), { signal });
    opened.showModal();
    return () => {
      // When it is taken away, that is heard of only after another may have been opened.
      listening.abort();
      opened.close();
      const { activeElement } = document;
      if (activeElement !== null && activeElement !== document.body && !opened.contains(activeElement)) return;
      // What had it may be gone: then it goes to where one writes.
      const isThere = before instanceof HTMLElement && before !== document.body && before.isConnected;
      if (isThere) before.focus();
      else if (!isTouched) document.querySelector<HTMLElement>("#composer")?.focus();
    };
  }, [dialog]);
}
