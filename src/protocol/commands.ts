import { command, commandIdIn } from "./command.ts";
import { Refusal } from "./errors.ts";
import { event } from "./events.ts";
import { limits } from "./limits.ts";
import * as records from "./records.ts";
import { bool, choice, id, type Infer, int, isRecord, list, map, Misfit, object, optional, text } from "./shape.ts";

const { rev, count, user, channelName, topic, body, role, message, summary, session, invite } = records;
const nothing = object({});
const channel = { channel: id };
const at = { channel: id, seq: rev };
const secret = text(limits.secret_bytes_max, 1, "bGV0IG1lIGluIHBsZWFzZSBhbmQgdGhhbmsgeW91");
const password = text(limits.password_bytes_max, 1, "correct horse battery");
const label = optional(text(limits.label_bytes_max, 0, "Firefox on Linux"));
const query = optional(text(limits.query_bytes_max, 0, "an"));
const cursor = text(limits.cursor_bytes_max, 1, "r0Vx7mYwQ2aXn5d1ZqkT9g");
const page = optional(int(1, limits.page_records_max, 50));
const users = list(id, limits.users_per_command_max, 1);
const newPerson = { name: records.name, handle: records.handle, password, label };
/** Who signs in. In a browser the session's token comes as a cookie; `bearer: true` asks for it in the answer instead. */
const signedIn = object({ user, session: id, token: optional(text(1024, 1, "eyJhbGciOi...")) });
const bearer = { bearer: optional(bool) };

export const commands = {
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

  "user.get": command(
    "user.get",
    "The users with these ids, as far as you may see them.",
    { users },
    object({ users: list(user, limits.users_per_command_max) }),
  ),
  "user.find": command(
    "user.find",
    "Users whose handle or name begins with `query`, in order of handles, after the handle `after`.",
    { query, after: optional(records.handle), limit: page },
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
      channels: list(
        object({ channel: id, name: channelName, topic: optional(topic), archived: optional(bool), members: count }),
        limits.page_records_max,
      ),
      more: optional(bool),
    }),
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

  "message.send": command(
    "message.send",
    "Posts a message: text, attachments that you have [uploaded](#attachments), or both. On a socket the `message` event with your command's id is the answer. " +
      "@handle mentions a member of the channel; @channel and @here mention everybody in it, unless a guest writes them.",
    { ...channel, body, attachments: optional(list(id, limits.attachments_max)) },
    object({ seq: rev, at: records.time_ms }),
  ),
  "message.edit": command("message.edit", "Changes the text of a message of yours.", { ...at, body }, nothing),
  "message.delete": command(
    "message.delete",
    "Deletes a message of yours, or, as an owner of the channel or an admin in it, that of another. Its text and its attachments are gone for good.",
    at,
    nothing,
  ),
  "message.list": command(
    "message.list",
    "A page of a channel's messages in order of seq: the newest, those `before` or `after` a seq (without it), those `around` one (with it), or those around the first one since the time `at`. " +
      "Pages end early where they would grow too large.",
    {
      ...channel,
      before: optional(rev),
      after: optional(rev),
      around: optional(rev),
      at: optional(records.time_ms),
      limit: optional(int(1, limits.page_messages_max, 50)),
    },
    object({
      messages: list(message, limits.page_messages_max),
      /** Whether the channel has messages before the first and after the last of these. */
      more_before: optional(bool),
      more_after: optional(bool),
    }),
  ),
  "message.search": command(
    "message.search",
    "Messages of your channels in which all words of `query` are, newest first. Small and capital letters are the same, and so are letters with and without accents. " +
      'Words in quotes ("release notes") must follow each other, as must those of Japanese, Chinese or Thai that are written without spaces. ' +
      "The last word of the query may be the beginning of one, from 4 letters on. There is more, further back, as long as a `cursor` comes: also after a page with few " +
      "messages or none, which ended because it took long.",
    {
      query: text(limits.search_bytes_max, 1, 'deploy "release notes"'),
      channel: optional(id),
      author: optional(id),
      since: optional(records.time_ms),
      until: optional(records.time_ms),
      cursor: optional(cursor),
      limit: optional(int(1, limits.page_found_max, 20)),
    },
    object({ messages: list(message, limits.page_found_max), cursor: optional(cursor) }),
  ),
  "read.set": command(
    "read.set",
    "Moves your read position in a channel, forward or back. All your devices are told.",
    at,
    nothing,
  ),

  "watch.set": command(
    "watch.set",
    "Says which channels you look at, in place of those you named before. Answers with who is there now; typing and presence events follow.",
    { channels: list(id, limits.watched_channels_max) },
    object({
      present: list(
        object({ ...channel, online: list(id, limits.present_users_max), away: list(id, limits.present_users_max) }),
        limits.watched_channels_max,
      ),
    }),
    "socket",
  ),
  "typing.set": command(
    "typing.set",
    "Says that you type in a channel. Say it again every 3 seconds while it lasts.",
    channel,
    nothing,
    "socket",
  ),
  "presence.set": command(
    "presence.set",
    "Says whether the person at this device is there. You are offline when your last socket is gone.",
    { state: choice("online", "away") },
    nothing,
    "socket",
  ),
} as const;

export type CommandName = keyof typeof commands;
export type CommandOf<N extends CommandName> = Infer<(typeof commands)[N]["shape"]>;
export type Command = { [N in CommandName]: CommandOf<N> }[CommandName];
export type FieldsOf<N extends CommandName> = Omit<CommandOf<N>, "id" | "do">;
export type AnswerOf<N extends CommandName> = Infer<(typeof commands)[N]["answer"]>;

export function isCommandName(name: unknown): name is CommandName {
  return typeof name === "string" && Object.hasOwn(commands, name);
}

/**
 * Reads one decoded command. Throws a Refusal: bad_id, bad_command or bad_value, with a sentence for the client's author.
 */
export function readCommand(raw: unknown): Command {
  if (!isRecord(raw)) throw new Refusal("bad_value", "A command must be an object with id, do and its fields.");
  const name = raw["do"];
  if (!isCommandName(name)) throw new Refusal(commandIdIn(raw) ? "bad_command" : "bad_id");
  try {
    return commands[name].shape.read(raw, name);
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    throw commandIdIn(raw) ? new Refusal("bad_value", error.message) : new Refusal("bad_id");
  }
}
