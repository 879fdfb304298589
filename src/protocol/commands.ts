import { commandIdIn } from "./command.ts";
import { channelCommands } from "./commands/channels.ts";
import { messageCommands } from "./commands/messages.ts";
import { presenceCommands } from "./commands/presence.ts";
import { sessionCommands } from "./commands/sessions.ts";
import { userCommands } from "./commands/users.ts";
import { Refusal } from "./errors.ts";
import { type Infer, isRecord, Misfit } from "./shape.ts";

/** Everything that can be asked. */
export const commands = {
  ...sessionCommands,
  ...userCommands,
  ...channelCommands,
  ...messageCommands,
  ...presenceCommands,
} as const;

export type CommandName = keyof typeof commands;
export type CommandOf<N extends CommandName> = Infer<(typeof commands)[N]["shape"]>;
export type Command = { [N in CommandName]: CommandOf<N> }[CommandName];
export type FieldsOf<N extends CommandName> = Omit<CommandOf<N>, "id" | "do">;
export type AnswerOf<N extends CommandName> = Infer<(typeof commands)[N]["answer"]>;

export function isCommandName(name: unknown): name is CommandName {
  return typeof name === "string" && Object.hasOwn(commands, name);
}

/**
 * Reads one decoded command. Throws a Refusal: bad_id, bad_command or bad_value, with a sentence for the client's author.
 */
export function readCommand(raw: unknown): Command {
  if (!isRecord(raw)) throw new Refusal("bad_value", "A command must be an object with id, do and its fields.");
  const name = raw["do"];
  if (!isCommandName(name)) throw new Refusal(commandIdIn(raw) ? "bad_command" : "bad_id");
  try {
    return commands[name].shape.read(raw, name);
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    throw commandIdIn(raw) ? new Refusal("bad_value", error.message) : new Refusal("bad_id");
  }
}
