import type { Id } from "../../src/protocol/id.ts";

/** Who speaks: a member, as the upgrade request and the first frames have to name them. */
export interface Speaker {
  readonly channel: Id;
  /** Empty where nobody asks who they are. */
  readonly token: string;
}

/** A message as a frame holds it. */
export interface Heard {
  /** Of the command that sent it. */
  readonly id: unknown;
  /** Its place in the channel, where the server numbers messages: each is one more than the last. */
  readonly seq?: number | undefined;
}

/**
 * How to speak to one kind of server over a WebSocket. What is sent is the payload of a frame, as a text with one character
 * a byte.
 */
export interface Dialect {
  /** Whether frames are binary ones, both ways. */
  readonly isBinary: boolean;
  /** Whether all members of a channel get the same bytes: then each frame is read once, and compared for all others. */
  readonly isSameForAll: boolean;

  /** The path of the upgrade request, and its headers beside those that each has. */
  upgrade(speaker: Speaker): { path: string; headers: readonly string[] };
  /**
   * What is said after the upgrade until the member hears the channel: it yields what to send (nothing when empty) and
   * gets the frame that comes next. Throws when it is refused.
   */
  greeting(speaker: Speaker): Generator<string, void, Buffer>;
  /** What sends `body` (ASCII) to the channel, by the id of its command. */
  sender(speaker: Speaker, body: string): (id: Id) => string;

  /** Whether the payload in `bytes` from `from` to `to` holds messages. Asked of each frame: it must be quick. */
  isEvents(bytes: Buffer, from: number, to: number): boolean;
  /** The messages in a payload that holds some, in their order. */
  messages(payload: Buffer): readonly Heard[];
  /** What to send when a payload came that holds none: nothing when empty. Throws when it is an error. */
  answer(payload: Buffer): string;
}
