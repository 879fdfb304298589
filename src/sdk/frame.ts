import { type CodecName, Malformed, type Wire } from "../protocol/codec.ts";
import type { Command } from "../protocol/commands.ts";
import { json } from "../protocol/json.ts";
import { limits } from "../protocol/limits.ts";
import { msgpack } from "../protocol/msgpack.ts";
import { utf8Length } from "../protocol/shape.ts";

export const codecs = { json, msgpack } as const;

/** The commands as frames of at most the size and length that the server takes, in their order. */
export function encodeFrames(format: CodecName, commands: readonly Command[]): Wire[] {
  if (commands.length === 0) return [];
  const frame = commands.length > limits.frame_commands_max ? undefined : codecs[format].commands(commands);
  if (frame !== undefined && (commands.length === 1 || byteLength(frame) <= limits.frame_bytes_max)) return [frame];
  const half = commands.length >>> 1;
  return [...encodeFrames(format, commands.slice(0, half)), ...encodeFrames(format, commands.slice(half))];
}

/** The entries of a frame from the server. Throws Malformed. */
export function decodeFrame(data: unknown): unknown[] {
  if (typeof data === "string") return json.decodeFromServer(data);
  if (data instanceof ArrayBuffer) return msgpack.decodeFromServer(new Uint8Array(data));
  throw new Malformed("a frame is text or binary");
}

function byteLength(frame: Wire): number {
  return typeof frame === "string" ? utf8Length(frame) : frame.byteLength;
}
