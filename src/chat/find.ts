import { Refusal } from "../protocol/errors.ts";
import type { Id } from "../protocol/id.ts";
import type { Channel, Membership, User } from "./directory.ts";
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

export function runs({ role, user }: Membership): boolean {
  return role === "owner" || isAdmin(user);
}

export function isAdmin(user: User): boolean {
  return user.role === "owner" || user.role === "admin";
}

/** A public channel that the user could join, or undefined. */
export function publicChannel(services: Services, user: User, channel: Id): Channel | undefined {
  const found = services.directory.channels.get(channel);
  return found?.kind === "public" && user.role !== "guest" ? found : undefined;
}

/** The user with this id, if the asker may see them: guests see the people in their channels. */
export async function visibleUser(services: Services, asker: User, id: Id): Promise<User | undefined> {
  const user = services.directory.users.get(id);
  if (!user || user === asker || asker.role !== "guest") return user;
  return (await services.store.together(asker.n, user.n)) ? user : undefined;
}

/** As visibleUser, with the user's memberships loaded; refuses with not_found. */
export async function enteredUser(services: Services, asker: Asker, id: Id): Promise<User> {
  const user = await visibleUser(services, asker.user, id);
  if (!user) throw new Refusal("not_found", "There is no such user, or you may not see them.");
  await services.directory.enter(user);
  return user;
}
