import type { AnswerOf, Command, CommandName } from "./commands.ts";
import type { Event } from "./events.ts";
import type { Failure } from "./frames.ts";
import type { Id } from "./id.ts";
import { limits } from "./limits.ts";

/** A frame as the socket carries it: text for JSON, binary for MessagePack. */
export type Wire = string | Uint8Array<ArrayBuffer>;

/**
 * One wire format. Encoded events and replies are items; a frame is a list of items, and is put together from items
 * that were encoded before, so that an event is encoded once however many frames and pages it stands in.
 */
export interface Codec<W extends Wire = Wire> {
  /** What the client asks for in Sec-WebSocket-Protocol. */
  readonly subprotocol: string;
  readonly name: CodecName;

  /** The entries of a client's frame, for readCommand. Throws Malformed. */
  decode(frame: W): unknown[];
  event(event: Event): W;
  ok<N extends CommandName>(name: N, re: Id, answer: AnswerOf<N>): W;
  error(re: Id | undefined, failure: Failure): W;
  frame(items: readonly W[]): W;

  /** For clients: a frame of commands, and the entries of a server's frame. */
  commands(commands: readonly Command[]): W;
  decodeFromServer(frame: W): unknown[];
}

export type CodecName = "json" | "msgpack";

/** A frame that is not what its format allows. `message` says where it breaks. */
export class Malformed extends Error {
  override name = "Malformed";
}

/** Names that reach an object's prototype in careless code: both formats refuse them as keys. */
export const forbiddenKeys: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** The entries of a client's frame, from its decoded value. */
export function commandsIn(frame: unknown): unknown[] {
  const commands = itemsIn(frame);
  if (commands.length > limits.frame_commands_max)
    throw new Malformed(`${commands.length} commands are more than the ${limits.frame_commands_max} of a frame`);
  return commands;
}

/** The entries of a server's frame, from its decoded value. */
export function itemsIn(frame: unknown): unknown[] {
  if (!Array.isArray(frame)) throw new Malformed("a frame is a list");
  return frame;
}
