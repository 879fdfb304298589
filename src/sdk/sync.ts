import type { AnswerOf } from "../protocol/commands.ts";
import { errors } from "../protocol/errors.ts";
import type { Event } from "../protocol/events.ts";
import type { Failure } from "../protocol/frames.ts";
import { commandId, type Id } from "../protocol/id.ts";
import { readAnswer } from "./answer.ts";
import { apply } from "./apply.ts";
import { Connection, type ConnectOptions } from "./connection.ts";
import { asCommandError, errorHere } from "./error.ts";
import { applyHello, applyList, helloFields } from "./hello.ts";
import { readItem, type ServerItem } from "./item.ts";
import { type Changes, forget, isEmpty, type Model, newModel, noChanges } from "./model.ts";
import { Outbox } from "./outbox.ts";
import { restore, type Snapshot } from "./snapshot.ts";

export interface SyncOwner {
  /** Whether the events of all channels are wanted that happened while away; otherwise only of those with content. */
  wantsAll(): boolean;
  /** The connection is new, and knows nothing yet of what is watched here. */
  welcomed(): void;
  ping(): void;
  /** The model is different in these parts, and these events were put into it. */
  told(changes: Changes, events: readonly Event[]): void;
}

/** Keeps a model as the server says, through losses of the connection, and commands until they are answered. */
export class Sync {
  readonly model: Model = newModel();
  readonly outbox = new Outbox(() => this.#gather());
  readonly connection: Connection;
  readonly #owner: SyncOwner;
  /** What is different in the model since `tell` was called. */
  changes = noChanges();
  #hello: Id | undefined;
  #welcomed = false;
  #listed = false;
  #gathering = false;

  constructor(options: ConnectOptions, owner: SyncOwner, from?: Snapshot) {
    this.#owner = owner;
    if (from) restore(this.model, from);
    this.connection = new Connection(options, {
      opened: () => this.#sayHello(),
      frame: (entries) => this.#frame(entries),
      lost: (reload) => this.#lost(reload),
      changed: () => this.#connectionChanged(),
      due_since_ms: () => this.outbox.due_since_ms,
      ping: () => owner.ping(),
    });
  }

  get isWelcomed(): boolean {
    return this.#welcomed;
  }

  /** Whether all of one's channels are known. */
  get isListed(): boolean {
    return this.#listed;
  }

  tell(events: readonly Event[] = []): void {
    const { changes } = this;
    if (isEmpty(changes) && events.length === 0) return;
    this.changes = noChanges();
    this.#owner.told(changes, events);
  }

  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    queueMicrotask(() => {
      this.#gathering = false;
      if (this.#welcomed) this.connection.send(this.outbox.take(Date.now()));
    });
  }

  #sayHello(): void {
    this.#hello = commandId();
    this.connection.send([{ id: this.#hello, do: "hello", ...helloFields(this.model, this.#owner.wantsAll()) }]);
  }

  #frame(entries: readonly unknown[]): void {
    const events: Event[] = [];
    let missed = false;
    try {
      for (const raw of entries) {
        const item = readItem(raw);
        if (!item) continue;
        if ("event" in item) missed = this.#event(item.event, events) === "gap" || missed;
        else this.#reply(item, events);
      }
    } catch (error) {
      this.connection.stop("failed", asCommandError(error).message);
    }
    if (missed) this.connection.restart();
    this.tell(events);
  }

  #event(event: Event, events: Event[]): "applied" | "gap" {
    // The answer to hello, still to come, is newer than what comes before it.
    if (!this.#welcomed) return "applied";
    const result = apply(this.model, event, this.changes, Date.now());
    if (result === "gap") return result;
    events.push(event);
    this.#settle(event);
    return result;
  }

  #reply(item: Exclude<ServerItem, { event: Event }>, events: Event[]): void {
    // Without an id it is about a command whose id could not be read: none of this client's.
    if (item.re === undefined) return;
    if (item.re !== this.#hello) {
      if ("error" in item) this.outbox.refuse(item.re, item.error);
      else this.outbox.answer(item.re, item.ok);
    } else if ("error" in item) this.#turnedAway(item.error);
    else this.#welcome(readAnswer("hello", item.ok), events);
  }

  #welcome(answer: AnswerOf<"hello">, events: Event[]): void {
    const { changes: missed = [], more, channels } = answer;
    // A browser's cookie may be another user's by now: what waits here was not written by them, nor is it theirs to see.
    if (this.model.me !== undefined && this.model.me !== answer.me.id) {
      this.connection.stop("signed_out", "Somebody else has signed in here. Load the page again to go on.");
      return;
    }
    applyHello(this.model, answer, this.changes, Date.now());
    for (const event of missed) this.#settle(event);
    events.push(...missed);
    this.#welcomed = true;
    this.#listed = !more;
    if (more) this.#list(this.#hello, channels.at(-1)?.channel);
    this.connection.welcomed();
    this.#owner.welcomed();
    this.#gather();
  }

  #turnedAway({ code, message, retry_after_ms = 0 }: Failure): void {
    if (errors[code].retry) this.connection.restart(retry_after_ms);
    else this.connection.stop(code === "not_signed_in" ? "signed_out" : "failed", message);
  }

  #list(hello: Id | undefined, after: Id | undefined): void {
    const fields = after === undefined ? {} : { after };
    const answered = (page: AnswerOf<"channel.list">) => {
      // The list of an earlier connection: this one has begun its own.
      if (hello !== this.#hello) return;
      applyList(this.model, page, this.changes);
      if (page.more) this.#list(hello, page.channels.at(-1)?.channel);
      this.#listed = !page.more;
      this.changes.connection = true;
    };
    const failed = (error: unknown) => {
      if (hello === this.#hello) this.connection.restart(asCommandError(error).retry_after_ms);
    };
    this.outbox.ask("channel.list", fields, answered).catch(failed);
  }

  #settle(event: Event): void {
    if (event.event === "message" && event.author === this.model.me) this.outbox.stored(event);
  }

  #lost(reload: boolean): void {
    this.#welcomed = false;
    this.outbox.lost();
    if (reload) forget(this.model, this.changes);
  }

  #connectionChanged(): void {
    const { state } = this.connection;
    if ("reason" in state) {
      this.#welcomed = false;
      this.outbox.end(errorHere("closed", state.reason));
    }
    this.changes.connection = true;
    this.tell();
  }
}
