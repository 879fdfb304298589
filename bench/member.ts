import type { Socket } from "bun";
import { commandId } from "../src/protocol/id.ts";
import type { Log } from "./log.ts";
import type { MemberPlan } from "./orders.ts";

const text_opcode = 1;
const close_opcode = 8;
const ping_opcode = 9;
const pong = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
const hello = textFrame(JSON.stringify([{ id: commandId(), do: "hello" }]));
const upgrade_bytes_max = 8192;

/**
 * One connection of the load generator: a WebSocket (RFC 6455) in as few steps as counting takes, so that on an equal
 * core it is not slower than the server.
 */
export class Member {
  /** How many frames of its channel it has. */
  frames = 0;
  /** Resolves when it gets what is said in its channel. */
  readonly ready: Promise<void>;
  readonly #ready = Promise.withResolvers<void>();
  readonly #head: string;
  readonly #tail: string;
  #upgraded = false;
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
    const empty = commandId();
    const command = JSON.stringify([{ id: empty, do: "message.send", channel: plan.channel, body }]);
    [this.#head = "", this.#tail = ""] = textFrame(command).split(empty);
  }

  opened(socket: Socket<Member>, host: string): void {
    this.#socket = socket;
    const { token, channel } = this.plan;
    const path = token === "" ? `/${channel}` : "/ws";
    const lines = [
      `GET ${path} HTTP/1.1`,
      `Host: ${host}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ];
    if (token !== "") lines.push("Sec-WebSocket-Protocol: bantam.v1.json", `Authorization: Bearer ${token}`);
    this.#write(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`));
  }

  /** Sends `count` messages, each in a frame of its own. */
  send(count: number): void {
    const now = performance.now();
    let frames = "";
    for (let i = 0; i < count; i++) {
      const id = commandId();
      this.log.sent(id, this, now);
      frames += this.#head + id + this.#tail;
    }
    this.#write(Buffer.from(frames, "latin1"));
  }

  received(chunk: Buffer): void {
    let bytes = this.#unread ? Buffer.concat([this.#unread, chunk]) : chunk;
    this.#unread = undefined;
    if (!this.#upgraded) {
      const end = bytes.indexOf("\r\n\r\n");
      if (end === -1 && bytes.length < upgrade_bytes_max) {
        this.#unread = bytes;
        return;
      }
      if (!bytes.subarray(0, end).toString().startsWith("HTTP/1.1 101 "))
        return this.fail(`refused: ${bytes.toString()}`);
      this.#upgraded = true;
      bytes = bytes.subarray(end + 4);
      if (this.plan.token === "") this.#ready.resolve();
      else this.#write(Buffer.from(hello, "latin1"));
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
    if (opcode !== text_opcode) return this.fail(`a frame of the kind ${opcode}`);
    if (isReply(bytes, from)) return this.#reply(bytes.toString("utf8", from, end));
    const own = this.log.take(this, bytes, from, end);
    if (own > 0) this.settled(this, own);
  }

  /** A reply to this member alone: of its hello, or an error. */
  #reply(frame: string): void {
    if (frame.includes('"error":')) this.fail(`answered with ${frame}`);
    else this.#ready.resolve();
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

/** A text frame as clients send it, masked with zeros. One character a byte. */
function textFrame(text: string): string {
  const { length } = text;
  const size = length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 0xff];
  return String.fromCharCode(0x80 | text_opcode, ...size, 0, 0, 0, 0) + text;
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

/** Whether the payload from `from` begins with `[{"re"`, or with an error that names no command. */
function isReply(bytes: Buffer, from: number): boolean {
  const first = bytes[from + 3];
  return (first === 0x72 && bytes[from + 4] === 0x65) || (first === 0x65 && bytes[from + 4] === 0x72);
}
