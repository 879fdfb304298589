import type { CommandName } from "../protocol/commands.ts";
import * as accounts from "./accounts.ts";
import * as avatars from "./avatars.ts";
import * as channels from "./channels.ts";
import { hello } from "./hello.ts";
import * as invites from "./invites.ts";
import * as members from "./members.ts";
import * as messages from "./messages.ts";
import * as reads from "./reads.ts";
import * as recovery from "./recovery.ts";
import type { AnyRow } from "./row.ts";
import { search } from "./search.ts";
import * as sessions from "./sessions.ts";
import * as users from "./users.ts";
import * as watching from "./watching.ts";
import * as workspace from "./workspace.ts";

/** Everything a client can ask: reading this table is reading the product. A command of the protocol without a row does not compile. */
export const commandTable = {
  "setup.finish": accounts.setup,
  "session.create": accounts.signIn,
  "invite.look": accounts.look,
  "invite.accept": accounts.accept,
  "recovery.finish": accounts.recover,

  hello,

  "session.list": sessions.list,
  "session.revoke": sessions.revoke,
  "session.revoke_others": sessions.revokeOthers,
  "session.end": sessions.end,
  "password.change": sessions.changePassword,

  "user.get": users.get,
  "user.find": users.find,
  "user.list": users.list,
  "user.rename": users.rename,
  "user.set_avatar": avatars.setAvatar,
  "user.remove_avatar": avatars.removeAvatar,
  "user.set_role": users.setRole,
  "user.deactivate": users.deactivate,
  "user.reactivate": users.reactivate,
  "user.recover": recovery.recover,

  "workspace.set": workspace.set,

  "invite.create": invites.create,
  "invite.list": invites.list,
  "invite.link": invites.link,
  "invite.revoke": invites.revoke,

  "channel.create": channels.create,
  "channel.open_direct": channels.openDirect,
  "channel.list": channels.list,
  "channel.browse": channels.browse,
  "channel.look": channels.look,
  "channel.join": members.join,
  "channel.leave": members.leave,
  "channel.rename": channels.rename,
  "channel.set_topic": channels.setTopic,
  "channel.archive": channels.archive,
  "channel.unarchive": channels.unarchive,
  "channel.set_notify": members.setNotify,

  "member.list": members.list,
  "member.add": members.add,
  "member.remove": members.remove,
  "member.set_role": members.setRole,

  "message.send": messages.send,
  "message.edit": messages.edit,
  "message.delete": messages.remove,
  "message.list": messages.list,
  "message.search": search,
  "read.set": reads.setRead,

  "watch.set": watching.watch,
  "typing.set": watching.typing,
  "presence.set": watching.presence,
} satisfies Record<CommandName, AnyRow>;
