import type { Id } from "../protocol/id.ts";
import type { ChannelRole } from "../protocol/records.ts";
import type {
  AttachmentRow,
  AvatarRow,
  ChannelRow,
  Everyone,
  InviteRow,
  RecoveryRow,
  SessionRow,
  UserRow,
  WorkspaceRow,
} from "./rows.ts";

/** A durable change. A batch of them is committed whole or not at all, in the order given. */
export type Write =
  | {
      type: "message.posted";
      channel: number;
      seq: number;
      author: number;
      command: Id;
      at: number;
      body: string;
      mentions: readonly number[];
      everyone: Everyone | undefined;
      /** In this order. They are in no message yet. */
      attachments: readonly Id[];
    }
  | { type: "message.edited"; channel: number; seq: number; rev: number; body: string; edited: number }
  /** Takes the text and the attachments out of the database and leaves a tombstone. */
  | { type: "message.deleted"; channel: number; seq: number; rev: number }
  /** A file was uploaded, and is in no message yet. */
  | { type: "attachment.added"; attachment: AttachmentRow }
  /** They were in no message for too long. */
  | { type: "attachments.removed"; attachments: readonly Id[] }
  | { type: "channel.created"; channel: ChannelRow }
  | { type: "channel.changed"; channel: ChannelRow }
  /** A user came into a channel, changed its role there, or left it (`gone`). */
  | {
      type: "member.set";
      channel: number;
      user: number;
      rev: number;
      role: ChannelRole;
      gone: boolean;
      read: number;
    }
  | { type: "read.set"; channel: number; user: number; seq: number }
  | { type: "user.created"; user: UserRow; password_hash: string | undefined }
  | { type: "user.changed"; user: UserRow }
  /** In the place of the one that the user had. */
  | { type: "avatar.set"; avatar: AvatarRow }
  /** Takes the bytes out of the database. */
  | { type: "avatar.removed"; user: number }
  | { type: "workspace.changed"; workspace: WorkspaceRow }
  | { type: "password.set"; user: number; password_hash: string }
  | { type: "session.created"; session: SessionRow }
  | { type: "session.removed"; session: Id }
  | { type: "sessions.removed"; user: number; except: Id | undefined }
  | { type: "invite.created"; invite: InviteRow }
  | { type: "invite.used"; invite: Id; uses_left: number }
  | { type: "invite.removed"; invite: Id }
  | { type: "recovery.created"; recovery: RecoveryRow }
  | { type: "recoveries.removed"; user: number }
  /** Removes sessions, invites and recoveries that ended before this time. */
  | { type: "expired.removed"; before: number }
  /** The answer that a repeat of this command gets. A second one for the same user and command fails the batch. */
  | { type: "command.answered"; user: number; command: Id; name: string; answer: string };
