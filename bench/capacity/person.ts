import type { FieldsOf } from "../../src/protocol/commands.ts";
import { commandId, type Id } from "../../src/protocol/id.ts";
import { json } from "../load/dialects/json.ts";
import { Socket } from "../load/socket.ts";
import type { Channel } from "./channel.ts";

/** As the client library does. */
const read_repeat_ms = 1000;
const body = "The quick brown fox jumps over the lazy dog. ".repeat(3).slice(0, 128);

const reply_start = Buffer.from('[{"re"');
const error_start = Buffer.from('[{"error"');
/** One message of a turn, or several. */
const message_starts = [
  Buffer.from('[{"event":"message","channel":"'),
  Buffer.from('[{"event":"messages","channel":"'),
];
const id_chars = 16;

/** What the people tell the crowd. */
export interface Watcher {
  failed(reason: string): void;
  /** Messages came to somebody, which were sent at these times. */
  delivered(sent: readonly number[]): void;
  /** A frame came that has no messages. */
  told(): void;
  opened(took_ms: number): void;
}

/** One person at the web client: in channels, looking at one of them, which is read as messages come. */
export class Person {
  /** Resolves when the first channel is open. */
  readonly ready: Promise<void>;
  readonly #ready = Promise.withResolvers<void>();
  readonly #socket: Socket;
  readonly #channels: ReadonlyMap<string, Channel>;
  readonly #watcher: Watcher;
  #looksAt: Channel;
  #isAway = false;
  #opening: { readonly id: Id; readonly at: number } | undefined;
  #read_at = -Infinity;

  constructor(token: string, channels: ReadonlyMap<string, Channel>, looksAt: Channel, watcher: Watcher) {
    this.ready = this.#ready.promise;
    this.#channels = channels;
    this.#looksAt = looksAt;
    this.#watcher = watcher;
    this.#socket = new Socket(json.upgrade({ token, channel: looksAt.id }), json.isBinary, {
      opened: () => this.#say("hello", {}),
      took: (bytes, from, to) => this.#took(bytes, from, to),
      failed: (reason) => watcher.failed(reason),
    });
    for (const channel of channels.values()) channel.enter(this);
  }

  connect(url: URL): Promise<void> {
    return this.#socket.connect(url);
  }

  send(): void {
    const id = commandId();
    this.#looksAt.sent(id, performance.now());
    this.#say("message.send", { channel: this.#looksAt.id, body }, id);
  }

  type(): void {
    this.#say("typing.set", { channel: this.#looksAt.id });
  }

  /** Goes away, or comes back. */
  move(): void {
    this.#isAway = !this.#isAway;
    this.#say("presence.set", { state: this.#isAway ? "away" : "online" });
  }

  open(channel: Channel): void {
    // Who has not got the channel asked for before waits for that.
    if (this.#opening) return;
    this.#looksAt = channel;
    this.#opening = { id: commandId(), at: performance.now() };
    this.#say("watch.set", { channels: [channel.id] });
    this.#say("message.list", { channel: channel.id }, this.#opening.id);
  }

  #took(bytes: Buffer, from: number, to: number): void {
    for (const start of message_starts)
      if (startsWith(bytes, from, start)) return this.#messages(bytes, from, to, from + start.length);
    if (startsWith(bytes, from, error_start)) return this.#watcher.failed(bytes.toString("utf8", from, to));
    this.#watcher.told();
    if (startsWith(bytes, from, reply_start)) this.#replies(bytes.toString("utf8", from, to));
  }

  #messages(bytes: Buffer, from: number, to: number, channel_at: number): void {
    const channel = this.#channels.get(bytes.toString("latin1", channel_at, channel_at + id_chars));
    const frame = channel?.take(this, bytes, from, to);
    if (!frame)
      return this.#watcher.failed(`a message was lost, doubled or moved: ${bytes.toString("utf8", from, to)}`);
    this.#watcher.delivered(frame.sent);
    if (channel === this.#looksAt && !this.#isAway && !this.#opening) this.#read(frame.last);
  }

  #replies(frame: string): void {
    if (frame.includes('"error":')) return this.#watcher.failed(`answered with ${frame}`);
    if (frame.includes('"epoch":')) return this.open(this.#looksAt);
    const opening = this.#opening;
    if (!opening || !frame.includes(`{"re":"${opening.id}"`)) return;
    this.#watcher.opened(performance.now() - opening.at);
    this.#opening = undefined;
    const replies: { re: string; ok: { messages: { seq: number; author: Id }[] } }[] = JSON.parse(frame);
    const messages = replies.find(({ re }) => re === opening.id)?.ok.messages ?? [];
    if (messages.length > 0) this.#say("user.get", { users: [...new Set(messages.map(({ author }) => author))] });
    this.#read(messages.at(-1)?.seq ?? 0);
    this.#ready.resolve();
  }

  /** What comes within a second of the last is said with the next: nobody waits for it. */
  #read(seq: number): void {
    const now = performance.now();
    if (now - this.#read_at < read_repeat_ms) return;
    this.#read_at = now;
    this.#say("read.set", { channel: this.#looksAt.id, seq });
  }

  #say<
    N extends
      "hello" | "message.send" | "typing.set" | "presence.set" | "watch.set" | "message.list" | "read.set" | "user.get",
  >(name: N, fields: FieldsOf<N>, id = commandId()): void {
    this.#socket.send(JSON.stringify([{ id, do: name, ...fields }]));
  }
}

function startsWith(bytes: Buffer, from: number, start: Buffer): boolean {
  return bytes.compare(start, 0, start.length, from, from + start.length) === 0;
}
