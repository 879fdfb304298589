import type { Id } from "../../src/protocol/id.ts";
import type { Person } from "./person.ts";

interface Posted {
  readonly id: unknown;
  readonly seq: number;
}

/** One frame with messages, which every member must get as the first one got it. */
interface Frame {
  readonly bytes: Buffer;
  /** When each of its messages was sent. */
  readonly sent: readonly number[];
  /** The seq of the last of them. */
  readonly last: number;
}

/** What is said in one channel. Comparing bytes proves for each member that nothing was lost, doubled or moved. */
export class Channel {
  /** How many came. */
  messages = 0;
  readonly #frames: Frame[] = [];
  /** How many of the frames each member has. */
  readonly #seen = new Map<Person, number>();
  /** When what was sent and has not come back was sent. */
  readonly #pending = new Map<unknown, number>();
  #last: number | undefined;

  constructor(readonly id: Id) {}

  enter(member: Person): void {
    this.#seen.set(member, 0);
  }

  sent(id: Id, at: number): void {
    this.#pending.set(id, at);
  }

  /** The frame that came to a member; undefined when it is not the one that the others got. */
  take(member: Person, bytes: Buffer, from: number, to: number): Frame | undefined {
    const seen = this.#seen.get(member) ?? 0;
    const frame = this.#frames[seen] ?? this.#read(Buffer.from(bytes.subarray(from, to)));
    this.#seen.set(member, seen + 1);
    return frame?.bytes.compare(bytes, from, to) === 0 ? frame : undefined;
  }

  /** Whether everything that was sent is with everybody. */
  get isSettled(): boolean {
    if (this.#pending.size > 0) return false;
    for (const seen of this.#seen.values()) if (seen !== this.#frames.length) return false;
    return true;
  }

  /** Undefined when a message in it was never sent, or came before, or is not the next. */
  #read(bytes: Buffer): Frame | undefined {
    const items: (Posted | { readonly messages: readonly Posted[] })[] = JSON.parse(bytes.toString());
    const sent: number[] = [];
    for (const { id, seq } of items.flatMap((item) => ("messages" in item ? item.messages : [item]))) {
      const at = this.#pending.get(id);
      if (at === undefined || seq !== (this.#last ?? seq - 1) + 1) return undefined;
      this.#pending.delete(id);
      this.#last = seq;
      sent.push(at);
    }
    this.messages += sent.length;
    const frame = { bytes, sent, last: this.#last ?? 0 };
    this.#frames.push(frame);
    return frame;
  }
}
