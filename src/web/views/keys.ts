import { untracked } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import type { Channel } from "../../sdk/model.ts";
import { expectNext, loadNext } from "../state/ahead.ts";
import { markAllRead } from "../state/attention.ts";
import { isWaiting } from "../state/calls.ts";
import { markChannelRead } from "../state/jump.ts";
import { dialog, isDrawerOpen, isMembersOpen, type PlainDialog } from "../state/layout.ts";
import { channelPath, currentChannel, go, place } from "../state/place.ts";
import { isCharacter, type Shortcut, shortcutOf } from "../state/shortcuts.ts";
import type { Store } from "../state/store.ts";
import { loadDialogs } from "./dialogs.tsx";
import { listedChannels } from "./order.ts";
import { goToRegion } from "./region.ts";

/** Keys that work wherever the focus is. What has the focus comes first, and a dialog keeps its keys to itself. */
export function useKeys(store: Store): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || dialog.peek() || isInDialog(event.target)) return;
      const shortcut = shortcutOf(event, "move");
      // There it leads back to the chat, and nothing is read.
      if (shortcut === "markRead" && isSettings()) return;
      const does = shortcut && deeds[shortcut];
      if (!does || (isCharacter(event) && isField(document.activeElement))) return;
      event.preventDefault();
      does(store);
    };
    addEventListener("keydown", press);
    // Fetched before it is wanted, when what was wanted first is there.
    const later = setTimeout(() => loadDialogs().catch(() => undefined), fetch_after_ms);
    return () => {
      removeEventListener("keydown", press);
      clearTimeout(later);
    };
  }, [store]);
}

const fetch_after_ms = 1500;

function isInDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("dialog") !== null;
}

function isSettings(): boolean {
  const { page } = place();
  return page === "settings" || page === "admin";
}

export function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input, textarea, select, [contenteditable]");
}

const deeds: Partial<Record<Shortcut, (store: Store) => void>> = {
  switcher: () => open("switcher"),
  help: () => open("shortcuts"),
  previousChannel: (store) => step(store, -1, () => true),
  nextChannel: (store) => step(store, 1, () => true),
  previousUnread: (store) => step(store, -1, isWaiting),
  nextUnread: (store) => step(store, 1, isWaiting),
  markRead: (store) => {
    const id = currentChannel();
    if (isDrawerOpen.peek() || isMembersOpen.peek()) {
      isDrawerOpen.value = false;
      isMembersOpen.value = false;
    } else if (id) markChannelRead(store, id);
  },
  markAllRead: ({ client }) => markAllRead(client),
  nextRegion: () => goToRegion(1),
  previousRegion: () => goToRegion(-1),
};

function open(type: PlainDialog): void {
  dialog.value = { type };
}

/** Goes to the next channel of the list that is wanted, and expects the one after that: few press such a key once. */
function step(store: Store, by: 1 | -1, isWanted: (channel: Channel) => boolean): void {
  const next = nextFrom(currentChannel(), store, by, isWanted);
  if (!next) return;
  go(channelPath(next));
  const afterThat = nextFrom(next, store, by, isWanted);
  if (afterThat) expectNext(afterThat, () => loadNext(store, afterThat));
}

/** In the order of the list, from the end on to the begin. */
function nextFrom(
  here: Id | undefined,
  store: Store,
  by: 1 | -1,
  isWanted: (channel: Channel) => boolean,
): Id | undefined {
  const { named, direct } = untracked(() => listedChannels(store));
  const channels = [...named, ...direct];
  const at = here ? channels.indexOf(here) : -1;
  const start = at === -1 && by === -1 ? 0 : at;
  for (let i = 1; i <= channels.length; i++) {
    const next = channels[(start + i * by + channels.length) % channels.length];
    const channel = next && store.client.model.channels.get(next);
    if (!channel || next === here || !isWanted(channel)) continue;
    return next;
  }
  return undefined;
}
