import { describe, expect, test } from "bun:test";
import { commandIdIn } from "../../src/protocol/command.ts";
import { type CommandName, commands } from "../../src/protocol/commands.ts";
import { Refusal } from "../../src/protocol/errors.ts";
import { failure, failureOf } from "../../src/protocol/frames.ts";
import { json } from "../../src/protocol/json.ts";
import { msgpack } from "../../src/protocol/msgpack.ts";
import { id, type Kind, type Shape } from "../../src/protocol/shape.ts";
import {
  Entries,
  nameOf,
  type Outcome,
  outcomes,
  type Place,
  placesOf,
  toJson,
  toMsgpack,
  type Wire,
  wireOf,
  Written,
} from "./wire.ts";

interface Wrong {
  readonly what: string;
  readonly wire: Wire;
  /** What comes of it where it is not the error for a wrong value. */
  readonly json?: string;
  readonly msgpack?: string;
}

const binaryId: Wrong = {
  what: "12 bytes",
  wire: new Written("null", [0xc4, 12, ...Array.from({ length: 12 }, () => 65)]),
};
const halfPair = new Written('"a\\ud800"', [0xa4, 0x61, 0xed, 0xa0, 0x80]);

/** Values of every other type, and those that no field takes. */
const ofAnyType: readonly Wrong[] = [
  { what: "null", wire: null, msgpack: "malformed" },
  { what: "a fraction", wire: 1.5, msgpack: "malformed" },
  { what: "true", wire: true },
  { what: "a number", wire: 7 },
  { what: "text", wire: "?" },
  { what: "a list", wire: [7] },
  { what: "an object", wire: new Entries([["surplus", 1]]) },
  binaryId,
];

const ownTypes: Record<Kind["type"], readonly string[]> = {
  id: ["12 bytes"],
  bool: ["true"],
  text: ["text"],
  int: ["a number"],
  choice: [],
  list: [],
  map: [],
  union: [],
  object: [],
};

function wrongs({ kind }: Shape<unknown>): readonly Wrong[] {
  const others = ofAnyType.filter(({ what }) => !ownTypes[kind.type].includes(what));
  return [...others, ...wrongsOfKind(kind)];
}

function wrongsOfKind(kind: Kind): readonly Wrong[] {
  switch (kind.type) {
    case "bool":
      return [{ what: "text that says true", wire: "true" }];
    case "id":
      return [
        ...["", "A".repeat(15), "A".repeat(17), "AAAAAAAAAAAAAAA+", "AAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAé"].map(
          (text) => ({
            what: JSON.stringify(text),
            wire: text,
          }),
        ),
        { what: "11 bytes", wire: new Uint8Array(11), msgpack: "malformed" },
        { what: "13 bytes", wire: new Uint8Array(13), msgpack: "malformed" },
      ];
    case "text":
      return [
        ...(kind.bytes_min > 0 ? [{ what: "no text", wire: "" }] : []),
        { what: "one byte too many", wire: "a".repeat(kind.bytes_max + 1) },
        { what: "too many bytes in few letters", wire: "語".repeat(Math.floor(kind.bytes_max / 3) + 1) },
        { what: "a NUL", wire: "a\0" },
        { what: "half of a surrogate pair", wire: halfPair, msgpack: "malformed" },
      ];
    case "int":
      return [
        { what: "too small", wire: kind.min - 1 },
        kind.max < Number.MAX_SAFE_INTEGER
          ? { what: "too large", wire: kind.max + 1 }
          : { what: "2^53", wire: 2 ** 53, msgpack: "malformed" },
        {
          what: "2^64 - 1",
          wire: new Written("18446744073709551615", [0xcf, ...Array.from({ length: 8 }, () => 0xff)]),
          msgpack: "malformed",
        },
        { what: "infinity", wire: new Written("1e400", [0xcb, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0]), msgpack: "malformed" },
        {
          what: "NaN",
          wire: new Written("NaN", [0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0]),
          json: "malformed",
          msgpack: "malformed",
        },
        { what: "a float that is whole", wire: new Written("1.5", [0xca, 0x3f, 0x80, 0, 0]), msgpack: "malformed" },
        { what: "text that says 1", wire: "1" },
      ];
    case "choice":
      return ["", "toString", "__proto__", `${kind.values[0]} `].map((text) => ({
        what: JSON.stringify(text),
        wire: text,
      }));
    case "list":
      return [
        ...(kind.entries_min > 0 ? [{ what: "too few entries", wire: [] }] : []),
        { what: "too many entries", wire: many(kind.of, kind.entries_max + 1) },
      ];
    case "map": {
      const entries = Array.from({ length: kind.entries_max + 1 }, (_, i) => [`${i}`.padStart(16, "0"), 1] as const);
      return [
        { what: "too many entries", wire: new Entries(entries), json: "malformed", msgpack: "malformed" },
        { what: "a key that is no id", wire: new Entries([["A".repeat(15), 1]]) },
      ];
    }
    case "union":
    case "object":
      return [{ what: "an object without fields", wire: new Entries([]) }];
  }
}

function many(of: Shape<unknown>, entries: number): Wire {
  return Array.from({ length: entries }, () => wireOf(of, of.example));
}

/** Values at the limits of a shape, which are taken. */
function rights({ kind }: Shape<unknown>): readonly Wire[] {
  switch (kind.type) {
    case "text":
      return ["a", "é", "語", "😀", '"', "\u{1}"].map((char) =>
        char.repeat(Math.floor(kind.bytes_max / Buffer.byteLength(char))),
      );
    case "int":
      return [
        kind.min,
        kind.max,
        ...(kind.min === 0 ? [new Written("-0", [0])] : []),
        new Written(`${kind.min}.0`, [0xd3, 0, 0, 0, 0, 0, 0, 0, kind.min]),
      ];
    case "list":
      return [many(kind.of, kind.entries_min), many(kind.of, kind.entries_max)];
    case "choice":
      return kind.values;
    case "bool":
      return [true, false];
    case "id":
      return ["AAAAAAAAAAAAAAAA", "-_-_-_-_-_-_-_-_", new Uint8Array(12), new Uint8Array(12).fill(255)];
    default:
      return [];
  }
}

function field({ path }: Place): string {
  return (path.split(".").at(-1) ?? "").replace(/[[\]{}]/g, "");
}

/** What a wrong value at the place comes to, when its format can carry it. */
function errorAt({ path }: Place): string {
  if (path === "id") return "bad_id";
  return path === "do" ? "bad_command" : "bad_value";
}

function check(place: Place, { what, wire, ...expected }: Wrong): void {
  const outcome = outcomes(place.put(wire));
  const error = errorAt(place);
  expect({ at: place.path, what, json: nameOf(outcome.json), msgpack: nameOf(outcome.msgpack) }).toEqual({
    at: place.path,
    what,
    json: expected.json ?? error,
    msgpack: expected.msgpack ?? error,
  });
  // An object that is wrong is told by what is wrong in it.
  if (wire instanceof Entries && place.shape.kind.type === "object") return;
  for (const { message, code } of [outcome.json, outcome.msgpack].filter(isRefused))
    if (code === "bad_value") expect(message).toContain(`"${field(place)}"`);
}

function isRefused(outcome: Outcome): outcome is Extract<Outcome, { code: unknown }> {
  return "code" in outcome;
}

const names = Object.keys(commands) as CommandName[];

describe("P12: a command is taken only exactly as it is declared", () => {
  for (const name of names) {
    const places = [...placesOf(commands[name].shape)];
    const parts = places.filter(({ path }) => path !== "");
    const objects = places.filter(({ wire, shape }) => wire instanceof Entries && shape.kind.type === "object");

    test(`${name}: its example is taken, and every field at its limits`, () => {
      const { example } = commands[name].shape;
      expect(outcomes(places[0]?.wire ?? null)).toEqual({ json: { taken: example }, msgpack: { taken: example } });
      for (const place of parts.filter(({ path }) => path !== "do"))
        for (const wire of rights(place.shape)) {
          const outcome = outcomes(place.put(wire));
          expect([place.path, wire, nameOf(outcome.json), nameOf(outcome.msgpack)]).toEqual([
            place.path,
            wire,
            "taken",
            "taken",
          ]);
          if (!(wire instanceof Uint8Array)) expect(outcome.json).toEqual(outcome.msgpack);
        }
    });

    test(`${name}: values that a field does not take are refused with its name`, () => {
      for (const place of parts) for (const wrong of wrongs(place.shape)) check(place, wrong);
    });

    test(`${name}: unknown, missing, repeated and forbidden keys are refused in every object`, () => {
      for (const { path, shape, wire, put } of objects) {
        if (!(wire instanceof Entries) || shape.kind.type !== "object") continue;
        const expectBoth = (what: string, changed: Wire, expected: string, sentence = ""): void => {
          const outcome = outcomes(put(changed));
          expect([path, what, nameOf(outcome.json), nameOf(outcome.msgpack)]).toEqual([path, what, expected, expected]);
          for (const { message } of [outcome.json, outcome.msgpack].filter(isRefused))
            expect(message).toContain(sentence);
        };
        for (const key of ["surplus", "mentions", "toString", "hasOwnProperty"])
          expectBoth(`unknown ${key}`, wire.with(key, 1), "bad_value", `"${key}" is not a field`);
        for (const key of ["__proto__", "constructor", "prototype"])
          expectBoth(`forbidden ${key}`, wire.with(key, new Entries([])), "malformed");
        for (const [key, value] of wire.list)
          expectBoth(`repeated ${toJson(key)}`, new Entries([...wire.list, [key, value]]), "malformed");
        for (const { name: key, optional } of shape.kind.fields) {
          if (optional) expectBoth(`without ${key}`, wire.without(key), "taken");
          else if (path === "" && key === "id") expectBoth("without id", wire.without(key), "bad_id");
          else if (path === "" && key === "do") expectBoth("without do", wire.without(key), "bad_command");
          else expectBoth(`without ${key}`, wire.without(key), "bad_value", `"${key}" is missing`);
        }
      }
    });
  }

  test("a map of ids refuses repeated and forbidden keys", () => {
    const place = [...placesOf(commands.hello.shape)].find(({ path }) => path === "resume.channels");
    if (!place) throw new Error("hello has no map any more: test another");
    const key = id.example;
    const repeated = outcomes(
      place.put(
        new Entries([
          [key, 1],
          [key, 1],
        ]),
      ),
    );
    const forbidden = outcomes(place.put(new Entries([["__proto__", 1]])));
    for (const outcome of [repeated.json, repeated.msgpack, forbidden.json, forbidden.msgpack])
      expect(nameOf(outcome)).toBe("malformed");
  });

  test("what is no object is no command", () => {
    for (const wire of [7, "hello", true, [], [[]], new Uint8Array(12)]) {
      const outcome = outcomes(wire);
      expect([nameOf(outcome.json), nameOf(outcome.msgpack)]).toEqual(["bad_value", "bad_value"]);
    }
    expect(nameOf(outcomes(new Entries([])).json)).toBe("bad_id");
  });

  test("an unknown command keeps its id for the answer", () => {
    const wire = new Entries([
      ["id", new Uint8Array(12)],
      ["do", "message.sned"],
    ]);
    expect(nameOf(outcomes(wire).json)).toBe("bad_command");
    expect(nameOf(outcomes(wire).msgpack)).toBe("bad_command");
    expect(commandIdIn(json.decode(toJson([wire]))[0])).toBe("AAAAAAAAAAAAAAAA" as never);
    expect(commandIdIn(msgpack.decode(toMsgpack([wire]))[0])).toBe("AAAAAAAAAAAAAAAA" as never);
    expect(commandIdIn([])).toBeUndefined();
  });

  test("what is refused does not go back to the client in a sentence that it could not read", () => {
    const { wire } = [...placesOf(commands["message.send"].shape)][0] ?? {};
    for (const key of [halfPair, new Written('"\\u0000"', [0xa1, 0]), "k".repeat(10_000), "<b>", "é"]) {
      const outcome = outcomes(new Entries([...(wire as Entries).list, [key, 1]]));
      for (const refused of [outcome.json, outcome.msgpack].filter(isRefused)) {
        const told = failureOf(new Refusal(refused.code, refused.message));
        expect(failure.read(told, "error")).toEqual(told);
        expect(told.message).toBe('One of the keys is not a field of "message.send".');
      }
    }
  });
});
