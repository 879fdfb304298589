import { limits } from "../protocol/limits.ts";
import type { Event } from "../protocol/events.ts";
import type { Id } from "../protocol/id.ts";
import type { Sync } from "./sync.ts";

/** Asks for users as they are needed: those that are named in one turn, or while others are asked for, together, and each once. */
export class People {
  readonly #sync: Sync;
  /** Asked for; whom the answer leaves out cannot be seen, and is not asked for again. */
  readonly #asked = new Set<Id>();
  readonly #wanted = new Set<Id>();
  #isAsking = false;

  constructor(sync: Sync) {
    this.#sync = sync;
  }

  need(id: Id): void {
    if (this.#asked.has(id) || this.#sync.model.users.has(id)) return;
    this.#asked.add(id);
    this.#want(id);
  }

  /** After a reconnect: what could not be seen before can perhaps be seen now. */
  again(): void {
    this.#asked.clear();
    this.#refresh(this.#sync.model.users.keys());
  }

  /** A guest is told of changes to those it shares a channel with: whom it comes to share one with may have changed before. */
  met(events: readonly Event[]): void {
    for (const event of events) {
      if (event.event === "joined") this.#refresh(this.#sync.model.users.keys());
      else if (event.event === "member" && !event.gone) this.#refresh([event.user]);
    }
  }

  #refresh(users: Iterable<Id>): void {
    const { me, users: known } = this.#sync.model;
    if (me === undefined || known.get(me)?.role !== "guest") return;
    for (const user of users) if (known.has(user)) this.#want(user);
  }

  #want(id: Id): void {
    this.#wanted.add(id);
    if (this.#wanted.size === 1) queueMicrotask(() => this.#fetch());
  }

  /** One command at a time: thousands of users at once would keep all else waiting behind them. Who is needed now, comes first. */
  #fetch(): void {
    if (this.#isAsking || this.#wanted.size === 0) return;
    const users = [...this.#wanted].slice(-limits.users_per_command_max);
    for (const user of users) this.#wanted.delete(user);
    this.#isAsking = true;
    this.#sync.outbox
      .ask("user.get", { users }, (answer) => {
        for (const user of answer.users) this.#sync.model.users.set(user.id, user);
        this.#sync.changes.users = true;
      })
      .catch(() => {
        for (const user of users) this.#asked.delete(user);
      })
      .finally(() => {
        this.#isAsking = false;
        this.#fetch();
      });
  }
}
