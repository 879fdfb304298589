import fc from "fast-check";
import type { AnswerOf } from "../../src/protocol/commands.ts";
import type { Event, EventOf } from "../../src/protocol/events.ts";
import { idFromBytes, type Id } from "../../src/protocol/id.ts";
import type { ChannelRole, Message, Summary, User } from "../../src/protocol/records.ts";

/** An id that reads the same in every run. */
export function idOf(n: number): Id {
  return idFromBytes(Uint8Array.from({ length: 12 }, (_, i) => (i === 11 ? n & 255 : i === 10 ? n >> 8 : 7)));
}

export const epoch = idOf(1);
export const me = idOf(10);
export const ana = idOf(11);
export const ben = idOf(12);
export const general = idOf(20);

export const people: readonly User[] = [me, ana, ben].map((id, i) => ({
  id,
  handle: ["me", "ana", "ben"][i] ?? "",
  name: ["Me", "Ana", "Ben"][i] ?? "",
  role: "member",
  kind: "person",
}));

export type Op =
  | { op: "post"; author: number; mentions: "nobody" | "me" | "everyone" }
  | { op: "edit" | "delete"; at: number }
  | { op: "read"; at: number }
  | { op: "topic"; topic: string }
  | { op: "role"; user: number; role: ChannelRole }
  | { op: "come" | "go"; user: number };

const op: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constant("post" as const),
      author: fc.nat(2),
      mentions: fc.constantFrom("nobody" as const, "me" as const, "everyone" as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ op: fc.constantFrom("edit" as const, "delete" as const), at: fc.nat(50) }) },
  fc.record({ op: fc.constant("read" as const), at: fc.nat(50) }),
  fc.record({ op: fc.constant("topic" as const), topic: fc.constantFrom("one", "two") }),
  fc.record({
    op: fc.constant("role" as const),
    user: fc.nat(2),
    role: fc.constantFrom("owner" as const, "member" as const),
  }),
  fc.record({ op: fc.constantFrom("come" as const, "go" as const), user: fc.nat(4) }),
);
/** Whatever may happen in the channel. */
export const ops = fc.array(op, { maxLength: 30 });

/**
 * One channel as a server sees it, in as few lines as say what the protocol means: the state, the live events of each
 * change, a snapshot, and what changed since a rev.
 */
export class World {
  rev = 3;
  last = 0;
  read = 0;
  topic: string | undefined;
  readonly messages: Message[] = [];
  readonly members = new Map<Id, { rev: number; role: ChannelRole; gone: boolean }>(
    [me, ana, ben].map((id, i) => [id, { rev: i + 1, role: "member", gone: false }]),
  );

  do(op: Op): Event[] {
    switch (op.op) {
      case "post":
        return [this.post(op.author, op.mentions)];
      case "edit":
      case "delete": {
        const message = this.messages[op.at % Math.max(1, this.messages.length)];
        if (!message || message.deleted) return [];
        const change = op.op === "edit" ? { body: `${message.body}!`, edited: 5 } : { body: "", deleted: true };
        return [this.#put({ ...message, ...change, rev: ++this.rev })];
      }
      case "read": {
        this.read = this.messages[op.at % Math.max(1, this.messages.length)]?.seq ?? 0;
        return [{ event: "read", channel: general, seq: this.read, ...this.#counts() }];
      }
      case "topic":
        this.topic = op.topic;
        return [{ event: "channel", channel: general, rev: ++this.rev, ...this.#fields() }];
      case "role":
      case "come":
      case "go": {
        const id = [me, ana, ben, idOf(13), idOf(14)][op.user] ?? ben;
        const known = this.members.get(id);
        const isIn = known !== undefined && !known.gone;
        if (isIn === (op.op === "come") || (id === me && op.op === "go")) return [];
        const role = op.op === "role" ? op.role : "member";
        this.members.set(id, { rev: ++this.rev, role, gone: op.op === "go" });
        return [this.#member(id)];
      }
    }
  }

  post(author: number, mentions: "nobody" | "me" | "everyone" = "nobody"): EventOf<"message"> {
    const seq = ++this.rev;
    this.last = seq;
    return this.#put({
      channel: general,
      rev: seq,
      seq,
      id: idOf(1000 + seq),
      author: [me, ana, ben][author] ?? ana,
      at: seq,
      body: `message ${seq}`,
      ...(mentions === "me" && { mentions: [me] }),
      ...(mentions === "everyone" && { everyone: "channel" as const }),
    });
  }

  summary(): Summary {
    const role = this.members.get(me)?.role ?? "member";
    return {
      channel: general,
      rev: this.rev,
      ...this.#fields(),
      last: this.last,
      role,
      read: this.read,
      ...this.#counts(),
    };
  }

  hello(resume?: number): AnswerOf<"hello"> {
    const [user] = people;
    if (!user) throw new Error("nobody is here");
    const snapshot = {
      epoch,
      session: idOf(2),
      me: user,
      workspace: "Test",
      now: 0,
      users_rev: 1,
      channels: [this.summary()],
    };
    return resume === undefined ? snapshot : { ...snapshot, changes: this.changes(resume), users: [] };
  }

  changes(rev: number): Event[] {
    const messages = this.messages.filter((message) => message.rev > rev);
    const events: (Event & { rev: number })[] = messages.map((message) => ({ event: "message", ...message }));
    for (const [id, member] of this.members) if (member.rev > rev) events.push(this.#member(id));
    return events.sort((a, b) => a.rev - b.rev);
  }

  /** The messages from `from` to before `to`, by their places. */
  page(from: number, to: number): AnswerOf<"message.list"> {
    return {
      messages: this.messages.slice(from, to),
      ...(from > 0 && { more_before: true }),
      ...(to < this.messages.length && { more_after: true }),
    };
  }

  memberList(): AnswerOf<"member.list"> {
    const members = [...this.members].filter(([, { gone }]) => !gone).map(([user, { role }]) => ({ user, role }));
    return { rev: this.rev, members };
  }

  #put(message: Message): EventOf<"message"> {
    const at = this.messages.findIndex(({ seq }) => seq === message.seq);
    if (at === -1) this.messages.push(message);
    else this.messages[at] = message;
    return { event: "message", ...message };
  }

  #member(user: Id): Event & { rev: number } {
    const { rev, role, gone } = this.members.get(user) ?? { rev: 0, role: "member" as const, gone: true };
    return { event: "member", channel: general, rev, user, role, ...(gone && { gone }) };
  }

  #fields() {
    return { kind: "public" as const, name: "general", ...(this.topic !== undefined && { topic: this.topic }) };
  }

  #counts() {
    const unread = this.messages.filter((m) => m.seq > this.read && m.author !== me && !m.deleted);
    const mentions = unread.filter((m) => m.everyone !== undefined || m.mentions?.includes(me));
    return { unread: Math.min(100, unread.length), mentions: Math.min(100, mentions.length) };
  }
}
