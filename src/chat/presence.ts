import type { Presence } from "../protocol/records.ts";
import type { Channel, User } from "./directory.ts";
import type { Audience, Told } from "./turn.ts";

/** How long a user without a socket is still shown as there: a reconnect does not flicker. */
const offline_after_ms = 5000;

/** How a user is here: with so many sockets in each state. */
export interface Here {
  online: number;
  away: number;
  state: Presence;
  /** When to be shown as offline, for a user without sockets. */
  leaves_at: number | undefined;
}

/**
 * Who is here, and who types. In memory alone; changes are gathered and told once a turn, to those who watch a channel
 * that they share.
 */
export class Presences {
  /** Those without a socket who are still shown as here. */
  readonly #leaving = new Set<User>();
  readonly #changed = new Set<User>();
  readonly #typing = new Map<Channel, Set<User>>();
  readonly #wake: () => void;

  /** `wake` asks for a turn, in which the changes are taken. */
  constructor(wake: () => void) {
    this.#wake = wake;
  }

  state(user: User): Presence {
    return user.here?.state ?? "offline";
  }

  /** One of the user's sockets went from one state to another; sockets begin and end offline. Needs loaded memberships. */
  moved(user: User, from: Presence, to: Presence, now: number): void {
    const here = (user.here ??= { online: 0, away: 0, state: "offline", leaves_at: undefined });
    if (from !== "offline") here[from]--;
    if (to !== "offline") here[to]++;
    const gone = here.online + here.away === 0;
    here.leaves_at = gone ? now + offline_after_ms : undefined;
    if (gone) this.#leaving.add(user);
    else {
      this.#leaving.delete(user);
      this.#become(user, here, here.online > 0 ? "online" : "away");
    }
  }

  /** Shows those as offline whose time has come. */
  sweep(now: number): void {
    for (const user of this.#leaving) {
      if (!user.here || (user.here.leaves_at ?? 0) > now) continue;
      this.#become(user, user.here, "offline");
      user.here = undefined;
      this.#leaving.delete(user);
    }
  }

  entered(user: User, channel: Channel): void {
    const state = this.state(user);
    if (state === "offline") return;
    comes(user, channel);
    this.#changed.add(user);
    this.#wake();
  }

  left(user: User, channel: Channel): void {
    goes(user, channel);
    this.#typing.get(channel)?.delete(user);
  }

  typing(user: User, channel: Channel): void {
    const users = this.#typing.get(channel) ?? new Set();
    this.#typing.set(channel, users.add(user));
    this.#wake();
  }

  /** Whether there is something to be told. */
  get isChanged(): boolean {
    return this.#changed.size + this.#typing.size > 0;
  }

  /** What is to be told of all that changed since the last call. */
  take(audience: Audience): Told[] {
    const told: Told[] = [];
    for (const user of this.#changed) {
      const state = this.state(user);
      for (const channel of user.memberships?.keys() ?? []) {
        if (!audience.isWatched(channel)) continue;
        told.push({ to: "watchers", channel, event: { event: "presence", channel: channel.id, user: user.id, state } });
      }
    }
    for (const [channel, users] of this.#typing) {
      for (const user of users)
        told.push({ to: "watchers", channel, event: { event: "typing", channel: channel.id, user: user.id } });
    }
    this.#changed.clear();
    this.#typing.clear();
    return told;
  }

  #become(user: User, here: Here, state: Presence): void {
    if (here.state === state) return;
    here.state = state;
    for (const channel of user.memberships?.keys() ?? []) {
      if (state === "offline") goes(user, channel);
      else comes(user, channel);
    }
    this.#changed.add(user);
    this.#wake();
  }
}

function comes(user: User, { present }: Channel): void {
  if (!present.includes(user)) present.push(user);
}

function goes(user: User, { present }: Channel): void {
  const at = present.indexOf(user);
  if (at !== -1) present.splice(at, 1);
}
