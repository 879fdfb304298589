/** Writes in both formats whatever a test wants to send, right or wrong. It shares no code with what is tested. */
import { encode } from "@msgpack/msgpack";
import { readCommand } from "../../src/protocol/commands.ts";
import { Malformed } from "../../src/protocol/codec.ts";
import { type ErrorCode, Refusal } from "../../src/protocol/errors.ts";
import { json } from "../../src/protocol/json.ts";
import { msgpack } from "../../src/protocol/msgpack.ts";
import type { Shape } from "../../src/protocol/shape.ts";

export type Wire = null | boolean | number | string | Uint8Array | readonly Wire[] | Entries | Written;

/** An object as its entries stand on the wire: there may be two of one key. */
export class Entries {
  readonly list: readonly (readonly [Wire, Wire])[];

  constructor(list: readonly (readonly [Wire, Wire])[]) {
    this.list = list;
  }

  with(key: string, value: Wire): Entries {
    const rest = this.list.filter(([name]) => name !== key);
    return new Entries([...rest, [key, value]]);
  }

  without(key: string): Entries {
    return new Entries(this.list.filter(([name]) => name !== key));
  }
}

/** What stands on the wire as it is, where the formats need not mean the same. */
export class Written {
  readonly json: string;
  readonly msgpack: readonly number[];

  constructor(text: string, bytes: readonly number[]) {
    this.json = text;
    this.msgpack = bytes;
  }
}

export function toJson(value: Wire): string {
  if (value instanceof Written) return value.json;
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString("base64url"));
  if (value instanceof Entries)
    return `{${value.list.map(([key, entry]) => `${toJson(key)}:${toJson(entry)}`).join(",")}}`;
  if (isList(value)) return `[${value.map(toJson).join(",")}]`;
  return JSON.stringify(value);
}

export function toMsgpack(value: Wire): Uint8Array<ArrayBuffer> {
  if (value instanceof Written) return Uint8Array.from(value.msgpack);
  if (value instanceof Entries) {
    const parts = value.list.flatMap(([key, entry]) => [toMsgpack(key), toMsgpack(entry)]);
    return Uint8Array.from(Buffer.concat([Uint8Array.from(header(0x80, 0xde, value.list.length)), ...parts]));
  }
  if (isList(value))
    return Uint8Array.from(Buffer.concat([Uint8Array.from(header(0x90, 0xdc, value.length)), ...value.map(toMsgpack)]));
  return Uint8Array.from(encode(value));
}

function isList(value: Wire): value is readonly Wire[] {
  return Array.isArray(value);
}

function header(fix: number, wide: number, entries: number): number[] {
  return entries < 16 ? [fix | entries] : [wide, entries >>> 8, entries & 0xff];
}

/** A value of a shape, as it stands on the wire: ids are bytes. */
export function wireOf({ kind }: Shape<unknown>, value: unknown): Wire {
  switch (kind.type) {
    case "id":
      return Uint8Array.from(Buffer.from(value as string, "base64url"));
    case "list":
      return (value as unknown[]).map((entry) => wireOf(kind.of, entry));
    case "map":
      return new Entries(Object.entries(value as object).map(([key, entry]) => [key, wireOf(kind.of, entry)]));
    case "union": {
      const record = value as Record<string, unknown>;
      const member = kind.members[String(record[kind.tag])];
      if (!member) throw new Error(`no member of the union: ${JSON.stringify(value)}`);
      return wireOf(member, value);
    }
    case "object": {
      const record = value as Record<string, unknown>;
      const present = kind.fields.filter(({ name }) => record[name] !== undefined);
      return new Entries(present.map(({ name, shape }) => [name, wireOf(shape, record[name])]));
    }
    default:
      return value as Wire;
  }
}

/** A part of a value on the wire: what it should be, and the whole value with something else in its place. */
export interface Place {
  readonly path: string;
  readonly shape: Shape<unknown>;
  readonly wire: Wire;
  readonly put: (other: Wire) => Wire;
}

/** Every part of a shape's example, the whole first. */
export function* placesOf(
  shape: Shape<unknown>,
  value: unknown = shape.example,
  path = "",
  put = (other: Wire): Wire => other,
): Generator<Place> {
  const { kind } = shape;
  yield { path, shape, wire: wireOf(shape, value), put };
  if (kind.type === "list") yield* placesOf(kind.of, kind.of.example, `${path}[]`, (other) => put([other]));
  if (kind.type === "map") {
    const [key = ""] = Object.keys(value as object);
    yield* placesOf(kind.of, kind.of.example, `${path}{}`, (other) => put(new Entries([[key, other]])));
  }
  if (kind.type === "object") {
    const whole = wireOf(shape, value) as Entries;
    const record = value as Record<string, unknown>;
    for (const field of kind.fields)
      yield* placesOf(field.shape, record[field.name], path === "" ? field.name : `${path}.${field.name}`, (other) =>
        put(whole.with(field.name, other)),
      );
  }
}

export type Outcome = { taken: unknown } | { malformed: string } | { code: ErrorCode; message: string };

/** What becomes of a frame with this command in it, in each format. Whatever else is thrown is a bug. */
export function outcomes(command: Wire): { json: Outcome; msgpack: Outcome } {
  return {
    json: outcomeOf(() => json.decode(toJson([command]))),
    msgpack: outcomeOf(() => msgpack.decode(toMsgpack([command]))),
  };
}

export function outcomeOf(decode: () => unknown[]): Outcome {
  try {
    const [raw] = decode();
    return { taken: readCommand(raw) };
  } catch (error) {
    if (error instanceof Malformed) return { malformed: error.message };
    if (error instanceof Refusal) return { code: error.code, message: error.message };
    throw error;
  }
}

/** "taken", "malformed", or the code of the error. */
export function nameOf(outcome: Outcome): string {
  if ("taken" in outcome) return "taken";
  return "malformed" in outcome ? "malformed" : outcome.code;
}
