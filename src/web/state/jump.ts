import { signal } from "@preact/signals";
import type { Id } from "../../protocol/id.ts";
import type { Store } from "./store.ts";

/** Where in a channel somebody wants to be. */
export type Target =
  | { readonly to: "newest" | "unread" }
  | { readonly to: "message"; readonly seq: number }
  | { readonly to: "time"; readonly at: number };

/** A jump that was asked for. The list of the channel's messages does it, as soon as there is one. */
export const asked = signal<{ readonly channel: Id; readonly target: Target } | undefined>(undefined);

export function jump(channel: Id, target: Target): void {
  asked.value = { channel, target };
}

/** Everything in the channel counts as read, and its end is where one is. */
export function markChannelRead({ client }: Store, channel: Id): void {
  client.markRead(channel);
  jump(channel, { to: "newest" });
}
