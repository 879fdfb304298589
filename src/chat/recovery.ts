import { randomId } from "../protocol/id.ts";
import type { RecoveryRow } from "../store/rows.ts";
import type { User } from "./directory.ts";
import { write } from "./row.ts";
import type { Services } from "./services.ts";
import type { Turn } from "./turn.ts";
import { Refusal } from "../protocol/errors.ts";

const recovery_ms = 4 * 60 * 60 * 1000;

export const recover = write<"user.recover">({
  who: "admin",
  // The answer holds a secret, which is not stored: asking again makes a new link, and ends the one before.
  repeatable: true,
  decide(services, turn, { user: asker }, command) {
    // Whoever has the link can read the user's direct channels: admins are not trusted with those.
    if (asker.role !== "owner")
      throw new Refusal("forbidden", "Only an owner, or the operator from the shell, may do this.");
    const user = services.directory.users.get(command.user);
    if (!user) throw new Refusal("not_found", "There is no such user.");
    return makeRecovery(services, turn, user);
  },
});

/** A link's secret with which the user can set a password once; those made before are not valid any more. */
export function makeRecovery(services: Services, turn: Turn, user: User): { secret: string; expires: number } {
  if (user.deactivated || user.kind === "bot")
    throw new Refusal("forbidden", "Only an active person can get a recovery link.");
  const recovery: RecoveryRow = { id: randomId(), user: user.n, expires: turn.now + recovery_ms };
  turn.writes.push({ type: "recoveries.removed", user: user.n });
  turn.writes.push({ type: "recovery.created", recovery });
  return { secret: services.links.seal("recovery", recovery.id), expires: recovery.expires };
}
