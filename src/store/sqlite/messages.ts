import type { Database } from "bun:sqlite";
import { and, eq, gt, sql } from "drizzle-orm";
import { idFromBytes, idToBytes } from "../../protocol/id.ts";
import type { MembershipRow, MessageRow } from "../rows.ts";
import type { Store } from "../store.ts";
import type { Queries } from "./engine.ts";
import { answers, memberships } from "./schema.ts";
import { flag } from "./writer.ts";

type MessageQueries = Pick<Store, "message" | "before" | "after" | "changes" | "unread" | "answer">;

interface Stored {
  seq: number;
  rev: number;
  author: number;
  command: Uint8Array;
  at: number;
  body: string;
  edited: number | null;
  flags: number;
  mentions: string | null;
}
const columns = "seq, rev, author, command, at, body, edited, flags, mentions";

/** The statements of history are by hand: a page of 50 is the most common query there is. */
export function messageQueries(client: Database, db: Queries): MessageQueries {
  const select = (rest: string) => client.prepare<Stored, number[]>(`SELECT ${columns} FROM messages ${rest}`);
  const at = select("WHERE channel = ? AND seq = ?");
  const below = select("WHERE channel = ? AND seq < ? ORDER BY seq DESC LIMIT ?");
  const above = select("WHERE channel = ? AND seq > ? ORDER BY seq LIMIT ?");
  const changed = select("WHERE channel = ? AND rev > ? AND rev <> seq AND seq <= ? ORDER BY rev LIMIT ?");
  const rows = (statement: typeof at, ...parameters: number[]): MessageRow[] =>
    statement.all(...parameters).map(messageRow);

  const unread = client.prepare<{ count: number }, number[]>(
    `SELECT count(*) AS count FROM (SELECT 1 FROM messages WHERE channel = ? AND seq > ? AND author <> ? AND NOT flags & ${flag.deleted} LIMIT ?)`,
  );
  const mentioned = client.prepare<{ count: number }, number[]>(
    "SELECT count(*) AS count FROM (SELECT DISTINCT seq FROM mentions WHERE channel = ? AND user IN (0, ?) AND seq > ? AND author <> ? LIMIT ?)",
  );
  const posted = client.prepare<{ seq: number; at: number }, [Uint8Array, number]>(
    "SELECT seq, at FROM messages WHERE command = ? AND author = ?",
  );

  return {
    async message(channel, seq) {
      return rows(at, channel, seq)[0];
    },
    async before(channel, seq, limit) {
      return rows(below, channel, seq, limit).reverse();
    },
    async after(channel, seq, limit) {
      return rows(above, channel, seq, limit);
    },
    async changes(channel, rev, limit) {
      const members: MembershipRow[] = db
        .select()
        .from(memberships)
        .where(and(eq(memberships.channel, channel), gt(memberships.rev, rev)))
        .limit(limit + 1)
        .all();
      const messages = [...rows(above, channel, rev, limit + 1), ...rows(changed, channel, rev, rev, limit + 1)];
      if (messages.length + members.length > limit) return undefined;
      return { messages, members };
    },
    async unread(channel, user, read, limit) {
      const count = unread.get(channel, read, user, limit)?.count ?? 0;
      // Who has nothing unread has no unread mentions: most channels need no second query.
      const mentions = count === 0 ? 0 : (mentioned.get(channel, user, read, user, limit)?.count ?? 0);
      return { unread: count, mentions };
    },
    async answer(user, command) {
      const bytes = idToBytes(command);
      const message = posted.get(bytes, user);
      if (message) return JSON.stringify(message);
      const found = db
        .select()
        .from(answers)
        .where(and(eq(answers.command, bytes), eq(answers.user, sql.placeholder("user"))))
        .get({ user });
      return found?.answer;
    },
  };
}

function messageRow({ command, edited, flags, mentions, ...rest }: Stored): MessageRow {
  return {
    ...rest,
    command: idFromBytes(command),
    edited: edited ?? undefined,
    deleted: (flags & flag.deleted) !== 0,
    everyone: flags & flag.channel ? "channel" : flags & flag.here ? "here" : undefined,
    mentions: mentions === null ? [] : mentions.split(",").map(Number),
  };
}
