import { checkPassword } from "../auth/passwords.ts";
import { Refusal } from "../protocol/errors.ts";
import type { Id } from "../protocol/id.ts";
import type { Role, User as UserRecord } from "../protocol/records.ts";
import type { SessionRow } from "../store/rows.ts";
import { createUser, firstChannel, joinFirstChannel } from "./accounts.ts";
import type { Chat } from "./chat.ts";
import type { User } from "./directory.ts";
import { makeInvite } from "./invites.ts";
import { meantHandle } from "./names.ts";
import { makeRecovery } from "./recovery.ts";
import { endSession, newSession, startSession } from "./sessions.ts";
import { changeRole, deactivateUser, guestsWith, refuseBotOwner } from "./users.ts";
import { userRecord } from "./wire.ts";

export interface NewUser {
  handle: string;
  name: string;
  role: Role;
  kind: UserRecord["kind"];
  /** Undefined for a bot, which signs in with a token. */
  password: string | undefined;
}

/**
 * What the person who runs the server may do without being a user of it. They are trusted: roles do not bind them, the
 * rest of the rules does. Each rejects with a Refusal, having changed nothing.
 */
export interface Operator {
  createUser(fields: NewUser): Promise<UserRecord>;
  listUsers(): UserRecord[];
  setRole(handle: string, role: Role): Promise<void>;
  deactivate(handle: string): Promise<void>;
  /** The secret of a link with which the user sets a new password, and when it ends. */
  recover(handle: string): Promise<{ secret: string; expires: number }>;
  /** A bearer token for a program: a session of its own, which is labelled with the day it is made. */
  createToken(handle: string, days: number): Promise<string>;
  /** The sessions of the user that were made as tokens and are valid, the oldest first. */
  listTokens(handle: string): Promise<SessionRow[]>;
  revokeToken(handle: string, session: Id): Promise<void>;
  /** The secret of an invite's link. `author` is the workspace's first owner. */
  createInvite(fields: { role: Role; uses: number; days: number }): Promise<string>;
}

const token_label = "token ";

export function makeOperator({ services, work }: Chat): Operator {
  const { directory } = services;

  function find(handle: string): User {
    const user = directory.usersByHandle.get(meantHandle(handle));
    if (!user) throw new Refusal("not_found", `There is no user @${handle}.`);
    return user;
  }

  async function tokensOf({ n }: User): Promise<SessionRow[]> {
    const sessions = await services.store.sessions(n);
    return sessions.filter(({ label, expires }) => label.startsWith(token_label) && expires > services.now());
  }

  return {
    async createUser({ password, ...fields }) {
      refuseBotOwner(fields.kind, fields.role);
      if (password !== undefined) checkPassword(password);
      const password_hash = password === undefined ? undefined : await services.passwords.hash(password);
      const first = firstChannel(services);
      if (first) await directory.known(first);
      return work((turn) => {
        const user = createUser(services, turn, fields, password_hash);
        if (user.role !== "guest") joinFirstChannel(services, turn, user);
        return userRecord(user);
      });
    },
    listUsers: () => [...directory.users.values()].map(userRecord),
    async setRole(handle, role) {
      const user = find(handle);
      const guests = await guestsWith(services, user);
      await work((turn) => changeRole(services, turn, user, role, guests));
    },
    async deactivate(handle) {
      const user = find(handle);
      const guests = await guestsWith(services, user);
      await work((turn) => deactivateUser(services, turn, user, guests));
    },
    recover: async (handle) => work((turn) => makeRecovery(services, turn, find(handle))),
    async createToken(handle, days) {
      const user = find(handle);
      if (user.deactivated) throw new Refusal("forbidden", `@${user.handle} is deactivated.`);
      const today = new Date(services.now()).toISOString().slice(0, "2000-01-01".length);
      const session = await newSession(services, user.n, `${token_label}${today}`, days);
      return work((turn) => startSession(turn, user, session).token);
    },
    listTokens: (handle) => tokensOf(find(handle)),
    async revokeToken(handle, session) {
      const user = find(handle);
      if (!(await tokensOf(user)).some(({ id }) => id === session))
        throw new Refusal("not_found", `@${user.handle} has no such token.`);
      await work((turn) => endSession(services, turn, user, session));
    },
    createInvite: ({ role, uses, days }) =>
      work((turn) => {
        const author = directory.owners()[0];
        if (!author)
          throw new Refusal(
            "not_found",
            "Make an owner first: open the link that the server prints, or use user create.",
          );
        return services.links.seal("invite", makeInvite(services, turn, author.n, role, uses, days).id);
      }),
  };
}
