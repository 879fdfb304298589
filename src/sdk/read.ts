import type { Id } from "../protocol/id.ts";
import { sdkLimits } from "./limits.ts";
import type { Sync } from "./sync.ts";

/** Tells the server what was read: at once, and then not more often than once in a while, since messages come in bursts. */
export class Reads {
  readonly #sync: Sync;
  readonly #marked = new Map<Id, number>();
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(sync: Sync) {
    this.#sync = sync;
  }

  mark(id: Id): void {
    const channel = this.#sync.model.channels.get(id);
    if (!channel || channel.last <= channel.read) return;
    this.#marked.set(id, channel.last);
    if (this.#pause === undefined) this.#tell();
  }

  /** The message and what came after it count as unread again. Rejects with a CommandError. */
  async unmark(id: Id, seq: number): Promise<void> {
    this.#marked.delete(id);
    await this.#sync.outbox.ask("read.set", { channel: id, seq: seq - 1 });
  }

  stop(): void {
    clearTimeout(this.#pause);
  }

  #tell(): void {
    this.#pause = undefined;
    if (this.#marked.size === 0) return;
    // What fails is said again with the next message that is read.
    for (const [channel, seq] of this.#marked)
      this.#sync.outbox.ask("read.set", { channel, seq }).catch(() => undefined);
    this.#pause = setTimeout(() => this.#tell(), sdkLimits.read_repeat_ms);
    this.#marked.clear();
  }
}
