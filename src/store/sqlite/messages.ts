import type { Database } from "bun:sqlite";
import { and, eq, gt } from "drizzle-orm";
import { idFromBytes, idToBytes } from "../../protocol/id.ts";
import type { AttachmentRow, MembershipRow, MessageRow } from "../rows.ts";
import type { Store } from "../store.ts";
import type { Queries } from "./engine.ts";
import { answers, memberships } from "./schema.ts";
import { flag, mentionedIn } from "./writer.ts";

interface MessageQueries extends Pick<
  Store,
  "message" | "before" | "after" | "seqSince" | "changes" | "unread" | "answer" | "numbered"
> {
  /** The number of the newest message of all channels; 0 when there is none. */
  newest(): number;
}

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
interface Unread extends Record<string, number> {
  channel: number;
  user: number;
  read: number;
  limit: number;
  scanned: number;
}
const scanned_per_hit = 10;
const columns = "seq, rev, author, command, at, body, edited, flags, mentions";

/** The statements of history are by hand: a page of 50 is the most common query there is. */
export function messageQueries(
  client: Database,
  db: Queries,
  attachedTo: (channel: number, seq: number) => AttachmentRow[],
): MessageQueries {
  const select = (rest: string) => client.prepare<Stored, number[]>(`SELECT ${columns} FROM messages ${rest}`);
  const at = select("WHERE channel = ? AND seq = ?");
  const below = select("WHERE channel = ? AND seq < ? ORDER BY seq DESC LIMIT ?");
  const above = select("WHERE channel = ? AND seq > ? ORDER BY seq LIMIT ?");
  const last = client.prepare<{ seq: number }, [number]>(
    "SELECT seq FROM messages WHERE channel = ? ORDER BY seq DESC LIMIT 1",
  );
  const next = client.prepare<{ seq: number; at: number }, [number, number]>(
    "SELECT seq, at FROM messages WHERE channel = ? AND seq >= ? ORDER BY seq LIMIT 1",
  );
  const changed = select("WHERE channel = ? AND rev > ? AND rev <> seq AND seq <= ? ORDER BY rev LIMIT ?");
  const messageRow = (channel: number, { command, edited, flags, mentions, ...rest }: Stored): MessageRow => ({
    ...rest,
    command: idFromBytes(command),
    edited: edited ?? undefined,
    deleted: (flags & flag.deleted) !== 0,
    everyone: flags & flag.channel ? "channel" : flags & flag.here ? "here" : undefined,
    mentions: mentionedIn(mentions),
    attachments: flags & flag.attachments ? attachedTo(channel, rest.seq) : [],
  });
  const rows = (statement: typeof at, ...parameters: [channel: number, ...number[]]): MessageRow[] =>
    statement.all(...parameters).map((stored) => messageRow(parameters[0], stored));

  // LIMIT counts hits: the inner one bounds what is read of those who write much and read nothing.
  const unread = client.prepare<{ count: number }, Unread>(`
    SELECT count(*) AS count FROM (
      SELECT 1 FROM (
        SELECT author, flags FROM messages WHERE channel = $channel AND seq > $read ORDER BY seq DESC LIMIT $scanned)
      WHERE author <> $user AND NOT flags & ${flag.deleted} LIMIT $limit)`);
  const mentionsOf = (user: string) =>
    `SELECT seq, author, user FROM mentions WHERE channel = $channel AND user = ${user} AND seq > $read ORDER BY seq DESC LIMIT $scanned`;
  const mentioned = client.prepare<{ count: number }, Unread>(`
    SELECT count(*) AS count FROM (
      SELECT 1 FROM (SELECT * FROM (${mentionsOf("$user")}) UNION ALL SELECT * FROM (${mentionsOf("0")})) AS m
      WHERE author <> $user AND NOT (user = 0 AND EXISTS (
        SELECT 1 FROM mentions WHERE channel = $channel AND user = $user AND seq = m.seq)) LIMIT $limit)`);
  const numbered = client.prepare<Stored & { n: number; channel: number }, [number]>(
    `SELECT n, channel, ${columns} FROM messages WHERE n = ?`,
  );
  const newest = client.prepare<{ n: number }, []>("SELECT coalesce(max(n), 0) AS n FROM messages");
  const ofCommand = client.prepare<{ seq: number; at: number }, [Uint8Array, number]>(
    "SELECT seq, at FROM messages WHERE command = ? AND author = ?",
  );

  return {
    newest: () => newest.get()?.n ?? 0,
    async message(channel, seq) {
      return rows(at, channel, seq)[0];
    },
    async before(channel, seq, limit) {
      return rows(below, channel, seq, limit).reverse();
    },
    async after(channel, seq, limit) {
      return rows(above, channel, seq, limit);
    },
    // Time grows with seq: halving the channel some twenty times spares an index that every message would have to be put in.
    async seqSince(channel, since) {
      let low = 1;
      let high = (last.get(channel)?.seq ?? 0) + 1;
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        const found = next.get(channel, middle);
        if (found && found.at < since) low = found.seq + 1;
        else high = middle;
      }
      return next.get(channel, low)?.seq;
    },
    async changes(channel, rev, limit) {
      const posted = rows(above, channel, rev, limit + 1);
      // Those are passed over below, when they were changed as well: too many are not to be read twice.
      if (posted.length > limit) return undefined;
      const members: MembershipRow[] = db
        .select()
        .from(memberships)
        .where(and(eq(memberships.channel, channel), gt(memberships.rev, rev)))
        .limit(limit + 1)
        .all();
      const messages = [...posted, ...rows(changed, channel, rev, rev, limit + 1)];
      if (messages.length + members.length > limit) return undefined;
      return { messages, members };
    },
    async unread(channel, user, read, limit) {
      const asked = { channel, user, read, limit, scanned: limit * scanned_per_hit };
      const count = unread.get(asked)?.count ?? 0;
      // Who has nothing unread has no unread mentions: most channels need no second query.
      const mentions = count === 0 ? 0 : (mentioned.get(asked)?.count ?? 0);
      return { unread: count, mentions: Math.min(mentions, count) };
    },
    async numbered(numbers) {
      return numbers.flatMap((n) => {
        const found = numbered.get(n);
        return found ? [{ ...messageRow(found.channel, found), n, channel: found.channel }] : [];
      });
    },
    async answer(user, command) {
      const bytes = idToBytes(command);
      const message = ofCommand.get(bytes, user);
      if (message) return { did: "message.send", answer: JSON.stringify(message) };
      return db
        .select({ did: answers.name, answer: answers.answer })
        .from(answers)
        .where(and(eq(answers.command, bytes), eq(answers.user, user)))
        .get();
    },
  };
}
