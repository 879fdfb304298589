import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { words } from "../language/language.ts";

const chars_max = 2500;
const lines_max = 30;

type Show = (text: string) => ComponentChildren;

/**
 * Shows the begin of a long text, and all of it to who wants that. What is not shown is not drawn either: so a message
 * made to be slow to draw holds nobody up who does not ask for it.
 */
export function showFolded(text: string, show: Show): ComponentChildren {
  const begin = beginOf(text);
  return begin === text ? show(text) : <Fold text={text} begin={begin} show={show} />;
}

function Fold({ text, begin, show }: { text: string; begin: string; show: Show }) {
  const isOpen = useSignal(false);
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

/** The begin of a message. Code in fences does not count: it is cheap to read, and folded by itself. */
export function beginOf(text: string): string {
  let lines = 0;
  let chars = 0;
  let fence: string | undefined;
  for (let at = 0; at < text.length;) {
    const end = endOfLine(text, at);
    const line = text.slice(at, end);
    if (fence !== undefined) {
      if (closes(line, fence)) fence = undefined;
    } else if (lines === lines_max) return text.slice(0, at - 1);
    else if (chars + line.length > chars_max) return text.slice(0, at + chars_max - chars);
    else {
      lines++;
      chars += line.length;
      // Only where nothing else could be meant: what is taken for a fence and is none would not be folded.
      fence = /^(`{3,}|~{3,})(?!.*`)/.exec(line)?.[1];
    }
    at = end + 1;
  }
  return text;
}

function closes(line: string, fence: string): boolean {
  const [, mark = ""] = /^ {0,3}(`+|~+)\s*$/.exec(line) ?? [];
  return mark.startsWith(fence);
}

export function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}
