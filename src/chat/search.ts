import { metrics } from "../metrics.ts";
import { Refusal } from "../protocol/errors.ts";
import type { Id } from "../protocol/id.ts";
import { limits } from "../protocol/limits.ts";
import type { Found } from "../store/store.ts";
import { matches, parseQuery, type Query } from "../store/words.ts";
import type { User } from "./directory.ts";
import { membershipOf } from "./find.ts";
import { fitting } from "./messages.ts";
import { read } from "./row.ts";
import type { Services } from "./services.ts";
import { messageRecord } from "./wire.ts";

const searches_max = 64;
const searches_per_user_max = 4;
const busy_retry_ms = 500;

/** The searches that are under way: they are done one after the other, and whoever asks too many must not keep the rest waiting. */
export class Searches {
  readonly #ofUser = new Map<User, number>();
  #count = 0;

  /** Does a search of the user. Throws busy when too many are under way. */
  async do<T>(user: User, work: () => Promise<T>): Promise<T> {
    const own = this.#ofUser.get(user) ?? 0;
    if (own >= searches_per_user_max)
      throw new Refusal(
        "busy",
        "Other searches of yours are not done yet. Try again after the time given.",
        busy_retry_ms,
      );
    if (this.#count >= searches_max) throw new Refusal("busy", undefined, busy_retry_ms);
    this.#ofUser.set(user, own + 1);
    this.#count++;
    try {
      return await work();
    } finally {
      this.#count--;
      const left = (this.#ofUser.get(user) ?? 1) - 1;
      if (left > 0) this.#ofUser.set(user, left);
      else this.#ofUser.delete(user);
    }
  }
}

interface Searched {
  readonly query: Query;
  readonly found: Found;
}

const nothing: Found = { hits: [], next: undefined };

export const search = read<"message.search", Searched>({
  who: "guest",

  async before(services, command, { user }) {
    const query = parseQuery(command.query);
    if (query.length === 0)
      throw new Refusal("bad_value", "There is no word to search for. Give at least one letter, digit or emoji.");
    const below = command.cursor === undefined ? Infinity : services.cursors.open(user.n, command.cursor);
    if (below === undefined) throw new Refusal("bad_value", "This cursor is of no search of yours. Search without it.");
    const { directory, searches, store } = services;
    const { since, until, limit = limits.page_found_default } = command;
    const author = command.author === undefined ? undefined : directory.users.get(command.author)?.n;
    const isOfNobody = command.author !== undefined && author === undefined;
    const channels = await searchedChannels(services, user, command.channel);
    if (channels.length === 0 || isOfNobody) return { query, found: nothing };
    const found = await searches.do(user, async () => {
      const began = performance.now();
      const looked = await store.search({ query, channels, author, since, until, below, limit });
      metrics.search_seconds.addSince(began);
      return looked;
    });
    return { query, found };
  },

  /** What may be seen is decided here: since the search began, the asker may have left a channel, and a text may have changed. */
  async read(services, { user }, command, { query, found }) {
    const { cursors, directory, store } = services;
    if (command.channel !== undefined) membershipOf(services, user, command.channel);
    const revs = new Map(found.hits.map(({ n, rev }) => [n, rev]));
    const rows = await store.numbered([...revs.keys()]);
    const visible = rows.flatMap((row) => {
      const channel = directory.channelsByN.get(row.channel);
      if (!channel || !user.memberships?.has(channel) || row.deleted) return [];
      return row.rev === revs.get(row.n) || matches(query, row.body) ? [{ ...row, channel }] : [];
    });
    const { kept, more } = fitting(visible, limits.page_found_max);
    const next = more ? kept.at(-1)?.n : found.next;
    return {
      messages: kept.map((row) => messageRecord(directory, row.channel, row)),
      ...(next !== undefined && { cursor: cursors.seal(user.n, next) }),
    };
  },
});

/** The numbers of the asker's channels, or of the one that is named, if it is among them. */
async function searchedChannels({ directory, store }: Services, user: User, named: Id | undefined): Promise<number[]> {
  // They are not kept here: that is done between turns.
  const own = user.memberships
    ? user.memberships.values().map(({ channel }) => channel.n)
    : (await store.memberships(user.n)).map(({ channel }) => channel);
  if (named === undefined) return own;
  const wanted = directory.channels.get(named)?.n;
  return own.filter((n) => n === wanted);
}
