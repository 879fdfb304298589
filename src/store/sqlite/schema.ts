import { sql } from "drizzle-orm";
import { blob, customType, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { pictureTypes } from "../../picture/picture.ts";
import { type Id, isId } from "../../protocol/id.ts";
import { channelKind, channelRole, notify, notify_default, role, userKind } from "../../protocol/records.ts";
import { choice, type Shape } from "../../protocol/shape.ts";

/**
 * The tables. Ids are text; `n` numbers stand for them inside the database. `bunx drizzle-kit generate` makes a migration
 * of a change here: see ../README.md.
 */

const idText = customType<{ data: Id; driverData: string }>({
  dataType: () => "text",
  fromDriver(stored) {
    if (!isId(stored)) throw new Error(`the database holds ${JSON.stringify(stored)} where an id should be`);
    return stored;
  },
});

/** One of a few texts. Rows share the protocol's copy of it: there are many more rows in memory than such texts. */
const choiceOf = <V extends string>(shape: Shape<V>) =>
  customType<{ data: V; driverData: string }>({
    dataType: () => "text",
    fromDriver: (stored) => shape.read(stored, "stored"),
  })();

export const meta = sqliteTable("meta", { key: text().primaryKey(), value: text().notNull() });

export const users = sqliteTable("users", {
  n: integer().primaryKey(),
  id: idText().notNull().unique(),
  handle: text().notNull(),
  handle_key: text().notNull().unique(),
  name: text().notNull(),
  role: choiceOf(role).notNull(),
  kind: choiceOf(userKind).notNull(),
  deactivated: integer({ mode: "boolean" }).notNull(),
  rev: integer().notNull(),
  password_hash: text(),
});

/**
 * Pictures of users, here and not in files: so they are stored in one commit with the change that names them, are in every
 * backup, and are overwritten when they are removed. A small table of its own, since each is many pages long.
 */
export const avatars = sqliteTable("avatars", {
  user: integer()
    .primaryKey()
    .references(() => users.n),
  id: idText().notNull().unique(),
  type: choiceOf(choice(...pictureTypes)).notNull(),
  bytes: blob().$type<Uint8Array>().notNull(),
});

export const sessions = sqliteTable(
  "sessions",
  {
    id: idText().primaryKey(),
    user: integer()
      .notNull()
      .references(() => users.n),
    label: text().notNull(),
    created: integer().notNull(),
    expires: integer().notNull(),
  },
  (table) => [index("sessions_user").on(table.user)],
);

export const invites = sqliteTable("invites", {
  id: idText().primaryKey(),
  role: choiceOf(role).notNull(),
  author: integer()
    .notNull()
    .references(() => users.n),
  uses_left: integer().notNull(),
  expires: integer().notNull(),
});

export const recoveries = sqliteTable("recoveries", {
  id: idText().primaryKey(),
  user: integer()
    .notNull()
    .references(() => users.n),
  expires: integer().notNull(),
});

export const channels = sqliteTable("channels", {
  n: integer().primaryKey(),
  id: idText().notNull().unique(),
  kind: choiceOf(channelKind).notNull(),
  name: text().notNull(),
  key: text().notNull().unique(),
  topic: text().notNull(),
  archived: integer({ mode: "boolean" }).notNull(),
  rev: integer().notNull(),
  users: text({ mode: "json" }).$type<number[]>().notNull(),
});

export const memberships = sqliteTable(
  "memberships",
  {
    channel: integer()
      .notNull()
      .references(() => channels.n),
    user: integer()
      .notNull()
      .references(() => users.n),
    role: choiceOf(channelRole).notNull(),
    read: integer().notNull(),
    rev: integer().notNull(),
    gone: integer({ mode: "boolean" }).notNull(),
    notify: choiceOf(notify).notNull().default(notify_default),
  },
  (table) => [
    primaryKey({ columns: [table.channel, table.user] }),
    index("memberships_user").on(table.user),
    index("memberships_rev").on(table.channel, table.rev),
  ],
);

/**
 * Rows are appended in the order of commits; two indexes find them. Measured against a table clustered by channel and
 * seq, this costs half the CPU per stored message when many channels are busy, since fewer pages change per commit.
 * No foreign keys here: the hot path's channel and author come from memory, where only stored ones are.
 */
export const messages = sqliteTable(
  "messages",
  {
    n: integer().primaryKey(),
    channel: integer().notNull(),
    seq: integer().notNull(),
    rev: integer().notNull(),
    author: integer().notNull(),
    command: blob().$type<Uint8Array>().notNull(),
    at: integer().notNull(),
    body: text().notNull(),
    edited: integer(),
    /** 1: deleted, 2: mentions @channel, 4: mentions @here, 8: has attachments. */
    flags: integer().notNull(),
    /** The numbers of the users mentioned, with commas between; null for none. */
    mentions: text(),
  },
  (table) => [
    uniqueIndex("messages_seq").on(table.channel, table.seq),
    uniqueIndex("messages_command").on(table.command, table.author),
    // Only what was changed after it was posted: posting does not touch this index.
    index("messages_changed")
      .on(table.channel, table.rev)
      .where(sql`rev <> seq`),
  ],
);

/**
 * Files of messages, and such that are in none yet. A table of its own, found by channel and seq: a message without them
 * costs no more than a bit in its flags.
 */
export const attachments = sqliteTable(
  "attachments",
  {
    id: idText().primaryKey(),
    user: integer()
      .notNull()
      .references(() => users.n),
    at: integer().notNull(),
    name: text().notNull(),
    type: choiceOf(choice(...pictureTypes)).notNull(),
    bytes: integer().notNull(),
    width: integer().notNull(),
    height: integer().notNull(),
    small: integer({ mode: "boolean" }).notNull(),
    moves: integer({ mode: "boolean" }).notNull().default(false),
    /** The message that it is in, and its place among those of this. */
    channel: integer(),
    seq: integer(),
    place: integer(),
  },
  (table) => [
    index("attachments_message")
      .on(table.channel, table.seq, table.place)
      .where(sql`channel IS NOT NULL`),
    index("attachments_unsent")
      .on(table.user)
      .where(sql`channel IS NULL`),
    index("attachments_user").on(table.user, table.bytes),
  ],
);

/** Who is mentioned where, to count unread mentions. User 0 is everybody in the channel. */
export const mentions = sqliteTable(
  "mentions",
  {
    user: integer().notNull(),
    channel: integer().notNull(),
    seq: integer().notNull(),
    author: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.channel, table.user, table.seq] })],
);

/** The answers of commands that wrote something other than a message. */
export const answers = sqliteTable(
  "answers",
  {
    command: blob().$type<Uint8Array>().notNull(),
    user: integer().notNull(),
    /** Of the command: an id used for another is found by it. */
    name: text().notNull(),
    answer: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.command, table.user] })],
);
