import type { PictureType } from "../picture/picture.ts";
import type { Id } from "../protocol/id.ts";
import type { Accent, ChannelKind, ChannelRole, Notify, Role, User } from "../protocol/records.ts";

/**
 * What is stored, as the rest of the program sees it. `n` is a row's number inside this server: smaller and faster than
 * an id, and never told to a client.
 */
export interface UserRow {
  readonly n: number;
  readonly id: Id;
  readonly handle: string;
  /** What may not be there twice: see chat/names.ts. */
  readonly handle_key: string;
  readonly name: string;
  readonly role: Role;
  readonly kind: User["kind"];
  readonly deactivated: boolean;
  /** The workspace's counter of changes to users, at this user's newest change. */
  readonly rev: number;
}

/** The picture that a user has chosen; one with its bytes. */
export interface AvatarRow {
  readonly id: Id;
  readonly user: number;
  readonly type: PictureType;
  readonly bytes: Uint8Array;
}

/** A file, whose bytes are in store/files. */
export interface AttachmentRow {
  readonly id: Id;
  /** Who has uploaded it, and when. */
  readonly user: number;
  readonly at: number;
  readonly name: string;
  readonly type: PictureType;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  /** Whether there is a small one beside it. */
  readonly small: boolean;
  readonly moves: boolean;
}

export interface WorkspaceRow {
  /** Undefined until an admin gives it one: until then the settings say it. */
  readonly name: string | undefined;
  readonly accent: Accent;
}

export interface ChannelRow {
  readonly n: number;
  readonly id: Id;
  readonly kind: ChannelKind;
  /** Empty in direct channels. */
  readonly name: string;
  /** What may not be there twice: of the name, or of the users of a direct channel. */
  readonly key: string;
  readonly topic: string;
  readonly archived: boolean;
  /** The rev of its newest change of name, topic or archiving. */
  readonly rev: number;
  /** The numbers of the users of a direct channel. */
  readonly users: readonly number[];
}

/** The newest positions of a channel: of any change, and of a message. */
export interface Head {
  readonly rev: number;
  readonly last: number;
}

export interface MembershipRow {
  readonly channel: number;
  readonly user: number;
  readonly role: ChannelRole;
  readonly read: number;
  readonly rev: number;
  readonly gone: boolean;
  readonly notify: Notify;
}

export type MembershipOfUser = Pick<MembershipRow, "channel" | "role" | "read" | "notify">;

export type Everyone = "channel" | "here";

export interface MessageRow {
  readonly seq: number;
  readonly rev: number;
  readonly author: number;
  readonly command: Id;
  readonly at: number;
  readonly body: string;
  readonly edited: number | undefined;
  readonly deleted: boolean;
  readonly everyone: Everyone | undefined;
  readonly mentions: readonly number[];
  readonly attachments: readonly AttachmentRow[];
}

export interface SessionRow {
  readonly id: Id;
  readonly user: number;
  readonly label: string;
  readonly created: number;
  readonly expires: number;
}

export interface InviteRow {
  readonly id: Id;
  readonly role: Role;
  readonly author: number;
  readonly uses_left: number;
  readonly expires: number;
}

export interface RecoveryRow {
  readonly id: Id;
  readonly user: number;
  readonly expires: number;
}
