/** Random values of any shape of the protocol. */
import fc from "fast-check";
import { type Id, id_bytes, idFromBytes } from "../../src/protocol/id.ts";
import { type Kind, type Shape } from "../../src/protocol/shape.ts";

/** Values that the shape takes, its limits and the borders of number and text widths among them. */
export function arbitraryOf<T>(shape: Shape<T>): fc.Arbitrary<T> {
  return arbitraryOfKind(shape.kind) as fc.Arbitrary<T>;
}

export const arbitraryId: fc.Arbitrary<Id> = fc
  .uint8Array({ minLength: id_bytes, maxLength: id_bytes })
  .map((bytes) => idFromBytes(bytes));

function arbitraryOfKind(kind: Kind): fc.Arbitrary<unknown> {
  switch (kind.type) {
    case "id":
      return arbitraryId;
    case "bool":
      return fc.boolean();
    case "text":
      return arbitraryText(kind.bytes_min, kind.bytes_max);
    case "int":
      return arbitraryInt(kind.min, kind.max);
    case "choice":
      return fc.constantFrom(...kind.values);
    case "list":
      return fc.array(arbitraryOf(kind.of), { minLength: kind.entries_min, maxLength: kind.entries_max });
    case "map":
      return fc
        .array(fc.tuple(arbitraryId, arbitraryOf(kind.of)), { maxLength: kind.entries_max })
        .map((entries) => Object.fromEntries(entries));
    case "union":
      return fc.oneof(...Object.values(kind.members).map(arbitraryOf));
    case "object": {
      const fields = kind.fields.map(({ name, shape }) => [name, arbitraryOf(shape)] as const);
      const requiredKeys = kind.fields.filter(({ optional }) => !optional).map(({ name }) => name);
      return fc.record(Object.fromEntries(fields), { requiredKeys, noNullPrototype: true });
    }
  }
}

/** Texts of any script, those that fill `bytes_max`, and those at the borders of MessagePack's header widths. */
function arbitraryText(bytes_min: number, bytes_max: number): fc.Arbitrary<string> {
  const any = fc.string({ unit: "binary" }).map((text) => text.replaceAll("\0", ""));
  const ascii = fc.string({ unit: "binary-ascii" }).map((text) => text.replaceAll("\0", ""));
  const bytes = fc.constantFrom(31, 32, 33, 255, 256, 257, bytes_max);
  const long = fc
    .tuple(fc.constantFrom("a", '"', "é", "語", "😀"), bytes)
    .map(([char, length]) => char.repeat(Math.floor(length / Buffer.byteLength(char))));
  return fc
    .oneof({ weight: 4, arbitrary: any }, { weight: 4, arbitrary: ascii }, { weight: 1, arbitrary: long })
    .map((text) => cut(text, bytes_max))
    .filter((text) => text.length >= bytes_min);
}

function cut(text: string, bytes_max: number): string {
  const chars = Array.from(text);
  for (let bytes = Buffer.byteLength(text); bytes > bytes_max;) bytes -= Buffer.byteLength(chars.pop() ?? "");
  return chars.join("");
}

const borders = [0, 1, 127, 128, 255, 256, 65_535, 65_536, 2 ** 31, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER];

function arbitraryInt(min: number, max: number): fc.Arbitrary<number> {
  const inside = borders.filter((border) => border >= min && border <= max);
  return fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max, ...inside));
}
