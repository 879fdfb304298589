import { choice, type Infer, int, list, object, text, union } from "../../src/protocol/shape.ts";

/** What bench/capacity asks of the crowd, which is a process of its own, and what it is answered. */

/** Everybody comes: connects, says hello, and opens a channel. */
const come = object({ do: choice("come") });
/** Everybody does for `ms` what people do, `pace` times as often. */
const live = object({ do: choice("live"), ms: int(1), pace: int(1) });

export const order = union<Infer<typeof come> | Infer<typeof live>>("do", { come, live });
export type Order = Infer<typeof order>;

const latency = object({ p50_us: int(), p95_us: int(), p99_us: int() });
export type Latency = Infer<typeof latency>;

export const outcome = object({
  /** Empty when all is well: every message came to every member once, in order. */
  failure: text(1024, 0),
  messages: int(),
  /** Of messages, to members. */
  deliveries: int(),
  /** Frames with who types, who is there, and what was read. */
  others: int(),
  /** From the sender's write to each member's read. */
  delivery: latency,
  /** From asking for a channel to having its newest messages. */
  opening: latency,
  /** How late the crowd was with what it was to do: its own slowness, which is in no figure. */
  late: latency,
  /** The share of its time in which the crowd had work. */
  busy_percent: int(),
});
export type Outcome = Infer<typeof outcome>;

/** What the crowd is told of a person, in a file. */
export const people = list(object({ token: text(2048), channels: list(text(16), 100) }), 1_000_000);
