import type { Message, User } from "../../protocol/records.ts";
import type { Channel } from "../../sdk/model.ts";

/** What to offer to whom. The server decides: this only spares people the sight of what would be refused. */

export function isAdmin(user: User | undefined): boolean {
  return user?.role === "owner" || user?.role === "admin";
}

export function mayInvite(user: User | undefined): boolean {
  return isAdmin(user);
}

/** Rename, archive, remove members, delete others' messages. */
export function mayRun(channel: Channel, user: User | undefined): boolean {
  return channel.kind !== "direct" && (channel.role === "owner" || isAdmin(user));
}

export function mayAdd(channel: Channel, user: User | undefined): boolean {
  return channel.kind !== "direct" && !channel.archived && user?.role !== "guest";
}

export function maySetTopic(channel: Channel, user: User | undefined): boolean {
  return mayAdd(channel, user);
}

export function mayEdit({ author }: Message, channel: Channel | undefined, user: User | undefined): boolean {
  return author === user?.id && channel?.archived !== true;
}

export function mayDelete(message: Message, channel: Channel | undefined, user: User | undefined): boolean {
  if (!channel || channel.archived) return false;
  return mayEdit(message, channel, user) || mayRun(channel, user);
}
