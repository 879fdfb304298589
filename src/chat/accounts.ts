import { sameSecret } from "../auth/links.ts";
import { checkPassword } from "../auth/passwords.ts";
import { Refusal } from "../protocol/errors.ts";
import { randomId } from "../protocol/id.ts";
import type { UserRow } from "../store/rows.ts";
import { makeChannel } from "./channels.ts";
import type { Channel, User } from "./directory.ts";
import { openInvite, useInvite } from "./invites.ts";
import { enterChannel } from "./members.ts";
import { Memberships } from "./memberships.ts";
import { meantHandle, readChannelName, readHandle, readName } from "./names.ts";
import { door } from "./row.ts";
import type { Services } from "./services.ts";
import { newSession, type NewSession, setPassword, startSession } from "./sessions.ts";
import type { Turn } from "./turn.ts";
import { tellUser } from "./users.ts";
import { workspaceRecord } from "./wire.ts";

/** The doors through which somebody without a session comes in. Slow work is done before the queue, checks once more in it. */

interface Newcomer {
  password_hash: string;
  session: NewSession;
}

export const setup = door<"setup.finish", Newcomer>({
  who: "anonymous",
  rate: "sign_in",
  async before(services, command) {
    refuseWrongSetup(services, command.secret);
    return prepareNewcomer(services, command);
  },
  decide(services, turn, command, { password_hash, session }) {
    refuseWrongSetup(services, command.secret);
    const owner = createUser(services, turn, { ...command, role: "owner", kind: "person" }, password_hash);
    joinFirstChannel(services, turn, owner);
    return startSession(turn, owner, session);
  },
});

export const signIn = door<"session.create", { user: User; passwords: number; session: NewSession }>({
  who: "anonymous",
  rate: "sign_in",
  async before(services, { handle, password, label }) {
    const { directory, store, passwords: hashing } = services;
    const user = directory.usersByHandle.get(meantHandle(handle));
    // Unknown, deactivated and passwordless users cost the same work as a wrong password, and get the same answer.
    const able = user && !user.deactivated ? user : undefined;
    const passwords = able?.passwords ?? 0;
    const right = await hashing.verify(password, able && (await store.passwordHash(able.n)));
    if (!right || !able) throw new Refusal("wrong_password");
    return { user: able, passwords, session: await newSession(services, able.n, label) };
  },
  decide(_services, turn, _command, { user, passwords, session }) {
    if (user.deactivated || user.passwords !== passwords) throw new Refusal("wrong_password");
    return startSession(turn, user, session);
  },
});

export const look = door<"invite.look", undefined>({
  who: "anonymous",
  before: () => Promise.resolve(undefined),
  decide(services, _turn, { secret }) {
    const { role } = openInvite(services, secret);
    const { name: workspace, ...colour } = workspaceRecord(services);
    return { workspace, ...colour, role };
  },
});

export const accept = door<"invite.accept", Newcomer>({
  who: "anonymous",
  rate: "sign_in",
  async before(services, command) {
    openInvite(services, command.secret);
    return prepareNewcomer(services, command);
  },
  decide(services, turn, command, { password_hash, session }) {
    const names = readNewNames(services, command);
    const { role } = useInvite(services, turn, command.secret);
    const user = createUser(services, turn, { ...names, role, kind: "person" }, password_hash);
    if (role !== "guest") joinFirstChannel(services, turn, user);
    return startSession(turn, user, session);
  },
});

export const recover = door<"recovery.finish", Newcomer & { user: User; passwords: number }>({
  who: "anonymous",
  rate: "sign_in",
  async before(services, command) {
    const id = services.links.open("recovery", command.secret);
    const recovery = id && (await services.store.recovery(id));
    if (!recovery || recovery.expires <= services.now()) throw new Refusal("link_dead");
    checkPassword(command.password);
    const user = services.directory.userByN(recovery.user);
    const { passwords } = user;
    const password_hash = await services.passwords.hash(command.password);
    const session = await newSession(services, user.n, command.label);
    if (!(await services.store.recovery(recovery.id))) throw new Refusal("link_dead");
    return { user, passwords, password_hash, session };
  },
  decide(services, turn, _command, { user, passwords, password_hash, session }) {
    // Another one with this link may have been faster: it works once.
    if (user.deactivated || user.passwords !== passwords) throw new Refusal("link_dead");
    setPassword(services, turn, user, password_hash);
    return startSession(turn, user, session);
  },
});

interface NewNames {
  name: string;
  handle: string;
}

/** Adds a user after checking names and that the handle is free. */
export function createUser(
  services: Services,
  turn: Turn,
  fields: NewNames & Pick<UserRow, "role" | "kind">,
  password_hash: string | undefined,
): User {
  const { directory } = services;
  const { name, handle, key } = readNewNames(services, fields);
  const rev = directory.users_rev + 1;
  const row: UserRow = {
    n: directory.nextUser(),
    id: randomId(),
    handle,
    handle_key: key,
    name,
    role: fields.role,
    kind: fields.kind,
    deactivated: false,
    rev,
  };
  turn.set(directory, "users_rev", rev);
  const user = directory.addUser(row);
  user.memberships = new Memberships(user);
  turn.onUndo(() => directory.removeUser(user));
  turn.writes.push({ type: "user.created", user: row, password_hash });
  tellUser(services, turn, user, []);
  // Whoever has the first-run link could make themselves an owner: it dies with the first one.
  if (row.role === "owner") turn.set(services, "setup", undefined);
  return user;
}

/** Puts a newcomer into the workspace's first channel, and the very first one makes it. */
export function joinFirstChannel(services: Services, turn: Turn, user: User): void {
  const first = firstChannel(services);
  // One that came to be the first only now has no known head: its people will find it.
  if (first && first.rev !== -1) return enterChannel(services, turn, first, [user], "member");
  if (services.directory.channels.size > 0) return;
  const general = makeChannel(services, turn, { kind: "public", topic: "", users: [], ...readChannelName("general") });
  enterChannel(services, turn, general, [user], "owner");
}

export function firstChannel({ directory }: Services): Channel | undefined {
  return [...directory.channelsByN.values()].find(({ kind, archived }) => kind === "public" && !archived);
}

function readNewNames({ directory }: Services, { name, handle }: NewNames): NewNames & { key: string } {
  const read = readHandle(handle);
  if (directory.handleKeys.has(read.key)) throw new Refusal("handle_taken");
  return { name: readName(name), ...read };
}

async function prepareNewcomer(
  services: Services,
  command: NewNames & { password: string; label?: string },
): Promise<Newcomer> {
  readNewNames(services, command);
  checkPassword(command.password);
  const password_hash = await services.passwords.hash(command.password);
  const first = firstChannel(services);
  if (first) await services.directory.known(first);
  return { password_hash, session: await newSession(services, 0, command.label) };
}

function refuseWrongSetup({ setup: secret }: Services, given: string): void {
  if (secret === undefined || !sameSecret(secret, given))
    throw new Refusal(
      "link_dead",
      "This set-up link is not valid. Use the one that the server printed at its last start.",
    );
}
