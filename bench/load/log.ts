import type { Id } from "../../src/protocol/id.ts";
import type { Dialect } from "./dialect.ts";

/** A member, as far as this file knows one. */
export interface Listener {
  /** How many frames of its channel it has in this round. */
  frames: number;
}

interface Message {
  readonly id: unknown;
  readonly seq: number | undefined;
  readonly member: Listener;
  /** When it was sent. */
  readonly at: number;
}

interface Frame {
  readonly bytes: Buffer;
  readonly messages: readonly Message[];
  /** How many of them are whose. */
  readonly own: ReadonlyMap<Listener, number>;
}

/**
 * What is said in one channel, in the order in which it was first heard. Every member must get all of it in this order,
 * once, in whichever dialect. Where a dialect's frames are the same for all, each is read once, and comparing its bytes
 * proves for all others that nothing was lost, doubled or moved.
 */
export class Log {
  /** How many messages came to a member. */
  deliveries = 0;
  /** Of each delivery, in milliseconds; undefined when nobody asks. */
  latencies: number[] | undefined;
  readonly #streams = new Set<Stream>();
  readonly #shared = new Map<Dialect, Stream>();
  #order: Message[] = [];
  /** What was sent and nobody has heard. */
  readonly #pending = new Map<unknown, { readonly member: Listener; readonly at: number }>();
  #seq: number | undefined;
  readonly #fail: (reason: string) => void;

  constructor(fail: (reason: string) => void) {
    this.#fail = fail;
  }

  get messages(): number {
    return this.#order.length;
  }

  /** What a member hears. */
  join(member: Listener, dialect: Dialect): Stream {
    const stream = this.#shared.get(dialect) ?? new Stream(this, dialect, this.#fail);
    stream.members.push(member);
    this.#streams.add(stream);
    if (dialect.isSameForAll) this.#shared.set(dialect, stream);
    return stream;
  }

  sent(id: Id, member: Listener, at: number): void {
    this.#pending.set(id, { member, at });
  }

  /** The message that was heard at a place of the order; undefined, and a failure, when another one belongs there. */
  heard(place: number, id: unknown, seq: number | undefined): Message | undefined {
    const known = this.#order[place];
    if (known) {
      if (known.id === id && known.seq === seq) return known;
      this.#fail(`members heard ${String(id)} and ${String(known.id)} at the same place`);
      return undefined;
    }
    const sent = this.#pending.get(id);
    if (!sent) {
      this.#fail(`a message came that was not sent, or came before: ${String(id)}`);
      return undefined;
    }
    this.#pending.delete(id);
    if (seq !== undefined && this.#seq !== undefined && seq !== this.#seq + 1)
      this.#fail(`seq ${seq} followed ${this.#seq}`);
    this.#seq = seq;
    const message = { id, seq, ...sent };
    this.#order.push(message);
    return message;
  }

  delivered(messages: readonly Message[]): void {
    this.deliveries += messages.length;
    if (!this.latencies) return;
    const now = performance.now();
    for (const { at } of messages) this.latencies.push(now - at);
  }

  /** Whether everything that was sent is with everybody. */
  isSettled(): boolean {
    if (this.#pending.size > 0) return false;
    for (const stream of this.#streams) if (!stream.isSettled(this.messages)) return false;
    return true;
  }

  /** What is missing, for the failure. */
  missing(): string {
    const behind = [...this.#streams].filter((stream) => !stream.isSettled(this.messages));
    const members = behind.reduce((sum, stream) => sum + stream.members.length, 0);
    return `${this.#pending.size} messages were lost, and some of ${members} members did not get all`;
  }

  /** Begins a new round. */
  clear(latencies: number[] | undefined): void {
    this.#order = [];
    for (const stream of this.#streams) stream.clear();
    this.deliveries = 0;
    this.latencies = latencies;
  }
}

/** What members of a channel hear: all of a dialect whose frames are the same for all, or a single one. */
export class Stream {
  readonly members: Listener[] = [];
  /** Of dialects whose frames are the same for all; and how many of them all members have taken together. */
  #frames: Frame[] = [];
  #taken = 0;
  /** How many were in the frames. */
  #messages = 0;
  readonly #log: Log;
  readonly #dialect: Dialect;
  readonly #fail: (reason: string) => void;

  constructor(log: Log, dialect: Dialect, fail: (reason: string) => void) {
    this.#log = log;
    this.#dialect = dialect;
    this.#fail = fail;
  }

  /** A member got a frame; returns how many of its own messages are in it. */
  take(member: Listener, bytes: Buffer, from: number, to: number): number {
    const frame = this.#frames[member.frames] ?? this.#read(bytes.subarray(from, to));
    if (this.#dialect.isSameForAll) {
      if (member.frames === this.#frames.length) this.#frames.push(frame);
      member.frames++;
      this.#taken++;
      if (frame.bytes.compare(bytes, from, to) !== 0) {
        this.#fail("a member got another frame than the others");
        return 0;
      }
    }
    this.#log.delivered(frame.messages);
    return frame.own.get(member) ?? 0;
  }

  /** Whether all members have all of so many messages. */
  isSettled(messages: number): boolean {
    return this.#messages === messages && this.#taken === this.#frames.length * this.members.length;
  }

  clear(): void {
    this.#frames = [];
    this.#taken = 0;
    this.#messages = 0;
    for (const member of this.members) member.frames = 0;
  }

  #read(payload: Buffer): Frame {
    const messages: Message[] = [];
    const own = new Map<Listener, number>();
    for (const { id, seq } of this.#dialect.messages(payload)) {
      const message = this.#log.heard(this.#messages, id, seq);
      if (!message) continue;
      this.#messages++;
      messages.push(message);
      own.set(message.member, (own.get(message.member) ?? 0) + 1);
    }
    return { bytes: Buffer.from(payload), messages, own };
  }
}
