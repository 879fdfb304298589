import type { Item } from "../../src/protocol/frames.ts";
import type { Id } from "../../src/protocol/id.ts";

/** The gaps in what one socket was told: live, each change of a channel is one rev after the one before. */
export function gapsIn(received: readonly Item[]): string[] {
  const gaps: string[] = [];
  const revs = new Map<Id, number>();
  for (const item of received) {
    if (!("event" in item)) {
      if ("ok" in item && "epoch" in item.ok) for (const { channel, rev } of item.ok.channels) revs.set(channel, rev);
    } else if (item.event === "joined") revs.set(item.channel, item.rev);
    else if (item.event === "left") revs.delete(item.channel);
    else if (item.event === "message" || item.event === "channel" || item.event === "member") {
      const before = revs.get(item.channel);
      // Who has just come in is told of that once more, as the others are.
      if (before !== undefined && item.rev > before && item.rev !== before + 1)
        gaps.push(`rev ${item.rev} of ${item.channel} after ${before}: ${JSON.stringify(item)}`);
      if (before === undefined) gaps.push(`${JSON.stringify(item)} of a channel that it is not in`);
      revs.set(item.channel, Math.max(before ?? 0, item.rev));
    }
  }
  return gaps;
}
