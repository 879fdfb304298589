import type { Message, Role, User } from "../../protocol/records.ts";
import type { Channel } from "../../sdk/model.ts";

/** What to offer to whom. The server decides: this only spares people the sight of what would be refused. */

export function isAdmin(user: User | undefined): boolean {
  return user?.role === "owner" || user?.role === "admin";
}

const rank: Record<Role, number> = { guest: 0, member: 1, admin: 2, owner: 3 };

/** Whether somebody of the role may be changed by the user, or made by them. */
export function mayGrant(role: Role, user: User | undefined): boolean {
  return user !== undefined && isAdmin(user) && rank[role] <= rank[user.role];
}

/** The roles that the user may give to the other one, who has another one now. */
export function rolesFor(other: User, user: User | undefined): Role[] {
  if (!mayGrant(other.role, user)) return [];
  return (["owner", "admin", "member", "guest"] as const).filter(
    (role) => role !== other.role && mayGrant(role, user) && !(role === "owner" && other.kind === "bot"),
  );
}

/** To make a link with which the other one sets a new password. */
export function mayRecover(other: User, user: User | undefined): boolean {
  return user?.role === "owner" && other.kind === "person" && !other.deactivated;
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
