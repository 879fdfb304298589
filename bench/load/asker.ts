import { commandId } from "../../src/protocol/id.ts";
import { json } from "./dialects/json.ts";
import { Socket } from "./socket.ts";

const reply_start = '[{"re":"';

/** Somebody who asks for one thing after the other, each as soon as the one before is answered, and says nothing. */
export class Asker {
  answers = 0;
  answer_bytes = 0;
  /** Resolves when it may ask. */
  readonly ready: Promise<void>;
  readonly #ready = Promise.withResolvers<void>();
  readonly #socket: Socket;
  readonly #commands: readonly string[];
  #next: number;
  /** How what it waits for begins, when it is no error. */
  #awaited = "";
  #isAsking = false;

  /** Begins with the command with the number `first`. */
  constructor(token: string, commands: readonly string[], first: number, fail: (reason: string) => void) {
    this.ready = this.#ready.promise;
    this.#commands = commands;
    this.#next = first;
    // It is in no channel whose messages are counted: who listens is nobody's concern here.
    this.#socket = new Socket(json.upgrade({ token, channel: commandId() }), json.isBinary, {
      opened: () => this.#ask('{"do":"hello"}'),
      took: (bytes, from, to) => this.#took(bytes, from, to, fail),
      failed: fail,
    });
  }

  get isWaiting(): boolean {
    return this.#awaited !== "";
  }

  connect(url: URL): Promise<void> {
    return this.#socket.connect(url);
  }

  start(): void {
    this.answers = 0;
    this.answer_bytes = 0;
    this.#isAsking = true;
    this.#askNext();
  }

  /** What it has asked for already is still to come. */
  stop(): void {
    this.#isAsking = false;
  }

  #askNext(): void {
    const command = this.#commands[this.#next++ % this.#commands.length];
    if (command !== undefined) this.#ask(command);
  }

  #ask(command: string): void {
    const id = commandId();
    this.#awaited = `${reply_start}${id}","ok":`;
    this.#socket.send(`[{"id":"${id}",${command.slice(1)}]`);
  }

  #took(bytes: Buffer, from: number, to: number, fail: (reason: string) => void): void {
    if (json.isEvents(bytes, from, to)) return;
    const start = bytes.toString("latin1", from, from + this.#awaited.length);
    if (this.#awaited === "" || start !== this.#awaited)
      return fail(`answered with ${bytes.toString("utf8", from, to)}`);
    this.#awaited = "";
    this.#ready.resolve();
    this.answers++;
    this.answer_bytes += to - from;
    if (this.#isAsking) this.#askNext();
  }
}
