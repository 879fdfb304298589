import { effect, signal } from "@preact/signals";
import type { Id } from "../../protocol/id.ts";
import { whenIdle } from "./idle.ts";
import { currentChannel } from "./place.ts";
import type { Store } from "./store.ts";

/** Whoever only goes past a link, or holds a key down, stays for less than this. */
const rest_ms = 60;
const idle_ms_max = 100;

const ahead = signal<Id | undefined>(undefined);
let expected: Id | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

effect(() => {
  void currentChannel();
  expectNone();
});

/** The channel that will probably be opened next: it is drawn before it is opened. */
export function channelAhead(): Id | undefined {
  return ahead.value;
}

/** To be called as often as the mouse moves on a channel's link, where it may rest, and for the next in the list when keys lead through it. `load` is called if it does. */
export function expectNext(channel: Id, load?: () => void): void {
  if (channel === expected) return;
  expectNone();
  expected = channel;
  timer = setTimeout(() => {
    load?.();
    whenIdle(() => {
      ahead.value = expected;
    }, idle_ms_max);
  }, rest_ms);
}

/** The mouse is on no link any more, or another channel was opened. */
export function expectNone(): void {
  clearTimeout(timer);
  expected = undefined;
  ahead.value = undefined;
}

/** Asks for the messages that will be seen in a channel that is about to be opened, so that they may be there by then. */
export function loadNext({ client, places }: Store, channel: Id): void {
  // What did not come is asked for again by the channel itself, which says so. Where one was in it, only that knows.
  if (!places.has(channel)) client.open(channel).catch(() => undefined);
}
