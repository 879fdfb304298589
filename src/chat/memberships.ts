import { type ChannelRole, type Notify, notify_default } from "../protocol/records.ts";
import type { Channel, Membership, User } from "./directory.ts";

/**
 * What one user is in, in the order of the channels' numbers. In columns, since there are more memberships than anything else
 * in memory: a Map of 20 takes 4 KiB, a list of records 1.1 KiB, and this 400 bytes. Records are made when they are asked for.
 */
export class Memberships {
  readonly #user: User;
  readonly #channels: Channel[];
  readonly #reads: number[];
  /** Undefined for most, who own nothing. */
  #owned: Set<Channel> | undefined;
  /** What is another than for most; undefined for who left it all as it is. */
  #notified: Map<Channel, Notify> | undefined;

  constructor(user: User, memberships: readonly Omit<Membership, "user">[] = []) {
    const sorted = memberships.toSorted((a, b) => a.channel.n - b.channel.n);
    this.#user = user;
    this.#channels = sorted.map(({ channel }) => channel);
    this.#reads = sorted.map(({ read }) => read);
    for (const { channel, role, notify } of sorted) this.#mark(channel, role, notify);
  }

  get(channel: Channel): Membership | undefined {
    const at = this.#place(channel);
    return this.#channels[at] === channel ? this.#at(channel, at) : undefined;
  }

  has(channel: Channel): boolean {
    return this.#channels[this.#place(channel)] === channel;
  }

  set(channel: Channel, { role, read, notify }: Membership): void {
    const at = this.#place(channel);
    const replaced = this.has(channel) ? 1 : 0;
    this.#channels.splice(at, replaced, channel);
    this.#reads.splice(at, replaced, read);
    this.#mark(channel, role, notify);
  }

  delete(channel: Channel): void {
    if (!this.has(channel)) return;
    const at = this.#place(channel);
    this.#channels.splice(at, 1);
    this.#reads.splice(at, 1);
    this.#mark(channel, "member", notify_default);
  }

  values(): Membership[] {
    return this.#channels.map((channel, at) => this.#at(channel, at));
  }

  keys(): readonly Channel[] {
    return this.#channels;
  }

  #at(channel: Channel, at: number): Membership {
    const role = this.#owned?.has(channel) ? "owner" : "member";
    const notify = this.#notified?.get(channel) ?? notify_default;
    return { channel, user: this.#user, role, read: this.#reads[at] ?? 0, notify };
  }

  #mark(channel: Channel, role: ChannelRole, notify: Notify): void {
    if (role === "owner") (this.#owned ??= new Set()).add(channel);
    else this.#owned?.delete(channel);
    if (notify === notify_default) this.#notified?.delete(channel);
    else (this.#notified ??= new Map()).set(channel, notify);
  }

  /** Where the channel is, or would be. */
  #place({ n }: Channel): number {
    let from = 0;
    let to = this.#channels.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((this.#channels[middle]?.n ?? Infinity) < n) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
