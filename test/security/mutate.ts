/** Frames that are nearly right: commands of every kind, and what random changes make of them. */
import { encode } from "@msgpack/msgpack";
import type { CodecName } from "../../src/protocol/codec.ts";
import { type CommandName, commands } from "../../src/protocol/commands.ts";
import { type Id, idFromBytes, idToBytes, isId } from "../../src/protocol/id.ts";
import { isRecord, type Kind } from "../../src/protocol/shape.ts";
import { seeded } from "../support/random.ts";

/** They would end the session that mutates, or take a password's time each. */
const left_out: ReadonlySet<CommandName> = new Set(["session.end", "password.change"]);
const names = Object.keys(commands).filter(
  (name): name is CommandName => Object.hasOwn(commands, name) && !left_out.has(name as CommandName),
);

const odd: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  2 ** 53,
  1e308,
  "",
  "\0",
  "\ud800",
  "a".repeat(300),
  [],
  [[]],
  {},
  { a: 1 },
  "__proto__",
  [null],
  "toString",
];
const words = ["message.send", "hello", "channel", "seq", "__proto__", "constructor", "body", "x", "id", "do", "users"];

export class Mutator {
  readonly #next: () => number;
  /** Ids that are somebody's or something's, so that commands do more than miss. */
  readonly #ids: readonly Id[];

  constructor(seed: number, ids: readonly Id[]) {
    this.#next = seeded(seed);
    this.#ids = ids;
  }

  chance(one_in: number): boolean {
    return this.#random(one_in) === 0;
  }

  /** Commands, most of them wrong in some value, in a frame that is well-formed. */
  wellFormed(format: CodecName): Uint8Array {
    const entries = Array.from({ length: 1 + this.#random(3) }, () => this.#entry());
    return write(format, entries);
  }

  /** Anything at all: a frame with bytes changed, cut, put in or doubled, or noise. */
  bytes(format: CodecName): Uint8Array {
    const frame = Buffer.from(this.wellFormed(format));
    const at = this.#random(frame.length);
    switch (this.#random(7)) {
      case 0:
        return this.#noise(1 + this.#random(200));
      case 1:
        return frame.subarray(0, at);
      case 2:
        return Buffer.concat([frame.subarray(0, at), this.#noise(1 + this.#random(8)), frame.subarray(at)]);
      case 3:
        return Buffer.concat([frame.subarray(0, at), frame.subarray(this.#random(frame.length))]);
      case 4:
        return Buffer.concat([frame, frame]);
      default:
        for (let i = 0; i <= this.#random(4); i++) frame[this.#random(frame.length)] = this.#random(256);
        return frame;
    }
  }

  /** A command's name and fields for HTTP. */
  request(): { name: string; body: string } {
    const entry = this.#entry();
    const { do: name, ...fields } = isRecord(entry) ? entry : { do: "hello" };
    const body = JSON.stringify(fields);
    const cut = this.chance(10) ? body.slice(0, this.#random(body.length)) : body;
    return { name: typeof name === "string" ? name : "x", body: cut };
  }

  #random(below: number): number {
    return Math.floor(this.#next() * below);
  }

  #noise(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.#random(256)));
  }

  #pick<T>(list: readonly T[]): T {
    const value = list[this.#random(list.length)];
    if (value === undefined) throw new Error("nothing to pick from");
    return value;
  }

  #id(): Id {
    return this.chance(4) ? idFromBytes(this.#noise(12)) : this.#pick(this.#ids);
  }

  #entry(): unknown {
    const picked = this.#pick(names);
    // New channels make every hello longer: they are made seldom.
    const name = picked === "channel.create" && !this.chance(20) ? "message.send" : picked;
    const entry: Record<string, unknown> = {
      ...this.#valueOf(commands[name].shape.kind),
      id: idFromBytes(this.#noise(12)),
      do: name,
    };
    for (let changes = this.chance(2) ? 0 : 1 + this.#random(2); changes > 0; changes--) {
      const fields = Object.keys(entry).filter((key) => (key !== "id" && key !== "do") || this.chance(6));
      const key = this.#pick([...fields, this.#pick(words)]);
      if (this.chance(4)) delete entry[key];
      else entry[key] = this.chance(2) ? this.#pick(odd) : this.#pick(words);
    }
    return this.chance(50) ? this.#pick(odd) : entry;
  }

  #valueOf(kind: Kind): Record<string, unknown> {
    if (kind.type !== "object") return {};
    const fields = kind.fields.filter(({ optional }) => !optional || this.chance(2));
    return Object.fromEntries(fields.map(({ name, shape }) => [name, this.#value(shape.kind)]));
  }

  #value(kind: Kind): unknown {
    switch (kind.type) {
      case "id":
        return this.#id();
      case "bool":
        return this.chance(2);
      case "text":
        return this.#pick([
          "a",
          "@channel @ana hello",
          "x".repeat(kind.bytes_max),
          "x".repeat(kind.bytes_max + 1),
          "é\u202e🙂",
        ]);
      case "int":
        return this.#pick([kind.min, kind.max, 1, 2, 3, 5, this.#random(10), this.chance(3) ? kind.min - 1 : 4]);
      case "choice":
        return this.#pick(kind.values);
      case "list":
        return Array.from({ length: this.#random(4) }, () => this.#value(kind.of.kind));
      case "map":
        return Object.fromEntries(
          Array.from({ length: this.#random(4) }, () => [this.#id(), this.#value(kind.of.kind)]),
        );
      case "union":
        return {};
      case "object":
        return this.#valueOf(kind);
    }
  }
}

function write(format: CodecName, entries: unknown[]): Uint8Array {
  if (format === "json") return Buffer.from(JSON.stringify(entries));
  const written = (value: unknown): unknown => {
    if (typeof value === "string") return isId(value) ? idToBytes(value) : value;
    if (Array.isArray(value)) return value.map(written);
    // MessagePack has no null here, and no fractions: they are for `bytes`.
    if (value === null || (typeof value === "number" && !Number.isSafeInteger(value))) return 0;
    return isRecord(value)
      ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, written(entry)]))
      : value;
  };
  return encode(written(entries));
}
