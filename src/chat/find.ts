import { Refusal } from "../protocol/errors.ts";
import type { Id } from "../protocol/id.ts";
import type { Membership, User } from "./directory.ts";
import type { Who } from "./row.ts";
import type { Asker, Services } from "./services.ts";

/**
 * Finding is permitting: a channel is looked up through the memberships of the one who asks, so that a check that is
 * forgotten finds nothing. "No such" and "not yours" are one answer.
 */

/** Throws unless the user is active and at least `who`. */
export function permit(who: Who, user: User): void {
  if (user.deactivated) throw new Refusal("not_signed_in");
  if (who === "member" ? user.role === "guest" : who === "admin" && !isAdmin(user)) throw new Refusal("forbidden");
}

export function membershipOf(services: Services, user: User, channel: Id): Membership {
  const found = services.directory.channels.get(channel);
  const membership = found && user.memberships?.get(found);
  if (!membership) throw new Refusal("not_found", "There is no such channel, or you are not in it.");
  return membership;
}

/** The membership in a channel in which something is to change. */
export function openMembership(services: Services, user: User, channel: Id): Membership {
  const membership = membershipOf(services, user, channel);
  if (membership.channel.archived) throw new Refusal("archived");
  return membership;
}

/** As openMembership, for one who may run the channel: its owners, and admins who are in it. Not direct channels. */
export function runMembership(services: Services, user: User, channel: Id): Membership {
  const membership = membershipOf(services, user, channel);
  if (membership.channel.kind === "direct") throw new Refusal("direct");
  if (!runs(membership)) throw new Refusal("forbidden", "Only owners of the channel and admins in it may do this.");
  return membership;
}

/** Whether a member runs the channel: its owners do, but for guests, and admins. */
export function runs({ role, user }: Membership): boolean {
  return (role === "owner" && user.role !== "guest") || isAdmin(user);
}

export function isAdmin(user: User): boolean {
  return user.role === "owner" || user.role === "admin";
}

/** Those of the users that the asker may see: guests see the people in their channels. */
export async function visibleTo({ store }: Services, asker: User, users: readonly User[]): Promise<User[]> {
  if (asker.role !== "guest" || users.length === 0) return [...users];
  const companions = await store.companions(asker.n);
  return users.filter((user) => user === asker || companions.has(user.n));
}

/** The users with these ids, with their memberships loaded. Refuses with not_found when the asker may not see one of them. */
export async function enteredUsers(services: Services, { user: asker }: Asker, ids: readonly Id[]): Promise<User[]> {
  const users = ids.map((id) => services.directory.users.get(id)).filter((user) => user !== undefined);
  const visible = await visibleTo(services, asker, users);
  if (visible.length < ids.length) throw new Refusal("not_found", "There is no such user, or you may not see them.");
  for (const user of visible) await services.directory.enter(user);
  return visible;
}
