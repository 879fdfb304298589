import { type ErrorCode, errors, Refusal } from "../protocol/errors.ts";
import type { Failure } from "../protocol/frames.ts";

/** What can go wrong on this side of the wire, beside the protocol's own error codes. */
const here = {
  closed: "The connection was ended. Connect anew.",
  lost: "The connection was lost before the answer came.",
  given_up: "The upload was given up.",
  queue_full: "Too much is waiting for the server. Try again when it has answered.",
  unreachable: "The server cannot be reached. Check the connection, and try again.",
  bad_answer: "The server's answer cannot be understood. This client may be too old for it: load it anew.",
} as const;

export type CommandErrorCode = ErrorCode | keyof typeof here;

/** Why a command was not done. `message` is a sentence for the user. */
export class CommandError extends Error {
  override name = "CommandError";
  readonly code: CommandErrorCode;
  readonly retry_after_ms: number | undefined;

  constructor({
    code,
    message,
    retry_after_ms,
  }: Failure | { code: CommandErrorCode; message: string; retry_after_ms?: number }) {
    super(message);
    this.code = code;
    this.retry_after_ms = retry_after_ms;
  }
}

export function errorHere(code: keyof typeof here, message: string = here[code]): CommandError {
  return new CommandError({ code, message });
}

/** An error that was written down as its code and sentence: another version of this library may not know that code. */
export function writtenError(code: unknown, message: string): CommandError {
  return new CommandError({ code: isCode(code) ? code : "lost", message });
}

function isCode(code: unknown): code is CommandErrorCode {
  return typeof code === "string" && (Object.hasOwn(errors, code) || Object.hasOwn(here, code));
}

/** Whatever was thrown, as an error that can be shown. */
export function asCommandError(thrown: unknown): CommandError {
  if (thrown instanceof CommandError) return thrown;
  if (thrown instanceof Refusal) return new CommandError({ code: thrown.code, message: thrown.message });
  return errorHere("bad_answer");
}
