import type { ServerWebSocket } from "bun";
import type { Codec } from "../../src/protocol/codec.ts";
import {
  type AnswerOf,
  type Command,
  type CommandName,
  type CommandOf,
  readCommand,
} from "../../src/protocol/commands.ts";
import type { Event } from "../../src/protocol/events.ts";
import type { Failure } from "../../src/protocol/frames.ts";
import { limits } from "../../src/protocol/limits.ts";
import { json } from "../../src/protocol/json.ts";
import { msgpack } from "../../src/protocol/msgpack.ts";
import { Queue } from "./queue.ts";

const codecs: readonly Codec[] = [json, msgpack];

interface Data {
  codec: Codec;
  socket: FakeSocket | undefined;
}

/** One connection of a client, as a test plays the server's part in it. */
export class FakeSocket {
  /** The commands of each frame that came. */
  readonly frames = new Queue<Command[]>();
  readonly closed = Promise.withResolvers<void>();
  #rest: Command[] = [];

  constructor(
    readonly ws: ServerWebSocket<Data>,
    readonly codec: Codec,
  ) {}

  /** The next command, which must be of this name. */
  async take<N extends CommandName>(name: N): Promise<CommandOf<N>> {
    if (this.#rest.length === 0) this.#rest = await this.frames.take();
    const command = this.#rest.shift();
    const is = (given: Command | undefined): given is CommandOf<N> & Command => given?.do === name;
    if (!is(command)) throw new Error(`expected ${name}, and got ${command?.do}`);
    return command;
  }

  /** Commands that came and were not taken. */
  get untaken(): Command[] {
    return [...this.#rest, ...this.frames.waiting.flat()];
  }

  tell(...events: Event[]): void {
    this.ws.send(this.codec.frame(events.map((event) => this.codec.event(event))));
  }

  /** The answer, with events before and after it in the same frame. */
  ok<N extends CommandName>(
    { id, do: name }: { id: Command["id"]; do: N },
    answer: AnswerOf<N>,
    ...after: Event[]
  ): void {
    const items = [this.codec.ok(name, id, answer), ...after.map((event) => this.codec.event(event))];
    this.ws.send(this.codec.frame(items));
  }

  error({ id }: Command, failure: Failure): void {
    this.ws.send(this.codec.frame([this.codec.error(id, failure)]));
  }
}

/** A server that does only what a test says. */
export function fakeServer() {
  const sockets = new Queue<FakeSocket>();
  const fake = {
    sockets,
    /** Answers HTTP; also upgrades that are to be refused. */
    http: (_request: Request, _name: string): Response | Promise<Response> => Response.json({ ok: { sessions: [] } }),
    refuses: false,
    authorization: new Queue<string | null>(),
    url: "",
    [Symbol.asyncDispose]: () => server.stop(true),
  };
  const server = Bun.serve<Data, string>({
    hostname: "127.0.0.1",
    port: 0,
    development: false,
    fetch(request, self) {
      const { pathname } = new URL(request.url);
      if (pathname !== "/ws") return fake.http(request, pathname.slice("/api/".length));
      fake.authorization.put(request.headers.get("authorization"));
      const offered = request.headers.get("sec-websocket-protocol");
      const codec = codecs.find(({ subprotocol }) => subprotocol === offered);
      if (fake.refuses || !codec) return new Response("no", { status: 401 });
      const headers = { "sec-websocket-protocol": codec.subprotocol };
      if (self.upgrade(request, { data: { codec, socket: undefined }, headers })) return undefined;
      return new Response("no", { status: 400 });
    },
    websocket: {
      maxPayloadLength: limits.frame_bytes_max,
      open(ws) {
        ws.data.socket = new FakeSocket(ws, ws.data.codec);
        sockets.put(ws.data.socket);
      },
      message(ws, frame) {
        const wire = typeof frame === "string" ? frame : new Uint8Array(frame);
        ws.data.socket?.frames.put(ws.data.codec.decode(wire).map(readCommand));
      },
      close(ws) {
        ws.data.socket?.closed.resolve();
      },
    },
  });
  fake.url = server.url.origin;
  return fake;
}
