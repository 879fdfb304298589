import {
  type AnswerOf,
  type Command,
  type CommandName,
  commands,
  type FieldsOf,
  readCommand,
} from "../protocol/commands.ts";
import { errors, Refusal } from "../protocol/errors.ts";
import type { Failure } from "../protocol/frames.ts";
import { commandId, type Id } from "../protocol/id.ts";
import { limits } from "../protocol/limits.ts";
import type { Message } from "../protocol/records.ts";
import { utf8Length } from "../protocol/shape.ts";
import { readAnswer } from "./answer.ts";
import { asCommandError, CommandError, errorHere } from "./error.ts";
import { sdkLimits } from "./limits.ts";

/** Asks the server. `answered` is called with the answer in its place among the events; the promise resolves after that. */
export type Ask = <N extends CommandName>(
  name: N,
  fields: FieldsOf<N>,
  answered?: (answer: AnswerOf<N>) => void,
  id?: Id,
) => Promise<AnswerOf<N>>;

interface Waiting {
  readonly command: Command;
  /** Undefined while it waits to be sent, for the first time or again. */
  sent_at: number | undefined;
  refusals: number;
  /** Runs while it is not to be sent again yet. */
  rest: ReturnType<typeof setTimeout> | undefined;
  readonly settle: (ok: unknown) => void;
  readonly fail: (error: CommandError) => void;
}

/** Commands that wait for answers, across connections: sent again with the same id, the server does them once. */
export class Outbox {
  readonly #waiting = new Map<Id, Waiting>();
  readonly #wake: () => void;
  #ended: CommandError | undefined;

  constructor(wake: () => void) {
    this.#wake = wake;
  }

  readonly ask: Ask = (name, fields, answered, id = commandId()) =>
    new Promise((resolve, reject) => {
      const settle = (ok: unknown) => {
        const answer = readAnswer(name, ok);
        answered?.(answer);
        resolve(answer);
      };
      try {
        const command = this.#checked({ ...fields, id, do: name });
        this.#waiting.set(id, { command, sent_at: undefined, refusals: 0, rest: undefined, settle, fail: reject });
        this.#wake();
      } catch (error) {
        reject(asCommandError(error));
      }
    });

  /** The commands that are to be sent, which count as sent from now on. */
  take(now_ms: number): Command[] {
    const taken: Command[] = [];
    // Behind one that was refused those of its name wait: they keep their order, and one at a time finds out whether it may.
    const held = new Set<CommandName>();
    for (const waiting of this.#waiting.values()) {
      const { command, sent_at, rest, refusals } = waiting;
      if (sent_at === undefined && rest === undefined && !held.has(command.do)) {
        waiting.sent_at = now_ms;
        taken.push(command);
      }
      if (refusals > 0) held.add(command.do);
    }
    return taken;
  }

  answer(re: Id, ok: unknown): void {
    this.#remove(re, ({ settle, fail }) => {
      try {
        settle(ok);
      } catch (error) {
        fail(asCommandError(error));
      }
    });
  }

  /** Puts the command back where waiting helps, and otherwise tells who asked. */
  refuse(re: Id, failure: Failure): void {
    const waiting = this.#waiting.get(re);
    const { retry_after_ms = sdkLimits.resend_wait_ms } = failure;
    if (waiting && mayResend(waiting, failure, retry_after_ms)) this.#putBack(waiting, retry_after_ms);
    else this.#remove(re, ({ fail }) => fail(new CommandError(failure)));
  }

  /** One's own message is stored: the answer to the command that sent it. */
  stored({ id, seq, at }: Message): void {
    if (this.#waiting.get(id)?.command.do === "message.send") this.answer(id, { seq, at });
  }

  /** The connection is gone, and with it what was said about it. */
  lost(): void {
    for (const [id, waiting] of this.#waiting) {
      if (commands[waiting.command.do].carrier === "socket") this.#remove(id, ({ fail }) => fail(errorHere("lost")));
      else waiting.sent_at = undefined;
    }
  }

  end(error: CommandError): void {
    this.#ended ??= error;
    for (const id of this.#waiting.keys()) this.#remove(id, ({ fail }) => fail(error));
  }

  /** Since when an answer is due; undefined when none is. */
  get due_since_ms(): number | undefined {
    let since_ms: number | undefined;
    for (const { sent_at } of this.#waiting.values())
      if (sent_at !== undefined) since_ms = Math.min(since_ms ?? sent_at, sent_at);
    return since_ms;
  }

  #checked(raw: unknown): Command {
    if (this.#ended) throw this.#ended;
    if (this.#waiting.size >= sdkLimits.unanswered_max) throw errorHere("queue_full");
    const command = readCommand(raw);
    // Texts of control characters grow sixfold in JSON: the only way past the frame's limit, which would end the socket.
    if ("body" in command && utf8Length(JSON.stringify(command)) > limits.frame_bytes_max)
      throw new Refusal("too_large");
    return command;
  }

  #putBack(waiting: Waiting, wait_ms: number): void {
    waiting.refusals++;
    waiting.sent_at = undefined;
    clearTimeout(waiting.rest);
    waiting.rest = setTimeout(() => {
      waiting.rest = undefined;
      this.#wake();
    }, wait_ms);
  }

  #remove(id: Id, end: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.rest);
    if (waiting.refusals > 0) this.#wake();
    end(waiting);
  }
}

/** What is said about the socket itself is not: the next time it may not hold any more. */
function mayResend({ command, refusals }: Waiting, { code }: Failure, wait_ms: number): boolean {
  if (!errors[code].retry || commands[command.do].carrier === "socket") return false;
  return refusals < sdkLimits.resends_max && wait_ms <= sdkLimits.resend_wait_ms_max;
}
