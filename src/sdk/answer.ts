import { type AnswerOf, type CommandName, commands } from "../protocol/commands.ts";
import type { Shape } from "../protocol/shape.ts";

const shapes: { readonly [N in CommandName]: { readonly answer: Shape<AnswerOf<N>> } } = commands;

/** Reads the server's answer to a command. Throws Misfit. */
export function readAnswer<N extends CommandName>(name: N, ok: unknown): AnswerOf<N> {
  return shapes[name].answer.read(ok, name, "server");
}
