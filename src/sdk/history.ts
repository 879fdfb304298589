import type { AnswerOf } from "../protocol/commands.ts";
import type { Id } from "../protocol/id.ts";
import { limits } from "../protocol/limits.ts";
import { sdkLimits } from "./limits.ts";
import { putMemberPage } from "./members.ts";
import { takePending } from "./pending.ts";
import type { Sync } from "./sync.ts";
import {
  append,
  findMessage,
  firstOf,
  fromNewest,
  lastOf,
  type MessageWindow,
  newestOf,
  prepend,
  windowOf,
} from "./window.ts";

/** As many as are in sight at once and a little more: what is beyond is loaded when it is scrolled to. */
const around_messages = 100;

/** Loads messages and members of channels into the model: each thing once, however often it is asked for at a time. */
export class History {
  readonly #sync: Sync;
  readonly #isWatched: (channel: Id) => boolean;
  readonly #loading = new Map<string, Promise<void>>();

  constructor(sync: Sync, isWatched: (channel: Id) => boolean) {
    this.#sync = sync;
    this.#isWatched = isWatched;
  }

  newest(channel: Id): Promise<void> {
    const window = this.#sync.model.windows.get(channel);
    if (window && !window.more_after) {
      this.#put(channel, window);
      return Promise.resolve();
    }
    return this.#once(`newest ${channel}`, async () => {
      await this.#sync.outbox.ask("message.list", { channel }, (page) => this.#put(channel, windowOf(page)));
    });
  }

  around(channel: Id, seq: number): Promise<void> {
    const window = this.#sync.model.windows.get(channel);
    if (window && findMessage(window, seq)) return Promise.resolve();
    return this.#once(`around ${seq} ${channel}`, async () => {
      await this.#sync.outbox.ask("message.list", { channel, around: seq, limit: around_messages }, (page) =>
        this.#put(channel, windowOf(page)),
      );
    });
  }

  /** Resolves to the seq of the first message since then; undefined when there is none. */
  async since(channel: Id, at: number): Promise<number | undefined> {
    const known = this.#sync.model.windows.get(channel);
    const first = known && firstOf(known);
    const last = known && lastOf(known);
    const isWithin = first && last && last.at >= at && (first.at < at || !known.more_before);
    if (!isWithin)
      await this.#once(`since ${at} ${channel}`, async () => {
        await this.#sync.outbox.ask("message.list", { channel, at, limit: around_messages }, (page) =>
          this.#put(channel, windowOf(page)),
        );
      });
    const window = this.#sync.model.windows.get(channel);
    const page = window?.pages.find((messages) => (messages.at(-1)?.at ?? 0) >= at);
    return page?.find((message) => message.at >= at)?.seq;
  }

  before(channel: Id): Promise<void> {
    const first = (window = this.#sync.model.windows.get(channel)) =>
      window?.more_before ? firstOf(window)?.seq : undefined;
    const before = first();
    if (before === undefined) return Promise.resolve();
    return this.#once(`before ${before} ${channel}`, async () => {
      await this.#sync.outbox.ask("message.list", { channel, before, limit: sdkLimits.page_messages }, (page) => {
        const window = this.#sync.model.windows.get(channel);
        if (window && first() === before) this.#put(channel, prepend(window, page));
      });
    });
  }

  after(channel: Id): Promise<void> {
    const last = (window = this.#sync.model.windows.get(channel)) =>
      window?.more_after ? lastOf(window)?.seq : undefined;
    const after = last();
    if (after === undefined) return Promise.resolve();
    return this.#once(`after ${after} ${channel}`, async () => {
      await this.#sync.outbox.ask("message.list", { channel, after, limit: sdkLimits.page_messages }, (page) => {
        const window = this.#sync.model.windows.get(channel);
        if (window && last() === after) this.#put(channel, append(window, page));
      });
    });
  }

  members(channel: Id): Promise<void> {
    if (this.#sync.model.members.get(channel)?.complete) return Promise.resolve();
    return this.#once(`members ${channel}`, async () => {
      let after: Id | undefined;
      do {
        const fields = { channel, limit: limits.page_records_max, ...(after !== undefined && { after }) };
        const isFirst = after === undefined;
        const page = await this.#sync.outbox.ask("member.list", fields, (answer) =>
          this.#putMembers(channel, answer, isFirst),
        );
        after = page.more ? page.members.at(-1)?.user : undefined;
        // The channel may have been left, or told to be reloaded, in the meantime.
      } while (after !== undefined && this.#sync.model.members.has(channel));
    });
  }

  #put(channel: Id, window: MessageWindow): void {
    const { channels, windows } = this.#sync.model;
    if (!channels.has(channel)) return;
    // Put in anew, so that the map is in the order of opening.
    const known = windows.get(channel);
    windows.delete(channel);
    windows.set(channel, window);
    if (window !== known) this.#sync.changes.messages.add(channel);
    this.#settleOwn(channel, window);
    this.#letGo(windows, channel, (gone) => this.#sync.changes.messages.add(gone));
    this.#shrink(channel);
  }

  /** Keeps the messages that are held below the limit. */
  #shrink(except: Id): void {
    const { windows } = this.#sync.model;
    let held = [...windows.values()].reduce((sum, { count }) => sum + count, 0);
    for (const [channel, window] of windows) {
      if (held <= sdkLimits.held_messages_max) return;
      if (channel === except || window.pages.length < 2) continue;
      const left = newestOf(window);
      windows.set(channel, left);
      held += left.count - window.count;
      this.#sync.changes.messages.add(channel);
    }
  }

  /** What is in the window is stored, also when its answer got lost with an earlier connection. */
  #settleOwn(channel: Id, window: MessageWindow): void {
    const { model, outbox, changes } = this.#sync;
    for (const { id } of model.pending.get(channel) ?? []) {
      const stored = fromNewest(window).find((message) => message.id === id && message.author === model.me);
      if (!stored) continue;
      takePending(model, channel, id, changes);
      outbox.stored(stored);
    }
  }

  #putMembers(channel: Id, page: AnswerOf<"member.list">, isFirst: boolean): void {
    const { model, changes } = this.#sync;
    putMemberPage(model, channel, page, isFirst, changes);
    this.#letGo(model.members, channel, (gone) => changes.members.add(gone));
  }

  /** Keeps the channels whose content is held below the limit. */
  #letGo(held: Map<Id, unknown>, except: Id, gone: (channel: Id) => void): void {
    for (const channel of held.keys()) {
      if (held.size <= sdkLimits.windows_max) return;
      if (channel === except || this.#isWatched(channel)) continue;
      held.delete(channel);
      gone(channel);
    }
  }

  #once(what: string, load: () => Promise<void>): Promise<void> {
    const loading = this.#loading.get(what) ?? load().finally(() => this.#loading.delete(what));
    this.#loading.set(what, loading);
    return loading;
  }
}
