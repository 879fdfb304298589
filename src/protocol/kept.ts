import type { Message } from "./records.ts";

/** A message as it stands in a page, in the formats in which somebody has asked for it. */
export interface Encoded {
  json: string | undefined;
  msgpack: Uint8Array | undefined;
}

const kept = new WeakMap<Message, Encoded>();

/** Has codecs encode this record once, however many pages it stands in, for as long as somebody holds it. */
export function keepEncoded(message: Message): void {
  kept.set(message, { json: undefined, msgpack: undefined });
}

/** Undefined for a record of which nothing is to be kept. */
export function encodedOf(message: Message): Encoded | undefined {
  return kept.get(message);
}
