import type { LiveSession } from "../auth/sessions.ts";
import type { CloseName } from "../protocol/errors.ts";
import type { Event } from "../protocol/events.ts";
import type { Id } from "../protocol/id.ts";
import type { Summary } from "../protocol/records.ts";
import type { MessageRow } from "../store/rows.ts";
import type { Write } from "../store/write.ts";
import type { Channel, User } from "./directory.ts";

/** What is to be told to whom once a turn is stored, in this order. */
export type Told =
  | { to: "channel"; channel: Channel; event: Event }
  /** To everybody in the workspace but guests. */
  | { to: "workspace"; event: Event }
  | { to: "user"; user: User; event: Event }
  /** From here on the user's sockets hear the channel. */
  | { to: "joined"; user: User; channel: Channel; summary: Summary }
  /** From here on they do not. */
  | { to: "left"; user: User; channel: Channel }
  | { to: "watchers"; channel: Channel; event: Event }
  /** Ends sockets: of a user, or of one session; `except` names a session that stays. */
  | { to: "close"; user: User; session?: Id; except?: Id; close: CloseName };

/** A Map, or what can be changed like one. */
interface Table<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
  delete(key: K): unknown;
}

/** Who hears what is told: the server's sockets. */
export interface Audience {
  tell(told: readonly Told[]): void;
  /** Whether a socket of anybody watches the channel. */
  isWatched(channel: Channel): boolean;
  isHere(user: User): boolean;
  /** Puts what was answered since the last call on the sockets. */
  flush(): void;
}

/**
 * One turn of the event loop: what its commands write and tell. Memory is changed while they are decided, so that a
 * later command of the turn sees an earlier one; `undo` takes all of that back when the commit fails.
 */
export class Turn {
  readonly writes: Write[] = [];
  readonly told: Told[] = [];
  /** Messages that were edited or deleted in this turn, as they are now: the store does not know it yet. */
  readonly changed = new Map<string, MessageRow>();
  readonly now: number;
  #toldFirst = 0;
  readonly #undo: (() => void)[] = [];
  readonly #after: (() => void)[] = [];
  readonly #ended: ((session: LiveSession) => boolean)[] = [];
  readonly #touched = new Set<Channel>();

  constructor(now: number) {
    this.now = now;
  }

  /** Has this told before all that is told in another way: it says how things were before the turn. */
  tellFirst(told: Told): void {
    this.told.splice(this.#toldFirst++, 0, told);
  }

  /** The next rev of the channel, taken. */
  rev(channel: Channel): number {
    if (channel.rev === -1) throw new Error(`the head of channel ${channel.n} must be loaded first`);
    if (!this.#touched.has(channel)) {
      this.#touched.add(channel);
      const { rev, last } = channel;
      this.onUndo(() => {
        channel.rev = rev;
        channel.last = last;
      });
    }
    return ++channel.rev;
  }

  set<T, K extends keyof T>(target: T, key: K, value: T[K]): void {
    const old = target[key];
    this.onUndo(() => {
      target[key] = old;
    });
    target[key] = value;
  }

  put<K, V>(target: Table<K, V>, key: K, value: V): void {
    const old = target.get(key);
    this.onUndo(() => {
      if (old === undefined) target.delete(key);
      else target.set(key, old);
    });
    target.set(key, value);
  }

  drop<K, V>(target: Table<K, V>, key: K): void {
    const old = target.get(key);
    if (old === undefined) return;
    this.onUndo(() => {
      target.set(key, old);
    });
    target.delete(key);
  }

  onUndo(undo: () => void): void {
    this.#undo.push(undo);
  }

  /** To be done as soon as the turn is stored, before anybody is told. */
  after(action: () => void): void {
    this.#after.push(action);
  }

  /** The sessions that match are over: what they sent after this in the turn is not done. */
  endSessions(matches: (session: LiveSession) => boolean): void {
    this.#ended.push(matches);
  }

  hasEnded(session: LiveSession): boolean {
    return this.#ended.some((matches) => matches(session));
  }

  get size(): number {
    return this.writes.length + this.told.length + this.#undo.length + this.#after.length;
  }

  undo(): void {
    for (let undo = this.#undo.pop(); undo; undo = this.#undo.pop()) undo();
  }

  stored(): void {
    for (const action of this.#after) action();
  }
}
