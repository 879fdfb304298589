import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { commandId, id_bytes, id_chars, idFromBytes, idOf, idToBytes, isId, randomId } from "../../src/protocol/id.ts";
import { arbitraryId } from "../support/arbitrary.ts";

describe("P10: an id is 12 bytes, which are 16 characters of base64url", () => {
  test("both ways, as everybody's base64url has it", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: id_bytes + 6, maxLength: id_bytes + 6 }), (bytes) => {
        const part = bytes.subarray(3, 3 + id_bytes);
        const id = idFromBytes(bytes, 3);
        expect<string>(id).toBe(Buffer.from(part).toString("base64url"));
        expect(isId(id)).toBe(true);
        expect(idToBytes(id)).toEqual(Uint8Array.from(part));
        const target = new Uint8Array(bytes.length).fill(7);
        idToBytes(id, target, 3);
        expect([...target]).toEqual([7, 7, 7, ...part, 7, 7, 7]);
      }),
    );
  });

  test("nothing else is one", () => {
    fc.assert(
      fc.property(arbitraryId, fc.nat(id_chars - 1), fc.string({ unit: "binary", maxLength: 2 }), (id, at, other) => {
        const text = id.slice(0, at) + other + id.slice(at + 1);
        expect(isId(text)).toBe(/^[\w-]{16}$/.test(text));
        expect<string | undefined>(idOf(text)).toBe(isId(text) ? text : undefined);
      }),
    );
    for (const raw of [undefined, null, 7, [], {}, new Uint8Array(id_bytes)]) expect(idOf(raw)).toBeUndefined();
  });

  test("a command's id begins with its time, so that later ones come after in the order of their bytes", () => {
    const times = [0, 1, 255, 256, 2 ** 32, Date.now(), 2 ** 47];
    const ids = times.map((now_ms) => Buffer.from(idToBytes(commandId(now_ms))));
    expect(ids.toSorted((a, b) => a.compare(b))).toEqual(ids);
    for (const [i, now_ms] of times.entries()) expect(ids[i]?.readUIntBE(0, 6)).toBe(now_ms);
  });

  test("a new one can be given to a command of the shell: it is not taken for an option", () => {
    // One in 64 would begin with a dash: that none of 4,000 does by chance has a probability of 1e-27.
    for (let made = 0; made < 4000; made++) expect(randomId()).not.toStartWith("-");
  });

  test("no two are the same", () => {
    const ids = Array.from({ length: 20_000 }, (_, i) => (i % 2 === 0 ? randomId() : commandId(0)));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
