import type { Codec } from "../protocol/codec.ts";
import type { Command } from "../protocol/commands.ts";
import { closes } from "../protocol/errors.ts";
import { json } from "../protocol/json.ts";
import { afterClose, retryDelay_ms } from "./close.ts";
import { asCommandError } from "./error.ts";
import { decodeFrame, encodeFrames } from "./frame.ts";
import { callHttp } from "./http.ts";
import { timing as defaults, type Timing } from "./limits.ts";
import { openSocket } from "./socket.ts";

export interface ConnectOptions {
  /** The server's address: `https://chat.example.org`. In a page that came from it, `location.origin`. */
  readonly url: string;
  /** For programs. In a browser the session's cookie does it. */
  readonly token?: string;
  /** Without it JSON. MessagePack is `msgpack` in `../protocol/msgpack.ts`: who does not name it does not load it. */
  readonly format?: Codec;
  readonly timing?: Partial<Timing>;
}

/** `waiting`: it comes back by itself at `retry_at_ms`. The last three are the end. `reason` is a sentence for the user. */
export type ConnectionState =
  | { readonly state: "connecting" | "online" }
  | { readonly state: "waiting"; readonly retry_at_ms: number }
  | { readonly state: "signed_out" | "failed" | "closed"; readonly reason: string };

export interface ConnectionOwner {
  opened(): void;
  frame(entries: unknown[]): void;
  /** The socket is gone. `reload`: and what is known may not be known any more. */
  lost(reload: boolean): void;
  changed(): void;
  /** Since when an answer is due, undefined when none is. */
  due_since_ms(): number | undefined;
  ping(): void;
}

/** One socket at a time, and another one when it is lost, until the server or `stop` says that it is over. */
export class Connection {
  readonly #options: ConnectOptions;
  readonly #format: Codec;
  readonly #timing: Timing;
  readonly #owner: ConnectionOwner;
  readonly #watchdog: ReturnType<typeof setInterval>;
  #state: ConnectionState = { state: "connecting" };
  #socket: WebSocket | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  /** Whether somebody said, since a socket opened or failed to, that the network or the person is back. */
  #isWoken = false;
  #began_ms = 0;
  #online_ms = 0;
  #heard_ms = 0;

  /** Throws when the url is none, or a token is given in a browser. */
  constructor(options: ConnectOptions, owner: ConnectionOwner) {
    this.#options = options;
    this.#format = options.format ?? json;
    this.#timing = { ...defaults, ...options.timing };
    this.#owner = owner;
    this.#connect();
    this.#watchdog = setInterval(() => this.#watch(), this.#timing.answer_ms / 2);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  send(commands: readonly Command[]): void {
    for (const frame of encodeFrames(this.#format, commands)) this.#socket?.send(frame);
  }

  welcomed(): void {
    this.#online_ms = Date.now();
    this.#become({ state: "online" });
  }

  /** Gives up the socket and comes back, at the earliest after `wait_ms`. */
  restart(wait_ms = 0): void {
    this.#abandon();
    this.#comeBack(wait_ms, false);
  }

  /** Comes back at once if it waits, and otherwise finds out whether the connection still works. */
  wake(): void {
    if (this.#state.state === "online") return this.#owner.ping();
    this.#isWoken = true;
    if (this.#state.state === "waiting") this.#connect();
  }

  stop(state: "signed_out" | "failed" | "closed", reason: string): void {
    if (this.#isOver) return;
    clearInterval(this.#watchdog);
    clearTimeout(this.#retry);
    this.#abandon();
    this.#become({ state, reason });
  }

  get #isOver(): boolean {
    return "reason" in this.#state;
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    this.#owner.changed();
  }

  #connect(): void {
    clearTimeout(this.#retry);
    const socket = openSocket(this.#options.url, this.#format.subprotocol, this.#options.token);
    this.#socket = socket;
    this.#began_ms = this.#heard_ms = Date.now();
    let opened = false;
    socket.onopen = () => {
      if (socket !== this.#socket) return;
      opened = true;
      this.#isWoken = false;
      this.#owner.opened();
    };
    socket.onmessage = ({ data }: { data: unknown }) => {
      if (socket === this.#socket) this.#receive(data);
    };
    socket.onclose = ({ code, reason }) => {
      if (socket !== this.#socket) return;
      this.#socket = undefined;
      if (opened) this.#closed(code, reason);
      else this.#refused();
    };
    if (this.#state.state !== "connecting") this.#become({ state: "connecting" });
  }

  #receive(data: unknown): void {
    this.#heard_ms = Date.now();
    try {
      this.#owner.frame(decodeFrame(this.#format, data));
    } catch (error) {
      this.stop("failed", asCommandError(error).message);
    }
  }

  #closed(code: number, reason: string): void {
    const next = afterClose(code);
    if (next === "sign_in") return this.stop("signed_out", reason);
    if (next === "stop") return this.stop("failed", reason);
    // Whoever floods comes back as late as somebody who failed many times.
    if (code === closes.flood.code) this.#attempt += 5;
    this.#comeBack(0, next === "reload");
  }

  /** A socket that never opened does not tell why: whether the session is over is found out by asking over HTTP. */
  #refused(): void {
    const { url, token } = this.#options;
    const comeBack = () => {
      // A network that is back mostly lets nothing through at first: the next attempt is not to be as late as after many in vain.
      if (this.#isWoken) this.#attempt = 0;
      this.#isWoken = false;
      this.#comeBack(0, false);
    };
    callHttp(url, "session.list", {}, { token, timeout_ms: this.#timing.answer_ms }).then(
      comeBack,
      (error: unknown) => {
        const { code, message } = asCommandError(error);
        if (code === "not_signed_in") this.stop("signed_out", message);
        else if (code === "wrong_origin") this.stop("failed", message);
        else comeBack();
      },
    );
  }

  #comeBack(wait_ms: number, reload: boolean): void {
    if (this.#isOver) return;
    const { retry_base_ms, retry_max_ms } = this.#timing;
    // Only a connection that held counts as a new beginning, so that one which breaks over and over is not hammered.
    if (this.#state.state === "online" && Date.now() - this.#online_ms > retry_max_ms) this.#attempt = 0;
    const delay_ms = wait_ms + retryDelay_ms(this.#attempt++, retry_base_ms, retry_max_ms);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#connect(), delay_ms);
    this.#owner.lost(reload);
    this.#become({ state: "waiting", retry_at_ms: Date.now() + delay_ms });
  }

  #abandon(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  /** A connection can die without a word, as when a laptop sleeps: only silence tells. */
  #watch(): void {
    const { answer_ms, quiet_ms } = this.#timing;
    const now = Date.now();
    const { state } = this.#state;
    const due_ms = state === "connecting" ? this.#began_ms : this.#owner.due_since_ms();
    if (this.#socket && due_ms !== undefined && now - Math.max(due_ms, this.#heard_ms) > answer_ms) this.restart();
    else if (state === "online" && now - this.#heard_ms > quiet_ms) this.#owner.ping();
  }
}
