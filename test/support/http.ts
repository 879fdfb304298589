import type { AnswerOf, CommandName, FieldsOf } from "../../src/protocol/commands.ts";
import type { Failure } from "../../src/protocol/frames.ts";
import type { Id } from "../../src/protocol/id.ts";
import { Refused } from "./socket.ts";

export interface Reply<N extends CommandName> {
  status: number;
  ok?: AnswerOf<N>;
  error?: Failure;
}

/** Does a command by HTTP, with the id given or one of the server's, and gives whatever is answered. */
export async function post<N extends CommandName>(
  url: string,
  token: string | undefined,
  name: N,
  fields: FieldsOf<N>,
  id?: Id,
): Promise<Reply<N>> {
  const response = await fetch(`${url}/api/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ ...fields, ...(id !== undefined && { id }) }),
  });
  return { status: response.status, ...((await response.json()) as object) };
}

/** Does a command by HTTP. Rejects with Refused. */
export async function call<N extends CommandName>(
  url: string,
  token: string | undefined,
  name: N,
  fields: FieldsOf<N>,
): Promise<AnswerOf<N>> {
  const { ok, error, status } = await post(url, token, name, fields);
  if (ok !== undefined) return ok;
  if (error) throw new Refused(error);
  throw new Error(`${name} got neither an answer nor an error (${status})`);
}
