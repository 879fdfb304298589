import { Refusal } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";
import { membershipOf } from "./find.ts";
import { write } from "./row.ts";

/** Moves a read position. The counts told are those before this turn: clients count on with the turn's messages, told after. */
export const setRead = write<"read.set", { unread: number; mentions: number } | undefined>({
  who: "guest",
  repeatable: true,
  async find({ directory, store }, command, { user }) {
    const channel = directory.channels.get(command.channel);
    if (!channel || command.seq >= channel.last) return undefined;
    return store.unread(channel.n, user.n, command.seq, limits.unread_max);
  },
  decide(services, turn, { user }, { channel: id, seq }, counts) {
    const membership = membershipOf(services, user, id);
    const { channel } = membership;
    if (seq > channel.rev)
      throw new Refusal("bad_value", `"seq" is beyond the channel's newest change, ${channel.rev}.`);
    if (user.memberships) turn.put(user.memberships, channel, { ...membership, read: seq });
    turn.writes.push({ type: "read.set", channel: channel.n, user: user.n, seq });
    turn.tellFirst({
      to: "user",
      user,
      event: { event: "read", channel: channel.id, seq, ...(counts ?? { unread: 0, mentions: 0 }) },
    });
    return {};
  },
});
