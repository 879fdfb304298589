import type { Message } from "./records.ts";

/** A message as it stands in a page, in the formats in which somebody has asked for it. */
export interface Encoded {
  json: string | undefined;
  msgpack: Uint8Array | undefined;
  /** Whose it is: a copy of the record may say something else. */
  readonly of: Message;
}

/**
 * It is with the record itself: a WeakMap of those that a server keeps made collecting its garbage take milliseconds. No codec
 * lets it out, since it is no declared field.
 */
const encoded = Symbol("encoded");
type Kept = Message & { [encoded]?: Encoded };

/** Has codecs encode this record once, however many pages it stands in, for as long as somebody holds it. */
export function keepEncoded(message: Message): void {
  const kept: Kept = message;
  kept[encoded] = { json: undefined, msgpack: undefined, of: message };
}

/** Undefined for a record of which nothing is to be kept. */
export function encodedOf(message: Message): Encoded | undefined {
  const kept: Kept = message;
  const found = kept[encoded];
  return found?.of === message ? found : undefined;
}
