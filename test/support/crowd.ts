/** Connections to a server that say nothing, or begin a request and never end it. */
const at_once = 500;

export class Crowd implements Disposable {
  readonly #sockets = new Set<Bun.Socket>();
  #gone = Promise.withResolvers<void>();

  /** Opens so many connections. Needs as many file descriptors, in this process and in the server's. */
  static async gather(url: string, count: number): Promise<Crowd> {
    const crowd = new Crowd();
    const { hostname, port } = new URL(url);
    const closed = (socket: Bun.Socket) => crowd.#left(socket);
    const open = (index: number) =>
      Bun.connect({
        hostname,
        port: Number(port),
        socket: {
          open(socket) {
            crowd.#sockets.add(socket);
            if (index % 2 === 0) socket.write("GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\n");
          },
          data() {},
          close: closed,
          end: closed,
          error: closed,
        },
      });
    for (let from = 0; from < count; from += at_once)
      await Promise.all(Array.from({ length: Math.min(at_once, count - from) }, (_, index) => open(from + index)));
    return crowd;
  }

  get open(): number {
    return this.#sockets.size;
  }

  /** Resolves when the server has closed all of them. */
  leaving(): Promise<void> {
    return this.#gone.promise;
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  #left(socket: Bun.Socket): void {
    this.#sockets.delete(socket);
    if (this.#sockets.size === 0) this.#gone.resolve();
  }
}
