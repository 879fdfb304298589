import { expect, test } from "bun:test";
import fc from "fast-check";
import { Recent } from "../src/recent.ts";

const entries_max = 4;
const keys = ["a", "b", "c", "d", "e", "f", "g"];
const step = fc.tuple(fc.constantFrom("get", "add", "delete"), fc.constantFrom(...keys));

/** The same in the simplest way: a list, the least recently used first. */
class Model {
  readonly list: string[] = [];

  get(key: string): string | undefined {
    if (!this.delete(key)) return undefined;
    this.list.push(key);
    return key;
  }

  add(key: string): string | undefined {
    this.list.push(key);
    return this.list.length > entries_max ? this.list.shift() : undefined;
  }

  delete(key: string): boolean {
    const at = this.list.indexOf(key);
    if (at !== -1) this.list.splice(at, 1);
    return at !== -1;
  }
}

test("whatever is done, it holds the most recently used and no more, in their order", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const model = new Model();
      const recent = new Recent<string, string>(entries_max);
      for (const [does, key] of steps) {
        if (does === "get") expect(recent.get(key)).toBe(model.get(key));
        if (does === "delete") {
          recent.delete(key);
          model.delete(key);
        }
        if (does === "add" && !model.list.includes(key)) expect(recent.add(key, key)).toBe(model.add(key));
        expect([...recent]).toEqual(model.list.toReversed());
      }
    }),
  );
});

test("what is found may be deleted while looking on", () => {
  const recent = new Recent<string, string>(entries_max);
  for (const key of ["a", "b", "c", "d"]) recent.add(key, key);
  const seen: string[] = [];
  for (const value of recent) {
    seen.push(value);
    if (value !== "b") recent.delete(value);
  }
  expect(seen).toEqual(["d", "c", "b", "a"]);
  expect([...recent]).toEqual(["b"]);
});
