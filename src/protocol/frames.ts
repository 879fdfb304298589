import type { AnswerOf, CommandName } from "./commands.ts";
import { type ErrorCode, errors, type Refusal } from "./errors.ts";
import type { Event } from "./events.ts";
import type { Id } from "./id.ts";
import { choice, id, type Infer, int, object, optional, type Shape, text } from "./shape.ts";

const isErrorCode = (code: unknown): code is ErrorCode => typeof code === "string" && Object.hasOwn(errors, code);
const anyCode = choice(...Object.keys(errors).filter(isErrorCode));

const code: Shape<ErrorCode> = {
  ...anyCode,
  // A code that a newer server has is one that is final for its client: the sentence says what is wrong.
  read: (raw, at, from) => (from === "server" && !isErrorCode(raw) ? "bad_value" : anyCode.read(raw, at)),
};

/** Why a command was not done. `retry_after_ms`: not before that long from now. */
export const failure = object({
  code,
  message: text(1024, 1, errors.bad_handle.message),
  retry_after_ms: optional(int(0, 86_400_000, 1000)),
});
export type Failure = Infer<typeof failure>;

/** The error that answers a command; `re` is absent when the command had no id that could be read. */
export const errorReply = object({ re: optional(id), error: failure });

/** The answer to a command: `re` is its id. */
export type Reply = { re: Id; ok: AnswerOf<CommandName> } | Infer<typeof errorReply>;

/** What stands in the server's frames. */
export type Item = Event | Reply;

/** A refusal as it goes to the client. */
export function failureOf({ code, message, retry_after_ms }: Refusal): Failure {
  return retry_after_ms === undefined ? { code, message } : { code, message, retry_after_ms };
}
