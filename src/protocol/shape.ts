import { BinaryId, type Id, idFromBytes, idOf } from "./id.ts";
import { limits } from "./limits.ts";
import type { Packer } from "./packer.ts";

/** A value does not have the shape that the protocol asks for. `message` is a sentence for the client's author. */
export class Misfit extends Error {
  override name = "Misfit";
}

/**
 * What a value on the wire looks like. From one shape come its TypeScript type, its check at the border, its
 * MessagePack bytes, its line in the reference and its random samples in tests.
 */
export interface Shape<T> {
  readonly kind: Kind;
  readonly example: T;
  /**
   * Checks a decoded value and returns it as a new one, copied field by field. `at` names it in the Misfit thrown. From a
   * server, which may be newer than its client, unknown fields and events are left out and limits are not looked at.
   */
  read(raw: unknown, at: string, from?: Origin): T;
  /** Of a union: whether the value is one of its members. */
  knows?(raw: unknown): boolean;
  pack(out: Packer, value: T): void;
  /** The value with the fields that are declared, in their order: what goes out as JSON, and nothing else of it. */
  declared(value: T): unknown;
}

const itself = (value: unknown): unknown => value;

export type Origin = "client" | "server";

/** The structure of a shape as data, for the reference and for random samples. */
export type Kind =
  | { type: "id" | "bool" }
  | { type: "text"; bytes_min: number; bytes_max: number }
  | { type: "int"; min: number; max: number }
  | { type: "choice"; values: readonly string[] }
  | { type: "list"; of: Shape<unknown>; entries_min: number; entries_max: number }
  | { type: "map"; of: Shape<unknown>; entries_max: number }
  | { type: "union"; tag: string; members: Readonly<Record<string, Shape<unknown>>> }
  | { type: "object"; fields: readonly Field[] };

export interface Field {
  readonly name: string;
  readonly shape: Shape<unknown>;
  readonly optional: boolean;
}

export type Infer<S> = S extends Shape<infer T> ? T : never;

export interface Optional<T> {
  readonly optional: Shape<T>;
}

export function optional<T>(shape: Shape<T>): Optional<T> {
  return { optional: shape };
}

export type Fields = Readonly<Record<string, Shape<unknown> | Optional<unknown>>>;
type Required<F> = { [K in keyof F]: F[K] extends Shape<unknown> ? K : never }[keyof F];
type Absent<F> = { [K in keyof F]: F[K] extends Optional<unknown> ? K : never }[keyof F];
type ObjectOf<F> = { [K in Required<F>]: Infer<F[K]> } & {
  [K in Absent<F>]?: F[K] extends Optional<infer T> ? T : never;
};
export type Plain<T> = { [K in keyof T]: T[K] };

export const id: Shape<Id> = {
  kind: { type: "id" },
  example: idFromBytes(Uint8Array.from([1, 154, 178, 60, 0, 7, 201, 14, 88, 3, 240, 61])),
  read(raw, at) {
    const value = idOf(raw);
    if (value !== undefined) return value;
    throw new Misfit(`"${at}" must be an id: 16 characters of base64url in JSON, 12 binary bytes in MessagePack.`);
  },
  pack: (out, value) => out.id(value),
  declared: itself,
};

export const bool: Shape<boolean> = {
  kind: { type: "bool" },
  example: true,
  read(raw, at) {
    if (typeof raw === "boolean") return raw;
    throw new Misfit(`"${at}" must be true or false.`);
  },
  pack: (out, value) => out.bool(value),
  declared: itself,
};

/** Text of `bytes_min` to `bytes_max` bytes of UTF-8, without NUL and lone surrogates. */
export function text(bytes_max: number, bytes_min = 1, example = "Hello"): Shape<string> {
  return {
    kind: { type: "text", bytes_min, bytes_max },
    example,
    read(raw, at, from) {
      if (typeof raw !== "string") throw new Misfit(`"${at}" must be text.`);
      if (raw.length < bytes_min) throw new Misfit(`"${at}" must not be empty.`);
      if (from !== "server" && raw.length * 3 > bytes_max && utf8Length(raw) > bytes_max)
        throw new Misfit(`"${at}" is too long: at most ${bytes_max} bytes of UTF-8 are taken.`);
      if (!raw.isWellFormed() || raw.includes("\0"))
        throw new Misfit(`"${at}" holds a NUL or half of a surrogate pair, which no text may.`);
      return raw;
    },
    pack: (out, value) => out.str(value),
    declared: itself,
  };
}

/** A whole number, `min` to `max`, both included. */
export function int(min = 0, max: number = limits.integer_max, example = min): Shape<number> {
  return {
    kind: { type: "int", min, max },
    example,
    read(raw, at, from) {
      // Adding 0 makes 0 of -0.
      if (typeof raw === "number" && Number.isSafeInteger(raw) && raw >= min && (raw <= max || from === "server"))
        return raw + 0;
      throw new Misfit(`"${at}" must be a whole number from ${min} to ${max}.`);
    },
    pack: (out, value) => out.int(value),
    declared: itself,
  };
}

export function choice<const V extends string>(...values: readonly V[]): Shape<V> {
  const [example] = values;
  if (example === undefined) throw new Error("a choice needs a value");
  return {
    kind: { type: "choice", values },
    example,
    read(raw, at) {
      for (const value of values) if (raw === value) return value;
      throw new Misfit(`"${at}" must be one of: ${values.join(", ")}.`);
    },
    pack: (out, value) => out.str(value),
    declared: itself,
  };
}

export function list<T>(of: Shape<T>, entries_max: number, entries_min = 0): Shape<T[]> {
  return {
    kind: { type: "list", of, entries_min, entries_max },
    example: [of.example],
    read(raw, at, from) {
      if (!Array.isArray(raw)) throw new Misfit(`"${at}" must be a list.`);
      if (from === "server")
        return raw.filter((entry) => of.knows?.(entry) ?? true).map((entry) => of.read(entry, at, from));
      if (raw.length < entries_min || raw.length > entries_max)
        throw new Misfit(`"${at}" must have ${entries_min} to ${entries_max} entries.`);
      return raw.map((entry) => of.read(entry, at));
    },
    pack(out, value) {
      out.array(value.length);
      for (const entry of value) of.pack(out, entry);
    },
    declared: (value) => value.map((entry) => of.declared(entry)),
  };
}

/** From ids to values. The keys are ids as text in both formats, since a map's keys are text. */
export function map<T>(of: Shape<T>, entries_max: number): Shape<Record<Id, T>> {
  return {
    kind: { type: "map", of, entries_max },
    example: { [id.example]: of.example },
    read(raw, at, from) {
      if (!isRecord(raw)) throw new Misfit(`"${at}" must be a map from ids.`);
      const entries = Object.entries(raw);
      if (entries.length > entries_max && from !== "server")
        throw new Misfit(`"${at}" must have at most ${entries_max} entries.`);
      return Object.fromEntries(entries.map(([key, value]) => [id.read(key, at), of.read(value, at, from)]));
    },
    pack(out, value) {
      const entries = Object.entries<T>(value);
      out.map(entries.length);
      for (const [key, entry] of entries) {
        out.str(key);
        of.pack(out, entry);
      }
    },
    declared: (value) => Object.fromEntries(Object.entries<T>(value).map(([key, entry]) => [key, of.declared(entry)])),
  };
}

/** One of several objects, told apart by the text in their field `tag`. */
export function union<T>(tag: string, members: Readonly<Record<string, Shape<T>>>): Shape<T> {
  const example = Object.values(members)[0]?.example;
  if (example === undefined) throw new Error("a union needs a member");
  const find = (value: unknown): Shape<T> | undefined => {
    const name = isRecord(value) ? value[tag] : undefined;
    return typeof name === "string" && Object.hasOwn(members, name) ? members[name] : undefined;
  };
  const known = (value: T): Shape<T> => {
    const shape = find(value);
    if (!shape) throw new Error(`no member of the union has this "${tag}"`);
    return shape;
  };
  return {
    kind: { type: "union", tag, members },
    example,
    read(raw, at, from) {
      const shape = find(raw);
      if (!shape) throw new Misfit(`"${at}" has no known "${tag}".`);
      return shape.read(raw, at, from);
    },
    knows: (raw) => find(raw) !== undefined,
    pack: (out, value) => known(value).pack(out, value),
    declared: (value) => known(value).declared(value),
  };
}

/** An object with exactly these fields: a missing or an unknown one is refused. Absent fields are left out, never null. */
export function object<const F extends Fields>(shapes: F): Shape<Plain<ObjectOf<F>>> {
  const fields: Field[] = Object.entries<Shape<unknown> | Optional<unknown>>(shapes).map(([name, field]) =>
    "optional" in field ? { name, shape: field.optional, optional: true } : { name, shape: field, optional: false },
  );
  // The one cast of the protocol: TypeScript cannot see that the loops below build exactly ObjectOf<F>.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const built = (value: Record<string, unknown>) => value as Plain<ObjectOf<F>>;
  return {
    kind: { type: "object", fields },
    example: built(Object.fromEntries(fields.map(({ name, shape }) => [name, shape.example]))),
    read(raw, at, from) {
      if (!isRecord(raw)) throw new Misfit(`"${at}" must be an object.`);
      const value: Record<string, unknown> = {};
      let known = 0;
      for (const { name, shape, optional } of fields) {
        const field = Object.hasOwn(raw, name) ? raw[name] : undefined;
        if (field !== undefined) {
          value[name] = shape.read(field, name, from);
          known++;
        } else if (!optional) throw new Misfit(`"${name}" is missing.`);
      }
      const names = Object.keys(raw);
      if (names.length !== known && from !== "server") {
        const unknown = names.find((name) => !fields.some((field) => field.name === name)) ?? "";
        // A client's own text goes back to it only where it can do no harm: it may hold half of a surrogate pair.
        throw new Misfit(
          `${/^[\w.-]{1,32}$/.test(unknown) ? `"${unknown}"` : "One of the keys"} is not a field of "${at}".`,
        );
      }
      return built(value);
    },
    pack(out, value) {
      const record: unknown = value;
      if (!isRecord(record)) return;
      let present = 0;
      for (const { name } of fields) if (record[name] !== undefined) present++;
      out.map(present);
      for (const { name, shape } of fields) {
        const field = record[name];
        if (field === undefined) continue;
        out.str(name);
        shape.pack(out, field);
      }
    },
    declared(value) {
      const record: unknown = value;
      const copy: Record<string, unknown> = {};
      if (!isRecord(record)) return copy;
      for (const { name, shape } of fields) {
        const field = record[name];
        if (field !== undefined) copy[name] = shape.declared(field);
      }
      return copy;
    },
  };
}

/** The length of `value` in bytes of UTF-8. */
export function utf8Length(value: string): number {
  let bytes = value.length;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code > 0x7ff) bytes += 2;
    else if (code > 0x7f) bytes += 1;
    // Both halves of a pair were counted as three bytes each, and are four together.
    if (code >= 0xd800 && code < 0xdc00) bytes -= 2;
  }
  return bytes;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof BinaryId);
}
