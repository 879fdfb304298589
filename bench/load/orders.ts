import { bool, choice, id, type Infer, int, list, object, optional, text, union } from "../../src/protocol/shape.ts";
import { dialectNames } from "./dialects.ts";

/** What a load generator is asked (see generator.ts), and what it answers. */

const member = object({
  channel: id,
  /** Empty where nobody asks who they are. */
  token: text(2048, 0),
  dialect: choice(...dialectNames),
  sends: bool,
});

const connect = object({ do: choice("connect"), url: text(256), members: list(member, 100_000) });

/** People come who wait to be told to ask: for one thing after the other, of `commands` (JSON without their ids). */
const prepare = object({
  do: choice("prepare"),
  url: text(256),
  /** A name for what they do, by which a round has them do it. */
  work: text(64),
  tokens: list(text(2048), 1000),
  commands: list(text(4096), 100_000),
});

/**
 * For `ms`, everybody who sends keeps `window` messages in flight; or, when `per_second` is not 0, so many messages go out
 * a second, by turns, whether or not what went before has come back: at even distances, or by chance, as people write who
 * do not wait for each other (the same chance each time). Meanwhile those who were prepared for the work `behind` do it.
 */
const round = object({
  do: choice("round"),
  ms: int(1),
  window: int(0),
  per_second: int(0),
  pace: choice("even", "chance"),
  behind: optional(text(64)),
});

export const order = union<Infer<typeof connect> | Infer<typeof prepare> | Infer<typeof round>>("do", {
  connect,
  prepare,
  round,
});
export type Order = Infer<typeof order>;
export type RoundOrder = Omit<Infer<typeof round>, "do">;
export type PrepareOrder = Omit<Infer<typeof prepare>, "do">;
export type MemberPlan = Infer<typeof member>;

/**
 * `messages` were acknowledged, and came once to each member: `deliveries` in all. Latencies are of the deliveries, of a
 * round with so many messages a second, and from when the message was due.
 */
export const outcome = object({
  /** Empty when all is well. */
  failure: text(1024, 0),
  messages: int(),
  deliveries: int(),
  p50_us: int(),
  p99_us: int(),
  /** Of those who asked for something meanwhile. */
  answers: int(),
  answer_bytes: int(),
});
export type Outcome = Infer<typeof outcome>;
