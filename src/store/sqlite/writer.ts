import type { Database } from "bun:sqlite";
import { and, eq, inArray, lt, ne, sql } from "drizzle-orm";
import { idToBytes } from "../../protocol/id.ts";
import type { Write } from "../write.ts";
import type { Queries } from "./engine.ts";
import * as table from "./schema.ts";

/** Flags of a stored message. */
export const flag = { deleted: 1, channel: 2, here: 4, attachments: 8 } as const;

/** Where `meta` has what is known of the workspace. */
export const workspaceKeys = { name: "workspace_name", accent: "workspace_accent" } as const;

/** The users that a stored message names, by their numbers. */
export function mentionedIn(stored: string | null): number[] {
  return stored === null ? [] : stored.split(",").map(Number);
}

/** A message as it was before an edit or a deletion. */
export interface Outdated {
  readonly n: number;
  readonly rev: number;
  readonly body: string;
}
interface Named extends Outdated {
  flags: number;
  mentions: string | null;
}

/** Applies one write inside the transaction that the caller has begun, having said which message it changes. */
export function writer(client: Database, db: Queries, changes: (outdated: Outdated) => void): (write: Write) => void {
  // The statement of the hot path, by hand: everything else goes through Drizzle, and is prepared when it is written often.
  const post = client.prepare(
    "INSERT INTO messages (channel, seq, rev, author, command, at, body, edited, flags, mentions) VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?, ?)",
  );
  const { attachments, avatars, meta, messages, mentions, channels, memberships, users, sessions, invites } = table;
  const { recoveries, answers } = table;
  const given = sql.placeholder;
  const mention = db
    .insert(mentions)
    .values({ user: given("user"), channel: given("channel"), seq: given("seq"), author: given("author") })
    .prepare();
  // By whole keys: by channel and seq alone all mentions in the channel would be read.
  const named = client.prepare<Named, [number, number]>(
    "SELECT n, rev, body, flags, mentions FROM messages WHERE channel = ? AND seq = ?",
  );
  const unmention = client.prepare("DELETE FROM mentions WHERE channel = ? AND user = ? AND seq = ?");
  const attach = client.prepare("UPDATE attachments SET channel = ?, seq = ?, place = ? WHERE id = ?");
  const detach = client.prepare("DELETE FROM attachments WHERE channel = ? AND seq = ?");
  const member = db
    .insert(memberships)
    .values({
      channel: given("channel"),
      user: given("user"),
      role: given("role"),
      rev: given("rev"),
      gone: given("gone"),
      read: given("read"),
    })
    .onConflictDoUpdate({
      target: [memberships.channel, memberships.user],
      set: {
        role: sql`excluded.role`,
        rev: sql`excluded.rev`,
        gone: sql`excluded.gone`,
        read: sql`excluded.read`,
      },
    })
    .prepare();
  const read = db
    .update(memberships)
    .set({ read: sql`${given("seq")}` })
    .where(and(eq(memberships.channel, given("channel")), eq(memberships.user, given("user"))))
    .prepare();
  const answered = db
    .insert(answers)
    .values({ command: given("command"), user: given("user"), name: given("name"), answer: given("answer") })
    .prepare();
  const at = (write: { channel: number; seq: number }) =>
    and(eq(messages.channel, write.channel), eq(messages.seq, write.seq));
  const willChange = ({ channel, seq }: { channel: number; seq: number }): Named | undefined => {
    const before = named.get(channel, seq) ?? undefined;
    if (before) changes({ n: before.n, rev: before.rev, body: before.body });
    return before;
  };

  return (write) => {
    switch (write.type) {
      case "message.posted": {
        const { channel, seq, author } = write;
        const flags =
          (write.everyone ? flag[write.everyone] : 0) | (write.attachments.length > 0 ? flag.attachments : 0);
        const mentioned = write.mentions.length > 0 ? write.mentions.join(",") : null;
        post.run(channel, seq, seq, author, idToBytes(write.command), write.at, write.body, flags, mentioned);
        for (const user of write.mentions) mention.run({ user, channel, seq, author });
        if (write.everyone) mention.run({ user: 0, channel, seq, author });
        for (const [place, id] of write.attachments.entries()) attach.run(channel, seq, place, id);
        return;
      }
      case "message.edited":
        willChange(write);
        db.update(messages).set({ rev: write.rev, body: write.body, edited: write.edited }).where(at(write)).run();
        return;
      case "message.deleted": {
        const { channel, seq } = write;
        const { flags, mentions: mentioned } = willChange(write) ?? { flags: 0, mentions: null };
        db.update(messages)
          .set({ rev: write.rev, body: "", flags: (flags & ~flag.attachments) | flag.deleted })
          .where(at(write))
          .run();
        for (const user of [0, ...mentionedIn(mentioned)]) unmention.run(channel, user, seq);
        if ((flags & flag.attachments) !== 0) detach.run(channel, seq);
        return;
      }
      case "attachment.added":
        db.insert(attachments).values(write.attachment).run();
        return;
      case "attachments.removed":
        db.delete(attachments)
          .where(inArray(attachments.id, [...write.attachments]))
          .run();
        return;
      case "channel.created":
        db.insert(channels)
          .values({ ...write.channel, users: [...write.channel.users] })
          .run();
        return;
      case "channel.changed": {
        const { n, name, key, topic, archived, rev } = write.channel;
        db.update(channels).set({ name, key, topic, archived, rev }).where(eq(channels.n, n)).run();
        return;
      }
      case "member.set": {
        const { channel, user, role, rev, gone } = write;
        member.run({ channel, user, role, rev, gone, read: write.read });
        return;
      }
      case "read.set":
        read.run({ channel: write.channel, user: write.user, seq: write.seq });
        return;
      case "user.created":
        db.insert(users)
          .values({ ...write.user, password_hash: write.password_hash ?? null })
          .run();
        return;
      case "user.changed": {
        const { n, name, role, deactivated, rev } = write.user;
        db.update(users).set({ name, role, deactivated, rev }).where(eq(users.n, n)).run();
        return;
      }
      case "avatar.set": {
        const { id, type, bytes } = write.avatar;
        db.insert(avatars)
          .values(write.avatar)
          .onConflictDoUpdate({ target: avatars.user, set: { id, type, bytes } })
          .run();
        return;
      }
      case "avatar.removed":
        db.delete(avatars).where(eq(avatars.user, write.user)).run();
        return;
      case "workspace.changed": {
        const { name, accent } = write.workspace;
        for (const [key, value] of [
          [workspaceKeys.name, name],
          [workspaceKeys.accent, accent],
        ] as const)
          if (value !== undefined)
            db.insert(meta).values({ key, value }).onConflictDoUpdate({ target: meta.key, set: { value } }).run();
        return;
      }
      case "password.set":
        db.update(users).set({ password_hash: write.password_hash }).where(eq(users.n, write.user)).run();
        return;
      case "session.created":
        db.insert(sessions).values(write.session).run();
        return;
      case "session.removed":
        db.delete(sessions).where(eq(sessions.id, write.session)).run();
        return;
      case "sessions.removed":
        db.delete(sessions)
          .where(and(eq(sessions.user, write.user), write.except ? ne(sessions.id, write.except) : undefined))
          .run();
        return;
      case "invite.created":
        db.insert(invites).values(write.invite).run();
        return;
      case "invite.used":
        db.update(invites).set({ uses_left: write.uses_left }).where(eq(invites.id, write.invite)).run();
        return;
      case "invite.removed":
        db.delete(invites).where(eq(invites.id, write.invite)).run();
        return;
      case "recovery.created":
        db.insert(recoveries).values(write.recovery).run();
        return;
      case "recoveries.removed":
        db.delete(recoveries).where(eq(recoveries.user, write.user)).run();
        return;
      case "expired.removed":
        for (const ending of [sessions, invites, recoveries])
          db.delete(ending).where(lt(ending.expires, write.before)).run();
        return;
      case "command.answered":
        answered.run({
          command: idToBytes(write.command),
          user: write.user,
          name: write.name,
          answer: write.answer,
        });
        return;
    }
  };
}
