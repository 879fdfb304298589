import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { sentenceOf } from "../../state/notice.ts";

const pause_ms_default = 150;

export interface Lookup<T> {
  readonly query: ReadonlySignal<string>;
  readonly found: ReadonlySignal<T | undefined>;
  readonly error: ReadonlySignal<string>;
  /** Whether what is found is not of this query yet. */
  readonly isLooking: boolean;
  readonly set: (query: string) => void;
}

/** Asks the server for what fits a query, as it is typed. Answers that come too late are dropped. */
export function useLookup<T>(ask: (query: string) => Promise<T>, pause_ms = pause_ms_default): Lookup<T> {
  const query = useSignal("");
  const found = useSignal<T | undefined>(undefined);
  const error = useSignal("");
  const answered = useSignal<string | undefined>(undefined);
  const wanted = query.value;
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(
      () => {
        ask(wanted).then(
          (answer) => {
            if (!isCurrent) return;
            found.value = answer;
            answered.value = wanted;
          },
          (thrown: unknown) => {
            if (!isCurrent) return;
            error.value = sentenceOf(thrown);
            answered.value = wanted;
          },
        );
      },
      wanted === "" ? 0 : pause_ms,
    );
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
    // `ask` is another one at each drawing and does the same.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [wanted]);
  return {
    query,
    found,
    error,
    isLooking: answered.value !== wanted,
    set: (text) => {
      error.value = "";
      query.value = text;
    },
  };
}
