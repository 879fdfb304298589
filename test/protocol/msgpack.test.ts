import { describe, expect, test } from "bun:test";
import { decode, encode, ExtData } from "@msgpack/msgpack";
import { Malformed } from "../../src/protocol/codec.ts";
import { commands } from "../../src/protocol/commands.ts";
import { BinaryId, idToBytes } from "../../src/protocol/id.ts";
import { limits } from "../../src/protocol/limits.ts";
import { msgpack } from "../../src/protocol/msgpack.ts";
import { Packer } from "../../src/protocol/packer.ts";
import { id, type Shape } from "../../src/protocol/shape.ts";
import { unpack, unpackFromServer } from "../../src/protocol/unpack.ts";

const bytes = (...values: (number | Iterable<number>)[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(values.flatMap((value) => (typeof value === "number" ? [value] : [...value])));
const hex = (value: Uint8Array): string => Buffer.from(value).toString("hex");
const repeat = (value: number, times: number): Uint8Array => new Uint8Array(times).fill(value);

function refusal(frame: Uint8Array): string {
  try {
    return `taken: ${JSON.stringify(unpack(frame))}`;
  } catch (error) {
    if (error instanceof Malformed) return "malformed";
    throw error;
  }
}

/** The integer in every width that can hold it, from the spec's table of formats. */
function widths(value: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  const wide = BigInt(value);
  for (const [head, bits, signed] of [
    [0xcc, 8, false],
    [0xcd, 16, false],
    [0xce, 32, false],
    [0xcf, 64, false],
    [0xd0, 8, true],
    [0xd1, 16, true],
    [0xd2, 32, true],
    [0xd3, 64, true],
  ] as const) {
    if ((signed ? BigInt.asIntN(bits, wide) : BigInt.asUintN(bits, wide)) !== wide) continue;
    const digits = BigInt.asUintN(bits, wide)
      .toString(16)
      .padStart(bits / 4, "0");
    found.push(bytes(head, Buffer.from(digits, "hex")));
  }
  return found;
}

const powers = [7, 8, 15, 16, 31, 32, 52].map((power) => 2 ** power);
const edges = [0, 1, 31, 32, 33, Number.MAX_SAFE_INTEGER, ...powers].flatMap((edge) => [edge - 1, edge, edge + 1]);
const integers = [...new Set(edges.flatMap((edge) => [edge, -edge || 0]))].filter(Number.isSafeInteger);

describe("P9: MessagePack is what every library reads and writes", () => {
  test("integers at the borders of every width, in the shortest form and read in any", () => {
    expect(integers.length).toBeGreaterThan(50);
    const packer = new Packer();
    for (const value of integers) {
      const packed = packer.pack(() => packer.int(value));
      expect([value, hex(packed)]).toEqual([value, hex(encode(value))]);
      for (const form of [packed, ...widths(value)]) expect([hex(form), unpack(form)]).toEqual([hex(form), value]);
    }
  });

  test("integers beyond 2^53 are refused, and not rounded", () => {
    for (const upper of [0x00200000, 0x00200001, 0x7fffffff, 0x80000000, 0xffffffff])
      for (const lower of [0, 1, 0xffffffff]) {
        const digits = upper.toString(16).padStart(8, "0") + lower.toString(16).padStart(8, "0");
        expect([digits, refusal(bytes(0xcf, Buffer.from(digits, "hex")))]).toEqual([digits, "malformed"]);
        const negative = BigInt.asIntN(64, BigInt(`0x${digits}`));
        if (negative >= -(2n ** 53n) + 1n && negative < 2n ** 53n) continue;
        expect([digits, refusal(bytes(0xd3, Buffer.from(digits, "hex")))]).toEqual([digits, "malformed"]);
      }
  });

  test("texts at the borders of every header, of one to four bytes a letter", () => {
    const packer = new Packer(1);
    for (const letter of ["a", "é", "語", "😀"])
      for (const length of [0, 1, 7, 8, 10, 11, 15, 16, 31, 32, 33, 63, 64, 85, 86, 127, 128, 255, 256, 257, 65_536]) {
        const text = letter.repeat(length);
        const packed = packer.pack(() => packer.str(text));
        expect(hex(packed)).toBe(hex(encode(text)));
        expect(unpack(packed)).toBe(text);
      }
  });

  test("a text may have a wider header than it needs", () => {
    const text = Buffer.from("message.send");
    for (const header of [[0xac], [0xd9, 12], [0xda, 0, 12], [0xdb, 0, 0, 0, 12]])
      expect(unpack(bytes(header, text))).toBe("message.send");
  });

  test("texts that are nearly words of the protocol are what they are", () => {
    // Each two letters of these weigh as much as those of "id", "do" and "ok" in a hash that multiplies by 31.
    for (const text of ["jE", "hb", "eP", "cn", "pL", "nj", "i", "idd", "ID", "message.sent", "message.sendx"])
      expect(unpack(encode({ [text]: text }))).toEqual({ [text]: text });
  });

  test("lists and maps at the borders of their headers", () => {
    for (const length of [0, 1, 15, 16, 17, 255, 256, limits.entries_max]) {
      const list = Array.from({ length }, (_, i) => i);
      const map = Object.fromEntries(list.map((i) => [`key ${i}`, i]));
      expect(unpack(encode(list))).toEqual(list);
      expect(unpack(encode(map))).toEqual(map);
    }
    const packer = new Packer();
    for (const length of [0, 15, 16, 65_535, 65_536]) {
      const nothing = Array.from({ length }, () => 0);
      const packed = packer.pack(() => {
        packer.array(length);
        for (const entry of nothing) packer.int(entry);
      });
      expect(hex(packed)).toBe(hex(encode(nothing)));
      expect(decode(packed)).toEqual(nothing);
    }
  });

  test("a byte order mark is a letter like any other", () => {
    for (const text of ["\uFEFF", "\uFEFFabc", `\uFEFF${"a".repeat(40)}`]) expect(unpack(encode(text))).toBe(text);
  });

  test("ids are 12 bytes, under any header for binary values, and kept apart from text", () => {
    const raw = idToBytes(id.example);
    for (const header of [
      [0xc4, 12],
      [0xc5, 0, 12],
      [0xc6, 0, 0, 0, 12],
    ]) {
      expect(unpack(bytes(header, raw))).toEqual(new BinaryId(id.example));
      expect(unpackFromServer(bytes(header, raw))).toBe(id.example);
    }
    for (const length of [0, 1, 11, 13, 24, 255])
      expect(refusal(bytes(0xc4, length, repeat(1, length)))).toBe("malformed");
  });
});

describe("P11: a frame is taken only exactly as its format says", () => {
  test("types that the protocol does not use are refused, whatever follows", () => {
    const unused = [0xc0, 0xc1, 0xc7, 0xc8, 0xc9, 0xca, 0xcb, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8];
    for (const head of unused)
      for (const length of [0, 1, 2, 4, 8, 9, 16, 17, 300]) {
        expect([head, refusal(bytes(head, repeat(1, length)))]).toEqual([head, "malformed"]);
        expect([head, refusal(bytes(0x91, head, repeat(1, length)))]).toEqual([head, "malformed"]);
      }
    for (const value of [null, 1.5, NaN, Infinity, new Date(0), new ExtData(1, new Uint8Array(4)), [null], { a: 0.1 }])
      expect(refusal(encode(value))).toBe("malformed");
  });

  test("text is strict UTF-8: in keys and values, short and long", () => {
    const wrong = [
      [0xc0, 0xaf],
      [0xc1, 0xbf],
      [0xe0, 0x80, 0xaf],
      [0xf0, 0x80, 0x80, 0xaf],
      [0xed, 0xa0, 0x80],
      [0xed, 0xbf, 0xbf],
      [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xf8, 0x88, 0x80, 0x80, 0x80],
      [0x80],
      [0xbf],
      [0xfe],
      [0xff],
      [0xe3, 0x81],
      [0xf0, 0x9f, 0x98],
    ];
    for (const letters of wrong)
      for (const before of [0, 1, 20, 27, 40, 300]) {
        const content = bytes(repeat(0x61, before), letters, before % 2 === 0 ? [] : [0x61]);
        const text = bytes(0xda, content.length >> 8, content.length & 0xff, content);
        expect([hex(text), refusal(text)]).toEqual([hex(text), "malformed"]);
        expect(refusal(bytes(0x81, text, 0x01))).toBe("malformed");
        expect(refusal(bytes(0x81, 0xa1, 0x61, text))).toBe("malformed");
      }
    const right = [
      "\u{7f}",
      "\u{80}",
      "\u{7ff}",
      "\u{800}",
      "\u{d7ff}",
      "\u{e000}",
      "\u{ffff}",
      "\u{10000}",
      "\u{10ffff}",
    ];
    for (const letter of right)
      expect(unpack(bytes(0xa0 | Buffer.byteLength(letter), Buffer.from(letter)))).toBe(letter);
  });

  test("keys are texts, each once, and none that reaches a prototype", () => {
    const one = 0x01;
    for (const key of [[0x01], [0xc3], [0x90], [0x80], [0xc4, 12, ...repeat(1, 12)]])
      expect(refusal(bytes(0x81, key, one))).toBe("malformed");
    // The same key in the short and the long form, and as a word of the protocol's own.
    for (const key of ["a", "id", "é", "long".repeat(10)]) {
      const content = Buffer.from(key);
      const long = bytes(0xd9, content.length, content);
      expect(refusal(bytes(0x82, encode(key), one, long, one))).toBe("malformed");
    }
    for (const key of ["__proto__", "constructor", "prototype"]) {
      expect(refusal(bytes(0x81, encode(key), 0x80))).toBe("malformed");
      expect(refusal(bytes(0x91, 0x81, encode("a"), 0x81, encode(key), one))).toBe("malformed");
    }
    expect(Object.getPrototypeOf(unpack(encode({ toString: 1 })))).toBe(Object.prototype);
  });

  test("every frame breaks off at every byte, and takes no byte more", () => {
    for (const { shape } of Object.values(commands)) {
      const anyShape: Shape<unknown> = shape;
      const packer = new Packer();
      const whole = packer.pack(() => anyShape.pack(packer, shape.example));
      for (let length = 0; length < whole.length; length++)
        expect(refusal(whole.subarray(0, length))).toBe("malformed");
      for (const surplus of [0x00, 0x80, 0xc0, 0xff]) expect(refusal(bytes(whole, surplus))).toBe("malformed");
      expect(() => unpack(whole)).not.toThrow();
    }
  });

  test("a frame is a list of at most as many commands as may be", () => {
    for (const frame of [encode({}), encode("hello"), encode(1), encode(true), bytes()])
      expect(() => msgpack.decode(Uint8Array.from(frame))).toThrow(Malformed);
    const commandsOf = (length: number) => Uint8Array.from(encode(Array.from({ length }, () => 1)));
    expect(msgpack.decode(commandsOf(limits.frame_commands_max))).toHaveLength(limits.frame_commands_max);
    expect(() => msgpack.decode(commandsOf(limits.frame_commands_max + 1))).toThrow(Malformed);
  });
});

describe("P13: a frame costs no more than its length allows", () => {
  const heads = [
    { head: 0xc4, width: 1 },
    { head: 0xc5, width: 2 },
    { head: 0xc6, width: 4 },
    { head: 0xc7, width: 1 },
    { head: 0xc8, width: 2 },
    { head: 0xc9, width: 4 },
    { head: 0xd9, width: 1 },
    { head: 0xda, width: 2 },
    { head: 0xdb, width: 4 },
    { head: 0xdc, width: 2 },
    { head: 0xdd, width: 4 },
    { head: 0xde, width: 2 },
    { head: 0xdf, width: 4 },
  ];

  test("sizes that are declared and not there are refused before anything is made of them", () => {
    const before = process.memoryUsage().rss;
    for (let round = 0; round < 200; round++)
      for (const { head, width } of heads)
        for (const size of [
          repeat(0xff, width),
          bytes(0x7f, repeat(0xff, width - 1)),
          bytes(repeat(0, width - 1), 0x40),
        ])
          for (const content of [0, 1, 12, 63]) {
            const value = bytes(head, size, repeat(0x00, content));
            expect(refusal(value)).toBe("malformed");
            expect(refusal(bytes(0x91, value))).toBe("malformed");
            expect(refusal(bytes(0x81, 0xa1, 0x61, value))).toBe("malformed");
          }
    // One list or text of the size declared would be gigabytes; what other tests left behind may be a part of it.
    expect(process.memoryUsage().rss - before).toBeLessThan(1024 ** 3);
  });

  test("every type byte alone, and before too little, is refused or is whole by itself", () => {
    for (let head = 0; head < 256; head++) {
      const alone = head < 0x80 || head >= 0xe0 || [0x80, 0x90, 0xa0, 0xc2, 0xc3].includes(head);
      expect([head, refusal(bytes(head)).startsWith("taken")]).toEqual([head, alone]);
    }
  });

  test("nesting and entries have limits, in lists and in maps", () => {
    const lists = (depth: number) => bytes(repeat(0x91, depth - 1), 0x90);
    const maps = (depth: number) => bytes(Array.from({ length: depth - 1 }, () => [0x81, 0xa1, 0x61]).flat(), 0x80);
    for (const nested of [lists, maps]) {
      expect(refusal(nested(limits.nesting_max))).toStartWith("taken");
      expect(refusal(nested(limits.nesting_max + 1))).toBe("malformed");
      expect(refusal(nested(20_000))).toBe("malformed");
    }
    const beside = Array.from({ length: limits.nesting_max * 3 }, () => [[], {}]);
    expect(unpack(encode(beside))).toEqual(beside);
    const list = Array.from({ length: limits.entries_max + 1 }, (_, i) => i);
    const map = Object.fromEntries(list.map((i) => [`key ${i}`, i]));
    expect(refusal(encode(list))).toBe("malformed");
    expect(refusal(encode(map))).toBe("malformed");
    expect(unpackFromServer(encode(list))).toEqual(list);
  });

  test("a server's frame is held to the same sizes", () => {
    for (const { head, width } of heads)
      expect(() => unpackFromServer(bytes(head, repeat(0xff, width)))).toThrow(Malformed);
  });
});
