import { command } from "../command.ts";
import { limits } from "../limits.ts";
import * as records from "../records.ts";
import { bool, choice, id, list, object, optional } from "../shape.ts";
import { channel, nothing, page, query, users } from "./fields.ts";

const { rev, count, channelName, topic, summary } = records;

/** What is told of a public channel, also to who is not in it. */
const shown = { channel: id, name: channelName, topic: optional(topic), archived: optional(bool), members: count };

/** Channels and who is in them. */
export const channelCommands = {
  "channel.create": command(
    "channel.create",
    "Makes a channel with you in it.",
    { kind: choice("public", "private"), name: channelName, topic: optional(topic) },
    object({ channel: id }),
  ),
  "channel.open_direct": command(
    "channel.open_direct",
    "Opens the direct channel of you and these users. The same users always get the same channel.",
    { users: list(id, limits.direct_users_max - 1, 1) },
    object({ channel: id }),
  ),
  "channel.list": command(
    "channel.list",
    "Your channels, in order of ids, after the id `after`.",
    { after: optional(id) },
    object({ channels: list(summary, limits.entries_max), more: optional(bool) }),
  ),
  "channel.browse": command(
    "channel.browse",
    "Public channels whose name begins with `query`, in order of names, after the name `after`.",
    { query, after: optional(channelName), limit: page },
    object({
      channels: list(object(shown), limits.page_records_max),
      more: optional(bool),
    }),
  ),
  "channel.look": command(
    "channel.look",
    "Looks at a public channel, in which you need not be: what `channel.browse` tells of it.",
    channel,
    object(shown),
  ),
  "channel.join": command("channel.join", "Joins a public channel.", channel, nothing),
  "channel.leave": command("channel.leave", "Leaves a channel. A direct one cannot be left.", channel, nothing),
  "channel.rename": command(
    "channel.rename",
    "Gives a channel another name, as an owner of it or an admin in it.",
    { ...channel, name: channelName },
    nothing,
  ),
  "channel.set_topic": command(
    "channel.set_topic",
    "Changes the topic of a channel in which you are.",
    { ...channel, topic },
    nothing,
  ),
  "channel.archive": command(
    "channel.archive",
    "Archives a channel, as an owner of it or an admin in it: it can be read, and nothing in it changes.",
    channel,
    nothing,
  ),
  "channel.unarchive": command(
    "channel.unarchive",
    "Brings an archived channel back, as an owner of it or an admin in it.",
    channel,
    nothing,
  ),
  "channel.set_notify": command(
    "channel.set_notify",
    "Says of which messages of a channel you want to be told: all, those that mention you, or nothing, which mutes it. It is up to clients to keep to it. All your devices are told.",
    { ...channel, notify: records.notify },
    nothing,
  ),

  "member.list": command(
    "member.list",
    "Who is in a channel, after the user `after`, and the channel's rev for which this is true.",
    { ...channel, after: optional(id), limit: page },
    object({
      rev,
      members: list(object({ user: id, role: records.channelRole }), limits.page_records_max),
      more: optional(bool),
    }),
  ),
  "member.add": command(
    "member.add",
    "Adds users to a channel in which you are. Guests may not, and direct channels stay as they are.",
    { ...channel, users },
    nothing,
  ),
  "member.remove": command(
    "member.remove",
    "Removes a user from a channel, as an owner of it or an admin in it.",
    { ...channel, user: id },
    nothing,
  ),
  "member.set_role": command(
    "member.set_role",
    "Makes a member an owner of the channel, or an owner a member, as an owner of it or an admin in it.",
    { ...channel, user: id, role: records.channelRole },
    nothing,
  ),
} as const;
