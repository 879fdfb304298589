import { Refusal } from "../protocol/errors.ts";
import { type Id, randomId } from "../protocol/id.ts";
import { limits } from "../protocol/limits.ts";
import type { Invite, Role } from "../protocol/records.ts";
import type { InviteRow } from "../store/rows.ts";
import type { Directory } from "./directory.ts";
import { refuseAbove } from "./users.ts";
import { read, write } from "./row.ts";
import type { Services } from "./services.ts";
import type { Turn } from "./turn.ts";

const day_ms = 24 * 60 * 60 * 1000;
const defaults = { uses: 25, days: 7 };

export const create = write<"invite.create">({
  who: "admin",
  decide(services, turn, { user }, { role, uses = defaults.uses, expires_in_days = defaults.days }) {
    refuseAbove(user, user, role);
    return {
      invite: inviteRecord(services.directory, makeInvite(services, turn, user.n, role, uses, expires_in_days)),
    };
  },
});

export const list = read<"invite.list">({
  who: "admin",
  read({ directory, now }) {
    const usable = [...directory.invites.values()].filter((invite) => isUsable(invite, now()));
    return { invites: usable.slice(-limits.page_records_max).map((invite) => inviteRecord(directory, invite)) };
  },
});

export const link = read<"invite.link">({
  who: "admin",
  read({ directory, links, now }, { user }, { invite: id }) {
    const invite = usable(directory, id, now());
    if (!invite) throw new Refusal("not_found", "There is no such invite that can still be used.");
    refuseAbove(user, user, invite.role);
    return { secret: links.seal("invite", invite.id) };
  },
});

export const revoke = write<"invite.revoke">({
  who: "admin",
  decide({ directory }, turn, _asker, { invite }) {
    if (!directory.invites.has(invite)) throw new Refusal("not_found", "There is no such invite.");
    turn.drop(directory.invites, invite);
    turn.writes.push({ type: "invite.removed", invite });
    return {};
  },
});

export function makeInvite(
  { directory }: Services,
  turn: Turn,
  author: number,
  role: Role,
  uses: number,
  days: number,
): InviteRow {
  const invite: InviteRow = { id: randomId(), role, author, uses_left: uses, expires: turn.now + days * day_ms };
  turn.put(directory.invites, invite.id, invite);
  turn.writes.push({ type: "invite.created", invite });
  return invite;
}

/** The invite behind a link's secret. */
export function openInvite({ directory, links, now }: Services, secret: string): InviteRow {
  const id = links.open("invite", secret);
  const invite = id && usable(directory, id, now());
  if (!invite) throw new Refusal("link_dead", "This invite is used up, expired or revoked. Ask for a new one.");
  return invite;
}

/** Takes one use of an invite, which may have been used up since it was looked at. */
export function useInvite(services: Services, turn: Turn, secret: string): InviteRow {
  const invite = openInvite(services, secret);
  const uses_left = invite.uses_left - 1;
  if (uses_left === 0) turn.drop(services.directory.invites, invite.id);
  else turn.put(services.directory.invites, invite.id, { ...invite, uses_left });
  turn.writes.push({ type: "invite.used", invite: invite.id, uses_left });
  return invite;
}

function usable(directory: Directory, id: Id, now: number): InviteRow | undefined {
  const invite = directory.invites.get(id);
  return invite && isUsable(invite, now) ? invite : undefined;
}

function isUsable(invite: InviteRow, now: number): boolean {
  return invite.uses_left > 0 && invite.expires > now;
}

function inviteRecord(directory: Directory, { id, role, author, uses_left, expires }: InviteRow): Invite {
  return { id, role, author: directory.userByN(author).id, uses_left, expires };
}
