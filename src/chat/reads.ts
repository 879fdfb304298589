import { Refusal } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";
import { countOn, type Unread } from "../protocol/unread.ts";
import type { Channel, User } from "./directory.ts";
import { membershipOf } from "./find.ts";
import { write } from "./row.ts";
import type { Turn } from "./turn.ts";

/** Moves a read position. What is found are the counts before this turn. */
export const setRead = write<"read.set", Unread | undefined>({
  who: "guest",
  repeatable: true,
  async find({ directory, store }, command, { user }) {
    const channel = directory.channels.get(command.channel);
    if (!channel || command.seq >= channel.last) return undefined;
    return store.unread(channel.n, user.n, command.seq, limits.unread_max);
  },
  decide(services, turn, { user }, { channel: id, seq }, counts = { unread: 0, mentions: 0 }) {
    const membership = membershipOf(services, user, id);
    const { channel } = membership;
    if (seq > channel.rev)
      throw new Refusal("bad_value", `"seq" is beyond the channel's newest change, ${channel.rev}.`);
    if (user.memberships) turn.put(user.memberships, channel, { ...membership, read: seq });
    turn.writes.push({ type: "read.set", channel: channel.n, user: user.n, seq });
    tellRead(turn, user, channel, seq, counts);
    return {};
  },
});

/**
 * Tells it before the turn's messages, as clients count on with those. Who came into the channel in this turn hears of it
 * from there on only, and comes in with this read position: what was posted in the turn before counts already.
 */
function tellRead(turn: Turn, user: User, channel: Channel, seq: number, counts: Unread): void {
  const at = turn.told.findLastIndex((told) => told.to === "joined" && told.user === user && told.channel === channel);
  const joined = turn.told[at];
  if (joined?.to !== "joined")
    return turn.tellFirst({ to: "user", user, event: { event: "read", channel: channel.id, seq, ...counts } });
  let counted = counts;
  for (const told of turn.told.slice(0, at))
    if (told.to === "channel" && told.channel === channel && told.event.event === "message")
      counted = countOn(counted, told.event, user.id, seq);
  turn.told[at] = { ...joined, summary: { ...joined.summary, read: seq, ...counted } };
}
