import type { Socket } from "bun";
import { commandId, type Id } from "../../src/protocol/id.ts";
import type { Dialect } from "./dialect.ts";
import { dialects } from "./dialects.ts";
import type { Listener, Log, Stream } from "./log.ts";
import type { MemberPlan } from "./orders.ts";

const text_opcode = 1;
const binary_opcode = 2;
const close_opcode = 8;
const ping_opcode = 9;
const pong = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
const upgrade_bytes_max = 8192;

/**
 * One connection of the load generator: a WebSocket (RFC 6455) in as few steps as counting takes, so that on an equal
 * core it is not slower than the server.
 */
export class Member implements Listener {
  frames = 0;
  /** Resolves when it gets what is said in its channel. */
  readonly ready: Promise<void>;
  readonly #ready = Promise.withResolvers<void>();
  readonly #dialect: Dialect;
  readonly #stream: Stream;
  readonly #opcode: number;
  /** Under way until the member is ready. */
  #greeting: Generator<string, void, Buffer> | undefined;
  readonly #message: (id: Id) => string;
  #isUpgraded = false;
  /** The beginning of a frame whose rest has not come, and what the kernel did not take. */
  #unread: Buffer | undefined;
  #unsent: Buffer | undefined;
  #socket: Socket<Member> | undefined;

  constructor(
    readonly plan: MemberPlan,
    readonly log: Log,
    /** Called with what has gone wrong. */
    readonly fail: (reason: string) => void,
    /** Called with how many of its own messages came back. */
    readonly settled: (member: Member, count: number) => void,
    body: string,
  ) {
    this.ready = this.#ready.promise;
    this.#dialect = dialects[plan.dialect];
    this.#stream = log.join(this, this.#dialect);
    this.#opcode = this.#dialect.isBinary ? binary_opcode : text_opcode;
    this.#greeting = this.#dialect.greeting(plan);
    this.#message = this.#dialect.sender(plan, body);
  }

  opened(socket: Socket<Member>, host: string): void {
    this.#socket = socket;
    const { path, headers } = this.#dialect.upgrade(this.plan);
    const lines = [
      `GET ${path} HTTP/1.1`,
      `Host: ${host}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      ...headers,
    ];
    this.#write(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`));
  }

  /** Sends `count` messages that were due at `due`, each in a frame of its own. */
  send(count: number, due = performance.now()): void {
    let frames = "";
    for (let i = 0; i < count; i++) {
      const id = commandId();
      this.log.sent(id, this, due);
      frames += frameOf(this.#opcode, this.#message(id));
    }
    this.#write(Buffer.from(frames, "latin1"));
  }

  received(chunk: Buffer): void {
    let bytes = this.#unread ? Buffer.concat([this.#unread, chunk]) : chunk;
    this.#unread = undefined;
    if (!this.#isUpgraded) {
      const end = bytes.indexOf("\r\n\r\n");
      if (end === -1 && bytes.length < upgrade_bytes_max) {
        this.#unread = bytes;
        return;
      }
      if (!bytes.subarray(0, end).toString().startsWith("HTTP/1.1 101 "))
        return this.fail(`refused: ${bytes.toString()}`);
      this.#isUpgraded = true;
      bytes = bytes.subarray(end + 4);
      this.#greet((greeting) => greeting.next());
    }
    let at = 0;
    for (;;) {
      const end = frameEnd(bytes, at);
      if (end === undefined || end > bytes.length) break;
      this.#frame(bytes, at, end);
      at = end;
    }
    if (at < bytes.length) this.#unread = bytes.subarray(at);
  }

  drained(): void {
    const unsent = this.#unsent;
    this.#unsent = undefined;
    if (unsent) this.#write(unsent);
  }

  #frame(bytes: Buffer, at: number, end: number): void {
    const opcode = (bytes[at] ?? 0) & 0x0f;
    if (opcode === ping_opcode) return this.#write(pong);
    const from = at + headBytes(bytes[at + 1] ?? 0);
    if (opcode === close_opcode) return this.fail(`closed by the server: ${bytes.toString("utf8", from + 2, end)}`);
    if (opcode !== this.#opcode) return this.fail(`a frame of the kind ${opcode}`);
    if (this.#greeting) return this.#greet((greeting) => greeting.next(bytes.subarray(from, end)));
    if (!this.#dialect.isEvents(bytes, from, end)) return this.#answer(bytes.subarray(from, end));
    const own = this.#stream.take(this, bytes, from, end);
    if (own > 0) this.settled(this, own);
  }

  /** One step of the greeting. */
  #greet(step: (greeting: Generator<string, void, Buffer>) => IteratorResult<string, void>): void {
    if (!this.#greeting) return;
    try {
      const { done, value } = step(this.#greeting);
      if (done !== true) return this.#say(value);
      this.#greeting = undefined;
      this.#ready.resolve();
    } catch (error) {
      this.fail(String(error));
    }
  }

  #answer(payload: Buffer): void {
    try {
      this.#say(this.#dialect.answer(payload));
    } catch (error) {
      this.fail(String(error));
    }
  }

  #say(payload: string): void {
    if (payload !== "") this.#write(Buffer.from(frameOf(this.#opcode, payload), "latin1"));
  }

  #write(bytes: Buffer): void {
    if (this.#unsent) {
      this.#unsent = Buffer.concat([this.#unsent, bytes]);
      return;
    }
    const written = this.#socket?.write(bytes) ?? 0;
    if (written < bytes.length) this.#unsent = bytes.subarray(Math.max(0, written));
  }
}

/** A frame as clients send it, masked with zeros. One character a byte. */
function frameOf(opcode: number, payload: string): string {
  const { length } = payload;
  const size = length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 0xff];
  return String.fromCharCode(0x80 | opcode, ...size, 0, 0, 0, 0) + payload;
}

/** The bytes before a server's payload, by its frame's second byte. */
function headBytes(length: number): number {
  return length < 126 ? 2 : length === 126 ? 4 : 10;
}

/** Where the frame that begins at `at` ends; undefined when that has not come. */
function frameEnd(bytes: Buffer, at: number): number | undefined {
  if (bytes.length - at < 2) return undefined;
  const length = bytes[at + 1] ?? 0;
  const from = at + headBytes(length);
  if (bytes.length < from) return undefined;
  if (length < 126) return from + length;
  return from + (length === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2)));
}
