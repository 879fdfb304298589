import type { AnswerOf, Command, CommandName } from "./commands.ts";
import type { Event } from "./events.ts";
import type { Failure } from "./frames.ts";
import type { Id } from "./id.ts";
import { limits } from "./limits.ts";
import { isRecord } from "./shape.ts";

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
  /** A frame of events, in their order. Messages that were posted one after the other share what is the same in them. */
  events(events: readonly Event[]): W;
  ok<N extends CommandName>(name: N, re: Id, answer: AnswerOf<N>): W;
  error(re: Id | undefined, failure: Failure): W;
  frame(items: readonly W[]): W;

  /** For clients: a frame of commands, and the entries of a server's frame. */
  commands(commands: readonly Command[]): W;
  decodeFromServer(frame: W): unknown[];
}

/** A page of history, in which many messages may be encoded already. */
export function isPage(name: CommandName, _answer: AnswerOf<CommandName>): _answer is AnswerOf<"message.list"> {
  return name === "message.list";
}

type Posted = Event & { event: "message" };
/** What stands in a frame of events: see `messages` in events.ts. */
export type Group = Event | { event: "messages"; channel: Id; messages: Posted[] };

/** The events with those together that can share what is the same in them. */
export function grouped(events: readonly Event[]): readonly Group[] {
  if (events.length === 1) return events;
  const groups: Group[] = [];
  let run: Posted[] = [];
  const end = () => {
    const [first, second] = run;
    if (first) groups.push(second ? { event: "messages", channel: first.channel, messages: run } : first);
    run = [];
  };
  for (const event of events) {
    const isPosted = event.event === "message" && event.rev === event.seq;
    if (!isPosted || (run[0] && run[0].channel !== event.channel)) end();
    if (isPosted) run.push(event);
    else groups.push(event);
  }
  end();
  return groups;
}

/** One entry of a server's frame as the entries that it stands for. */
function apart(entry: unknown): unknown {
  if (!isRecord(entry) || entry["event"] !== "messages" || !Array.isArray(entry["messages"])) return entry;
  const { channel } = entry;
  return entry["messages"].map((message: unknown) =>
    isRecord(message) ? { event: "message", channel, rev: message["seq"], ...message } : message,
  );
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
  const commands = listIn(frame);
  if (commands.length > limits.frame_commands_max)
    throw new Malformed(`${commands.length} commands are more than the ${limits.frame_commands_max} of a frame`);
  return commands;
}

/** The entries of a server's frame, from its decoded value: each event by itself. */
export function itemsIn(frame: unknown): unknown[] {
  return listIn(frame).flatMap(apart);
}

function listIn(frame: unknown): unknown[] {
  if (!Array.isArray(frame)) throw new Malformed("a frame is a list");
  return frame;
}
