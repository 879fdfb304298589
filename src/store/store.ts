import type { Id } from "../protocol/id.ts";
import type {
  AttachmentRow,
  AvatarRow,
  ChannelRow,
  Head,
  InviteRow,
  MembershipOfUser,
  MembershipRow,
  MessageRow,
  RecoveryRow,
  SessionRow,
  UserRow,
  WorkspaceRow,
} from "./rows.ts";
import type { Query } from "./words.ts";
import type { Write } from "./write.ts";

/** What is looked for: everything by numbers, as in the rows. */
export interface Search {
  readonly query: Query;
  /** Nothing of any other channel is found. */
  readonly channels: readonly number[];
  readonly author: number | undefined;
  /** Posted at `since` or later, and before `until`. A stretch in which the clock was set back may be passed over. */
  readonly since: number | undefined;
  readonly until: number | undefined;
  /** Messages before this number of a message; Infinity for all. */
  readonly below: number;
  readonly limit: number;
}

export interface Found {
  /** Newest first: the numbers of messages, each with the rev at which it matched. */
  readonly hits: readonly { readonly n: number; readonly rev: number }[];
  /** Where to go on: before this number. Undefined when everything was looked at. */
  readonly next: number | undefined;
}

/** What is stored for good. An engine (store/sqlite) keeps these promises; nothing of it is seen outside its folder. */
export interface Store {
  /** Made when the database was: what a client holds under another epoch is not of this one. */
  readonly epoch: Id;

  /** Everything that is held in memory from the start: users and channels, not what is in them. */
  load(): Promise<{
    workspace: WorkspaceRow;
    users: UserRow[];
    avatars: Pick<AvatarRow, "id" | "user">[];
    channels: ChannelRow[];
    invites: InviteRow[];
  }>;

  /**
   * Stores the batch whole or not at all; when the promise resolves it survives a kill, and with full durability a power cut.
   * Rejects with RepeatedCommand or StorageFailed, having changed nothing.
   */
  commit(writes: readonly Write[]): Promise<void>;

  /** Resolves when everything that is committed now survives a power cut, with relaxed durability too. */
  settle(): Promise<void>;

  /** What a user's command did, by its name, and its answer as JSON; of a message that is its seq and time alone. */
  answer(user: number, command: Id): Promise<{ did: string; answer: string } | undefined>;

  heads(channels: readonly number[]): Promise<Head[]>;
  /** A user's memberships, without those that have ended. */
  memberships(user: number): Promise<MembershipOfUser[]>;
  membership(channel: number, user: number): Promise<MembershipRow | undefined>;
  /** A channel's members in order of their numbers, after the number `after`. */
  members(channel: number, after: number, limit: number): Promise<MembershipRow[]>;
  /** The numbers of all who are in a channel. */
  memberSet(channel: number): Promise<Set<number>>;
  memberCounts(channels: readonly number[]): Promise<Map<number, number>>;
  /** The users who are in a channel together with this one, who is among them when in any channel. */
  companions(user: number): Promise<Set<number>>;

  message(channel: number, seq: number): Promise<MessageRow | undefined>;
  /** Up to `limit` messages with seq < `seq`, oldest first. */
  before(channel: number, seq: number, limit: number): Promise<MessageRow[]>;
  /** Up to `limit` messages with seq > `seq`, oldest first. */
  after(channel: number, seq: number, limit: number): Promise<MessageRow[]>;
  /** The seq of the first message sent at `at` or later, as far as the server's clock was never set back; undefined for none. */
  seqSince(channel: number, at: number): Promise<number | undefined>;
  /** What changed in a channel after `rev`, in order of rev; undefined when that is more than `limit` changes. */
  changes(
    channel: number,
    rev: number,
    limit: number,
  ): Promise<{ messages: MessageRow[]; members: MembershipRow[] } | undefined>;
  /**
   * How much of a channel the user has not read: messages of others after `read` that were not deleted. Counted up to
   * `limit`, among the newest 10 * `limit` messages: one before a longer run of own or deleted ones is not found.
   */
  unread(channel: number, user: number, read: number, limit: number): Promise<{ unread: number; mentions: number }>;

  /**
   * The newest messages that match, of all that is committed when it is called. A search that would take too long ends with
   * what it has found, perhaps nothing, and says where to go on.
   */
  search(search: Search): Promise<Found>;
  /** The messages with these numbers as they are now, each with its channel, in this order. */
  numbered(numbers: readonly number[]): Promise<(MessageRow & { readonly n: number; readonly channel: number })[]>;

  /** With the channel of its message; undefined while it is in none. */
  attachment(id: Id): Promise<(AttachmentRow & { readonly channel: number | undefined }) | undefined>;
  /** Those that are in no message, the oldest first. */
  unsent(): Promise<AttachmentRow[]>;
  /** Which of these ids are of an attachment. */
  attachments(ids: readonly Id[]): Promise<Set<Id>>;
  /** How much a user has uploaded of what is kept. */
  attachedBytes(user: number): Promise<number>;
  avatar(id: Id): Promise<AvatarRow | undefined>;
  session(id: Id): Promise<SessionRow | undefined>;
  sessions(user: number): Promise<SessionRow[]>;
  /** Undefined for a user without a password. */
  passwordHash(user: number): Promise<string | undefined>;
  recovery(id: Id): Promise<RecoveryRow | undefined>;

  /** How long its file is, the log of what is not in that yet, and the index of words; how many messages are not in the index yet. */
  sizes(): { stored_bytes: number; log_bytes: number; index_bytes: number; unindexed: number };

  /** Frees what is held, with everything committed in the one file. */
  close(): Promise<void>;
}

/** A command in the batch was done before: its first answer is to be given again. */
export class RepeatedCommand extends Error {
  override name = "RepeatedCommand";
}

/** The disk is full or broken. The cause is for the log. */
export class StorageFailed extends Error {
  override name = "StorageFailed";
}
