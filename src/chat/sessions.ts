import { checkPassword } from "../auth/passwords.ts";
import { Refusal } from "../protocol/errors.ts";
import { type Id, randomId } from "../protocol/id.ts";
import { limits } from "../protocol/limits.ts";
import type { SessionRow } from "../store/rows.ts";
import type { User } from "./directory.ts";
import { read, write } from "./row.ts";
import type { Services } from "./services.ts";
import type { Turn } from "./turn.ts";
import { userRecord } from "./wire.ts";

const day_ms = 24 * 60 * 60 * 1000;

export const list = read<"session.list">({
  who: "guest",
  async read({ store, now }, { user, session }) {
    const rows = await store.sessions(user.n);
    const live = rows.filter(({ expires }) => expires > now()).slice(-limits.entries_max);
    const sessions = live.map(({ id, label, created, expires }) => ({
      id,
      label,
      created,
      expires,
      ...(id === session.id && { current: true }),
    }));
    return { sessions };
  },
});

export const revoke = write<"session.revoke", SessionRow | undefined>({
  who: "guest",
  find: ({ store }, { session }) => store.session(session),
  decide(services, turn, { user }, _command, session) {
    if (session?.user !== user.n) throw new Refusal("not_found", "You have no such session.");
    endSession(services, turn, user, session.id);
    return {};
  },
});

export const revokeOthers = write<"session.revoke_others">({
  who: "guest",
  repeatable: true,
  decide(services, turn, { user, session }) {
    endOthers(services, turn, user, session.id);
    return {};
  },
});

export const end = write<"session.end">({
  who: "guest",
  repeatable: true,
  decide(services, turn, { user, session }) {
    endSession(services, turn, user, session.id);
    return {};
  },
});

export const changePassword = write<"password.change", { password_hash: string; passwords: number }>({
  who: "guest",
  rate: "sign_in",
  async before({ store, passwords: hashing }, { current, password }, { user }) {
    const { passwords } = user;
    if (!(await hashing.verify(current, await store.passwordHash(user.n))))
      throw new Refusal("wrong_password", "This is not your current password.");
    checkPassword(password);
    return { password_hash: await hashing.hash(password), passwords };
  },
  decide(services, turn, { user, session }, _command, { password_hash, passwords }) {
    if (user.passwords !== passwords) throw new Refusal("wrong_password", "Your password was changed meanwhile.");
    setPassword(services, turn, user, password_hash, session.id);
    return {};
  },
});

/** A new session of a user and its token, not stored yet. */
export async function newSession(
  { tokens, settings, now }: Services,
  user: number,
  label = "",
  days = settings.session_days,
): Promise<NewSession> {
  const created = now();
  const expires = created + days * day_ms;
  const session = { id: randomId(), user, label, created, expires };
  return { session, token: await tokens.sign(session) };
}

export interface NewSession {
  session: SessionRow;
  token: string;
}

/** Stores the session; its answer is for its owner alone. */
export function startSession(turn: Turn, user: User, { session, token }: NewSession) {
  turn.writes.push({ type: "session.created", session: { ...session, user: user.n } });
  return { user: userRecord(user), session: session.id, token };
}

/** Sets a password and ends the user's sessions but `except`. */
export function setPassword(services: Services, turn: Turn, user: User, password_hash: string, except?: Id): void {
  turn.set(user, "passwords", user.passwords + 1);
  turn.writes.push({ type: "password.set", user: user.n, password_hash });
  turn.writes.push({ type: "recoveries.removed", user: user.n });
  endOthers(services, turn, user, except);
}

/** Ends the user's sessions but `except`. */
function endOthers(services: Services, turn: Turn, user: User, except?: Id): void {
  turn.writes.push({ type: "sessions.removed", user: user.n, except });
  turn.endSessions((session) => session.user === user.n && session.id !== except);
  turn.after(() => services.sessions.forgetUser(user.n, except));
  turn.told.push({ to: "close", user, close: "signed_out", ...(except && { except }) });
}

export function endSession(services: Services, turn: Turn, user: User, session: Id): void {
  turn.writes.push({ type: "session.removed", session });
  turn.endSessions(({ id }) => id === session);
  turn.after(() => services.sessions.forget(session));
  turn.told.push({ to: "close", user, session, close: "signed_out" });
}
