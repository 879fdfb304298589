import type { Socket as TcpSocket } from "bun";

const text_opcode = 1;
const close_opcode = 8;
const ping_opcode = 9;
const pong = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
const upgrade_bytes_max = 8192;

export interface SocketHandlers {
  opened(): void;
  /** A frame has come: the text between `from` and `to`, which may be looked at during the call alone. */
  took(bytes: Buffer, from: number, to: number): void;
  /** Called with what has gone wrong. */
  failed(reason: string): void;
}

/** A WebSocket (RFC 6455) in as few steps as reading takes, so that one core bears many thousands of them. */
export class Socket {
  readonly #handlers: SocketHandlers;
  readonly #token: string;
  #upgraded = false;
  /** The beginning of a frame whose rest has not come, and what the kernel did not take. */
  #unread: Buffer | undefined;
  #unsent: Buffer | undefined;
  #socket: TcpSocket<Socket> | undefined;

  constructor(token: string, handlers: SocketHandlers) {
    this.#token = token;
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

  send(text: string): void {
    const { length } = text;
    const size = length < 126 ? [0x80 | length] : [0x80 | 126, length >> 8, length & 0xff];
    // Masked with zeros; one character a byte, since all that is sent is ASCII.
    this.#write(Buffer.from(String.fromCharCode(0x80 | text_opcode, ...size, 0, 0, 0, 0) + text, "latin1"));
  }

  #connected(socket: TcpSocket<Socket>, host: string): void {
    this.#socket = socket;
    const lines = [
      "GET /ws HTTP/1.1",
      `Host: ${host}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      "Sec-WebSocket-Protocol: bantam.v1.json",
      `Authorization: Bearer ${this.#token}`,
    ];
    this.#write(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`));
  }

  #received(chunk: Buffer): void {
    let bytes = this.#unread ? Buffer.concat([this.#unread, chunk]) : chunk;
    this.#unread = undefined;
    let at = 0;
    if (!this.#upgraded) {
      const end = bytes.indexOf("\r\n\r\n");
      if (end === -1 && bytes.length < upgrade_bytes_max) {
        this.#unread = bytes;
        return;
      }
      const head = bytes.toString("latin1", 0, end);
      if (!head.startsWith("HTTP/1.1 101 ")) return this.#handlers.failed(`refused: ${bytes.toString()}`);
      this.#upgraded = true;
      at = end + 4;
      this.#handlers.opened();
    }
    for (;;) {
      const end = frameEnd(bytes, at);
      if (end === undefined || end > bytes.length) break;
      this.#frame(bytes, at, end);
      at = end;
    }
    if (at < bytes.length) this.#unread = bytes = Buffer.from(bytes.subarray(at));
  }

  #frame(bytes: Buffer, at: number, end: number): void {
    const opcode = (bytes[at] ?? 0) & 0x0f;
    if (opcode === ping_opcode) return this.#write(pong);
    const from = at + headBytes(bytes[at + 1] ?? 0);
    if (opcode === text_opcode) return this.#handlers.took(bytes, from, end);
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
