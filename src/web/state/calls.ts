import type { Channel } from "../../sdk/model.ts";

/** How much of what is new in a channel calls for its user: mentions, and all of a direct channel that is not muted. */
export function callsIn({ kind, unread, mentions, notify }: Channel): number {
  return kind === "direct" && notify !== "nothing" ? unread : mentions;
}

/** Whether there is something new that its user wants to see: in a muted channel only what calls. */
export function isWaiting(channel: Channel): boolean {
  return (channel.notify === "nothing" ? channel.mentions : channel.unread) > 0;
}
