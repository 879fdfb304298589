import { command } from "../command.ts";
import { event } from "../events.ts";
import { limits } from "../limits.ts";
import * as records from "../records.ts";
import { bool, id, list, map, object, optional } from "../shape.ts";
import { bearer, label, newPerson, nothing, password, secret, signedIn } from "./fields.ts";

const { rev, count, user, role, summary, session } = records;

/** Getting in, one's own sessions, and the first command on a socket. */
export const sessionCommands = {
  "setup.finish": command(
    "setup.finish",
    "Makes the first owner and the first channel of a new server. The secret comes from the link that the server printed, and works once.",
    { secret, ...newPerson, ...bearer },
    signedIn,
    "http",
  ),
  "session.create": command(
    "session.create",
    "Signs in with handle and password.",
    { handle: records.handle, password, label, ...bearer },
    signedIn,
    "http",
  ),
  "invite.look": command(
    "invite.look",
    "What the invite behind a link is for.",
    { secret },
    object({ workspace: records.name, accent: optional(records.accent), role }),
    "http",
  ),
  "invite.accept": command(
    "invite.accept",
    "Makes a new user with the role of the invite, and signs in.",
    { secret, ...newPerson, ...bearer },
    signedIn,
    "http",
  ),
  "recovery.finish": command(
    "recovery.finish",
    "Sets a new password with the secret of a recovery link, ends all sessions of the user, and signs in.",
    { secret, password, label, ...bearer },
    signedIn,
    "http",
  ),

  hello: command(
    "hello",
    "The first command on a socket. Answers with a snapshot; with `resume`, also with what changed in the channels since the revs given. " +
      "`reload` lists channels whose changes are too many or cannot be known: drop their messages and members, and load them again. " +
      "Another epoch than the one you had means the same for everything. `more` means: get the rest of your channels with channel.list.",
    { resume: optional(object({ epoch: id, users_rev: count, channels: map(rev, limits.entries_max) })) },
    object({
      epoch: id,
      session: id,
      me: user,
      workspace: records.name,
      accent: optional(records.accent),
      now: records.time_ms,
      users_rev: count,
      channels: list(summary, limits.entries_max),
      more: optional(bool),
      changes: optional(list(event, limits.resume_changes_max)),
      reload: optional(list(id, limits.entries_max)),
      users: optional(list(user, limits.page_records_max)),
      reload_users: optional(bool),
    }),
    "socket",
  ),

  "session.list": command(
    "session.list",
    "Your sessions.",
    {},
    object({ sessions: list(session, limits.entries_max) }),
  ),
  "session.revoke": command(
    "session.revoke",
    "Ends one of your sessions; its sockets are closed.",
    { session: id },
    nothing,
  ),
  "session.revoke_others": command(
    "session.revoke_others",
    "Ends all of your sessions but this one; their sockets are closed.",
    {},
    nothing,
  ),
  "session.end": command("session.end", "Signs out: ends this session.", {}, nothing),
  "password.change": command(
    "password.change",
    "Changes your password and ends your other sessions.",
    { current: password, password },
    nothing,
  ),
} as const;
