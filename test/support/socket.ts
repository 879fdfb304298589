/** A client that knows nothing but frames: independent of the client library, so that each is tested by the other. */
import type { Codec, CodecName, Wire } from "../../src/protocol/codec.ts";
import type { AnswerOf, Command, CommandName, FieldsOf } from "../../src/protocol/commands.ts";
import type { EventName, EventOf } from "../../src/protocol/events.ts";
import type { Failure, Item } from "../../src/protocol/frames.ts";
import { commandId, type Id } from "../../src/protocol/id.ts";
import { json } from "../../src/protocol/json.ts";
import { msgpack } from "../../src/protocol/msgpack.ts";

export const codecs: Readonly<Record<CodecName, Codec>> = { json, msgpack };

/** How long an answer may take on a machine that is busy with much else. */
export const wait_ms_max = 20_000;

export interface Closed {
  code: number;
  reason: string;
}

/** The answer to a command; that of a message sent is its own event. */
export type Answer<N extends CommandName> = { ok: AnswerOf<N> } | { error: Failure };

/** A command was refused: `code` says why. */
export class Refused extends Error {
  readonly code: Failure["code"];

  constructor({ code, message }: Failure) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

export class Socket {
  /** Everything that came, in the order in which it did. */
  readonly received: Item[] = [];
  /** Called with each item as it comes. */
  onItem: ((item: Item) => void) | undefined;
  readonly closed: Promise<Closed>;
  isClosed = false;
  /** In bytes or characters. */
  largestFrame = 0;
  /** The user's own id, known once hello was answered: tells own messages from those of others. */
  me: Id | undefined;
  readonly #ws: WebSocket;
  readonly #codec: Codec;
  readonly #waiting = new Set<() => void>();

  private constructor(ws: WebSocket, codec: Codec) {
    this.#ws = ws;
    this.#codec = codec;
    ws.binaryType = "arraybuffer";
    ws.onmessage = ({ data }: { data: string | ArrayBuffer }) => this.#receive(data);
    this.closed = new Promise((resolve) => {
      ws.onclose = ({ code, reason }) => {
        this.isClosed = true;
        resolve({ code, reason });
        this.#look();
      };
    });
  }

  /** Opens a socket, without saying hello. Rejects when the server does not take it. */
  static async open(url: string, token: string, format: CodecName = "json"): Promise<Socket> {
    const codec = codecs[format];
    const ws = new WebSocket(`${url.replace("http", "ws")}/ws`, {
      protocols: [codec.subprotocol],
      headers: { authorization: `Bearer ${token}` },
    });
    const socket = new Socket(ws, codec);
    await new Promise((resolve, reject) => {
      ws.onopen = resolve;
      socket.closed.then(({ code }) => reject(new Error(`the socket was not taken (${code})`)), reject);
    });
    return socket;
  }

  /** Opens a socket and says hello on it. */
  static async enter(url: string, token: string, format: CodecName = "json"): Promise<Socket> {
    const socket = await Socket.open(url, token, format);
    await socket.hello();
    return socket;
  }

  async hello(fields: FieldsOf<"hello"> = {}): Promise<AnswerOf<"hello">> {
    const answer = await this.do("hello", fields);
    this.me = answer.me.id;
    return answer;
  }

  /** Does a command and gives its answer. Rejects with Refused. */
  async do<N extends CommandName>(name: N, fields: FieldsOf<N>, id = commandId()): Promise<AnswerOf<N>> {
    const from = this.received.length;
    this.post(name, fields, id);
    return this.answer(name, id, from);
  }

  /** Why a command was refused. Rejects when it was not. */
  async refused<N extends CommandName>(name: N, fields: FieldsOf<N>, id = commandId()): Promise<Failure> {
    const from = this.received.length;
    this.post(name, fields, id);
    const item = await this.until((each) => answers(each, name, id, this.me), from);
    if ("error" in item) return item.error;
    throw new Error(`${name} was not refused`);
  }

  /** Waits for the answer to a command, among what came from `from` on. Rejects with Refused. */
  async answer<N extends CommandName>(name: N, id: Id, from = 0): Promise<AnswerOf<N>> {
    const item = await this.until((each) => answers(each, name, id, this.me), from);
    if ("error" in item) throw new Refused(item.error);
    // A reply to this id holds the answer of this command; only to a message sent may it be the event instead.
    if ("ok" in item) return item.ok as AnswerOf<N>;
    return { seq: (item as EventOf<"message">).seq, at: (item as EventOf<"message">).at } as AnswerOf<N>;
  }

  /** Where the first answer to a command that came stands in `received`; -1 when there is none. */
  indexOfAnswer(name: CommandName, id: Id): number {
    return this.received.findIndex((item) => answers(item, name, id, this.me));
  }

  /** Sends a command without waiting; returns its id. */
  post<N extends CommandName>(name: N, fields: FieldsOf<N>, id = commandId()): Id {
    this.postAll([commandOf(name, fields, id)]);
    return id;
  }

  /** Sends commands in one frame. */
  postAll(commands: readonly Command[]): void {
    this.send(this.#codec.commands(commands));
  }

  send(frame: Wire): void {
    this.#ws.send(frame);
  }

  /** The first item that came from `from` on, or comes, for which `isIt` holds. Rejects when the socket closes before. */
  until(isIt: (item: Item) => boolean, from = 0): Promise<Item> {
    let at = from;
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        settle();
      };
      const look = () => {
        for (; at < this.received.length; at++) {
          const item = this.received[at];
          if (item !== undefined && isIt(item)) return end(() => resolve(item));
        }
        if (this.isClosed) end(() => reject(new Error(`the socket was closed before it came; ${this.#last()}`)));
      };
      const late = () => end(() => reject(new Error(`it did not come within ${wait_ms_max} ms; ${this.#last()}`)));
      const timer = setTimeout(late, wait_ms_max);
      this.#waiting.add(look);
      look();
    });
  }

  /** Waits for an event. */
  async event<E extends EventName>(
    name: E,
    isIt: (event: EventOf<E>) => boolean = () => true,
    from = 0,
  ): Promise<EventOf<E>> {
    const found = await this.until((item) => "event" in item && item.event === name && isIt(item as EventOf<E>), from);
    return found as EventOf<E>;
  }

  /** Closes as a client that leaves. */
  async close(): Promise<void> {
    this.#ws.close();
    await this.closed;
  }

  /** Is gone without a word, as when the network is. */
  cut(): void {
    this.#ws.terminate();
  }

  #receive(data: string | ArrayBuffer): void {
    const frame = typeof data === "string" ? data : new Uint8Array(data);
    this.largestFrame = Math.max(this.largestFrame, frame.length);
    for (const item of this.#codec.decodeFromServer(frame) as Item[]) {
      this.received.push(item);
      this.onItem?.(item);
    }
    this.#look();
  }

  #look(): void {
    for (const look of this.#waiting) look();
  }

  #last(): string {
    return `the last items were ${JSON.stringify(this.received.slice(-5)).slice(0, 2000)}`;
  }
}

export function commandOf<N extends CommandName>(name: N, fields: FieldsOf<N>, id = commandId()): Command {
  return { id, do: name, ...fields } as Command;
}

/** Whether the item answers the command: a reply to its id, or the event of the message that it sent. */
function answers(item: Item, name: CommandName, id: Id, me: Id | undefined): boolean {
  if ("re" in item) return item.re === id;
  if (name !== "message.send" || !("event" in item) || item.event !== "message") return false;
  return item.id === id && item.author === me && item.rev === item.seq;
}
