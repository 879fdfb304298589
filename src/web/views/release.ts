import { options, type VNode } from "preact";

/** What Preact 11 keeps in an element beside what its types say. */
interface Drawn extends VNode {
  /** The component, with the element as which it is drawn now. */
  __c?: { __v?: Drawn } | null;
  /** What was drawn inside. */
  __k?: unknown;
}

/**
 * Has Preact let go of what a component showed before. When a component is drawn again by itself, the element that it had at
 * first stays in its parent's props, and what it held then is held with it: rows that were passed on unchanged since lead from
 * there to everything that was ever drawn around them (preactjs/preact#4909), which is 10 KiB a message. `bun run bench:web day`
 * and test/browser/heap.test.ts see it.
 */
export function releaseReplaced(): void {
  const replaced = new WeakMap<Drawn, Drawn>();
  const { vnode: made, diffed } = options;
  options.vnode = (element: Drawn) => {
    // An element that has a component already when it is made takes the place of the one it had.
    const before = element.__c?.__v;
    if (before) replaced.set(element, before);
    made?.(element);
  };
  options.diffed = (element: Drawn) => {
    const before = replaced.get(element);
    if (before) {
      replaced.delete(element);
      before.__k = null;
    }
    diffed?.(element);
  };
}
