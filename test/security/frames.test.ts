/** P5: WebSocket frames that no library would send. Each closes its own socket; the server serves the others. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import { randomId } from "../../src/protocol/id.ts";
import { limits } from "../../src/protocol/limits.ts";
import type { Socket } from "../support/socket.ts";
import { frameBytes, type Opcode, opcode, type RawSocket } from "./raw.ts";
import { type Person, World } from "./world.ts";

let world: World;
let ana: Person;
let bystander: Socket;
let raw: RawSocket;
let before: number;
beforeAll(async () => {
  world = await World.open();
  ana = await world.person();
  bystander = await world.enter(await world.person());
});
beforeEach(async () => {
  raw = await world.raw(ana);
  before = world.commits();
});
afterEach(async () => {
  raw.cut();
  expect(world.commits(), "something was stored").toBe(before);
  expect(await world.ask(bystander, "session.list", {})).toHaveProperty("ok");
});
afterAll(() => world[Symbol.asyncDispose]());

const { text, continuation, ping, close } = opcode;
const hello = () => JSON.stringify([{ id: randomId(), do: "hello" }]);
const first = (payload: string | Uint8Array) => frameBytes(text, Buffer.from(payload), { fin: false });
const next = (payload: string | Uint8Array) => frameBytes(continuation, Buffer.from(payload), { fin: false });
const last = (payload: string | Uint8Array) => frameBytes(continuation, Buffer.from(payload));

const wrong: [string, Uint8Array, number][] = [
  ["one without a mask", frameBytes(text, Buffer.from("[]"), { masked: false }), 1002],
  ["one that says it is compressed", frameBytes(text, Buffer.from("[]"), { rsv: 4 }), 1002],
  ["one with a reserved bit", frameBytes(text, Buffer.from("[]"), { rsv: 1 }), 1002],
  ["one of a type that is not there", frameBytes(3 as Opcode, Buffer.from("[]")), 1002],
  ["a control frame of a type that is not there", frameBytes(11 as Opcode, Buffer.alloc(0)), 1002],
  ["a ping of 126 bytes", frameBytes(ping, Buffer.alloc(126)), 1002],
  ["a ping in parts", frameBytes(ping, Buffer.alloc(1), { fin: false }), 1002],
  ["a continuation of nothing", last("[]"), 1002],
  ["a message within another", Buffer.concat([first("["), frameBytes(text, Buffer.from("[]"))]), 1002],
  ["half a close code", frameBytes(close, Buffer.alloc(1)), 1002],
  ["a close code that is not there", frameBytes(close, Buffer.from([3, 231])), 1002],
  ["a close reason that is not UTF-8", frameBytes(close, Buffer.from([3, 232, 255])), 1007],
  ["a length of 1 TiB", frameBytes(text, Buffer.alloc(0), { length: 2 ** 40 }), 1009],
  ["a length of 2^64 - 1", Buffer.concat([Buffer.from([0x81, 0xff]), Buffer.alloc(8, 0xff), Buffer.alloc(4)]), 1009],
  [
    "parts that are too large together",
    Buffer.concat([first(Buffer.alloc(60_000, 32)), last(Buffer.alloc(6_000, 32))]),
    1009,
  ],
  [
    "many small parts that are too large together",
    Buffer.concat([first("["), ...Array<Buffer>(70).fill(next(" ".repeat(1000)))]),
    1009,
  ],
  ["a letter cut off at the end", Buffer.concat([first(Buffer.from([0x5b, 0xc3])), last(Buffer.from([0x28]))]), 1007],
];

test.each(wrong)("%s closes the socket", async (_what, bytes, code) => {
  raw.write(bytes);
  expect((await raw.closed).code).toBe(code);
});

test("a message in parts is one message, with a ping between them and a letter across them", async () => {
  const whole = Buffer.from(hello());
  raw.write(first(whole.subarray(0, 10)));
  raw.send(ping, "are you there");
  raw.write(next(""));
  raw.write(last(whole.subarray(10)));
  expect((await raw.frame(opcode.pong)).toString()).toBe("are you there");
  expect(JSON.parse((await raw.frame(text)).toString())).toMatchObject([{ ok: { session: ana.session } }]);
});

test("a message of exactly the limit is taken", async () => {
  const command = hello();
  raw.send(text, `${command.slice(0, -1)}${" ".repeat(limits.frame_bytes_max - command.length)}]`);
  expect(JSON.parse((await raw.frame(text)).toString())).toMatchObject([{ ok: { session: ana.session } }]);
});

test("after a frame that closes, what follows in the same packet is not done", async () => {
  raw.write(Buffer.concat([frameBytes(text, Buffer.from("garbage")), frameBytes(text, Buffer.from(hello()))]));
  expect((await raw.closed).code).toBe(4200);
  expect(raw.frames.filter(({ opcode: type }) => type === text)).toEqual([]);
});

test("100,000 pings keep nobody else from being answered, also when their answers are not read", async () => {
  const many = Buffer.concat(Array<Buffer>(1000).fill(frameBytes(ping, Buffer.alloc(125))));
  raw.pause();
  for (let i = 0; i < 100; i++) {
    raw.write(many);
    if (i % 10 === 0) expect(await world.ask(bystander, "session.list", {})).toHaveProperty("ok");
  }
});

test("100,000 empty parts of a message that never ends keep nobody else from being answered", async () => {
  const many = Buffer.concat(Array<Buffer>(10_000).fill(next("")));
  raw.write(first("["));
  for (let i = 0; i < 10; i++) {
    raw.write(many);
    expect(await world.ask(bystander, "session.list", {})).toHaveProperty("ok");
  }
});

test("who is gone in the middle of a frame, or of the upgrade, leaves nothing behind", async () => {
  const { hostname, port } = new URL(world.url);
  raw.write(frameBytes(text, Buffer.from("["), { length: 1000 }));
  raw.cut();
  for (const part of ["GET /ws HT", "GET /ws HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\n"]) {
    const socket = await Bun.connect({ hostname, port: Number(port), socket: { data() {} } });
    socket.write(part);
    socket.flush();
    socket.terminate();
  }
});
