/** The ways to encode and decode that are compared inside of Bun; orjson.ts has the one in Python. */
import { isDeepStrictEqual } from "node:util";
import { Decoder, Encoder } from "@msgpack/msgpack";
import type { Codec, Wire } from "../../src/protocol/codec.ts";
import { idToBytes, isId } from "../../src/protocol/id.ts";
import { json } from "../../src/protocol/json.ts";
import { msgpack } from "../../src/protocol/msgpack.ts";
import { at, type Subject } from "./subjects.ts";

/** What is timed: calls for the i-th of a subject's frames, which take turns. */
export interface Work {
  readonly encode: (i: number) => unknown;
  readonly decode: (i: number) => unknown;
  /** Of all frames together. */
  readonly bytes: number;
}

/** Throws where what was decoded is not what was encoded: nothing is timed that loses something. */
export type Contender = (subject: Subject) => Work;

const encoder = new Encoder();
const decoder = new Decoder();
const toBytes = new TextEncoder();
const toText = new TextDecoder();

export type ContenderName =
  "JSON" | "JSON to bytes" | "@msgpack/msgpack" | "Bantam JSON" | "Bantam MessagePack" | "orjson";

export const contenders: readonly (readonly [ContenderName, Contender])[] = [
  [
    "JSON",
    ({ values }) => {
      const frames = values.map((value) => JSON.stringify(value));
      return work(frames, values, {
        encode: (i) => JSON.stringify(at(values, i)),
        decode: (i): unknown => JSON.parse(at(frames, i)),
      });
    },
  ],
  [
    "JSON to bytes",
    ({ values }) => {
      const frames = values.map((value) => toBytes.encode(JSON.stringify(value)));
      return work(frames, values, {
        encode: (i) => toBytes.encode(JSON.stringify(at(values, i))),
        decode: (i): unknown => JSON.parse(toText.decode(at(frames, i))),
      });
    },
  ],
  [
    "@msgpack/msgpack",
    (subject) => {
      const values = subject.values.map(withBinaryIds);
      const frames = values.map((value) => encoder.encode(value));
      return work(frames, values, {
        encode: (i) => encoder.encodeSharedRef(at(values, i)),
        decode: (i) => decoder.decode(at(frames, i)),
      });
    },
  ],
  ["Bantam JSON", (subject) => ours(subject, json)],
  ["Bantam MessagePack", (subject) => ours(subject, msgpack)],
];

function ours<W extends Wire>({ values, encode, decode }: Subject, codec: Codec<W>): Work {
  const frames = values.map((_, i) => encode(codec, i));
  return work(frames, values, {
    encode: (i) => encode(codec, i),
    decode: (i) => decode(codec, at(frames, i)),
  });
}

function work(
  frames: readonly Wire[],
  values: readonly unknown[],
  { encode, decode }: Pick<Work, "encode" | "decode">,
): Work {
  frames.forEach((frame, i) => {
    if (!isDeepStrictEqual(encode(i), frame)) throw new Error("the same object was encoded in another way");
    if (!isDeepStrictEqual(plain(decode(i)), plain(values[i]))) throw new Error("another object came back");
  });
  return { encode, decode, bytes: frames.reduce((sum, frame) => sum + Buffer.byteLength(frame), 0) };
}

/** Without what only tells how an object was made: its prototype, and which view of bytes it is. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, entry: unknown) => (entry instanceof Uint8Array ? [...entry] : entry)),
  );
}

/** The value as a library that knows no shapes has to be given it: ids are bytes. */
function withBinaryIds(value: unknown): unknown {
  if (typeof value === "string") return isId(value) ? idToBytes(value) : value;
  if (Array.isArray(value)) return value.map(withBinaryIds);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withBinaryIds(entry)]));
}
