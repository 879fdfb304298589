import { computed, type ReadonlySignal, useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";

interface GroupsProps<T> {
  readonly items: readonly T[];
  /** So many are drawn, or not, together: the browser looks for each group whether it is in sight, in every frame. */
  readonly size: number;
  /** Its style makes the room of `--items` items, also while they are not drawn. */
  readonly class: string;
  /** Which groups are drawn before the browser has looked what is in sight. */
  readonly first: readonly number[];
  readonly draw: (item: T) => VNode;
  /** Whether an item is drawn wherever it is; the same function each time. */
  readonly isKept?: (item: T) => boolean;
}

/** As far beyond what is in sight as that is high. Not in the types yet; where it is not known, nothing is drawn beyond. */
const around: IntersectionObserverInit & { readonly scrollMargin: string } = { scrollMargin: "100% 0px" };

/** A list of hundreds or thousands. What is in sight and around is drawn, and what has the focus: all else costs every frame, and every switch. */
export function Groups<T>({ items, size, class: name, first, draw, isKept = never }: GroupsProps<T>) {
  const groups = useMemo(() => inGroups(items, size), [items, size]);
  const list = useRef<HTMLUListElement>(null);
  const drawn = useSignal<ReadonlySet<number>>(new Set(first));
  useEffect(() => {
    const all = list.current;
    if (!all) return undefined;
    const places = new Map([...all.children].map((group, i) => [group, i]));
    const look = (seen: readonly IntersectionObserverEntry[]) => {
      const next = new Set(drawn.peek());
      for (const { target, isIntersecting } of seen) {
        const at = places.get(target) ?? 0;
        if (isIntersecting) next.add(at);
        else if (!target.contains(document.activeElement)) next.delete(at);
      }
      drawn.value = next;
    };
    const observer = new IntersectionObserver(look, around);
    for (const group of all.children) observer.observe(group);
    return () => observer.disconnect();
  }, [drawn, groups.length]);
  return (
    // What is between a list and its items says nothing: the roles say that they belong together all the same.
    // oxlint-disable-next-line jsx-a11y/no-redundant-roles
    <ul ref={list} role="list">
      {groups.map((group, at) => (
        <Group key={at} at={at} items={group} class={name} drawn={drawn} draw={draw} isKept={isKept} />
      ))}
    </ul>
  );
}

interface GroupProps<T> {
  readonly at: number;
  readonly items: readonly T[];
  readonly class: string;
  readonly draw: (item: T) => VNode;
  readonly drawn: ReadonlySignal<ReadonlySet<number>>;
  readonly isKept: (item: T) => boolean;
}

function Group<T>({ at, items, class: name, drawn, draw, isKept }: GroupProps<T>) {
  const isDrawn = useMemo(
    () => computed(() => drawn.value.has(at) || items.some(isKept)),
    [drawn, at, items, isKept],
  ).value;
  return (
    <div role="none" class={name} style={{ "--items": items.length }}>
      {isDrawn && items.map(draw)}
    </div>
  );
}

function never(): boolean {
  return false;
}

/** In groups of `size`. */
export function inGroups<T>(all: readonly T[], size: number): T[][] {
  const count = Math.ceil(all.length / size);
  return Array.from({ length: count }, (_, i) => all.slice(i * size, (i + 1) * size));
}
