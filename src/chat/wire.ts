import { limits } from "../protocol/limits.ts";
import * as records from "../protocol/records.ts";
import type { AttachmentRow, MessageRow } from "../store/rows.ts";
import type { Channel, Directory, Membership, User } from "./directory.ts";
import type { Services } from "./services.ts";

/** What is in memory and in the store, as records of the protocol: copied field by field, so that nothing else gets out. */

/** Without the colour when it is the one that everybody begins with. */
export function workspaceRecord({ directory, settings }: Services): { name: string; accent?: records.Accent } {
  const { name = settings.workspace, accent } = directory.workspace;
  return { name, ...(accent !== records.accent_default && { accent }) };
}

export function userRecord({ id, handle, name, role, kind, deactivated, avatar }: User): records.User {
  return { id, handle, name, role, kind, ...(deactivated && { deactivated }), ...(avatar && { avatar }) };
}

function channelFields({ kind, name, topic, archived, users }: Channel) {
  return {
    kind,
    ...(name !== "" && { name }),
    ...(topic !== "" && { topic }),
    ...(archived && { archived }),
    ...(users.length > 0 && { users: users.map((user) => user.id) }),
  };
}

/** A channel as it is after the change that took `rev`. */
export function channelRecord(channel: Channel, rev: number) {
  return { channel: channel.id, rev, ...channelFields(channel) };
}

export function summaryRecord(membership: Membership, counts: { unread: number; mentions: number }): records.Summary {
  const { channel, role, read, notify } = membership;
  const unread = Math.min(counts.unread, limits.unread_max);
  const mentions = Math.min(counts.mentions, limits.unread_max);
  return {
    channel: channel.id,
    rev: channel.rev,
    ...channelFields(channel),
    last: channel.last,
    role,
    read,
    ...(notify !== records.notify_default && { notify }),
    ...(unread > 0 && { unread }),
    ...(mentions > 0 && { mentions }),
  };
}

export function attachmentRecord({ id, name, type, bytes, width, height, moves }: AttachmentRow): records.Attachment {
  return { id, name, type, bytes, width, height, ...(moves && { moves }) };
}

export function messageRecord(directory: Directory, channel: Channel, row: MessageRow): records.Message {
  const { seq, rev, command, at, body, edited, deleted, everyone, mentions, attachments } = row;
  return {
    channel: channel.id,
    rev,
    seq,
    id: command,
    author: directory.userByN(row.author).id,
    at,
    body,
    ...(edited !== undefined && { edited }),
    ...(deleted && { deleted }),
    ...(mentions.length > 0 && { mentions: mentions.map((n) => directory.userByN(n).id) }),
    ...(everyone && { everyone }),
    ...(attachments.length > 0 && { attachments: attachments.map(attachmentRecord) }),
  };
}
