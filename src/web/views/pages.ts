import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { sentenceOf } from "../state/notice.ts";
import { useStore } from "../state/store.ts";

const pause_ms = 150;

interface Page<T> {
  readonly records: readonly T[];
  readonly more: boolean;
  readonly total?: number;
}

export interface Pages<T> {
  /** Undefined until the first page is there. */
  readonly found: ReadonlySignal<Page<T> | undefined>;
  readonly error: ReadonlySignal<string>;
  /** Adds the page after these. */
  readonly next: () => void;
}

/**
 * Asks the server page by page for what fits, as it is typed. `about` is all that the question depends on. Answers that
 * come too late are dropped.
 */
export function usePages<T>(about: string, ask: (after: T | undefined) => Promise<Page<T>>): Pages<T> {
  const { isCutOff } = useStore();
  const found = useSignal<Page<T> | undefined>(undefined);
  const error = useSignal("");
  const round = useSignal(0);
  const load = (known: readonly T[]) => {
    const mine = round.peek();
    ask(known.at(-1)).then(
      (page) => {
        if (mine !== round.peek()) return;
        error.value = "";
        found.value = { ...page, records: [...known, ...page.records] };
      },
      (thrown: unknown) => {
        if (mine === round.peek()) error.value = sentenceOf(thrown);
      },
    );
  };
  useEffect(() => {
    round.value++;
    if (isCutOff) return undefined;
    const timer = setTimeout(() => load([]), found.peek() ? pause_ms : 0);
    return () => clearTimeout(timer);
    // `ask` is another one at each drawing and does the same.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [about, isCutOff]);
  return { found, error, next: () => load(found.peek()?.records ?? []) };
}
