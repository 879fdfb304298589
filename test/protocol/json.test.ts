import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Malformed } from "../../src/protocol/codec.ts";
import { commands } from "../../src/protocol/commands.ts";
import { json } from "../../src/protocol/json.ts";
import { limits } from "../../src/protocol/limits.ts";

function refusal(frame: string): string {
  try {
    return `taken: ${JSON.stringify(json.decode(frame))}`;
  } catch (error) {
    if (error instanceof Malformed) return "malformed";
    throw error;
  }
}

describe("P11: a frame is taken only exactly as its format says", () => {
  test("what is not JSON, or no list, is refused", () => {
    const wrong = [
      "",
      " ",
      "null",
      "{}",
      "1",
      '"a"',
      "[",
      "]",
      "[1,]",
      "[,]",
      "[1][2]",
      "[1]x",
      "[NaN]",
      "[01]",
      "['a']",
    ];
    for (const frame of [
      ...wrong,
      "\uFEFF[]",
      '["\n"]',
      '["\\x"]',
      "[1] // no",
      "[undefined]",
      "[0x10]",
      "[+1]",
      "[.5]",
    ])
      expect([frame, refusal(frame)]).toEqual([frame, "malformed"]);
    for (const frame of ["[]", " [ 1 , 2 ] ", '["\\ud800"]', "[1e3]", '[{"a":{"b":[]}}]'])
      expect([frame, refusal(frame)]).toEqual([frame, `taken: ${JSON.stringify(JSON.parse(frame))}`]);
  });

  test("a message as our clients write it is read as every other frame is, and so is what only looks like one", () => {
    const { example } = commands["message.send"].shape;
    const frames = fc.record({
      body: fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[a"\\{}\],: ]*$/)),
      /** What is put in the place of some characters of the frame. */
      put: fc.constantFrom("", '"', '"}', '","body":"', ',"a":1', "\\", "\n", "}]", "]", "{", "\ud800", "é", " "),
      at: fc.nat(400),
      gone: fc.nat(3),
    });
    fc.assert(
      fc.property(frames, ({ body, put, at, gone }) => {
        const whole = json.commands([{ ...example, body }]);
        const changed = whole.slice(0, at) + put + whole.slice(at + gone);
        // A space in front changes nothing of what it means, and is not how our clients begin.
        for (const frame of [whole, changed]) expect([frame, refusal(frame)]).toEqual([frame, refusal(` ${frame}`)]);
      }),
      { numRuns: 5000 },
    );
  });

  test("a repeated key is found however it is written, and what only looks like one is not", () => {
    const repeated = [
      '[{"a":1,"a":1}]',
      '[{"a":1,"\\u0061":1}]',
      '[{"a" :1,"a"\t\n\r :1}]',
      '[{"":1,"":1}]',
      '[{"\\"":1,"\\u0022":1}]',
      '[{"\\\\":1,"\\\\":1}]',
      '[[{"b":{"a":1,"c":[],"a":2}}]]',
      '[{"a":{"a":1,"a":1}}]',
      '[{"é":1,"\\u00e9":1}]',
    ];
    for (const frame of repeated) expect([frame, refusal(frame)]).toEqual([frame, "malformed"]);
    const single = [
      '[{"a":"a","b":"a"}]',
      '[{"a":{"a":1}},{"a":1}]',
      '["a:","a:"]',
      '[{"a":":","b":"\\":"}]',
      '[{"a":"\\\\","b":"\\\\\\":{\\"a\\":1,\\"a\\":1}"}]',
      '[{"a\\"":1,"a":1}]',
      '[{"a":"x\\\\"},":"]',
      '[{"1":1,"2":2}]',
      '[{"a" :1,"b"\t\r\n :1}]',
    ];
    for (const frame of single)
      expect([frame, refusal(frame)]).toEqual([frame, `taken: ${JSON.stringify(JSON.parse(frame))}`]);
  });

  test("keys that reach a prototype are refused, however they are written", () => {
    for (const key of ["__proto__", "constructor", "prototype", "\\u005f_proto__"]) {
      expect(refusal(`[{"${key}":{}}]`)).toBe("malformed");
      expect(refusal(`[[{"a":[{"${key}":1}]}]]`)).toBe("malformed");
    }
    expect(refusal('["__proto__", {"a": "constructor"}]')).toStartWith("taken");
  });

  test("every frame breaks off at every letter, and takes none more", () => {
    for (const { shape } of Object.values(commands)) {
      const whole = json.commands([shape.example]);
      for (let length = 0; length < whole.length; length++) expect(refusal(whole.slice(0, length))).toBe("malformed");
      for (const surplus of ["]", "1", ",", "[]", "\0"]) expect(refusal(whole + surplus)).toBe("malformed");
      expect(refusal(whole)).toStartWith("taken");
    }
  });

  test("a frame is a list of at most as many commands as may be", () => {
    const commandsOf = (length: number) => `[${Array.from({ length }, () => "1").join(",")}]`;
    expect(json.decode(commandsOf(limits.frame_commands_max))).toHaveLength(limits.frame_commands_max);
    expect(() => json.decode(commandsOf(limits.frame_commands_max + 1))).toThrow(Malformed);
  });
});

describe("P13: a frame costs no more than its length allows", () => {
  test("nesting and entries have limits, in lists and in maps", () => {
    const lists = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    const maps = (depth: number) => `[${'{"a":'.repeat(depth - 1)}1${"}".repeat(depth - 1)}]`;
    for (const nested of [lists, maps]) {
      expect(refusal(nested(limits.nesting_max))).toStartWith("taken");
      expect(refusal(nested(limits.nesting_max + 1))).toBe("malformed");
    }
    const beside = Array.from({ length: limits.nesting_max * 3 }, () => "[],{}").join(",");
    expect(refusal(`[[${beside}]]`)).toStartWith("taken");
    expect(refusal("[".repeat(limits.frame_bytes_max))).toBe("malformed");
    expect(refusal(lists(limits.frame_bytes_max / 2))).toBe("malformed");
    expect(refusal(`[${'{"a":'.repeat(12_000)}1${"}".repeat(12_000)}]`)).toBe("malformed");

    const list = Array.from({ length: limits.entries_max }, () => 1);
    const map = Object.fromEntries(Array.from({ length: limits.entries_max }, (_, i) => [`key ${i}`, i]));
    expect(refusal(JSON.stringify([list, map]))).toStartWith("taken");
    expect(refusal(JSON.stringify([[...list, 1]]))).toBe("malformed");
    expect(refusal(JSON.stringify([{ ...map, more: 1 }]))).toBe("malformed");
  });
});
