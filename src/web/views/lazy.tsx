import { useSignal } from "@preact/signals";
import type { ComponentType, VNode } from "preact";
import { useEffect } from "preact/hooks";
import { closeDialog } from "../state/layout.ts";
import { notify } from "../state/notice.ts";
import { words } from "../language/language.ts";

interface Lazy<P> {
  (props: P): VNode | null;
  /** Fetches it already, so that it is there at once when it is wanted. */
  readonly load: () => Promise<unknown>;
}

/** For a part that could not be fetched. */
export function notLoaded(): void {
  notify(words().general.notLoaded);
}

/** A component that is fetched when it is first shown. Until then nothing is. */
export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): Lazy<P> {
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
    const isThere = useSignal(known !== undefined);
    useEffect(() => {
      fetch().then(
        () => {
          isThere.value = true;
        },
        () => {
          notLoaded();
          closeDialog();
        },
      );
    }, [isThere]);
    const Component = isThere.value ? known : undefined;
    return Component ? <Component {...props} /> : null;
  }
  return Object.assign(Shown, { load: fetch });
}
