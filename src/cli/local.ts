import type { Operator } from "../chat/operator.ts";
import { limits } from "../protocol/limits.ts";
import { handle, name, type Role, role, type User } from "../protocol/records.ts";
import type { SessionRow } from "../store/rows.ts";
import { choice, id, int, object, optional, type Shape, text } from "../protocol/shape.ts";

/** What a local command needs: the operator's hands, and where people find the server. */
export interface Local {
  readonly operator: Operator;
  /** Throws Failure when it cannot be known. */
  origin(): string;
}

/** What the operator does from the shell. It is the same code with the server stopped and, over its local socket, running. */
interface LocalCommand<I> {
  readonly input: Shape<I>;
  /** Returns what is printed. Rejects with a Refusal. */
  run(local: Local, input: unknown): Promise<string>;
}

function command<I>(input: Shape<I>, run: (local: Local, input: I) => Promise<string>): LocalCommand<I> {
  return { input, run: (local, raw) => run(local, input.read(raw, "input")) };
}

export const roles = "owner, admin, member or guest";

export const token_days_max = 3650;

const one = object({ handle });
/** What a link begins with, where it was said for this one. */
const link = { origin: optional(text(1024, 1)) };
const newUser = object({ handle, name, role, kind: choice("person", "bot"), password: optional(text(1024, 1)) });

export const localCommands = {
  "user.create": command(newUser, async ({ operator }, { password, ...fields }) => {
    const user = await operator.createUser({ ...fields, password });
    return `Made @${user.handle}, ${articled(user.role)}.`;
  }),
  "user.list": command(object({}), async ({ operator }) => operator.listUsers().map(userLine).join("\n")),
  "user.set_role": command(object({ handle, role }), async ({ operator }, input) => {
    await operator.setRole(input.handle, input.role);
    return `@${input.handle} is ${articled(input.role)} now.`;
  }),
  "user.deactivate": command(one, async ({ operator }, input) => {
    await operator.deactivate(input.handle);
    return `@${input.handle} is deactivated and signed out everywhere.`;
  }),
  "user.recover": command(object({ handle, ...link }), async (local, { handle, origin = local.origin() }) => {
    const { secret } = await local.operator.recover(handle);
    return `${origin}/recover#${secret}`;
  }),
  "token.create": command(object({ handle, days: int(1, token_days_max) }), ({ operator }, input) =>
    operator.createToken(input.handle, input.days),
  ),
  "token.list": command(one, async ({ operator }, input) =>
    (await operator.listTokens(input.handle)).map(tokenLine).join("\n"),
  ),
  "token.revoke": command(object({ handle, id }), async ({ operator }, input) => {
    await operator.revokeToken(input.handle, input.id);
    return `The token ${input.id} of @${input.handle} is not valid any more.`;
  }),
  "invite.create": command(
    object({ role, uses: int(1, limits.invite_uses_max), days: int(1, limits.invite_days_max), ...link }),
    async (local, { origin = local.origin(), ...invite }) =>
      `${origin}/join#${await local.operator.createInvite(invite)}`,
  ),
};

export type LocalName = keyof typeof localCommands;
/** A local command's input before its shape has checked it. */
export type Input = Readonly<Record<string, string | number | undefined>>;

export function isLocalName(name: string): name is LocalName {
  return Object.hasOwn(localCommands, name);
}

function articled(role: Role): string {
  return role === "owner" || role === "admin" ? `an ${role}` : `a ${role}`;
}

function tokenLine({ id, label, expires }: SessionRow): string {
  return `${id} ${label} valid until ${new Date(expires).toISOString().slice(0, "2000-01-01".length)}`;
}

/** In columns that no name can shift: the handle first, the display name last. */
function userLine({ handle, role, deactivated, name }: User): string {
  return `${handle.padEnd(limits.handle_chars_max)} ${role.padEnd(6)} ${deactivated ? "deactivated" : "active     "} ${name}`;
}
