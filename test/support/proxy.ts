/** A network that can fail: connections to a server that are cut when a test says so, also in the middle of a frame. */
import type { Socket, TCPSocketListener } from "bun";

interface Pipe {
  other: Socket<Pipe> | undefined;
  /** Bytes that the other end has not taken yet. */
  waiting: Buffer[];
  isFromClient: boolean;
}

export class Proxy implements Disposable {
  readonly url: string;
  readonly #listener: TCPSocketListener<Pipe>;
  readonly #open = new Set<Socket<Pipe>>();
  readonly #to: URL;
  isUp = true;
  /** How many more bytes of the server get through before the connections are cut. */
  #bytesLeft = Infinity;

  constructor(to: string) {
    this.#to = new URL(to);
    this.#listener = Bun.listen<Pipe>({
      hostname: "127.0.0.1",
      port: 0,
      socket: {
        open: (client) => this.#accept(client),
        data: (from, bytes) => this.#pass(from, bytes),
        drain: (to_) => this.#drain(to_),
        close: (one) => this.#closed(one),
        error: (one) => this.#closed(one),
      },
    });
    this.url = `http://127.0.0.1:${this.#listener.port}`;
  }

  /** Cuts all connections, after so many more bytes from the server. New ones are taken. */
  cut(afterBytes = 0): void {
    if (afterBytes > 0) this.#bytesLeft = afterBytes;
    else for (const socket of this.#open) socket.terminate();
  }

  /** Cuts all connections and takes no new ones until `up`. */
  down(): void {
    this.isUp = false;
    this.cut();
  }

  up(): void {
    this.isUp = true;
  }

  [Symbol.dispose](): void {
    this.down();
    this.#listener.stop(true);
  }

  #accept(client: Socket<Pipe>): void {
    client.data = { other: undefined, waiting: [], isFromClient: true };
    if (!this.isUp) {
      client.terminate();
      return;
    }
    this.#open.add(client);
    const handlers = {
      open: (server: Socket<Pipe>) => {
        this.#open.add(server);
        client.data.other = server;
        server.data.waiting.push(...client.data.waiting.splice(0));
        this.#drain(server);
      },
      data: (from: Socket<Pipe>, bytes: Buffer) => this.#pass(from, bytes),
      drain: (to: Socket<Pipe>) => this.#drain(to),
      close: (one: Socket<Pipe>) => this.#closed(one),
      error: (one: Socket<Pipe>) => this.#closed(one),
      connectError: () => client.terminate(),
    };
    const { hostname, port } = this.#to;
    const data: Pipe = { other: client, waiting: [], isFromClient: false };
    Bun.connect<Pipe>({ hostname, port: Number(port), data, socket: handlers }).catch(() => client.terminate());
  }

  #pass(from: Socket<Pipe>, bytes: Buffer): void {
    const { other, waiting, isFromClient } = from.data;
    // Until the server's end is open, what the client says waits at its own.
    if (!other) {
      waiting.push(Buffer.from(bytes));
      return;
    }
    const passed = isFromClient ? bytes : bytes.subarray(0, this.#bytesLeft);
    other.data.waiting.push(Buffer.from(passed));
    this.#drain(other);
    if (isFromClient) return;
    this.#bytesLeft -= passed.length;
    if (this.#bytesLeft > 0) return;
    this.#bytesLeft = Infinity;
    this.cut();
  }

  #drain(to: Socket<Pipe>): void {
    const { waiting } = to.data;
    for (let first = waiting[0]; first; first = waiting[0]) {
      const written = to.write(first);
      if (written < 0) return;
      if (written < first.length) {
        waiting[0] = first.subarray(written);
        return;
      }
      waiting.shift();
    }
  }

  #closed(one: Socket<Pipe>): void {
    this.#open.delete(one);
    one.data?.other?.end();
  }
}
