import { limits } from "../protocol/limits.ts";
import type { Id } from "../protocol/id.ts";
import type { Sync } from "./sync.ts";

/** Asks for users as they are needed: those that are named in one turn together, and each once. */
export class People {
  readonly #sync: Sync;
  /** Asked for; whom the answer leaves out cannot be seen, and is not asked for again. */
  readonly #asked = new Set<Id>();
  #wanted: Id[] = [];

  constructor(sync: Sync) {
    this.#sync = sync;
  }

  need(id: Id): void {
    if (this.#asked.has(id) || this.#sync.model.users.has(id)) return;
    this.#asked.add(id);
    this.#wanted.push(id);
    if (this.#wanted.length === 1) queueMicrotask(() => this.#fetch());
  }

  /** What could not be seen before can perhaps be seen now. */
  forget(): void {
    this.#asked.clear();
  }

  #fetch(): void {
    const ids = this.#wanted;
    this.#wanted = [];
    for (let i = 0; i < ids.length; i += limits.users_per_command_max) {
      const users = ids.slice(i, i + limits.users_per_command_max);
      const failed = () => {
        for (const user of users) this.#asked.delete(user);
      };
      this.#sync.outbox
        .ask("user.get", { users }, (answer) => {
          for (const user of answer.users) this.#sync.model.users.set(user.id, user);
          this.#sync.changes.users = true;
        })
        .catch(failed);
    }
  }
}
