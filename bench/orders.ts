import { bool, choice, id, type Infer, int, list, object, text, union } from "../src/protocol/shape.ts";

/** What bench/main.ts asks of a load generator, and what it is answered. */

const member = object({
  channel: id,
  /** Empty at the relay, which asks nobody who they are. */
  token: text(2048, 0),
  sends: bool,
});

const connect = object({ do: choice("connect"), url: text(256), members: list(member, 100_000) });

/** Everybody who sends keeps `window` messages in flight for `ms`; or one message goes out every `interval_ms`, by turns. */
const round = object({ do: choice("round"), ms: int(1), window: int(0), interval_ms: int(0) });

export const order = union<Infer<typeof connect> | Infer<typeof round>>("do", { connect, round });
export type Order = Infer<typeof order>;
export type MemberPlan = Infer<typeof member>;

/** `messages` were acknowledged, and came once to each member: `deliveries` in all. Latencies are of the deliveries. */
export const outcome = object({
  /** Empty when all is well. */
  failure: text(1024, 0),
  messages: int(),
  deliveries: int(),
  p50_us: int(),
  p99_us: int(),
});
export type Outcome = Infer<typeof outcome>;
