import type { Socket as TcpSocket } from "bun";

const text_opcode = 1;
const binary_opcode = 2;
const close_opcode = 8;
const ping_opcode = 9;
const pong = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
const upgrade_bytes_max = 8192;

export interface Upgrade {
  readonly path: string;
  /** Beside those that every upgrade request has. */
  readonly headers: readonly string[];
}

export interface SocketHandlers {
  /** It is a WebSocket now. */
  opened(): void;
  /** A frame has come: the payload between `from` and `to`, which may be looked at during the call alone. */
  took(bytes: Buffer, from: number, to: number): void;
  /** Called with what has gone wrong. */
  failed(reason: string): void;
}

/**
 * A WebSocket (RFC 6455) in as few steps as reading takes, so that on an equal core it is not slower than the server, and one
 * core bears many thousands of them.
 */
export class Socket {
  readonly #handlers: SocketHandlers;
  readonly #upgrade: Upgrade;
  readonly #opcode: number;
  #isUpgraded = false;
  /** The beginning of a frame whose rest has not come, and what the kernel did not take. */
  #unread: Buffer | undefined;
  #unsent: Buffer | undefined;
  #socket: TcpSocket<Socket> | undefined;

  /** `isBinary`: whether frames are binary ones, both ways. */
  constructor(upgrade: Upgrade, isBinary: boolean, handlers: SocketHandlers) {
    this.#upgrade = upgrade;
    this.#opcode = isBinary ? binary_opcode : text_opcode;
    this.#handlers = handlers;
  }

  async connect(url: URL): Promise<void> {
    await Bun.connect<Socket>({
      hostname: url.hostname,
      port: Number(url.port),
      data: this,
      socket: {
        open: (socket) => this.#connected(socket, url.host),
        data: (_socket, chunk) => this.#received(chunk),
        drain: () => this.#drained(),
        close: () => this.#handlers.failed("a connection was closed"),
        error: (_socket, error) => this.#handlers.failed(error.message),
      },
    });
  }

  /** Sends each payload in a frame of its own, all of them in one write. One character a byte. */
  send(...payloads: readonly string[]): void {
    let frames = "";
    for (const payload of payloads) frames += frameOf(this.#opcode, payload);
    this.#write(Buffer.from(frames, "latin1"));
  }

  #connected(socket: TcpSocket<Socket>, host: string): void {
    this.#socket = socket;
    const lines = [
      `GET ${this.#upgrade.path} HTTP/1.1`,
      `Host: ${host}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      ...this.#upgrade.headers,
    ];
    this.#write(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`));
  }

  #received(chunk: Buffer): void {
    const bytes = this.#unread ? Buffer.concat([this.#unread, chunk]) : chunk;
    this.#unread = undefined;
    let at = 0;
    if (!this.#isUpgraded) {
      const end = bytes.indexOf("\r\n\r\n");
      if (end === -1 && bytes.length < upgrade_bytes_max) {
        this.#unread = bytes;
        return;
      }
      if (!bytes.toString("latin1", 0, end).startsWith("HTTP/1.1 101 "))
        return this.#handlers.failed(`refused: ${bytes.toString()}`);
      this.#isUpgraded = true;
      at = end + 4;
      this.#handlers.opened();
    }
    for (;;) {
      const end = frameEnd(bytes, at);
      if (end === undefined || end > bytes.length) break;
      this.#frame(bytes, at, end);
      at = end;
    }
    if (at < bytes.length) this.#unread = bytes.subarray(at);
  }

  #frame(bytes: Buffer, at: number, end: number): void {
    const opcode = (bytes[at] ?? 0) & 0x0f;
    if (opcode === ping_opcode) return this.#write(pong);
    const from = at + headBytes(bytes[at + 1] ?? 0);
    if (opcode === this.#opcode) return this.#handlers.took(bytes, from, end);
    const reason = opcode === close_opcode ? bytes.toString("utf8", from + 2, end) : `a frame of the kind ${opcode}`;
    this.#handlers.failed(`closed by the server: ${reason}`);
  }

  #drained(): void {
    const unsent = this.#unsent;
    this.#unsent = undefined;
    if (unsent) this.#write(unsent);
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
