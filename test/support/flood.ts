import type { Id } from "../../src/protocol/id.ts";
import type { Handle, Running, Workspace } from "./people.ts";
import type { Socket } from "./socket.ts";

const in_flight = 8;

/** Members who write to a channel, and type in it, as fast as they are answered, until it is disposed of. */
export class Flood implements Disposable {
  #isOver = false;
  readonly sockets: Socket[] = [];
  count = 0;

  static async start(
    workspace: Workspace<Running>,
    channel: Id,
    writers: readonly Handle[],
    body = "flood",
  ): Promise<Flood> {
    const flood = new Flood();
    for (const [index, handle] of writers.entries()) {
      const socket = await workspace.socket(handle, index % 2 === 0 ? "msgpack" : "json");
      flood.sockets.push(socket);
      const write = () => socket.post("message.send", { channel, body: `${body} ${++flood.count}` });
      socket.onItem = (item) => {
        if (flood.#isOver || !("event" in item) || item.event !== "message" || item.author !== socket.me) return;
        write();
        if (flood.count % 10 === 0) socket.post("typing.set", { channel });
      };
      for (let i = 0; i < in_flight; i++) write();
    }
    return flood;
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
  }
}
