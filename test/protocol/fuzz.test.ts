/**
 * Random and mutated frames, half of them in each format. More of them, or those that failed again:
 * FUZZ_FRAMES=5000000 FUZZ_SEED=1 bun test test/protocol/fuzz.test.ts
 */
import { describe, test } from "bun:test";
import { Malformed } from "../../src/protocol/codec.ts";
import { type Command, commands, readCommand } from "../../src/protocol/commands.ts";
import { Refusal } from "../../src/protocol/errors.ts";
import { json } from "../../src/protocol/json.ts";
import { msgpack } from "../../src/protocol/msgpack.ts";
import type { Shape } from "../../src/protocol/shape.ts";
import { type Place, placesOf, toJson, toMsgpack, type Wire } from "./wire.ts";

const frames = Number(process.env["FUZZ_FRAMES"] ?? 50_000);
const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 32);
const outcome_names = ["taken", "refused", "malformed"] as const;
const ms_max = 120_000;

/** Every part of every command, to put something else in its place. */
const places: Place[] = Object.values(commands).flatMap(({ shape }) => [...placesOf(shape as Shape<unknown>)]);
const parts: Wire[] = [...places.map(({ wire }) => wire), null, 0, -1, 2 ** 53, 1.5, "", "a".repeat(300), [], [[]]];

class Random {
  #state: number;

  constructor(start: number) {
    // A state of 0 would stay 0.
    this.#state = start | 0 || 1;
  }

  /** 0 to `end` - 1, by a xorshift generator (Marsaglia, 2003, with the shifts 13, 17, 5). */
  below(end: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % end;
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error("nothing to pick from");
    return value;
  }
}

/** A frame of one to three commands, in half of which a part is another one's. */
function wireFrame(random: Random): Wire {
  return Array.from({ length: 1 + random.below(3) }, () => {
    const place = random.pick(places);
    return random.below(2) === 0 ? place.put(place.wire) : place.put(random.pick(parts));
  });
}

const partBytes = parts.map(toMsgpack);
const partTexts = parts.map(toJson);
const heads = [
  0x80, 0x81, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc4, 0xc6, 0xcb, 0xcf, 0xd3, 0xd9, 0xdb, 0xdd, 0xdf,
];

function randomBytes(random: Random): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: random.below(64) }, () => random.below(256));
}

function mutateBytes(random: Random, frame: Uint8Array): Uint8Array<ArrayBuffer> {
  const at = random.below(frame.length + 1);
  const to = at + random.below(8);
  const around = (middle: Uint8Array) =>
    Uint8Array.from(Buffer.concat([frame.subarray(0, at), middle, frame.subarray(to)]));
  switch (random.below(6)) {
    case 0:
      return around(new Uint8Array());
    case 1:
      return around(randomBytes(random));
    case 2:
      return around(random.pick(partBytes));
    case 3:
      return around(frame.subarray(random.below(frame.length + 1)));
    case 4:
      return Uint8Array.from(frame.subarray(0, at));
    default: {
      const copy = Uint8Array.from(frame);
      copy[at] = random.below(2) === 0 ? random.pick(heads) : (copy[at] ?? 0) ^ (1 << random.below(8));
      return copy;
    }
  }
}

const tokens = [
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  '"',
  "\\",
  "\\u0000",
  "\\ud800",
  "null",
  "1e400",
  "-0",
  "__proto__",
  "é",
  "😀",
  " ",
  "\0",
];

function randomText(random: Random): string {
  return Array.from({ length: random.below(24) }, () =>
    random.below(2) === 0 ? random.pick(tokens) : String.fromCharCode(random.below(0x10000)),
  ).join("");
}

function mutateText(random: Random, frame: string): string {
  const at = random.below(frame.length + 1);
  const to = at + random.below(8);
  const around = (middle: string) => frame.slice(0, at) + middle + frame.slice(to);
  switch (random.below(6)) {
    case 0:
      return around("");
    case 1:
      return around(randomText(random));
    case 2:
      return around(random.pick(partTexts));
    case 3:
      return around(frame.slice(random.below(frame.length + 1)));
    case 4:
      return frame.slice(0, at);
    default:
      return around(random.pick(tokens));
  }
}

/** Throws where anything is thrown that a server does not expect, or a command is taken that is not the same once more. */
function check(decode: () => unknown[]): (typeof outcome_names)[number] {
  let entries: unknown[];
  try {
    entries = decode();
  } catch (error) {
    if (error instanceof Malformed) return "malformed";
    throw error;
  }
  let name: (typeof outcome_names)[number] = "taken";
  for (const raw of entries)
    try {
      same(readCommand(raw));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (!error.message.isWellFormed() || error.message.length > 1024)
        throw new Error("a sentence is not fit to be sent");
      name = "refused";
    }
  return name;
}

function same(command: Command): void {
  const [fromText] = json.decode(json.commands([command]));
  const [fromBytes] = msgpack.decode(msgpack.commands([command]));
  if (!Bun.deepEquals(readCommand(fromText), command, true)) throw new Error("it changes on its way through JSON");
  if (!Bun.deepEquals(readCommand(fromBytes), command, true))
    throw new Error("it changes on its way through MessagePack");
}

interface Fuzzed<F> {
  readonly write: (frame: Wire) => F;
  readonly mutate: (random: Random, frame: F) => F;
  readonly noise: (random: Random) => F;
  readonly decode: (frame: F) => unknown[];
  readonly show: (frame: F) => string;
}

function run<F>({ write, mutate, noise, decode, show }: Fuzzed<F>): void {
  const random = new Random(seed);
  const originals = Array.from({ length: 2000 }, () => write(wireFrame(random)));
  const counts = { taken: 0, refused: 0, malformed: 0 };
  for (let i = 0; i < frames / 2; i++) {
    let frame = random.below(20) === 0 ? noise(random) : random.pick(originals);
    for (let times = random.below(4); times > 0; times--) frame = mutate(random, frame);
    try {
      counts[check(() => decode(frame))]++;
    } catch (cause) {
      const again = `FUZZ_SEED=${seed} FUZZ_FRAMES=${frames} bun test test/protocol/fuzz.test.ts`;
      throw new Error(`frame ${i} of seed ${seed} broke it: ${show(frame)}\nAgain: ${again}`, { cause });
    }
  }
  // Frames that all end in the same way would test one line.
  for (const name of outcome_names)
    if (counts[name] < frames / 200) throw new Error(`of seed ${seed} only ${counts[name]} frames were ${name}`);
}

describe("P13: whatever comes in a frame, it is taken, refused with an error, or malformed", () => {
  test(
    "JSON",
    () =>
      run<string>({
        write: toJson,
        mutate: mutateText,
        noise: randomText,
        decode: (frame) => json.decode(frame),
        show: (frame) => JSON.stringify(frame),
      }),
    ms_max,
  );

  test(
    "MessagePack",
    () =>
      run<Uint8Array<ArrayBuffer>>({
        write: toMsgpack,
        mutate: mutateBytes,
        noise: randomBytes,
        decode: (frame) => msgpack.decode(frame),
        show: (frame) => frame.toHex(),
      }),
    ms_max,
  );
});
