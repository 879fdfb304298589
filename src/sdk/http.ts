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
  const reply = await post(new URL(`/api/${name}`, base), fields, token, timeout_ms);
  try {
    if (isRecord(reply) && "error" in reply) throw new CommandError(failure.read(reply["error"], "error", "server"));
    return readAnswer(name, isRecord(reply) ? reply["ok"] : undefined);
  } catch (error) {
    throw asCommandError(error);
  }
}

async function post(url: URL, fields: object, token: string | undefined, timeout_ms: number): Promise<unknown> {
  let text: string;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(fields),
      signal: AbortSignal.timeout(timeout_ms),
    });
    text = await response.text();
  } catch {
    throw errorHere("unreachable");
  }
  try {
    return JSON.parse(text);
  } catch {
    // Not this server: something in between answered.
    throw errorHere("unreachable");
  }
}
