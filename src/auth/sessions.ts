import { metrics } from "../metrics.ts";
import type { Id } from "../protocol/id.ts";
import type { SessionRow } from "../store/rows.ts";
import type { Store } from "../store/store.ts";
import type { Tokens } from "./tokens.ts";

/** A session that may act now. `expires` is the earlier of the token's and the row's end; times are milliseconds since 1970. */
export type LiveSession = SessionRow;

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

type Ended = (session: SessionRow) => boolean;

export function makeSessions(
  tokens: Tokens,
  store: Pick<Store, "session">,
  { entries_max, now = Date.now }: { entries_max: number; now?: () => number },
): Sessions {
  /** By hash of the token's bytes. Only what was verified gets in; the least recently used goes first. */
  const live = new Map<string, LiveSession>();
  const flights = new Map<string, Flight>();
  let endings = 0;

  function hit(key: string): LiveSession | undefined {
    const session = live.get(key);
    if (session === undefined) return undefined;
    live.delete(key);
    if (session.expires <= now()) return undefined;
    live.set(key, session);
    metrics.session_hits++;
    return session;
  }

  function remember(key: string, session: LiveSession): void {
    live.set(key, session);
    for (const oldest of live.keys()) {
      if (live.size <= entries_max) break;
      live.delete(oldest);
    }
  }

  async function look(key: string, token: string, ended: readonly Ended[]): Promise<LiveSession | undefined> {
    try {
      const verified = await tokens.verify(token);
      if (verified === undefined) return undefined;
      const row = await store.session(verified.session);
      if (row === undefined || ended.some((matches) => matches(row))) return undefined;
      const session = { ...row, expires: Math.min(row.expires, verified.expires) };
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

  function end(matches: Ended): void {
    endings++;
    for (const [key, session] of live) if (matches(session)) live.delete(key);
    for (const flight of flights.values()) flight.ended.push(matches);
  }

  return {
    async verify(token) {
      const key = keyOf(token);
      return hit(key) ?? (await (flights.get(key) ?? start(key, token)).result);
    },
    peek: (token) => hit(keyOf(token)),
    get endings() {
      return endings;
    },
    get size() {
      return live.size;
    },
    forget: (id) => end((session) => session.id === id),
    forgetUser: (user, except) => end((session) => session.user === user && session.id !== except),
  };
}

function keyOf(token: string): string {
  return Bun.SHA256.hash(token, "base64url");
}
