import { type Codec, Malformed, type Wire } from "../protocol/codec.ts";
import type { Command } from "../protocol/commands.ts";
import { limits } from "../protocol/limits.ts";
import { utf8Length } from "../protocol/shape.ts";

/** The commands as frames of at most the size and length that the server takes, in their order. */
export function encodeFrames(format: Codec, commands: readonly Command[]): Wire[] {
  if (commands.length === 0) return [];
  const frame = commands.length > limits.frame_commands_max ? undefined : format.commands(commands);
  if (frame !== undefined && (commands.length === 1 || byteLength(frame) <= limits.frame_bytes_max)) return [frame];
  const half = commands.length >>> 1;
  return [...encodeFrames(format, commands.slice(0, half)), ...encodeFrames(format, commands.slice(half))];
}

/** The entries of a frame from the server. Throws Malformed. */
export function decodeFrame(format: Codec, data: unknown): unknown[] {
  if (format.name === "json" && typeof data === "string") return format.decodeFromServer(data);
  if (format.name === "msgpack" && data instanceof ArrayBuffer) return format.decodeFromServer(new Uint8Array(data));
  throw new Malformed("a frame is text in JSON and binary in MessagePack");
}

function byteLength(frame: Wire): number {
  return typeof frame === "string" ? utf8Length(frame) : frame.byteLength;
}
