import { keepEncoded } from "../protocol/kept.ts";
import { limits } from "../protocol/limits.ts";
import type { Message } from "../protocol/records.ts";
import { Recent } from "../recent.ts";
import type { Channel } from "./directory.ts";
import type { Told } from "./turn.ts";

const channels_max = 1000;
/** Of the texts in all pages. Encoded in both formats they take about three times as much. */
const bytes_max_default = 2 * 1024 * 1024;

/**
 * Where there is no room, every eighth that comes gets it: what is opened often is in soon. Were it every one, people who look
 * through many channels would push out those that are busy, and what is kept for a moment is the garbage that costs most.
 */
const comes_in_of = 8;

interface Page {
  /** The newest of the channel, oldest first, as many as a page has. */
  messages: Message[];
  more_before: boolean;
  bytes: number;
}

/**
 * The newest page of each channel that was opened of late, kept true by what is told: opening a busy channel is a copy of
 * records that are encoded already, and not a query. The least recently used makes room.
 */
export class Recents {
  readonly #pages = new Recent<Channel, Page>(channels_max);
  readonly #bytes_max: number;
  #bytes = 0;
  /** How many came when there was no room. */
  #came = 0;

  constructor(bytes_max = bytes_max_default) {
    this.#bytes_max = bytes_max;
  }

  /** The newest `limit` messages, and whether there are more before them; undefined when that is not known here. */
  page(channel: Channel, limit: number): { messages: Message[]; more_before: boolean } | undefined {
    const page = limit > limits.page_messages_default ? undefined : this.#pages.get(channel);
    if (!page) return undefined;
    const { messages } = page;
    return { messages: messages.slice(-limit), more_before: page.more_before || messages.length > limit };
  }

  /** May keep what was read from the store: all of the channel's newest messages, as many as a page has. */
  keep(channel: Channel, messages: readonly Message[], more_before: boolean): void {
    this.#drop(channel);
    const bytes = sizeOfAll(messages);
    const isFull = this.#pages.size >= channels_max || this.#bytes + bytes > this.#bytes_max;
    if (isFull && ++this.#came % comes_in_of !== 0) return;
    for (const message of messages) keepEncoded(message);
    const page = { messages: [...messages], more_before, bytes };
    const pushedOut = this.#pages.add(channel, page);
    this.#bytes += page.bytes - (pushedOut?.bytes ?? 0);
    this.#makeRoom();
  }

  /** Puts in what a turn has stored. */
  stored(told: readonly Told[]): void {
    if (this.#pages.size === 0) return;
    for (const item of told)
      // An event is its record, and a name that no page has: codecs let only declared fields out.
      if (item.to === "channel" && item.event.event === "message") this.#put(item.channel, item.event);
  }

  #put(channel: Channel, message: Message): void {
    const page = this.#pages.get(channel);
    if (!page) return;
    const { messages } = page;
    const isNew = message.rev === message.seq;
    const at = isNew ? messages.length : messages.findIndex(({ seq }) => seq === message.seq);
    if (at === -1) return;
    const replaced = messages.splice(at, 1, message);
    const gone = messages.length > limits.page_messages_default ? messages.splice(0, 1) : [];
    if (gone.length > 0) page.more_before = true;
    keepEncoded(message);
    const grown = sizeOf(message) - sizeOfAll(replaced) - sizeOfAll(gone);
    page.bytes += grown;
    this.#bytes += grown;
    // It would end early: what a page of it has is for the store to say.
    if (page.bytes > limits.page_bytes_max) this.#drop(channel);
    this.#makeRoom();
  }

  /** Pages grow after they were kept, too. */
  #makeRoom(): void {
    while (this.#bytes > this.#bytes_max && this.#pages.oldest) this.#drop(this.#pages.oldest);
  }

  #drop(channel: Channel): void {
    this.#bytes -= this.#pages.get(channel)?.bytes ?? 0;
    this.#pages.delete(channel);
  }
}

function sizeOfAll(messages: readonly Message[]): number {
  let bytes = 0;
  for (const message of messages) bytes += sizeOf(message);
  return bytes;
}

interface Sized {
  readonly body: string;
  readonly attachments?: readonly unknown[];
}

/** What a message takes, about. `text_bytes` is what its body is counted as: without being looked at, the most that it can be. */
export function sizeOf({ body, attachments }: Sized, text_bytes = body.length * 3): number {
  return message_bytes + text_bytes + (attachments ? attachments.length * attachment_bytes : 0);
}

const message_bytes = 200;
const attachment_bytes = 400;
