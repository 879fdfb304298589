import type { AnswerOf, CommandName, FieldsOf } from "../protocol/commands.ts";
import type { Event } from "../protocol/events.ts";
import { commandId, type Id } from "../protocol/id.ts";
import { limits } from "../protocol/limits.ts";
import type { Attachment, User } from "../protocol/records.ts";
import type { ConnectionState, ConnectOptions } from "./connection.ts";
import { asCommandError, errorHere } from "./error.ts";
import { History } from "./history.ts";
import { sdkLimits } from "./limits.ts";
import { type Changes, isEmpty, type Model, type Pending } from "./model.ts";
import { failPending, findPending, putPending, takePending } from "./pending.ts";
import { People } from "./people.ts";
import { Reads } from "./read.ts";
import { type SearchFilter, type SearchPage, searchPage } from "./search.ts";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";
import { fromNewest } from "./window.ts";
import { Sync } from "./sync.ts";
import { expireTyping } from "./typing.ts";
import { discardUpload, upload, type UploadOptions } from "./upload.ts";

export interface Listeners {
  /** Parts of the model are different now. Called at most once for each frame that came in and each call that was made. */
  change: (changes: Changes) => void;
  /** Something happened, now or while the client was away. The model has it already. */
  event: (event: Event) => void;
}

export interface ClientOptions extends ConnectOptions {
  /** What an earlier client of the same user knew: the model begins with it, and the server is asked for what changed since. */
  readonly from?: Snapshot | undefined;
}

/** Connects, and comes back after losses. Throws when `url` is not one, or a token is given in a browser. */
export function connect(options: ClientOptions): Client {
  return new Client(options);
}

export class Client {
  readonly model: Model;
  readonly #options: ClientOptions;
  readonly #sync: Sync;
  readonly #history: History;
  readonly #people: People;
  readonly #reads: Reads;
  readonly #listeners: { readonly [K in keyof Listeners]: Set<Listeners[K]> } = { change: new Set(), event: new Set() };
  readonly #typed_ms = new Map<Id, number>();
  #watched: readonly Id[] = [];
  #presence: "online" | "away" = "online";
  #typingEnds: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
    const owner = {
      wantsAll: () => this.#listeners.event.size > 0,
      welcomed: () => this.#welcomed(),
      told: (changes: Changes, events: readonly Event[]) => this.#told(changes, events),
      ping: () => this.#sayPresence(),
    };
    this.#sync = new Sync(options, owner, options.from);
    this.model = this.#sync.model;
    this.#history = new History(this.#sync, (channel) => this.#watched.includes(channel));
    this.#people = new People(this.#sync);
    this.#reads = new Reads(this.#sync);
  }

  get connection(): ConnectionState {
    return this.#sync.connection.state;
  }

  /** The time by the server's clock, as far as it has told: this device's may be wrong by days. */
  get now_ms(): number {
    return Date.now() + this.model.clock_ahead_ms;
  }

  get me(): User | undefined {
    const { me, users } = this.model;
    return me && users.get(me);
  }

  /** Calls `listener` from now on. Returns how to stop that. */
  on<K extends keyof Listeners>(name: K, listener: Listeners[K]): () => void {
    const listeners: Set<Listeners[K]> = this.#listeners[name];
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  /** Whether it is online and knows all its channels: one that is missing is one that the user is not in. */
  get isReady(): boolean {
    return this.connection.state === "online" && this.#sync.isListed;
  }

  /** Resolves when the client `isReady`; rejects when that will not be. */
  ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const state = this.connection;
        if ("reason" in state) reject(errorHere("closed", state.reason));
        else if (this.isReady) resolve();
        else return;
        stop();
      };
      const stop = this.on("change", look);
      look();
    });
  }

  /** What is known, for a later client's `from`; undefined before the server has said anything. */
  snapshot(): Snapshot | undefined {
    return takeSnapshot(this.model);
  }

  /** Does a command, once, also when the connection is lost before the answer. Rejects with a CommandError. */
  do<N extends Exclude<CommandName, "hello">>(name: N, fields: FieldsOf<N>): Promise<AnswerOf<N>> {
    return this.#sync.outbox.ask(name, fields);
  }

  /**
   * Uploads a file, to be sent in a message within a day. It goes by a request of its own: a lost connection ends it. Rejects
   * with a CommandError.
   */
  upload(file: Blob, name: string, options: UploadOptions = {}): Promise<Attachment> {
    const { url, token } = this.#options;
    return upload(url, file, name, { ...options, token });
  }

  /** Removes what was uploaded and is in no message, which the server would do after a day. Rejects with a CommandError. */
  discardUpload(attachment: Id): Promise<void> {
    const { url, token } = this.#options;
    return discardUpload(url, attachment, token);
  }

  /**
   * Sends a message that is in `model.pending` at once, until it is stored. Its body may be empty when it has attachments.
   * Returns the id of its command.
   */
  send(channel: Id, body: string, attachments: readonly Attachment[] = []): Id {
    const id = commandId();
    this.#post({ channel, id, body, at: this.now_ms, attachments });
    return id;
  }

  /**
   * Takes in messages that an earlier client left in `model.pending`, under the same ids, so that none is stored twice. Those that
   * had not failed go out again; those of channels that are gone fail.
   */
  restore(messages: readonly Pending[]): void {
    for (const message of messages) {
      const { id, channel, error } = message;
      if (findPending(this.model, channel, id) || this.#isStored(channel, id)) continue;
      if (error) putPending(this.model, message, this.#sync.changes);
      else this.#post(message);
    }
    this.#sync.tell();
  }

  retry(channel: Id, id: Id): void {
    const message = findPending(this.model, channel, id);
    if (message?.error) this.#post({ ...message, at: this.now_ms });
  }

  discard(channel: Id, id: Id): void {
    if (!findPending(this.model, channel, id)?.error) return;
    takePending(this.model, channel, id, this.#sync.changes);
    this.#sync.tell();
  }

  /** Loads a channel's newest messages into its window, unless it has them. */
  open(channel: Id): Promise<void> {
    return this.#history.newest(channel);
  }

  loadBefore(channel: Id): Promise<void> {
    return this.#history.before(channel);
  }

  loadAfter(channel: Id): Promise<void> {
    return this.#history.after(channel);
  }

  /** Loads the messages around `seq` in place of a channel's window, unless it has that message. */
  loadAround(channel: Id, seq: number): Promise<void> {
    return this.#history.around(channel, seq);
  }

  /** Loads the messages around the first one since `at`. Resolves to its seq; to undefined when there is none so late. */
  loadSince(channel: Id, at: number): Promise<number | undefined> {
    return this.#history.since(channel, at);
  }

  loadMembers(channel: Id): Promise<void> {
    return this.#history.members(channel);
  }

  /**
   * The newest messages of one's channels that have all words of `query`, and how to load more; a channel, an author or a
   * time may narrow it down. Rejects with a CommandError, for a query without a word too.
   */
  search(query: string, filter: SearchFilter = {}): Promise<SearchPage> {
    return searchPage(this.#sync, query, filter);
  }

  /** The user, if known; otherwise it is asked for, and a change tells when it is there. */
  user(id: Id): User | undefined {
    this.#people.need(id);
    return this.model.users.get(id);
  }

  /** Says that the channel was read up to its newest message. May be called at every one. */
  markRead(channel: Id): void {
    this.#reads.mark(channel);
  }

  /** Says that the channel was read up to before this message. Rejects with a CommandError. */
  markUnread(channel: Id, seq: number): Promise<void> {
    return this.#reads.unmark(channel, seq);
  }

  /** Says that the user types. To be called at every key. */
  setTyping(channel: Id): void {
    const now_ms = Date.now();
    if (now_ms - (this.#typed_ms.get(channel) ?? 0) < sdkLimits.typing_repeat_ms) return;
    this.#typed_ms.set(channel, now_ms);
    this.#say("typing.set", { channel });
  }

  /** Says which channels are looked at, in place of those before: `model.presence` is of them, and they are kept loaded. */
  watch(channels: readonly Id[]): void {
    this.#watched = channels.slice(0, limits.watched_channels_max);
    this.#sayWatched();
  }

  setPresence(presence: "online" | "away"): void {
    this.#presence = presence;
    this.#sayPresence();
  }

  /** To be called when the network or the person is back: comes back at once, or finds out whether the connection works. */
  wake(): void {
    this.#sync.connection.wake();
  }

  /** Ends the connection for good. What was not answered is refused. */
  close(): void {
    this.#sync.connection.stop("closed", "The connection was closed.");
    this.#reads.stop();
    clearTimeout(this.#typingEnds);
  }

  #isStored(channel: Id, id: Id): boolean {
    const { me, windows } = this.model;
    const window = windows.get(channel);
    return window !== undefined && fromNewest(window).some((message) => message.id === id && message.author === me);
  }

  #post({ channel, id, body, at, attachments = [] }: Omit<Pending, "error">): void {
    const { model, outbox } = this.#sync;
    const withFiles = attachments.length > 0;
    // With the message the others see that the typing has ended: what is typed next is said anew.
    this.#typed_ms.delete(channel);
    const message = { id, channel, body, at, error: undefined, ...(withFiles && { attachments }) };
    putPending(model, message, this.#sync.changes);
    // Mostly the message itself comes first, as an event, and has settled it.
    const stored = () => takePending(model, channel, id, this.#sync.changes);
    const fields = { channel, body, ...(withFiles && { attachments: attachments.map((each) => each.id) }) };
    outbox.ask("message.send", fields, stored, id).catch((error: unknown) => {
      failPending(model, channel, id, asCommandError(error), this.#sync.changes);
      this.#sync.tell();
    });
    this.#sync.tell();
  }

  #welcomed(): void {
    this.#people.again();
    if (this.#presence !== "online") this.#sayPresence();
    if (this.#watched.length === 0) return;
    this.#sayWatched();
    for (const channel of this.#watched)
      if (!this.model.windows.has(channel)) this.#history.newest(channel).catch(ignored);
  }

  #sayWatched(): void {
    const { model } = this;
    const channels = this.#watched.filter((channel) => model.channels.has(channel));
    this.#say("watch.set", { channels }, ({ present }) => {
      model.presence.clear();
      for (const { online, away } of present) {
        for (const user of away) model.presence.set(user, "away");
        for (const user of online) model.presence.set(user, "online");
      }
      this.#sync.changes.presence = true;
    });
  }

  #sayPresence(): void {
    this.#say("presence.set", { state: this.#presence });
  }

  /** Says something about this socket. Without one there is nothing to say: the next one begins with it, or needs it not. */
  #say<N extends "watch.set" | "presence.set" | "typing.set">(
    name: N,
    fields: FieldsOf<N>,
    answered?: (answer: AnswerOf<N>) => void,
  ): void {
    if (this.#sync.isWelcomed) this.#sync.outbox.ask(name, fields, answered).catch(ignored);
  }

  #told(changes: Changes, events: readonly Event[]): void {
    this.#people.met(events);
    if (changes.typing.size > 0) this.#awaitTypingEnds();
    if (!isEmpty(changes)) for (const listener of this.#listeners.change) listener(changes);
    for (const event of events) for (const listener of this.#listeners.event) listener(event);
  }

  #awaitTypingEnds(): void {
    clearTimeout(this.#typingEnds);
    const now_ms = Date.now();
    const next_ms = expireTyping(this.model, now_ms, this.#sync.changes);
    if (next_ms === undefined) return;
    this.#typingEnds = setTimeout(() => {
      expireTyping(this.model, Date.now(), this.#sync.changes);
      this.#sync.tell();
    }, next_ms - now_ms);
  }
}

/** For what is said or loaded by itself, and again when the connection is back: nobody waits for how it ends. */
function ignored(): void {}
