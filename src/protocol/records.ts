import { limits } from "./limits.ts";
import { bool, choice, id, type Infer, int, list, object, optional, text } from "./shape.ts";

/** The nouns, as they are on the wire. Optional fields are left out when they are empty or false. */

export const rev = int(0, limits.integer_max, 42);
export const time_ms = int(0, limits.integer_max, 1_767_225_600_000);
export const count = int(0, limits.integer_max, 3);
export const handle = text(limits.handle_chars_max, 1, "ana");
export const name = text(limits.name_bytes_max, 1, "Ana Lima");
export const channelName = text(limits.name_bytes_max, 1, "general");
export const topic = text(limits.topic_bytes_max, 0, "What everybody should know");
/** It may be empty where there are attachments: which is for the one who decides. */
export const body = text(limits.body_bytes_max, 0, "Hello **everybody**");

/** A user's picture as commands carry it: base64. The example is the smallest there is, one pixel. */
export const picture = text(
  Math.ceil(limits.avatar_bytes_max / 3) * 4,
  1,
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=",
);

export const role = choice("owner", "admin", "member", "guest");
export type Role = Infer<typeof role>;

export const userKind = choice("person", "bot");

/** The colour of the workspace. Absent where it is the first of them. */
export const accents = ["ember", "amber", "moss", "teal", "sky", "indigo", "violet", "rose"] as const;
export const accent = choice(...accents);
export type Accent = Infer<typeof accent>;
export const accent_default: Accent = "ember";

export const user = object({
  id,
  handle,
  name,
  role,
  kind: userKind,
  deactivated: optional(bool),
  avatar: optional(id),
});
export type User = Infer<typeof user>;

export const channelKind = choice("public", "private", "direct");
export type ChannelKind = Infer<typeof channelKind>;

const channelFields = {
  kind: channelKind,
  /** Absent in direct channels. */
  name: optional(channelName),
  topic: optional(topic),
  archived: optional(bool),
  /** Direct channels only: the users in it, for ever. */
  users: optional(list(id, limits.direct_users_max)),
};

/** A channel after a change of its name, topic or archiving, which took `rev`. */
export const channel = { channel: id, rev, ...channelFields };

export const channelRole = choice("owner", "member");
export type ChannelRole = Infer<typeof channelRole>;

/** Of which of a channel's messages a member wants to be told; all of a direct channel's mention its users. */
export const notify = choice("all", "mentions", "nothing");
export type Notify = Infer<typeof notify>;
export const notify_default: Notify = "mentions";

/** A user's being in a channel. `gone` when it has ended. */
export const membership = { channel: id, rev, user: id, role: channelRole, gone: optional(bool) };
export const member = object(membership);
export type Member = Infer<typeof member>;

/** A channel as one of its members sees it now: what hello lists. */
export const joined = {
  channel: id,
  /** The rev of the channel's newest change of any kind. */
  rev,
  ...channelFields,
  /** The seq of the newest message, 0 when there is none. */
  last: rev,
  role: channelRole,
  /** The seq up to which the member has read. */
  read: rev,
  /** Absent where it is "mentions". */
  notify: optional(notify),
  unread: optional(int(0, limits.unread_max, 2)),
  mentions: optional(int(0, limits.unread_max, 1)),
};
export const summary = object(joined);
export type Summary = Infer<typeof summary>;

export const fileName = text(limits.file_name_bytes_max, 1, "whiteboard.jpg");
const pixels = int(0, limits.integer_max, 1600);

/** A file that belongs to a message, or to its uploader until it is sent. Of now only pictures. */
export const attachment = object({
  id,
  name: fileName,
  /** What the bytes are, whatever the name says. */
  type: text(limits.type_bytes_max, 1, "image/jpeg"),
  bytes: int(0, limits.integer_max, 482_133),
  /** As it is shown: turned as its camera said. */
  width: pixels,
  height: pixels,
  moves: optional(bool),
});
export type Attachment = Infer<typeof attachment>;
/** What an upload is answered with. */
export const uploaded = object({ attachment });

/**
 * A message. It has no id of its own: channel and seq name it for ever. `id` is that of the command which sent it.
 * `mentions` and `everyone` are decided when it is sent and stay, also through edits.
 */
export const posted = {
  channel: id,
  rev,
  seq: rev,
  id,
  author: id,
  at: time_ms,
  /** Markdown (CommonMark). Empty when deleted, and perhaps where there are attachments. */
  body,
  edited: optional(time_ms),
  deleted: optional(bool),
  mentions: optional(list(id, limits.mentions_max)),
  everyone: optional(choice("channel", "here")),
  attachments: optional(list(attachment, limits.attachments_max)),
};
export const message = object(posted);
export type Message = Infer<typeof message>;

export const session = object({
  id,
  label: text(limits.label_bytes_max, 0, "Firefox on Linux"),
  created: time_ms,
  expires: time_ms,
  current: optional(bool),
});
export type Session = Infer<typeof session>;

export const invite = object({
  id,
  role,
  author: id,
  uses_left: count,
  expires: time_ms,
});
export type Invite = Infer<typeof invite>;

export const presence = choice("online", "away", "offline");
export type Presence = Infer<typeof presence>;
