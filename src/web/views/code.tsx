import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type * as Highlight from "../code/highlight.ts";
import { words } from "../language/language.ts";
import { CopyButton } from "./copy.tsx";
import { endOfLine } from "./fold.tsx";

const lines_max = 20;
const chars_max = 2000;

/** A block of code: in colours as soon as they are loaded and found, and folded when it is long. */
export function Code({ text, language }: { text: string; language: string }) {
  const isOpen = useSignal(false);
  const code = useRef<HTMLElement>(null);
  const wantsAll = useRef(false);
  const selectAll = () => {
    if (code.current && code.current.textContent === text) getSelection()?.selectAllChildren(code.current);
  };
  useLayoutEffect(() => {
    if (wantsAll.current) selectAll();
    wantsAll.current = false;
  });
  const begin = beginOf(text);
  const pieces = usePieces(isOpen.value ? text : begin, begin, language);
  return (
    <figure class={language === "" ? "code" : "code named"} dir="ltr">
      <figcaption>
        <span class="code-language">{language}</span>
        <CopyButton
          text={text}
          select={() => {
            wantsAll.current = true;
            isOpen.value = true;
            selectAll();
          }}
        />
      </figcaption>
      {/* Long lines are scrolled through by the keyboard too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0}>
        <code ref={code}>{pieces.map(showPiece)}</code>
      </pre>
      {begin !== text && (
        <button
          type="button"
          class="code-fold"
          aria-expanded={isOpen.value}
          onClick={() => {
            isOpen.value = !isOpen.value;
          }}
        >
          {isOpen.value ? words().general.showLess : words().body.showLines(text.split("\n").length)}
        </button>
      )}
    </figure>
  );
}

function showPiece({ text, kind }: Highlight.Piece) {
  return kind === undefined ? text : <span class={`code-${kind}`}>{text}</span>;
}

let highlighter: typeof Highlight | undefined;

/** The code in its colours, as far as they are known; without them until then. Nothing but its colour changes. */
function usePieces(text: string, begin: string, language: string): readonly Highlight.Piece[] {
  const found = useSignal(0);
  const plain = { text, kind: undefined };
  void found.value;
  const pieces = language === "" ? [plain] : highlighter?.highlighted(text, language);
  const isKnown = pieces !== undefined;
  useEffect(() => {
    if (isKnown) return undefined;
    let isShown = true;
    const find = async () => {
      highlighter = await import("../code/highlight.ts");
      if (isShown) await highlighter.highlight(text, language);
      if (isShown) found.value++;
    };
    // Without a connection it stays as it is.
    find().catch(() => undefined);
    return () => {
      isShown = false;
    };
  }, [isKnown, text, language, found]);
  const rest = { text: text.slice(begin.length), kind: undefined };
  return pieces ?? [...(highlighter?.highlighted(begin, language) ?? [{ ...plain, text: begin }]), rest];
}

function beginOf(text: string): string {
  let end = -1;
  for (let line = 0; line < lines_max && end < text.length; line++) end = endOfLine(text, end + 1);
  const begin = text.slice(0, Math.min(end, chars_max));
  // A button that shows one line more is longer than that line.
  return text.length - begin.length < 80 && text.indexOf("\n", end + 1) === -1 ? text : begin;
}
