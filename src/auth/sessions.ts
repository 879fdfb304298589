import { metrics } from "../metrics.ts";
import type { Id } from "../protocol/id.ts";
import type { SessionRow } from "../store/rows.ts";
import type { Store } from "../store/store.ts";
import { Recent } from "../recent.ts";
import { token_chars_max, type Tokens } from "./tokens.ts";

/** A session that may act now. `expires` is the earlier of the token's and the row's end; times are milliseconds since 1970. */
export type LiveSession = Pick<SessionRow, "id" | "user" | "expires">;

export interface Sessions {
  /** The session of a token, from memory or else from the store. Rejects with StorageFailed. */
  verify(token: string): Promise<LiveSession | undefined>;
  /** As verify, from memory alone: undefined may mean that the token was not seen of late. */
  peek(token: string): LiveSession | undefined;
  /** Counts what was ended: who remembers it and finds it the same knows that no session ended meanwhile. */
  readonly endings: number;
  /** How many are in memory. */
  readonly size: number;
  /** Ends a session at once, also for a verification under way. */
  forget(session: Id): void;
  /** Ends all sessions of a user at once, but one if it is named. */
  forgetUser(user: number, except?: Id): void;
}

interface Flight {
  readonly result: Promise<LiveSession | undefined>;
  /** What was ended since it began, and its row may have been read before. */
  readonly ended: Ended[];
}

type Ended = (session: LiveSession) => boolean;

export function makeSessions(
  tokens: Tokens,
  store: Pick<Store, "session">,
  { entries_max, now = Date.now }: { entries_max: number; now?: () => number },
): Sessions {
  /** By hash of the token's bytes. Only what was verified gets in; the least recently used goes first. */
  const live = new Recent<string, LiveSession>(entries_max);
  /** Where a session stands in `live`: of several tokens that is the one verified last. */
  const keys = new Map<Id, string>();
  const flights = new Map<string, Flight>();
  let endings = 0;

  function hit(key: string): LiveSession | undefined {
    const session = live.get(key);
    if (session === undefined) return undefined;
    if (session.expires <= now()) {
      drop(session.id);
      return undefined;
    }
    metrics.session_hits++;
    return session;
  }

  function remember(key: string, session: LiveSession): void {
    drop(session.id);
    keys.set(session.id, key);
    const pushedOut = live.add(key, session);
    if (pushedOut) keys.delete(pushedOut.id);
  }

  function drop(id: Id): void {
    const key = keys.get(id);
    if (key === undefined) return;
    keys.delete(id);
    live.delete(key);
  }

  async function look(key: string, token: string, ended: readonly Ended[]): Promise<LiveSession | undefined> {
    try {
      const verified = await tokens.verify(token);
      if (verified === undefined) return undefined;
      const row = await store.session(verified.session);
      if (row === undefined || ended.some((matches) => matches(row))) return undefined;
      const session = { id: row.id, user: row.user, expires: Math.min(row.expires, verified.expires) };
      if (session.expires <= now()) return undefined;
      remember(key, session);
      return session;
    } finally {
      flights.delete(key);
    }
  }

  function start(key: string, token: string): Flight {
    metrics.session_misses++;
    const ended: Ended[] = [];
    const flight = { ended, result: look(key, token, ended) };
    flights.set(key, flight);
    return flight;
  }

  /** For what is being verified; what was verified is dropped by the caller. */
  function end(matches: Ended): void {
    endings++;
    for (const flight of flights.values()) flight.ended.push(matches);
  }

  return {
    async verify(token) {
      if (token.length > token_chars_max) return undefined;
      const key = keyOf(token);
      return hit(key) ?? (await (flights.get(key) ?? start(key, token)).result);
    },
    peek: (token) => (token.length > token_chars_max ? undefined : hit(keyOf(token))),
    get endings() {
      return endings;
    },
    get size() {
      return keys.size;
    },
    forget(id) {
      drop(id);
      end((session) => session.id === id);
    },
    forgetUser(user, except) {
      const matches: Ended = (session) => session.user === user && session.id !== except;
      for (const session of live) if (matches(session)) drop(session.id);
      end(matches);
    },
  };
}

function keyOf(token: string): string {
  return Bun.SHA256.hash(token, "base64url");
}
