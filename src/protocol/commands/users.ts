import { command } from "../command.ts";
import { limits } from "../limits.ts";
import * as records from "../records.ts";
import { bool, choice, id, int, list, object, optional } from "../shape.ts";
import { nothing, page, query, secret, users } from "./fields.ts";

const { user, role, invite } = records;

/** Users, and what is for all of them: the workspace and its invites. */
export const userCommands = {
  "user.get": command(
    "user.get",
    "The users with these ids, as far as you may see them.",
    { users },
    object({ users: list(user, limits.users_per_command_max) }),
  ),
  "user.find": command(
    "user.find",
    "Users whose handle begins with `query`, in order of handles, and then those of whose name a word does, after the handle `after`.",
    { query, channel: optional(id), after: optional(records.handle), limit: page },
    object({ users: list(user, limits.page_records_max), more: optional(bool) }),
  ),
  "user.list": command(
    "user.list",
    "All users, or those that fit, in order of handles, after the handle `after`, and how many there are of them. For admins.",
    {
      query,
      role: optional(role),
      kind: optional(records.userKind),
      state: optional(choice("active", "deactivated")),
      after: optional(records.handle),
      limit: page,
    },
    object({ users: list(user, limits.page_records_max), total: records.count, more: optional(bool) }),
  ),
  "user.rename": command("user.rename", "Changes your display name.", { name: records.name }, nothing),
  "user.set_avatar": command(
    "user.set_avatar",
    "Shows a picture for you, in place of the one before: PNG, JPEG or WebP, best square, 256 pixels wide and high, and without metadata. Everybody who sees it gets it with [GET /avatars/ID](#pictures).",
    { picture: records.picture },
    object({ avatar: id }),
  ),
  "user.remove_avatar": command(
    "user.remove_avatar",
    "Takes your picture away or, for admins, that of another user.",
    { user: optional(id) },
    nothing,
  ),
  "user.set_role": command(
    "user.set_role",
    "Gives a user another role. Their sockets are closed, to come back with what the new role may see.",
    { user: id, role },
    nothing,
  ),
  "user.deactivate": command(
    "user.deactivate",
    "Deactivates a user: ends all their sessions at once.",
    { user: id },
    nothing,
  ),
  "user.reactivate": command("user.reactivate", "Lets a deactivated user sign in again.", { user: id }, nothing),
  "user.recover": command(
    "user.recover",
    "Makes a link with which the user can set a new password: single use, 4 hours. Only owners may, since whoever has the link gets in.",
    { user: id },
    object({ secret, expires: records.time_ms }),
  ),

  "workspace.set": command(
    "workspace.set",
    "Gives the workspace another name or colour, or both. Everybody is told.",
    { name: optional(records.name), accent: optional(records.accent) },
    nothing,
  ),

  "invite.create": command(
    "invite.create",
    "Makes an invite. Get its link's secret with invite.link.",
    {
      role,
      uses: optional(int(1, limits.invite_uses_max, 25)),
      expires_in_days: optional(int(1, limits.invite_days_max, 7)),
    },
    object({ invite }),
  ),
  "invite.list": command(
    "invite.list",
    "The invites that can still be used.",
    {},
    object({ invites: list(invite, limits.entries_max) }),
  ),
  "invite.link": command(
    "invite.link",
    "The secret of an invite's link: SERVER/join#SECRET.",
    { invite: id },
    object({ secret }),
  ),
  "invite.revoke": command("invite.revoke", "Ends an invite.", { invite: id }, nothing),
} as const;
