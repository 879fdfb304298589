import { signal } from "@preact/signals";
import type { Id } from "../../protocol/id.ts";
import type { Client } from "../../sdk/client.ts";
import { Chosen } from "./chosen.ts";

const away_after_ms = 5 * 60 * 1000;
const look = () => document.visibilityState === "visible" && document.hasFocus();

const focused = signal(look());
for (const name of ["focus", "blur", "visibilitychange"])
  addEventListener(name, () => {
    focused.value = look();
  });

/** Every channel of the user counts as read up to its newest message. */
export function markAllRead(client: Client): void {
  leftUnread.value = undefined;
  for (const [channel, { unread }] of client.model.channels) if (unread > 0) client.markRead(channel);
}

/** The channel at whose end the person is and looks: what comes in there is read at once. */
export const readingChannel = signal<Id | undefined>(undefined);
const reading = new Chosen(readingChannel);

/** Whether it is that one, for each of very many. */
export function isBeingRead(id: Id): boolean {
  return reading.is(id);
}

/** Where one is, and left unread from a message on: nothing there is read until one comes back, or goes to the end of it. */
export const leftUnread = signal<{ readonly channel: Id; readonly seq: number } | undefined>(undefined);

/** Whether the person looks at this window, as far as a browser can know. */
export function isFocused(): boolean {
  return focused.value;
}

/** Whether the person said to be away, whatever they do meanwhile. */
export const isSetAway = signal(false);

/** Tells the server whether the person at this device is there. Returns how to stop that. */
export function reportPresence(client: Client): () => void {
  const listening = new AbortController();
  const { signal: ended } = listening;
  let isAway = false;
  let timer: ReturnType<typeof setTimeout>;
  const become = (isIdle: boolean) => {
    const away = isIdle || isSetAway.peek();
    if (away !== isAway) client.setPresence(away ? "away" : "online");
    isAway = away;
  };
  const active = () => {
    become(false);
    clearTimeout(timer);
    timer = setTimeout(() => become(true), away_after_ms);
  };
  for (const name of ["pointermove", "keydown", "focus"])
    addEventListener(name, active, { signal: ended, passive: true });
  for (const name of ["online", "focus"]) addEventListener(name, () => client.wake(), { signal: ended });
  const stopAway = isSetAway.subscribe(() => become(false));
  ended.addEventListener("abort", () => {
    stopAway();
    isSetAway.value = false;
  });
  ended.addEventListener("abort", () => clearTimeout(timer));
  active();
  return () => listening.abort();
}
