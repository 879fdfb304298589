import type { ServerWebSocket } from "bun";
import type { LiveSession } from "../auth/sessions.ts";
import type { User } from "../chat/directory.ts";
import type { Asker, Caller } from "../chat/services.ts";
import { count, metrics } from "../metrics.ts";
import type { Codec, Wire } from "../protocol/codec.ts";
import type { AnswerOf, CommandName } from "../protocol/commands.ts";
import { type CloseName, closes, type Refusal } from "../protocol/errors.ts";
import type { Event } from "../protocol/events.ts";
import { failureOf } from "../protocol/frames.ts";
import type { Id } from "../protocol/id.ts";
import type { Presence } from "../protocol/records.ts";
import type { Fanout } from "./fanout.ts";

/** About how large a frame of replies gets, in bytes or characters. */
const frame_size_max = 64 * 1024;

/** One socket of a signed-in user: who asks, and how it is answered. Lives as the socket's `data`. */
export class Connection implements Caller, Asker {
  hears = false;
  state: Presence = "offline";
  /** Set when it ends: nothing more is taken from it, nor told to it. */
  ending: CloseName | undefined;
  ws: ServerWebSocket<Connection> | undefined;
  /** On the clock of performance.now(). */
  readonly opened_at = performance.now();
  /** Undefined most of the time: there are many connections, and few that are just being answered. */
  #replies: Wire[] | undefined;
  #replies_size = 0;

  constructor(
    readonly user: User,
    readonly session: LiveSession,
    readonly codec: Codec,
    readonly fanout: Fanout,
  ) {}

  get address(): string {
    return "";
  }

  get carrier(): "socket" {
    return "socket";
  }

  get caller(): this {
    return this;
  }

  hear(): void {
    if (this.ending) return;
    this.hears = true;
    this.fanout.subscribe(this);
    this.appear("online");
  }

  appear(state: Presence): void {
    // A command may be done after its socket is gone: who is shown by it would never leave.
    if (this.ending && state !== "offline") return;
    const from = this.state;
    this.state = state;
    if (from !== state) this.fanout.moved(this, from, state);
  }

  watch(channels: readonly Id[]): void {
    if (!this.ending) this.fanout.watch(this, channels);
  }

  ok(name: CommandName, re: Id, answer: AnswerOf<CommandName>): void {
    this.#reply(this.codec.ok(name, re, answer));
  }

  fail(re: Id | undefined, refusal: Refusal): void {
    this.#reply(this.codec.error(re, failureOf(refusal)));
    count(metrics.refusals, refusal.code);
    this.fanout.refused(this);
  }

  /** Tells an event to this socket alone, at once. */
  tell(event: Event): void {
    if (this.ending || !this.ws) return;
    metrics.deliveries[this.codec.name]++;
    this.send(this.codec.frame([this.codec.event(event)]));
  }

  /** Ends the socket once its replies are sent: from now on it hears nothing. */
  end(close: CloseName): void {
    if (this.ending) return;
    this.ending = close;
    this.hears = false;
    for (const topic of this.ws?.subscriptions ?? []) this.ws?.unsubscribe(topic);
    this.fanout.later(this);
  }

  /** Puts the replies on the socket, and closes it if its end has come. */
  flush(): void {
    const replies = this.#replies;
    if (replies) {
      this.#replies = undefined;
      this.#replies_size = 0;
      this.send(this.codec.frame(replies));
    }
    if (this.ending) this.close(this.ending);
  }

  send(frame: Wire): void {
    metrics.sent_bytes[this.codec.name] += Buffer.byteLength(frame);
    // 0: the frame did not fit into what may wait for a slow reader. It comes back and resumes.
    if (this.ws?.send(frame) === 0) this.close("slow_reader");
  }

  close(name: CloseName): void {
    const { code, reason } = closes[name];
    this.ending ??= name;
    this.hears = false;
    this.ws?.close(code, reason);
  }

  #reply(item: Wire): void {
    this.#replies_size += item.length;
    if (this.#replies) this.#replies.push(item);
    else {
      this.#replies = [item];
      this.fanout.later(this);
    }
    // Many large answers in one turn go out one after the other, so that a slow reader is noticed between them.
    if (this.#replies_size > frame_size_max) this.flush();
  }
}
