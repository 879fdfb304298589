/**
 * A member who works at full speed and tells the ledger: sends, edits, deletes, makes channels and adds people, comes back
 * after every loss of the connection, resumes, and sends again what was not answered.
 */
import type { CodecName } from "../../src/protocol/codec.ts";
import type { Command } from "../../src/protocol/commands.ts";
import type { Event } from "../../src/protocol/events.ts";
import type { Item } from "../../src/protocol/frames.ts";
import { commandId, type Id } from "../../src/protocol/id.ts";
import type { Message } from "../../src/protocol/records.ts";
import type { Ledger, Sent } from "./ledger.ts";
import type { Person } from "./people.ts";
import { commandOf, Socket } from "./socket.ts";

export interface MemberOptions {
  readonly person: Person;
  readonly format: CodecName;
  readonly ledger: Ledger;
  /** Where to write. Nobody else's hands touch its members while the member works. */
  readonly channel: Id;
  /** Who is added to the channels that are made. */
  readonly others: readonly Id[];
  readonly luck: () => number;
  /** Commands that wait for an answer at any time. */
  readonly in_flight: number;
  /** How long bodies are at most. */
  readonly body_chars_max: number;
}

export class Member {
  readonly #options: MemberOptions;
  readonly #unanswered = new Map<Id, Command>();
  /** What is known of the channel: its messages by seq. */
  readonly messages = new Map<number, Message>();
  readonly #revs = new Map<Id, number>();
  readonly #own: number[] = [];
  #made: Id[] = [];
  #epoch: Id | undefined;
  #users_rev = 0;
  #socket: Socket | undefined;
  #sockets = 0;
  #working = false;
  #idle = Promise.withResolvers<void>();

  constructor(options: MemberOptions) {
    this.#options = options;
  }

  /** Opens a socket, resumes, sends again what was not answered, and goes on working. */
  async connect(url: string): Promise<void> {
    const { person, format, ledger } = this.#options;
    const socket = await Socket.open(url, person.token, format);
    const observer = `${person.handle} on socket ${++this.#sockets}`;
    this.#socket = socket;
    this.#working = true;
    socket.onItem = (item) => {
      ledger.receive(observer, person.id, item);
      if ("event" in item) this.#see(item);
      this.#settle(item);
      this.#fill();
    };
    const revs = Object.fromEntries(this.#revs) as Record<Id, number>;
    const resume = this.#epoch && { epoch: this.#epoch, users_rev: this.#users_rev, channels: revs };
    const answer = await socket.hello(resume ? { resume } : {});
    // Until all is known there is nothing to resume from.
    this.#epoch = undefined;
    this.#users_rev = answer.users_rev;
    for (const { channel, rev } of answer.channels) this.#revs.set(channel, rev);
    for (const event of answer.changes ?? []) {
      ledger.catchUp(observer, event);
      this.#see(event);
    }
    if (!resume || answer.reload?.includes(this.#options.channel)) await this.#reload(socket);
    this.#epoch = answer.epoch;
    for (const command of this.#unanswered.values()) socket.postAll([command]);
    this.#fill();
  }

  /** Resolves when the socket is gone. */
  async lost(): Promise<void> {
    await this.#socket?.closed;
  }

  /** Begins nothing new, and resolves when everything is answered. */
  async finish(): Promise<void> {
    this.#working = false;
    this.#idle = Promise.withResolvers();
    this.#rest();
    await this.#idle.promise;
  }

  /** Resolves when the channel's change `rev` has come. */
  async reach(rev: number): Promise<void> {
    while ((this.#revs.get(this.#options.channel) ?? 0) < rev && !this.#socket?.isClosed) await Bun.sleep(2);
  }

  #fill(): void {
    if (!this.#working || this.#socket === undefined || this.#socket.isClosed || this.#socket.me === undefined) return;
    const room = this.#options.in_flight - this.#unanswered.size;
    const commands = Array.from({ length: Math.max(0, room) }, () => this.#next());
    if (commands.length > 0) this.#socket.postAll(commands);
  }

  #next(): Command {
    const { luck, person, channel, others, ledger, body_chars_max } = this.#options;
    const id = commandId();
    const kind = luck();
    const note = (rest: Omit<Sent, "id" | "by">) => ledger.send({ id, by: person.id, ...rest });
    const remember = (command: Command) => {
      this.#unanswered.set(id, command);
      return command;
    };
    const text = `${person.handle} ${id} ${"x".repeat(luck() * body_chars_max)}`;
    const made = this.#made.pop();
    if (made !== undefined) {
      note({ does: "add", channel: made, users: others });
      return remember(commandOf("member.add", { channel: made, users: [...others] }, id));
    }
    if (kind < 0.02) {
      const name = `made ${id}`;
      note({ does: "create", text: name });
      return remember(commandOf("channel.create", { kind: "private", name }, id));
    }
    const seq = kind < 0.14 ? this.#own.splice(Math.floor(luck() * this.#own.length), 1)[0] : undefined;
    if (seq === undefined) {
      note({ does: "send", channel, text });
      return remember(commandOf("message.send", { channel, body: text }, id));
    }
    if (kind < 0.05) {
      note({ does: "delete", channel, seq });
      return remember(commandOf("message.delete", { channel, seq }, id));
    }
    this.#own.push(seq);
    note({ does: "edit", channel, seq, text });
    return remember(commandOf("message.edit", { channel, seq, body: text }, id));
  }

  #see(event: Event): void {
    if (event.event === "user") this.#users_rev = Math.max(this.#users_rev, event.users_rev);
    if (event.event === "joined") this.#revs.set(event.channel, event.rev);
    if (event.event !== "message" && event.event !== "member" && event.event !== "channel") return;
    this.#revs.set(event.channel, Math.max(this.#revs.get(event.channel) ?? 0, event.rev));
    if (event.event !== "message" || event.channel !== this.#options.channel) return;
    const { event: _event, ...message } = event;
    this.#put(message);
  }

  #put(message: Message): void {
    if ((this.messages.get(message.seq)?.rev ?? -1) < message.rev) this.messages.set(message.seq, message);
  }

  #settle(item: Item): void {
    const { person } = this.#options;
    const isOwn = "event" in item && item.event === "message" && item.author === person.id;
    const id = "event" in item ? (isOwn ? item.id : undefined) : item.re;
    const command = id && this.#unanswered.get(id);
    if (!command) return;
    if ("error" in item) throw new Error(`${command.do} was refused: ${item.error.code} ${item.error.message}`);
    this.#unanswered.delete(command.id);
    if (command.do === "message.send") this.#own.push(seqIn(item));
    if ("ok" in item && "channel" in item.ok) this.#made.push(item.ok.channel);
    this.#rest();
  }

  #rest(): void {
    if (!this.#working && this.#unanswered.size === 0) this.#idle.resolve();
  }

  async #reload(socket: Socket): Promise<void> {
    for (const message of await allMessages(socket, this.#options.channel)) this.#put(message);
  }
}

/** The seq in the answer to a message that was sent. */
function seqIn(item: Item): number {
  if ("event" in item && item.event === "message") return item.seq;
  if ("ok" in item && "seq" in item.ok) return item.ok.seq;
  throw new Error(`this does not tell a message's seq: ${JSON.stringify(item)}`);
}

/** All messages of a channel, page by page. */
export async function allMessages(socket: Socket, channel: Id): Promise<Message[]> {
  const all: Message[] = [];
  for (let after = 0; ;) {
    const { messages, more_after } = await socket.do("message.list", { channel, after, limit: 200 });
    all.push(...messages);
    if (!more_after) return all;
    after = messages.at(-1)?.seq ?? after;
  }
}
