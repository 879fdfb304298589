import { Refusal } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";
import { type ChannelRole, notify_default } from "../protocol/records.ts";
import type { Channel, Membership, User } from "./directory.ts";
import { enteredUsers, membershipOf, openMembership, runMembership } from "./find.ts";
import { read, write } from "./row.ts";
import type { Services } from "./services.ts";
import type { Turn } from "./turn.ts";
import { summaryRecord } from "./wire.ts";

export const list = read<"member.list">({
  who: "guest",
  async read(services, { user }, { channel: id, after, limit = limits.page_messages_default }) {
    const { directory, store } = services;
    const { channel } = membershipOf(services, user, id);
    const from = after === undefined ? 0 : (directory.users.get(after)?.n ?? 0);
    const rows = await store.members(channel.n, from, limit + 1);
    const members = rows.slice(0, limit).map((row) => ({ user: directory.userByN(row.user).id, role: row.role }));
    return { rev: channel.rev, members, ...(rows.length > limit && { more: true }) };
  },
});

export const add = write<"member.add", User[]>({
  who: "guest",
  find: (services, command, asker) => enteredUsers(services, asker, command.users),
  decide(services, turn, { user }, command, users) {
    const { channel } = openMembership(services, user, command.channel);
    if (channel.kind === "direct")
      throw new Refusal("direct", "Nobody can be added to a direct channel. Open another with all of them.");
    if (user.role === "guest") throw new Refusal("forbidden");
    if (users.some((added) => added.deactivated)) throw new Refusal("not_found", "One of these users is deactivated.");
    const newcomers = [...new Set(users)].filter((added) => !added.memberships?.has(channel));
    enterChannel(services, turn, channel, newcomers, "member");
    return {};
  },
});

export const remove = write<"member.remove", User[]>({
  who: "guest",
  find: (services, command, asker) => enteredUsers(services, asker, [command.user]),
  decide(services, turn, { user }, command, [removed]) {
    const { channel } = runMembership(services, user, command.channel);
    const membership = removed?.memberships?.get(channel);
    if (!membership) throw new Refusal("not_found", "This user is not in the channel.");
    leaveChannel(services, turn, membership);
    return {};
  },
});

export const setRole = write<"member.set_role", User[]>({
  who: "guest",
  find: (services, command, asker) => enteredUsers(services, asker, [command.user]),
  decide(services, turn, { user }, command, [member]) {
    const { channel } = runMembership(services, user, command.channel);
    if (channel.archived) throw new Refusal("archived");
    const membership = member?.memberships?.get(channel);
    if (!member?.memberships || !membership) throw new Refusal("not_found", "This user is not in the channel.");
    if (membership.role === command.role) throw new Refusal("already");
    const changed = { ...membership, role: command.role };
    turn.put(member.memberships, channel, changed);
    storeMembership(turn, changed, turn.rev(channel));
    return {};
  },
});

export const join = write<"channel.join">({
  who: "member",
  decide(services, turn, { user }, { channel: id }) {
    const channel = services.directory.channels.get(id);
    if (channel && user.memberships?.has(channel)) throw new Refusal("already");
    if (channel?.kind !== "public") throw new Refusal("not_found", "There is no such public channel.");
    if (channel.archived) throw new Refusal("archived");
    enterChannel(services, turn, channel, [user], "member");
    return {};
  },
  find({ directory }, { channel }) {
    const found = directory.channels.get(channel);
    return found && directory.known(found).then(() => undefined);
  },
});

export const leave = write<"channel.leave">({
  who: "guest",
  decide(services, turn, { user }, command) {
    const membership = membershipOf(services, user, command.channel);
    if (membership.channel.kind === "direct") throw new Refusal("direct", "A direct channel cannot be left.");
    leaveChannel(services, turn, membership);
    return {};
  },
});

export const setNotify = write<"channel.set_notify">({
  who: "guest",
  decide(services, turn, { user }, command) {
    const membership = membershipOf(services, user, command.channel);
    const { channel } = membership;
    const { notify } = command;
    if (user.memberships) turn.put(user.memberships, channel, { ...membership, notify });
    turn.writes.push({ type: "notify.set", channel: channel.n, user: user.n, notify });
    turn.told.push({ to: "user", user, event: { event: "notify", channel: channel.id, notify } });
    return {};
  },
});

/** Puts users, whose memberships are loaded, into a channel. What was there before counts as read. */
export function enterChannel(
  services: Services,
  turn: Turn,
  channel: Channel,
  users: readonly User[],
  role: ChannelRole,
): void {
  const entered: Membership[] = [];
  for (const user of users) {
    if (!user.memberships) throw new Error("the user's memberships must be loaded first");
    const rev = turn.rev(channel);
    const membership: Membership = { channel, user, role, read: channel.last, notify: notify_default };
    turn.put(user.memberships, channel, membership);
    storeMembership(turn, membership, rev);
    turn.after(() => services.presences.entered(user, channel));
    entered.push(membership);
  }
  // After all of them, so that those who are in the channel already get one frame, and each newcomer the state after it.
  for (const membership of entered) {
    const summary = summaryRecord(membership, { unread: 0, mentions: 0 });
    turn.told.push({ to: "joined", user: membership.user, channel, summary });
  }
}

export function leaveChannel(services: Services, turn: Turn, membership: Membership): void {
  const { channel, user, role, read, notify } = membership;
  if (!user.memberships) throw new Error("the user's memberships must be loaded first");
  const rev = turn.rev(channel);
  turn.drop(user.memberships, channel);
  turn.writes.push({ type: "member.set", channel: channel.n, user: user.n, rev, role, gone: true, read, notify });
  turn.told.push({ to: "left", user, channel });
  turn.told.push({
    to: "channel",
    channel,
    event: { event: "member", channel: channel.id, rev, user: user.id, role, gone: true },
  });
  turn.after(() => services.presences.left(user, channel));
}

function storeMembership(turn: Turn, { channel, user, role, read, notify }: Membership, rev: number): void {
  turn.writes.push({ type: "member.set", channel: channel.n, user: user.n, rev, role, gone: false, read, notify });
  turn.told.push({ to: "channel", channel, event: { event: "member", channel: channel.id, rev, user: user.id, role } });
}
