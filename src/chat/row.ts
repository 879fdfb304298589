import type { AnswerOf, CommandName, CommandOf } from "../protocol/commands.ts";
import type { Asker, Caller, Services } from "./services.ts";
import type { Turn } from "./turn.ts";

/** The least that the asker must be. What may be done to one channel, message or user is decided by the row's own code. */
export type Who = "anonymous" | "guest" | "member" | "admin";

/** Which limit a command counts against, beside the one for all commands of a user. */
export type Rate = "send" | "sign_in" | "picture";

interface Rule {
  readonly who: Who;
  readonly rate?: Rate;
}

/**
 * A command that writes. `before` does slow work outside of the queue; `find` looks up what the decision needs, between
 * turns; `decide` is synchronous: it checks, changes memory through the turn, and adds what is to be written and told. All
 * checks come before the first change. Its answer is stored with it, unless it is `repeatable`: doing it twice is the same
 * as once, or it cannot be done twice.
 */
interface Writing<N extends CommandName, F> extends Rule {
  readonly does: "write";
  readonly repeatable?: boolean;
  before?(services: Services, command: CommandOf<N>, asker: Asker): Promise<F>;
  /** Whether there is anything to find; without it there always is. On the hot path nothing is waited for in vain. */
  finds?(command: CommandOf<N>): boolean;
  find?(services: Services, command: CommandOf<N>, asker: Asker): Promise<F> | F;
  decide(services: Services, turn: Turn, asker: Asker, command: CommandOf<N>, found: F): AnswerOf<N>;
}

/**
 * A command that reads, or says something that is not stored. It is done after its turn was stored and told. `before` does
 * slow work outside of the queue: what may be seen is for `read` to decide.
 */
interface Reading<N extends CommandName, F> extends Rule {
  readonly does: "read";
  before?(services: Services, command: CommandOf<N>, asker: Asker): Promise<F>;
  read(services: Services, asker: Asker, command: CommandOf<N>, found: F): Promise<AnswerOf<N>> | AnswerOf<N>;
}

/** A door for people without a session. `before` may know them after a slow look at a password. */
interface Door<N extends CommandName, F> extends Rule {
  readonly does: "enter";
  before(services: Services, command: CommandOf<N>, caller: Caller): Promise<F>;
  decide(services: Services, turn: Turn, command: CommandOf<N>, found: F): AnswerOf<N>;
}

/** Rows of any command, as the queue sees them: what a row's `before` or `find` gave comes back to its own `decide`. */
export type WriteRow = Writing<CommandName, unknown>;
export type ReadRow = Reading<CommandName, unknown>;
export type DoorRow = Door<CommandName, unknown>;
export type AnyRow = WriteRow | ReadRow | DoorRow;
export type Answer = AnswerOf<CommandName>;

/** Declares the row of a command that writes, after what it finds. */
export function write<N extends CommandName, F = undefined>(row: Omit<Writing<N, F>, "does">): Writing<N, F> {
  return { does: "write", ...row };
}

export function read<N extends CommandName, F = undefined>(row: Omit<Reading<N, F>, "does">): Reading<N, F> {
  return { does: "read", ...row };
}

export function door<N extends CommandName, F>(row: Omit<Door<N, F>, "does">): Door<N, F> {
  return { does: "enter", ...row };
}
