import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";

/** Rows that are scrolled past under the pointer are not pointed at. */
const hover_ms = 60;

/**
 * Which messages of a list are within reach, by their seq: the one on which the pointer rests, and the one in which the focus
 * is. With the handlers for the list that find it out.
 */
export function useReach() {
  const hovered = useSignal<number | undefined>(undefined);
  const focused = useSignal<number | undefined>(undefined);
  const under = useRef<{ seq?: number | undefined; timer?: ReturnType<typeof setTimeout> }>({});
  const hover = (seq: number | undefined) => {
    if (seq === under.current.seq) return;
    clearTimeout(under.current.timer);
    hovered.value = undefined;
    const timer = setTimeout(() => {
      hovered.value = seq;
    }, hover_ms);
    under.current = { seq, timer };
  };
  return {
    focused: focused.value,
    isReached: (seq: number) => seq === hovered.value || seq === focused.value,
    handlers: {
      onMouseOver: ({ target }: MouseEvent) => hover(seqAround(target)),
      onMouseLeave: () => hover(undefined),
      onFocusIn: ({ target }: FocusEvent) => {
        focused.value = seqAround(target);
      },
      // From one part of a message to the next it stays: what is shown for it must not go from under the focus.
      onFocusOut: ({ relatedTarget }: FocusEvent) => {
        focused.value = seqAround(relatedTarget);
      },
    },
  };
}

/** The seq of the message in which an element is. */
export function seqAround(target: EventTarget | null): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>("[data-seq]") : undefined;
  return row ? Number(row.dataset["seq"]) : undefined;
}
