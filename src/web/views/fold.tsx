import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { words } from "../language/language.ts";

const chars_max = 2500;
const lines_max = 30;

/**
 * Shows the begin of a long text, and all of it to who wants that. What is not shown is not drawn either: so a message
 * made to be slow to draw holds nobody up who does not ask for it.
 */
export function Fold({ text, show }: { text: string; show: (text: string) => ComponentChildren }) {
  const isOpen = useSignal(false);
  const begin = beginOf(text);
  if (begin === text) return <>{show(text)}</>;
  return (
    <>
      <div class={isOpen.value ? "" : "folded"}>{show(isOpen.value ? text : begin)}</div>
      <button
        type="button"
        class="link-button"
        aria-expanded={isOpen.value}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        {isOpen.value ? words().general.showLess : words().general.showAll}
      </button>
    </>
  );
}

function beginOf(text: string): string {
  let end = -1;
  for (let line = 0; line < lines_max; line++) {
    end = text.indexOf("\n", end + 1);
    if (end === -1 || end > chars_max) break;
  }
  return text.length <= chars_max && end === -1
    ? text
    : text.slice(0, end === -1 ? chars_max : Math.min(end, chars_max));
}
