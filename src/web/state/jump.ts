import { signal } from "@preact/signals";
import type { Id } from "../../protocol/id.ts";
import type { Message } from "../../protocol/records.ts";
import { leftUnread } from "./attention.ts";
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

/** What was written in the message's channel since, and it itself, is unread again. Rejects with a CommandError. */
export async function markUnread(store: Store, { channel, seq }: Message): Promise<void> {
  leftUnread.value = { channel, seq };
  store.readHere.set(channel, seq - 1);
  await store.client.markUnread(channel, seq);
}

/** Everything in the channel counts as read, and its end is where one is. */
export function markChannelRead({ client }: Store, channel: Id): void {
  client.markRead(channel);
  jump(channel, { to: "newest" });
}
