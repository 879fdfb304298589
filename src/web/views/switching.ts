import type { Id } from "../../protocol/id.ts";
import type { Message, User } from "../../protocol/records.ts";
import type { Channel } from "../../sdk/model.ts";
import { callsIn, isWaiting } from "../state/calls.ts";
import { fold, fuzzyMatch } from "../text/fuzzy.ts";

/** What the switcher can go to or do. `texts`: what it may be found by, the first of them shown. */
export type Entry =
  | { readonly type: "channel"; readonly key: string; readonly texts: readonly string[]; readonly channel: Channel }
  | { readonly type: "user"; readonly key: string; readonly texts: readonly string[]; readonly user: User }
  | { readonly type: "join"; readonly key: string; readonly texts: readonly string[]; readonly channel: Id }
  | { readonly type: "action"; readonly key: string; readonly texts: readonly string[]; readonly name: string }
  | { readonly type: "message"; readonly key: string; readonly texts: readonly string[]; readonly message: Message };

export type GroupName = "unread" | "recent" | "channels" | "people" | "join" | "actions" | "messages";

export interface Group {
  readonly name: GroupName;
  readonly entries: readonly Entry[];
}

const shown_max = 8;
const unread_first = 3;
const archived_later = 20;
const later = 15;

/** Everything that fits a query: in each group the best first, and the group with the best first. */
export function search(query: string, groups: readonly Group[]): Group[] {
  return groups
    .map(({ name, entries }) => {
      const found = entries.flatMap((entry) => {
        const score = scoreOf(query, entry);
        return score === undefined ? [] : [{ entry, score }];
      });
      found.sort((a, b) => b.score - a.score);
      return { name, best: found[0]?.score ?? 0, entries: found.slice(0, shown_max).map(({ entry }) => entry) };
    })
    .filter(({ entries }) => entries.length > 0)
    .sort((a, b) => b.best - a.best);
}

/** What one is in comes first, and what is unread before the rest; things to do come after places to go. */
function scoreOf(query: string, entry: Entry): number | undefined {
  let best: number | undefined;
  for (const text of entry.texts) {
    const score = fuzzyMatch(query, text)?.score;
    if (score !== undefined && score > (best ?? Number.NEGATIVE_INFINITY)) best = score;
  }
  if (best === undefined) return undefined;
  if (entry.type === "channel")
    return best + (isWaiting(entry.channel) ? unread_first : 0) - (entry.channel.archived ? archived_later : 0);
  return entry.type === "user" ? best : best - later;
}

/** Without a query: what is unread, what calls first, and what was looked at last. */
export function beforeQuery(channels: readonly Entry[], recent: readonly Id[], current: Id | undefined): Group[] {
  const all = channels.flatMap((entry) =>
    entry.type === "channel" && entry.channel.channel !== current ? [entry] : [],
  );
  const unread = all
    .filter(({ channel }) => isWaiting(channel))
    .toSorted((a, b) => callsIn(b.channel) - callsIn(a.channel));
  const others = recent.flatMap((id) => all.find(({ channel }) => channel.channel === id && !isWaiting(channel)) ?? []);
  return [
    { name: "unread" as const, entries: unread.slice(0, shown_max) },
    { name: "recent" as const, entries: others.slice(0, shown_max) },
  ].filter(({ entries }) => entries.length > 0);
}

/** The line of a message that a query is about: the first in which one of its words is, or else the first of all. */
export function lineFor(query: string, body: string): string {
  const wanted = fold(query).match(/[\p{L}\p{N}]+/gu) ?? [];
  const lines = body.split("\n").filter((line) => line.trim() !== "");
  return lines.find((line) => wanted.some((word) => fold(line).includes(word))) ?? lines[0] ?? "";
}
