import { useSignal } from "@preact/signals";
import type { ComponentType, VNode } from "preact";
import { useEffect } from "preact/hooks";
import { words } from "../language/language.ts";
import { closeDialog } from "../state/layout.ts";
import { notify } from "../state/notice.ts";

interface Lazy<P> {
  (props: P): VNode | null;
  /** Fetches it already, so that it is there at once when it is wanted. */
  readonly load: () => Promise<unknown>;
}

/** For a part that could not be fetched. */
export function notLoaded(): void {
  notify(words().general.notLoaded);
}

type Instead = ComponentType<{ readonly isFailed: boolean; readonly again: () => void }>;

/**
 * A component that is fetched when it is first shown. Until then `InsteadOfIt` is shown, or nothing; then a sentence says for a
 * while that it did not come, and the dialog that it would be is closed.
 */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>, InsteadOfIt?: Instead): Lazy<P> {
  let known: ComponentType<P> | undefined;
  let loading: Promise<void> | undefined;
  const fetch = () =>
    (loading ??= load().then(
      (component) => {
        known = component;
      },
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    ));
  function Shown(props: P) {
    const state = useSignal<"loading" | "failed" | "there">(known ? "there" : "loading");
    const show = () => {
      state.value = known ? "there" : "loading";
      fetch().then(
        () => {
          state.value = "there";
        },
        () => {
          state.value = "failed";
          if (InsteadOfIt) return;
          notLoaded();
          closeDialog();
        },
      );
    };
    // Once, when it comes into sight.
    // oxlint-disable-next-line react/exhaustive-deps
    useEffect(show, []);
    const Component = state.value === "there" ? known : undefined;
    if (Component) return <Component {...props} />;
    return InsteadOfIt ? <InsteadOfIt isFailed={state.value === "failed"} again={show} /> : null;
  }
  return Object.assign(Shown, { load: fetch });
}
