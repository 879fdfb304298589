/** WebSocket (RFC 6455) and HTTP written by hand, so that nothing between a test and the server refuses to send what is wrong. */
import { randomBytes } from "node:crypto";

export const opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
export type Opcode = (typeof opcode)[keyof typeof opcode];

export interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
}

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** The bytes of a client's frame. `length` lies about the payload's when it is given. */
export function frameBytes(
  code: Opcode,
  payload: Uint8Array,
  { fin = true, masked = true, rsv = 0, length = payload.length }: Partial<FrameOptions> = {},
): Buffer {
  const head = Buffer.alloc(14);
  head[0] = (fin ? 0x80 : 0) | (rsv << 4) | code;
  const mask = masked ? 0x80 : 0;
  let at = 2;
  if (length < 126) head[1] = mask | length;
  else if (length < 0x10000) {
    head[1] = mask | 126;
    at = head.writeUInt16BE(length, 2);
  } else {
    head[1] = mask | 127;
    at = head.writeBigUInt64BE(BigInt(length), 2);
  }
  if (!masked) return Buffer.concat([head.subarray(0, at), payload]);
  // A mask of zeros is as good as any where nothing stands between, and leaves the payload as it is.
  return Buffer.concat([head.subarray(0, at + 4), payload]);
}

interface FrameOptions {
  fin: boolean;
  masked: boolean;
  rsv: number;
  length: number;
}

/** An answer to the request for an upgrade that was not one. */
export class NotUpgraded extends Error {
  override name = "NotUpgraded";
  constructor(readonly answer: HttpAnswer) {
    super(`the upgrade was answered with ${answer.status}: ${answer.body}`);
  }
}

/** One socket, frame by frame. */
export class RawSocket {
  readonly frames: Frame[] = [];
  /** How the server ended it: by its close frame, or 1006 without one. */
  readonly closed: Promise<Closed>;
  headers = new Headers();
  #socket: Bun.Socket | undefined;
  #input = Buffer.alloc(0);
  #close: Closed | undefined;
  #unsent: Buffer = Buffer.alloc(0);
  readonly #ended = Promise.withResolvers<Closed>();
  readonly #upgraded = Promise.withResolvers<void>();
  #came = Promise.withResolvers<void>();
  #isOpen = false;

  private constructor() {
    this.closed = this.#ended.promise;
  }

  /** Rejects with NotUpgraded when the server answers with anything but 101. */
  static async open(url: string, headers: Readonly<Record<string, string>>, path = "/ws"): Promise<RawSocket> {
    const raw = new RawSocket();
    const { hostname, port, host } = new URL(url);
    raw.#socket = await Bun.connect({
      hostname,
      port: Number(port),
      socket: {
        data: (_socket, bytes) => raw.#receive(bytes),
        close: () => raw.#end(),
        end: () => raw.#end(),
        error: () => raw.#end(),
        drain: () => raw.#drain(),
      },
    });
    const all = {
      host,
      upgrade: "websocket",
      connection: "Upgrade",
      "sec-websocket-version": "13",
      "sec-websocket-key": randomBytes(16).toString("base64"),
      ...headers,
    };
    raw.write(requestBytes("GET", path, all));
    await raw.#upgraded.promise;
    return raw;
  }

  send(code: Opcode, payload: Uint8Array | string, options: Partial<FrameOptions> = {}): void {
    this.write(frameBytes(code, typeof payload === "string" ? Buffer.from(payload) : payload, options));
  }

  /** Bytes as they are. What the network does not take at once follows when it does. */
  write(bytes: Uint8Array): void {
    if (this.#unsent.length > 0) {
      this.#unsent = Buffer.concat([this.#unsent, bytes]);
      return;
    }
    const written = this.#socket?.write(bytes) ?? 0;
    if (written < bytes.length) this.#unsent = Buffer.from(bytes.subarray(Math.max(0, written)));
  }

  get waiting_bytes(): number {
    return this.#unsent.length;
  }

  /** The payload of the first frame of a type that came or comes. Rejects when the socket is closed before. */
  async frame(code: Opcode): Promise<Buffer> {
    const found = await this.until((frame) => frame.opcode === code);
    if ("payload" in found) return found.payload;
    throw new Error(`the socket was closed before (${found.code} ${found.reason})`);
  }

  /** The first frame that came or comes for which `isIt` holds, or how the socket was closed before. */
  async until(isIt: (frame: Frame) => boolean): Promise<Frame | Closed> {
    for (let at = 0; ;) {
      for (; at < this.frames.length; at++) {
        const frame = this.frames[at];
        if (frame && isIt(frame)) return frame;
      }
      this.#came = Promise.withResolvers();
      const closed = await Promise.race([this.closed, this.#came.promise]);
      if (closed) return closed;
    }
  }

  /** Stops reading, as a peer does that is stuck. */
  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  /** Ends the connection without a word. */
  cut(): void {
    this.#socket?.terminate();
  }

  #drain(): void {
    const rest = this.#unsent;
    this.#unsent = Buffer.alloc(0);
    if (rest.length > 0) this.write(rest);
  }

  #receive(bytes: Buffer): void {
    this.#input = this.#input.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#input, bytes]);
    if (!this.#isOpen && !this.#readHead()) return;
    for (let frame = this.#readFrame(); frame; frame = this.#readFrame()) {
      this.frames.push(frame);
      if (frame.opcode === opcode.close) this.#close = closeOf(frame.payload);
    }
    this.#came.resolve();
  }

  #readHead(): boolean {
    const end = this.#input.indexOf("\r\n\r\n");
    if (end === -1) return false;
    const answer = readAnswer(this.#input.toString("latin1"));
    if (answer.status !== 101) {
      this.#upgraded.reject(new NotUpgraded(answer));
      this.cut();
      return false;
    }
    this.headers = answer.headers;
    this.#input = this.#input.subarray(end + 4);
    this.#isOpen = true;
    this.#upgraded.resolve();
    return true;
  }

  #readFrame(): Frame | undefined {
    const input = this.#input;
    if (input.length < 2) return undefined;
    const short = (input[1] ?? 0) & 0x7f;
    const head = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (input.length < head) return undefined;
    const length = short === 127 ? Number(input.readBigUInt64BE(2)) : short === 126 ? input.readUInt16BE(2) : short;
    if (input.length < head + length) return undefined;
    this.#input = input.subarray(head + length);
    return { opcode: (input[0] ?? 0) & 0x0f, payload: Buffer.from(input.subarray(head, head + length)) };
  }

  #end(): void {
    this.#upgraded.reject(new Error("the connection was closed before it was upgraded"));
    this.#ended.resolve(this.#close ?? { code: 1006, reason: "" });
  }
}

/** What the server answers to a request for a socket that it refuses. */
export async function refusedUpgrade(url: string, headers: Readonly<Record<string, string>>): Promise<HttpAnswer> {
  try {
    (await RawSocket.open(url, headers)).cut();
  } catch (error) {
    if (error instanceof NotUpgraded) return error.answer;
    throw error;
  }
  throw new Error("the socket was opened");
}

function closeOf(payload: Buffer): Closed {
  return payload.length < 2
    ? { code: 1005, reason: "" }
    : { code: payload.readUInt16BE(0), reason: payload.toString("utf8", 2) };
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

export function requestBytes(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array | string = "",
): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([
    Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`, "latin1"),
    Buffer.from(body),
  ]);
}

/** Sends bytes as they are and gives what comes back until the server closes, or `isDone` says that it is enough. */
export async function exchange(url: string, bytes: Uint8Array): Promise<HttpAnswer | undefined> {
  const { hostname, port } = new URL(url);
  const ended = Promise.withResolvers<void>();
  let answer = "";
  const done = () => {
    const { headers, body, status } = readAnswer(answer);
    const length = Number(headers.get("content-length") ?? Number.NaN);
    return status > 0 && body.length >= length;
  };
  const socket = await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      data(_socket, received) {
        answer += received.toString("latin1");
        if (done()) ended.resolve();
      },
      close: () => ended.resolve(),
      error: () => ended.resolve(),
    },
  });
  socket.write(bytes);
  await ended.promise;
  socket.terminate();
  return answer === "" ? undefined : readAnswer(answer);
}

function readAnswer(text: string): HttpAnswer {
  const end = text.indexOf("\r\n\r\n");
  const [first = "", ...lines] = text.slice(0, end === -1 ? 0 : end).split("\r\n");
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return { status: Number(first.split(" ")[1] ?? 0), headers, body: end === -1 ? "" : text.slice(end + 4) };
}
