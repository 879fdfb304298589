import type { Database } from "bun:sqlite";
import { and, asc, eq, gt, inArray, sql } from "drizzle-orm";
import type { MembershipOfUser, MembershipRow } from "../rows.ts";
import type { Store } from "../store.ts";
import type { Queries } from "./engine.ts";
import { memberships } from "./schema.ts";

type ChannelQueries = Pick<
  Store,
  "heads" | "memberships" | "membership" | "members" | "memberSet" | "memberCounts" | "companions"
>;

export function channelQueries(client: Database, db: Queries): ChannelQueries {
  // The head is found, not kept: keeping it would add a changed row for every channel of a commit.
  const head = client.prepare<{ rev: number; last: number }, { channel: number }>(`
    SELECT coalesce(m.last, 0) AS last, max(coalesce(m.last, 0), coalesce(m.changed, 0), coalesce(m.member, 0), m.rev) AS rev FROM (
      SELECT rev,
        (SELECT max(seq) FROM messages WHERE channel = $channel) AS last,
        (SELECT max(rev) FROM messages WHERE channel = $channel AND rev <> seq) AS changed,
        (SELECT max(rev) FROM memberships WHERE channel = $channel) AS member
      FROM channels WHERE n = $channel) AS m`);
  const present = eq(memberships.gone, false);
  // By hand: everybody who comes asks for it, and Drizzle's own rows would be most of the garbage of that.
  const ofUser = client.prepare<MembershipOfUser, [number]>(
    "SELECT channel, role, read, notify FROM memberships WHERE user = ? AND NOT gone",
  );
  const ofChannel = db
    .select()
    .from(memberships)
    .where(
      and(eq(memberships.channel, sql.placeholder("channel")), gt(memberships.user, sql.placeholder("after")), present),
    )
    .orderBy(asc(memberships.user))
    .limit(sql.placeholder("limit"))
    .prepare();
  const one = db
    .select()
    .from(memberships)
    .where(
      and(eq(memberships.channel, sql.placeholder("channel")), eq(memberships.user, sql.placeholder("user")), present),
    )
    .prepare();
  const allIn = client.prepare<{ user: number }, [number]>(
    "SELECT user FROM memberships WHERE channel = ? AND NOT gone",
  );
  // Rows come more than once: DISTINCT would cost more than the Set does.
  const companions = client.prepare<{ user: number }, [number]>(`
    SELECT b.user FROM memberships AS a CROSS JOIN memberships AS b ON b.channel = a.channel
    WHERE a.user = ? AND NOT a.gone AND NOT b.gone`);

  return {
    async heads(list) {
      return list.map((channel) => head.get({ channel }) ?? { rev: 0, last: 0 });
    },
    async memberships(user) {
      return ofUser.all(user);
    },
    async membership(channel, user): Promise<MembershipRow | undefined> {
      return one.get({ channel, user });
    },
    async members(channel, after, limit): Promise<MembershipRow[]> {
      return ofChannel.all({ channel, after, limit });
    },
    async memberSet(channel) {
      return new Set(allIn.all(channel).map((row) => row.user));
    },
    async memberCounts(list) {
      const rows = db
        .select({ channel: memberships.channel, count: sql<number>`count(*)` })
        .from(memberships)
        .where(and(inArray(memberships.channel, [...list]), present))
        .groupBy(memberships.channel)
        .all();
      return new Map(rows.map((row) => [row.channel, row.count]));
    },
    async companions(user) {
      return new Set(companions.all(user).map((row) => row.user));
    },
  };
}
