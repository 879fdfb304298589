import { effect, signal } from "@preact/signals";
import type { Id } from "../../protocol/id.ts";
import { whenIdle } from "./idle.ts";
import { currentChannel } from "./place.ts";

/** Whoever only goes past a link is on it for less than this. */
const rest_ms = 60;
const idle_ms_max = 100;

const ahead = signal<Id | undefined>(undefined);
let pointed: Id | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

effect(() => {
  void currentChannel();
  pointAway();
});

/** The channel that will probably be opened next, since the mouse rests on its link: it is drawn before it is opened. */
export function channelAhead(): Id | undefined {
  return ahead.value;
}

/** To be called as often as the mouse moves on a channel's link: it may rest there. */
export function pointAt(channel: Id): void {
  if (channel === pointed) return;
  pointAway();
  pointed = channel;
  timer = setTimeout(
    () =>
      whenIdle(() => {
        ahead.value = pointed;
      }, idle_ms_max),
    rest_ms,
  );
}

/** The mouse is on no link, or has not moved on one since another channel was opened. */
export function pointAway(): void {
  clearTimeout(timer);
  pointed = undefined;
  ahead.value = undefined;
}
