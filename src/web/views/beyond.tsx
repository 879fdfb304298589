import { computed, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import type { Channel } from "../../sdk/model.ts";
import { words } from "../language/language.ts";
import { isWaiting } from "../state/calls.ts";
import { whenIdle } from "../state/idle.ts";
import { useStore } from "../state/store.ts";
import { Icon } from "./icon.tsx";
import { group_links } from "./links.tsx";

interface BeyondProps {
  readonly scroller: RefObject<HTMLElement | null>;
  /** The channels of the two sections, as they are listed. */
  readonly named: readonly Id[];
  readonly direct: readonly Id[];
}

const look_ms_max = 300;

/** What leads to unread channels that the list has above or below what is in sight of it. */
export function Beyond({ scroller, named, direct }: BeyondProps) {
  const store = useStore();
  /** How far the next one is from the middle of what is in sight. */
  const above_px = useSignal<number | undefined>(undefined);
  const below_px = useSignal<number | undefined>(undefined);
  // Which they are changes seldom; the channels themselves with every message.
  const waiting = useMemo(() => computed(() => waitingOf(store.channels.value)), [store]).value;
  const look = useRef(() => {});
  look.current = () => {
    if (!scroller.current) return;
    const found = distances(scroller.current, [named, direct], new Set(waiting.split(" ")));
    above_px.value = found.above_px;
    below_px.value = found.below_px;
  };
  useEffect(() => whenIdle(() => look.current(), look_ms_max), [waiting, named, direct]);
  useEffect(() => {
    const list = scroller.current;
    if (!list) return undefined;
    const lookAgain = () => look.current();
    list.addEventListener("scroll", lookAgain, { passive: true });
    const observer = new ResizeObserver(lookAgain);
    observer.observe(list);
    return () => {
      list.removeEventListener("scroll", lookAgain);
      observer.disconnect();
    };
  }, [scroller]);
  const goBy = (px = 0) => scroller.current?.scrollBy({ top: px });
  return (
    <>
      {above_px.value !== undefined && (
        <button type="button" class="pill beyond above" onClick={() => goBy(above_px.value)}>
          <Icon name="arrow" />
          {words().sidebar.unreadAbove}
        </button>
      )}
      {below_px.value !== undefined && (
        <button type="button" class="pill beyond" onClick={() => goBy(below_px.value)}>
          <Icon name="arrow" />
          {words().sidebar.unreadBelow}
        </button>
      )}
    </>
  );
}

function waitingOf(channels: readonly Channel[]): string {
  return channels
    .filter(isWaiting)
    .map(({ channel }) => channel)
    .join(" ");
}

interface Distances {
  above_px: number | undefined;
  below_px: number | undefined;
}

/** Of links that are not drawn, their group says where they would be. */
function distances(list: HTMLElement, sections: readonly (readonly Id[])[], waiting: ReadonlySet<string>): Distances {
  const sight = list.getBoundingClientRect();
  const found: Distances = { above_px: undefined, below_px: undefined };
  list.querySelectorAll(".section").forEach((section, at) => {
    const groups = [...section.querySelectorAll(".links")].map((group) => group.getBoundingClientRect());
    const channels = sections[at] ?? [];
    channels.forEach((channel, i) => {
      const group = groups[Math.floor(i / group_links)];
      if (!group || !waiting.has(channel)) return;
      const place = i % group_links;
      const middle = group.top + (place + 0.5) * (group.height / Math.min(group_links, channels.length - i + place));
      const distance_px = middle - (sight.top + sight.bottom) / 2;
      if (middle < sight.top) found.above_px = distance_px;
      else if (middle > sight.bottom) found.below_px ??= distance_px;
    });
  });
  return found;
}
