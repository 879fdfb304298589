import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { sentenceOf } from "../../state/notice.ts";

const pause_ms_default = 150;

export interface Lookup<T> {
  readonly query: ReadonlySignal<string>;
  readonly found: ReadonlySignal<T | undefined>;
  readonly error: ReadonlySignal<string>;
  readonly set: (query: string) => void;
}

/** Asks the server for what fits a query, as it is typed. Answers that come too late are dropped. */
export function useLookup<T>(ask: (query: string) => Promise<T>, pause_ms = pause_ms_default): Lookup<T> {
  const query = useSignal("");
  const found = useSignal<T | undefined>(undefined);
  const error = useSignal("");
  const wanted = query.value;
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(
      () => {
        ask(wanted).then(
          (answer) => {
            if (isCurrent) found.value = answer;
          },
          (thrown: unknown) => {
            if (isCurrent) error.value = sentenceOf(thrown);
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
    set: (text) => {
      error.value = "";
      query.value = text;
    },
  };
}
