import type { AnswerOf, CommandName, FieldsOf } from "../protocol/commands.ts";
import { failure } from "../protocol/frames.ts";
import { isRecord } from "../protocol/shape.ts";
import { readAnswer } from "./answer.ts";
import { asCommandError, CommandError, errorHere } from "./error.ts";
import { timing } from "./limits.ts";

/** Does one command by HTTP: the only way before signing in. `base` is as in `connect`. Rejects with a CommandError. */
export async function callHttp<N extends CommandName>(
  base: string,
  name: N,
  fields: FieldsOf<N>,
  { token, timeout_ms = timing.answer_ms }: { token?: string | undefined; timeout_ms?: number } = {},
): Promise<AnswerOf<N>> {
  const text = await post(new URL(`/api/${name}`, base), fields, token, timeout_ms);
  return readReply(text, ({ ok }) => readAnswer(name, ok));
}

/** What the text of an HTTP answer says, or its error. Throws a CommandError. */
export function readReply<T>(text: string, read: (reply: Record<string, unknown>) => T): T {
  const reply = parse(text);
  try {
    if (isRecord(reply) && "error" in reply) throw new CommandError(failure.read(reply["error"], "error", "server"));
    return read(isRecord(reply) ? reply : {});
  } catch (error) {
    throw asCommandError(error);
  }
}

/** For programs; a browser sends its cookie. */
export function authorization(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

async function post(url: URL, fields: object, token: string | undefined, timeout_ms: number): Promise<string> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...authorization(token) },
      body: JSON.stringify(fields),
      signal: AbortSignal.timeout(timeout_ms),
    });
    return await response.text();
  } catch {
    throw errorHere("unreachable");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not this server: something in between answered.
    throw errorHere("unreachable");
  }
}
