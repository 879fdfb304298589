/** Bad HTTP: each is refused with its status, changes nothing, and the server serves the others. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { type ErrorCode, errors } from "../../src/protocol/errors.ts";
import { limits } from "../../src/protocol/limits.ts";
import { exchange, requestBytes } from "./raw.ts";
import { type Person, World } from "./world.ts";

setDefaultTimeout(30_000);

let world: World;
let ana: Person;
let channel: string;
let before: number;
beforeAll(async () => {
  world = await World.open();
  ana = await world.person();
  channel = (await world.channel({ owner: ana })).id;
});
beforeEach(() => {
  before = world.commits();
});
afterEach(async () => {
  expect(world.commits(), "something was stored").toBe(before);
  expect(await world.post(ana.token, "session.list", {})).toHaveProperty("ok");
});
afterAll(() => world[Symbol.asyncDispose]());

const message = () => JSON.stringify({ channel, body: "Hello" });

async function expectRefused(response: Response, code: ErrorCode, sentence: RegExp): Promise<void> {
  const body: unknown = await response.json();
  expect(body).toEqual({ error: { code, message: expect.stringMatching(sentence) } });
  expect(response.status).toBe(errors[code].status);
}

function send(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}, path = "message.send") {
  const all = { authorization: `Bearer ${ana.token}`, "content-type": "application/json", ...headers };
  return fetch(`${world.url}/api/${path}`, { method: "POST", headers: all, body });
}

test.each([
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "text/json",
  "application/jsonp",
  "",
])("a body of the type %j is not taken: a form of another site could send it", async (type) =>
  expectRefused(await send(message(), { "content-type": type }), "bad_frame", /content type application\/json/),
);

test.each(["application/json", "application/json; charset=utf-8", "Application/JSON"])(
  "the type %j is",
  async (type) => {
    expect((await send("{}", { "content-type": type }, "session.list")).status).toBe(200);
  },
);

test.each([
  ["nothing", ""],
  ["no JSON", "channel=x"],
  ["JSON that is cut off", '{"channel":'],
  ["a list", "[]"],
  ["a list's inside", '{},{"x":1}'],
  ["a list ended and begun", "{}],[{}"],
  ["text", '"x"'],
  ["null", "null"],
  ["a number", "7"],
  ["a key twice", '{"body":"a","body":"b"}'],
  ["a key twice, once escaped", '{"body":"a","\\u0062ody":"b"}'],
  ["__proto__", '{"__proto__":{"role":"owner"}}'],
  ["constructor", '{"constructor":{"prototype":{}}}'],
  ["33 levels", `{"body":${"[".repeat(33)}${"]".repeat(33)}}`],
  ["20,000 levels", `{"body":${"[".repeat(20_000)}${"]".repeat(20_000)}}`],
  ["invalid UTF-8", Uint8Array.from(Buffer.from('{"body":"\xff"}', "latin1"))],
  ["half a surrogate pair in UTF-8", Uint8Array.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d])],
])("a body must be one JSON object: %s", async (_what, body) => {
  await expectRefused(await send(body), "bad_frame", /^The body is not /);
});

test("a command's name comes from the path alone, and its id must be one", async () => {
  await expectRefused(await send('{"do":"session.end"}', {}, "session.list"), "bad_value", /"do" is not a field/);
  await expectRefused(await send('{"id":"short"}', {}, "session.list"), "bad_id", /id of its own/);
});

test.each([
  "nope",
  "",
  "session.list/",
  "/session.list",
  "session%2Elist",
  "Session.list",
  "__proto__",
  "constructor",
  "toString",
])("the path %j names no command", async (path) =>
  expectRefused(await send("{}", {}, path), "bad_command", /no command of this name/),
);

describe("a body larger than a frame may be is refused", () => {
  const large = JSON.stringify({ query: "x".repeat(limits.frame_bytes_max) });
  const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

  test("by its length", async () => {
    await expectRefused(await send(large, {}, "user.find"), "too_large", /larger than the limit/);
  });

  test("by what comes, when it does not say its length", async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from(large));
        controller.close();
      },
    });
    const headers = { authorization: `Bearer ${ana.token}`, "content-type": "application/json" };
    const response = await fetch(`${world.url}/api/user.find`, { method: "POST", headers, body });
    await expectRefused(response, "too_large", /larger than the limit/);
  });

  test.each([
    ["1 GB declared", { "content-length": "1000000000" }, ""],
    ["200 KB in chunks", { "transfer-encoding": "chunked" }, `${chunk("x".repeat(5000)).repeat(40)}0\r\n\r\n`],
  ])("by status alone when it is much larger: %s", async (_what, headers, body) => {
    expect((await raw("POST", "/api/user.find", headers, body))?.status).toBe(413);
  });
});

function raw(method: string, path: string, headers: Record<string, string>, body: string) {
  const { host } = new URL(world.url);
  const own = { host, authorization: `Bearer ${ana.token}`, "content-type": "application/json" };
  return exchange(world.url, requestBytes(method, path, { ...own, ...headers }, body));
}

test.each([
  ["two lengths that differ", { "content-length": "2\r\ncontent-length: 3" }],
  ["a length and chunks", { "content-length": "2", "transfer-encoding": "chunked" }],
  ["an unknown transfer encoding", { "transfer-encoding": "identity, xchunked" }],
  ["a negative length", { "content-length": "-1" }],
  ["a length with a sign", { "content-length": "+2" }],
  ["a length in hexadecimal", { "content-length": "0x2" }],
  ["a chunk size that is none", { "transfer-encoding": "chunked", connection: "close" }],
])("a request whose end two programs could see in two places is refused: %s", async (_what, headers) => {
  expect((await raw("POST", "/api/session.list", headers, "{}"))?.status).toBe(400);
});

test.each([
  ["no host", "POST /api/session.list HTTP/1.1\r\n\r\n", 400],
  ["headers of 20 KB", `GET /healthz HTTP/1.1\r\nhost: localhost\r\nx: ${"y".repeat(20_000)}\r\n\r\n`, 431],
  ["a header without a colon", "GET /healthz HTTP/1.1\r\nhost: localhost\r\nnonsense\r\n\r\n", 400],
  ["a TLS hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400],
  ["HTTP/2 without being asked", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
])("what is no request is refused: %s", async (_what, bytes, status) => {
  expect((await exchange(world.url, Buffer.from(bytes, "latin1")))?.status).toBe(status);
});

test("a body that breaks off does nothing, and is no error in the log", async () => {
  const { hostname, port, host } = new URL(world.url);
  for (let i = 0; i < 20; i++) {
    const socket = await Bun.connect({ hostname, port: Number(port), socket: { data() {} } });
    const headers = { host, authorization: `Bearer ${ana.token}`, "content-type": "application/json" };
    socket.write(
      requestBytes("POST", "/api/message.send", { ...headers, "content-length": "60" }, message().slice(0, 20)),
    );
    socket.flush();
    await new Promise(setImmediate);
    socket.terminate();
  }
});
