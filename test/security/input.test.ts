/** Bad input: each gets its code and sentence, or its close code, changes nothing, and the server serves the others. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { encode } from "@msgpack/msgpack";
import type { CodecName } from "../../src/protocol/codec.ts";
import { type ErrorCode, errors } from "../../src/protocol/errors.ts";
import { commandId, idToBytes, isId, randomId } from "../../src/protocol/id.ts";
import { limits } from "../../src/protocol/limits.ts";
import { isRecord } from "../../src/protocol/shape.ts";
import { type Socket } from "../support/socket.ts";
import { type Opcode, opcode, RawSocket, refusedUpgrade } from "./raw.ts";
import { type Person, World } from "./world.ts";

setDefaultTimeout(30_000);

let world: World;
let ana: Person;
let bystander: Socket;
let channel: string;
let foreign: string;
let before: number;
beforeAll(async () => {
  world = await World.open();
  ana = await world.person();
  const ben = await world.person();
  channel = (await world.channel({ owner: ana })).id;
  foreign = (await world.channel({ owner: ben })).id;
  bystander = await world.enter(ben, "msgpack");
});
beforeEach(() => {
  before = world.commits();
});
afterEach(async () => {
  expect(world.commits(), "something was stored").toBe(before);
  expect(await world.ask(bystander, "session.list", {})).toHaveProperty("ok");
});
afterAll(() => world[Symbol.asyncDispose]());

type Value = Record<string, unknown>;
/** What is wrong, the command in JSON (ids as text), the error, and a word of its sentence. */
const wrong: [string, () => Value, ErrorCode, RegExp][] = [
  ["an unknown command", () => ({ do: "message.sned", channel, body: "x" }), "bad_command", /no command/],
  ["a command that is an object's own", () => ({ do: "toString" }), "bad_command", /no command/],
  ["a field of a wrong type", () => ({ do: "message.send", channel, body: 7 }), "bad_value", /"body" must be text/],
  ["an object for text", () => ({ do: "message.send", channel, body: { $ne: "" } }), "bad_value", /"body" must be/],
  ["a list for an id", () => ({ do: "message.send", channel: [channel], body: "x" }), "bad_value", /"channel" must be/],
  ["an unknown field", () => ({ do: "message.send", channel, body: "x", at: 1 }), "bad_value", /"at" is not a field/],
  ["a missing field", () => ({ do: "message.send", channel }), "bad_value", /"body" is missing/],
  ["an empty text", () => ({ do: "message.send", channel, body: "" }), "bad_value", /must not be empty/],
  ["a text too long", () => ({ do: "message.send", channel, body: long("x") }), "bad_value", /at most 16384 bytes/],
  ["a text too long in bytes alone", () => ({ do: "message.send", channel, body: long("é", 2) }), "bad_value", /bytes/],
  ["NUL in a text", () => ({ do: "message.send", channel, body: "a\0b" }), "bad_value", /NUL/],
  ["a negative number", () => ({ do: "read.set", channel, seq: -1 }), "bad_value", /whole number/],
  ["a position that is to come", () => ({ do: "read.set", channel, seq: 1_000_000 }), "bad_value", /beyond/],
  ["two bounds of a page", () => ({ do: "message.list", channel, before: 1, after: 1 }), "bad_value", /one of/],
  ["a page too long", () => ({ do: "message.list", channel, limit: 201 }), "bad_value", /1 to 200/],
  ["too many users", () => ({ do: "user.get", users: ids(101) }), "bad_value", /1 to 100 entries/],
  ["no users", () => ({ do: "user.get", users: [] }), "bad_value", /1 to 100 entries/],
  [
    "an unknown channel",
    () => ({ do: "message.send", channel: randomId(), body: "x" }),
    "not_found",
    /no such channel/,
  ],
  ["a channel one is not in", () => ({ do: "message.send", channel: foreign, body: "x" }), "not_found", /no such chan/],
  ["an unknown message", () => ({ do: "message.edit", channel, seq: 99, body: "x" }), "not_found", /no such message/],
  ["a misleading name", () => ({ do: "user.rename", name: "a\u202Eb" }), "bad_name", /cannot be seen/],
];

/** What MessagePack does not take at all. */
const wrongInJson: typeof wrong = [
  ["a fraction", () => ({ do: "read.set", channel, seq: 1.5 }), "bad_value", /whole number/],
  ["a number beyond 2^53", () => ({ do: "read.set", channel, seq: 2 ** 53 }), "bad_value", /whole number/],
  ["nothing for a field", () => ({ do: "read.set", channel, seq: null }), "bad_value", /whole number/],
  ["half a surrogate pair", () => ({ do: "message.send", channel, body: "a\ud800" }), "bad_value", /surrogate/],
];

const long = (char: string, bytes = 1) => char.repeat(limits.body_bytes_max / bytes + 1);
const ids = (count: number) => Array.from({ length: count }, randomId);

describe.each(["json", "msgpack"] as const)("on a %s socket", (format) => {
  test.each(format === "json" ? [...wrong, ...wrongInJson] : wrong)("%s", async (_what, fields, code, sentence) => {
    const socket = await world.enter(ana, format);
    const id = commandId();
    socket.send(frameOf(format, [{ id, ...fields() }]));
    const item = await socket.until((each) => "re" in each && each.re === id);
    expect(item).toMatchObject({ re: id, error: { code, message: expect.stringMatching(sentence) } });
    expect(await world.ask(socket, "session.list", {})).toHaveProperty("ok");
    socket.cut();
  });

  test.each([
    ["no id", { do: "session.list" }],
    ["an id of another length", { id: "abc", do: "session.list" }],
    ["an id that is a number", { id: 7, do: "session.list" }],
  ])("%s: an error without `re`", async (_what, command) => {
    const socket = await world.enter(ana, format);
    socket.send(frameOf(format, [command]));
    const item = await socket.until((each) => "error" in each);
    expect(item).toEqual({ error: { code: "bad_id", message: errors.bad_id.message } });
    socket.cut();
  });

  test("what is no object is no command", async () => {
    const socket = await world.enter(ana, format);
    socket.send(frameOf(format, ["session.list"]));
    expect(await socket.until((each) => "error" in each)).toMatchObject({ error: { code: "bad_value" } });
    socket.cut();
  });

  test("one that is wrong does not keep the others of its frame from being done", async () => {
    const socket = await world.enter(ana, format);
    const [bad, good] = [commandId(), commandId()];
    socket.send(
      frameOf(format, [
        { id: bad, do: "nope" },
        { id: good, do: "session.list" },
      ]),
    );
    expect(await socket.until((each) => "re" in each && each.re === bad)).toMatchObject({
      error: { code: "bad_command" },
    });
    expect(await socket.until((each) => "re" in each && each.re === good)).toHaveProperty("ok");
    socket.cut();
  });
});

describe("by HTTP", () => {
  test.each([...wrong, ...wrongInJson])("%s", async (_what, fields, code, sentence) => {
    const { do: name, ...rest } = fields();
    const response = await fetch(`${world.url}/api/${String(name)}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${ana.token}` },
      body: JSON.stringify(rest),
    });
    expect(response.status).toBe(errors[code].status);
    expect(await response.json()).toEqual({ error: { code, message: expect.stringMatching(sentence) } });
  });
});

/** Entries in either format: what looks like an id is written as one. */
function frameOf(format: CodecName, entries: unknown[]): string | Uint8Array<ArrayBuffer> {
  if (format === "json") return JSON.stringify(entries);
  const written = (value: unknown): unknown => {
    if (typeof value === "string") return isId(value) ? idToBytes(value) : value;
    if (Array.isArray(value)) return value.map(written);
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, written(entry)]));
  };
  return Uint8Array.from(encode(written(entries)));
}

const bin = (...bytes: number[]) => Uint8Array.from(bytes);
const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
/** Frames that are none: the format, the frame's type and bytes, the close code. */
const malformed: [string, CodecName, Opcode, Uint8Array | string, number][] = [
  ["no JSON", "json", opcode.text, "garbage", 4200],
  ["nothing", "json", opcode.text, "", 4200],
  ["an object for a list", "json", opcode.text, "{}", 4200],
  ["JSON that is cut off", "json", opcode.text, '[{"id":"', 4200],
  ["two lists", "json", opcode.text, "[][]", 4200],
  ["a key twice", "json", opcode.text, '[{"do":"hello","do":"hello"}]', 4200],
  ["__proto__", "json", opcode.text, '[{"__proto__":{}}]', 4200],
  ["33 levels", "json", opcode.text, nested(33), 4200],
  ["30,000 levels", "json", opcode.text, nested(30_000), 4200],
  ["65 commands", "json", opcode.text, JSON.stringify(Array(65).fill({ do: "hello" })), 4200],
  ["1,025 entries", "json", opcode.text, JSON.stringify([Array(1025).fill(0)]), 4200],
  ["a binary frame", "json", opcode.binary, "[]", 4201],
  ["invalid UTF-8", "json", opcode.text, bin(0x5b, 0x22, 0xff, 0x22, 0x5d), 1007],
  ["overlong UTF-8", "json", opcode.text, bin(0x5b, 0x22, 0xc0, 0xaf, 0x22, 0x5d), 1007],
  ["half a surrogate pair in UTF-8", "json", opcode.text, bin(0x5b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x5d), 1007],
  ["a frame of 64 KiB and a byte", "json", opcode.text, `[${" ".repeat(65_535)}]`, 1009],
  ["a text frame", "msgpack", opcode.text, "[]", 4201],
  ["nothing", "msgpack", opcode.binary, "", 4200],
  ["a map for a list", "msgpack", opcode.binary, bin(0x80), 4200],
  ["a list that is cut off", "msgpack", opcode.binary, bin(0x91), 4200],
  ["4 billion entries declared", "msgpack", opcode.binary, bin(0xdd, 0xff, 0xff, 0xff, 0xff), 4200],
  ["4 billion pairs declared", "msgpack", opcode.binary, bin(0xdf, 0xff, 0xff, 0xff, 0xff), 4200],
  ["4 GiB of text declared", "msgpack", opcode.binary, bin(0x91, 0xdb, 0xff, 0xff, 0xff, 0xff), 4200],
  ["4 GiB of bytes declared", "msgpack", opcode.binary, bin(0x91, 0xc6, 0xff, 0xff, 0xff, 0xff), 4200],
  ["bytes left over", "msgpack", opcode.binary, bin(0x90, 0x90), 4200],
  ["33 levels", "msgpack", opcode.binary, Buffer.alloc(33, 0x91), 4200],
  ["60,000 levels", "msgpack", opcode.binary, Buffer.alloc(60_000, 0x91), 4200],
  ["an extension type", "msgpack", opcode.binary, bin(0x91, 0xd4, 0x01, 0x00), 4200],
  ["a fraction", "msgpack", opcode.binary, encode([1.5]), 4200],
  ["NaN", "msgpack", opcode.binary, encode([Number.NaN]), 4200],
  ["nil", "msgpack", opcode.binary, bin(0x91, 0xc0), 4200],
  [
    "an integer beyond 2^53",
    "msgpack",
    opcode.binary,
    bin(0x91, 0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
    4200,
  ],
  ["overlong UTF-8", "msgpack", opcode.binary, bin(0x91, 0xa2, 0xc0, 0xaf), 4200],
  ["half a surrogate pair", "msgpack", opcode.binary, bin(0x91, 0xa3, 0xed, 0xa0, 0x80), 4200],
  ["constructor as a key", "msgpack", opcode.binary, encode([{ constructor: 1 }]), 4200],
  ["a number as a key", "msgpack", opcode.binary, bin(0x91, 0x81, 0x01, 0x01), 4200],
  ["a key twice", "msgpack", opcode.binary, bin(0x91, 0x82, 0xa1, 0x61, 0x01, 0xa1, 0x61, 0x01), 4200],
  ["an id of 11 bytes", "msgpack", opcode.binary, bin(0x91, 0xc4, 11, ...Buffer.alloc(11)), 4200],
  ["a frame of 64 KiB and a byte", "msgpack", opcode.binary, Buffer.alloc(65_537, 0x90), 1009],
];

test.each(malformed)(
  "%s on a %s socket closes it, with code and reason",
  async (_what, format, code, payload, close) => {
    const raw = await world.raw(ana, format);
    raw.send(code, payload);
    const closed = await raw.closed;
    // What is not UTF-8 or too large is refused before the server sees it, at times without a close frame.
    expect(close < 4000 ? [close, 1006] : [close]).toContain(closed.code);
    if (close === 4200) expect(closed.reason).toMatch(/^Not a frame of this format: /);
    if (close === 4201) expect(closed.reason).toMatch(/JSON goes in text frames/);
  },
);

test.each([
  ["none", undefined],
  ["an unknown one", "chat.v9"],
  ["a later one", "bantam.v2.json"],
  ["one that only begins right", "bantam.v1.jsonx"],
  ["another spelling", "Bantam.v1.json"],
  ["a token", "bearer, token"],
])("the subprotocol must be one of two: %s", async (_what, protocol) => {
  const headers = {
    authorization: `Bearer ${ana.token}`,
    ...(protocol !== undefined && { "sec-websocket-protocol": protocol }),
  };
  const refused = await refusedUpgrade(world.url, headers);
  expect(refused.status).toBe(400);
  expect(refused.body).toContain("bantam.v1.json or bantam.v1.msgpack");
});

test("of several subprotocols the server takes one that it knows, whatever stands first", async () => {
  const offered = { "sec-websocket-protocol": "x, bantam.v1.msgpack" };
  const raw = await RawSocket.open(world.url, { authorization: `Bearer ${ana.token}`, ...offered });
  expect(raw.headers.get("sec-websocket-protocol")).toBe("bantam.v1.msgpack");
  raw.cut();
});
