import type { Id } from "../src/protocol/id.ts";
import type { Member } from "./member.ts";

interface Sent {
  readonly member: Member;
  readonly at: number;
}

interface Frame {
  readonly bytes: Buffer;
  /** When each of its messages was sent. */
  readonly sent: readonly number[];
  /** How many of them are whose. */
  readonly own: ReadonlyMap<Member, number>;
}

/**
 * What is said in one channel, as its first member got it: every other member must get the same frames in the same order.
 * So each frame is parsed once, and comparing its bytes proves for all that nothing was lost, doubled or moved.
 */
export class Log {
  readonly members: Member[] = [];
  /** How many messages came to a member. */
  deliveries = 0;
  messages = 0;
  /** Of each delivery, in milliseconds; undefined when nobody asks. */
  latencies: number[] | undefined;
  #frames: Frame[] = [];
  /** What was sent and has not come back. */
  readonly #pending = new Map<unknown, Sent>();
  #seq: number | undefined;
  readonly #fail: (reason: string) => void;

  constructor(fail: (reason: string) => void) {
    this.#fail = fail;
  }

  sent(id: Id, member: Member, at: number): void {
    this.#pending.set(id, { member, at });
  }

  /** A member got a frame; returns how many of its own messages are in it. */
  take(member: Member, bytes: Buffer, from: number, to: number): number {
    const frame = this.#frames[member.frames] ?? this.#add(bytes.subarray(from, to));
    member.frames++;
    if (frame.bytes.compare(bytes, from, to) !== 0) {
      this.#fail("a member got another frame than the others");
      return 0;
    }
    this.deliveries += frame.sent.length;
    if (this.latencies) {
      const now = performance.now();
      for (const at of frame.sent) this.latencies.push(now - at);
    }
    return frame.own.get(member) ?? 0;
  }

  /** Whether everything that was sent is with everybody. */
  isSettled(): boolean {
    return this.#pending.size === 0 && this.members.every((member) => member.frames === this.#frames.length);
  }

  /** What is missing, for the failure. */
  missing(): string {
    const behind = this.members.filter((member) => member.frames < this.#frames.length).length;
    return `${this.#pending.size} messages were lost, and ${behind} of ${this.members.length} members did not get all`;
  }

  /** Begins a new round. */
  clear(latencies: number[] | undefined): void {
    this.#frames = [];
    for (const member of this.members) member.frames = 0;
    this.deliveries = 0;
    this.messages = 0;
    this.latencies = latencies;
  }

  #add(payload: Buffer): Frame {
    const items: { id: unknown; seq?: number; messages?: { id: unknown; seq: number }[] }[] = JSON.parse(
      payload.toString(),
    );
    const sent: number[] = [];
    const own = new Map<Member, number>();
    for (const { id, seq } of items.flatMap((item) => item.messages ?? [item])) {
      const found = this.#pending.get(id);
      if (!found) {
        this.#fail(`a message came that was not sent, or came before: ${String(id)}`);
        continue;
      }
      this.#pending.delete(id);
      // The relay does not number them.
      if (seq !== undefined && this.#seq !== undefined && seq !== this.#seq + 1)
        this.#fail(`seq ${seq} followed ${this.#seq}`);
      this.#seq = seq;
      sent.push(found.at);
      own.set(found.member, (own.get(found.member) ?? 0) + 1);
    }
    this.messages += sent.length;
    const frame = { bytes: Buffer.from(payload), sent, own };
    this.#frames.push(frame);
    return frame;
  }
}
