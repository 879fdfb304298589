import { commandId, type Id } from "../../src/protocol/id.ts";
import type { Dialect } from "./dialect.ts";
import { dialects } from "./dialects.ts";
import type { Listener, Log, Stream } from "./log.ts";
import type { MemberPlan } from "./orders.ts";
import { Socket } from "./socket.ts";

/** One member of a channel, on a connection of its own. */
export class Member implements Listener {
  frames = 0;
  /** Resolves when it gets what is said in its channel. */
  readonly ready: Promise<void>;
  readonly #ready = Promise.withResolvers<void>();
  readonly #dialect: Dialect;
  readonly #stream: Stream;
  readonly #socket: Socket;
  /** Under way until the member is ready. */
  #greeting: Generator<string, void, Buffer> | undefined;
  readonly #message: (id: Id) => string;

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
    this.#dialect = dialects[plan.dialect];
    this.#stream = log.join(this, this.#dialect);
    this.#greeting = this.#dialect.greeting(plan);
    this.#message = this.#dialect.sender(plan, body);
    this.#socket = new Socket(this.#dialect.upgrade(plan), this.#dialect.isBinary, {
      opened: () => this.#greet((greeting) => greeting.next()),
      took: (bytes, from, to) => this.#took(bytes, from, to),
      failed: fail,
    });
  }

  connect(url: URL): Promise<void> {
    return this.#socket.connect(url);
  }

  /** Sends `count` messages that were due at `due`, each in a frame of its own. */
  send(count: number, due = performance.now()): void {
    const payloads: string[] = [];
    for (let i = 0; i < count; i++) {
      const id = commandId();
      this.log.sent(id, this, due);
      payloads.push(this.#message(id));
    }
    this.#socket.send(...payloads);
  }

  #took(bytes: Buffer, from: number, to: number): void {
    if (this.#greeting) return this.#greet((greeting) => greeting.next(bytes.subarray(from, to)));
    if (!this.#dialect.isEvents(bytes, from, to)) return this.#answer(bytes.subarray(from, to));
    const own = this.#stream.take(this, bytes, from, to);
    if (own > 0) this.settled(this, own);
  }

  /** One step of the greeting. */
  #greet(step: (greeting: Generator<string, void, Buffer>) => IteratorResult<string, void>): void {
    if (!this.#greeting) return;
    try {
      const { done, value } = step(this.#greeting);
      if (done !== true) return this.#say(value);
      this.#greeting = undefined;
      this.#ready.resolve();
    } catch (error) {
      this.fail(String(error));
    }
  }

  #answer(payload: Buffer): void {
    try {
      this.#say(this.#dialect.answer(payload));
    } catch (error) {
      this.fail(String(error));
    }
  }

  #say(payload: string): void {
    if (payload !== "") this.#socket.send(payload);
  }
}
