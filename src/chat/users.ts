import { Refusal } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";
import type { Role } from "../protocol/records.ts";
import type { Membership, User } from "./directory.ts";
import { isAdmin, membershipOf, visibleTo } from "./find.ts";
import { readName } from "./names.ts";
import { read, write } from "./row.ts";
import type { Services } from "./services.ts";
import type { Turn } from "./turn.ts";
import { userRecord } from "./wire.ts";

const rank: Record<Role, number> = { guest: 0, member: 1, admin: 2, owner: 3 };

export const get = read<"user.get">({
  who: "guest",
  async read(services, { user }, command) {
    const named = command.users.map((id) => services.directory.users.get(id)).filter((other) => other !== undefined);
    return { users: (await visibleTo(services, user, named)).map(userRecord) };
  },
});

export const find = read<"user.find">({
  who: "guest",
  async read(services, { user }, { query = "", channel, after, limit = limits.page_messages_default }) {
    const start = query.toLowerCase().replace(/^@/, "");
    const order = (a: string, b: string) =>
      Number(b.startsWith(start)) - Number(a.startsWith(start)) || (a < b ? -1 : a > b ? 1 : 0);
    const matching = [...services.directory.users.values()].filter(
      ({ handle, name }) =>
        (handle.startsWith(start) || ` ${name.toLowerCase()}`.includes(` ${start}`)) &&
        (after === undefined || order(handle, after) > 0),
    );
    const found =
      channel === undefined
        ? await visibleTo(services, user, matching)
        : await membersAmong(services, matching, membershipOf(services, user, channel));
    found.sort((a, b) => order(a.handle, b.handle));
    return { users: found.slice(0, limit).map(userRecord), ...(found.length > limit && { more: true }) };
  },
});

/** Those of the users who are in the channel. */
async function membersAmong({ store }: Services, users: readonly User[], { channel }: Membership): Promise<User[]> {
  const members = await store.memberSet(channel.n);
  return users.filter(({ n }) => members.has(n));
}

export const list = read<"user.list">({
  who: "admin",
  read({ directory }, _asker, { query = "", role, kind, state, after = "", limit = limits.page_messages_default }) {
    const part = query.toLowerCase().replace(/^@/, "");
    const fitting = [...directory.users.values()].filter(
      (user) =>
        (role === undefined || user.role === role) &&
        (kind === undefined || user.kind === kind) &&
        (state === undefined || user.deactivated === (state === "deactivated")) &&
        (user.handle.includes(part) || user.name.toLowerCase().includes(part)),
    );
    const found = fitting.filter(({ handle }) => handle > after).sort((a, b) => (a.handle < b.handle ? -1 : 1));
    return {
      users: found.slice(0, limit).map(userRecord),
      total: fitting.length,
      ...(found.length > limit && { more: true }),
    };
  },
});

export const rename = write<"user.rename", User[]>({
  who: "guest",
  find: (services, _command, { user }) => guestsWith(services, user),
  decide(services, turn, { user }, command, guests) {
    turn.set(user, "name", readName(command.name));
    storeUser(services, turn, user, guests);
    return {};
  },
});

export const setRole = write<"user.set_role", Target>({
  who: "admin",
  find: (services, command) => findTarget(services, command.user),
  decide(services, turn, asker, { role }, { user, guests }) {
    refuseAbove(asker.user, user, role);
    changeRole(services, turn, user, role, guests);
    return {};
  },
});

export const deactivate = write<"user.deactivate", Target>({
  who: "admin",
  find: (services, command) => findTarget(services, command.user),
  decide(services, turn, asker, _command, { user, guests }) {
    refuseAbove(asker.user, user, user.role);
    deactivateUser(services, turn, user, guests);
    return {};
  },
});

export const reactivate = write<"user.reactivate", Target>({
  who: "admin",
  find: (services, command) => findTarget(services, command.user),
  decide(services, turn, asker, _command, { user, guests }) {
    refuseAbove(asker.user, user, user.role);
    if (!user.deactivated) throw new Refusal("already");
    turn.set(user, "deactivated", false);
    storeUser(services, turn, user, guests);
    return {};
  },
});

/** Gives a user another role, and sends their sockets back for what the new role may see. */
export function changeRole(services: Services, turn: Turn, user: User, role: Role, guests: User[]): void {
  if (user.role === role) throw new Refusal("already");
  refuseBotOwner(user.kind, role);
  if (user.role === "owner") keepOwner(services, user);
  turn.set(user, "role", role);
  // Whoever has the first-run link could make themselves an owner: it dies with the first one.
  if (role === "owner") turn.set(services, "setup", undefined);
  dropInvites(services, turn, user);
  storeUser(services, turn, user, guests);
  turn.told.push({ to: "close", user, close: "changed" });
}

/** The server must not be left to a program alone. */
export function refuseBotOwner(kind: User["kind"], role: Role): void {
  if (kind === "bot" && role === "owner") throw new Refusal("forbidden", "A bot cannot be an owner.");
}

/** Ends a user's sessions and sockets at once; the user's name stays at what they wrote. */
export function deactivateUser(services: Services, turn: Turn, user: User, guests: User[]): void {
  if (user.deactivated) throw new Refusal("already");
  if (user.role === "owner") keepOwner(services, user);
  turn.set(user, "deactivated", true);
  dropInvites(services, turn, user);
  storeUser(services, turn, user, guests);
  turn.writes.push({ type: "sessions.removed", user: user.n, except: undefined });
  turn.writes.push({ type: "recoveries.removed", user: user.n });
  turn.endSessions((session) => session.user === user.n);
  turn.after(() => services.sessions.forgetUser(user.n));
  turn.told.push({ to: "close", user, close: "deactivated" });
}

/** Takes the next count of user changes and tells everybody who may see the user. */
export function storeUser(services: Services, turn: Turn, user: User, guests: readonly User[]): void {
  takeRev(services, turn, user);
  const { n, id, handle, handle_key, name, role, kind, deactivated, rev } = user;
  turn.writes.push({ type: "user.changed", user: { n, id, handle, handle_key, name, role, kind, deactivated, rev } });
  tellUser(services, turn, user, guests);
}

export function tellUser({ directory }: Services, turn: Turn, user: User, guests: readonly User[]): void {
  const event = { event: "user", users_rev: directory.users_rev, user: userRecord(user) } as const;
  turn.told.push({ to: "workspace", event });
  for (const guest of guests) turn.told.push({ to: "user", user: guest, event });
}

/** The guests that are here and may see the user: the others of the workspace are told all together. */
export async function guestsWith({ directory, store, audience }: Services, user: User): Promise<User[]> {
  const guests = [...directory.users.values()].filter((guest) => guest.role === "guest" && audience.isHere(guest));
  if (guests.length === 0) return guests;
  const companions = await store.companions(user.n);
  return guests.filter((guest) => guest === user || companions.has(guest.n));
}

/** Nobody changes a user above themselves, or raises one above themselves. */
export function refuseAbove(asker: User, user: User, role: Role): void {
  if (rank[user.role] > rank[asker.role] || rank[role] > rank[asker.role])
    throw new Refusal("forbidden", "Only an owner may do this to an owner, or make one.");
}

export interface Target {
  user: User;
  guests: User[];
}

export async function findTarget(services: Services, id: User["id"]): Promise<Target> {
  const user = services.directory.users.get(id);
  if (!user) throw new Refusal("not_found", "There is no such user.");
  return { user, guests: await guestsWith(services, user) };
}

/** Ends the invites of a user who could not make them any more: with one's own link one would be back. */
function dropInvites({ directory }: Services, turn: Turn, author: User): void {
  const mayInvite = !author.deactivated && isAdmin(author);
  for (const invite of directory.invites.values()) {
    if (invite.author !== author.n || (mayInvite && rank[invite.role] <= rank[author.role])) continue;
    turn.drop(directory.invites, invite.id);
    turn.writes.push({ type: "invite.removed", invite: invite.id });
  }
}

function keepOwner({ directory }: Services, leaving: User): void {
  if (!directory.owners().some((owner) => owner !== leaving)) throw new Refusal("last_owner");
}

function takeRev({ directory }: Services, turn: Turn, user: User): void {
  turn.set(directory, "users_rev", directory.users_rev + 1);
  turn.set(user, "rev", directory.users_rev);
}
