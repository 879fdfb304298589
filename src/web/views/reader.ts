import { effect, signal, untracked } from "@preact/signals";
import type { Id } from "../../protocol/id.ts";
import type { Message } from "../../protocol/records.ts";
import type { Pending } from "../../sdk/model.ts";
import { firstOf, lastOf, type MessageWindow } from "../../sdk/window.ts";
import { isFocused, leftUnread, readingChannel } from "../state/attention.ts";
import { asked, type Target } from "../state/jump.ts";
import { notify, sentenceOf } from "../state/notice.ts";
import type { Store } from "../state/store.ts";
import { waitingIn } from "../state/uploads.ts";
import { Rows } from "./rows.ts";
import { ScrollKeeper, type ScrollPosition } from "./scroll.ts";
import { isSameDay } from "./time.ts";
import { firstOfOthers, timeline } from "./timeline.ts";

/** More is loaded when less than this is left to scroll. */
const ahead_px = 3000;
/** For so long a message that was jumped to is marked. */
const pointed_ms = 2500;

/** What must be loaded for the reader to be where they want: the end, a message, or what comes after one that was read. */
type Goal = { readonly at: "end" } | { readonly at: "message" | "after"; readonly seq: number };
type Wanted = Goal | "before" | "after";

/** Somebody reading a channel: what is shown to them, where they are in it, and how they get elsewhere. */
export class Reader {
  readonly keeper: ScrollKeeper;
  readonly isPinned = signal(true);
  /** Whether new messages are above what is in sight. */
  readonly isNewAbove = signal(false);
  /** The day of the first message in sight, as some time of it. */
  readonly firstAt = signal<number | undefined>(undefined);
  /** A message to be marked for a moment, since it was jumped to. */
  readonly pointed = signal<number | undefined>(undefined);
  /** A message that is to have the focus once it is drawn. */
  toFocus: number | undefined;
  /** What could not be loaded, and why. */
  readonly failed = signal<{ readonly wanted: Wanted; readonly why: string } | undefined>(undefined);
  readonly #store: Store;
  readonly #id: Id;
  /** The messages that are shown: while those that are wanted are not loaded, the ones before. */
  readonly #shown = signal<MessageWindow | undefined>(undefined);
  readonly #goal = signal<Goal | undefined>(undefined);
  /** Whether the server is asked which message a goal is. */
  readonly #isLooking = signal(false);
  /** Up to where the reader had read when the first message came that was not seen at once. */
  readonly #readUpTo = signal<number | undefined>(undefined);
  #rows = new Rows([]);
  #isReading = false;
  /** The last that was heard of. */
  #position: ScrollPosition | undefined;
  #sent = 0;
  /** What was loaded and was not there. */
  #inVain: string | undefined;

  constructor(store: Store, id: Id) {
    const place = store.places.get(id);
    this.#store = store;
    this.#id = id;
    this.#sent = this.#pending().length;
    this.keeper = new ScrollKeeper(place, (position) => this.#moved(position));
    this.isPinned.value = place === undefined;
    const { windows } = store.client.model;
    this.#findNew();
    const window = windows.get(id);
    if (window && reaches(window, this.#here())) this.#shown.value = window;
  }

  get window(): MessageWindow | undefined {
    return this.#shown.value;
  }

  /** Whether what is shown is not yet where the reader wants to be. */
  get isGoing(): boolean {
    return this.#goal.value !== undefined || this.#isLooking.value;
  }

  get hasNewest(): boolean {
    return this.#shown.value?.more_after === false;
  }

  /** The rows to be shown now. Whoever draws them is drawn again when there are others. */
  rows(): Rows {
    // What was written where nothing could be loaded is seen all the same.
    const { pages = [], more_after = false } = this.#shown.value ?? {};
    const pending = this.#pending();
    const readUpTo = this.#readUpTo.value;
    // The line belongs where the new messages begin: while that is not loaded, there is none.
    const line = readUpTo !== undefined && this.#hasBegin(readUpTo) ? readUpTo : undefined;
    this.#rows = timeline({ pages }, more_after ? [] : pending, this.#store.me?.id, line, this.#rows);
    return this.#rows;
  }

  /** The message of a row that is shown. */
  message(seq: number): Message | undefined {
    const row = this.#rows.at(this.#rows.placeOf(seq));
    return row?.type === "message" && row.message.seq === seq ? row.message : undefined;
  }

  /** Begins to read. Returns how to stop that. */
  start(): () => void {
    this.#isReading = true;
    this.#findNew();
    if (this.#position) this.#moved(this.#position);
    const ends = [
      effect(() => this.#follow(this.#store.windows.get(this.#id), this.#goal.value)),
      effect(() => this.#read()),
      effect(() => this.#sendOn(this.#pending().length)),
      effect(() => {
        const jump = asked.value;
        if (jump?.channel !== this.#id) return;
        asked.value = undefined;
        untracked(() => this.goTo(jump.target));
      }),
    ];
    return () => {
      for (const end of ends) end();
      this.#isReading = false;
      const { place } = this.keeper;
      if (place) this.#store.places.set(this.#id, place);
      else this.#store.places.delete(this.#id);
      if (readingChannel.peek() === this.#id) readingChannel.value = undefined;
      if (leftUnread.peek()?.channel === this.#id) leftUnread.value = undefined;
    };
  }

  goTo(target: Target): void {
    switch (target.to) {
      case "newest":
        if (leftUnread.peek()?.channel === this.#id) leftUnread.value = undefined;
        this.#readUpTo.value = undefined;
        this.#goal.value = { at: "end" };
        return;
      case "unread":
        this.#goal.value = { at: "after", seq: this.#readUpTo.peek() ?? 0 };
        return;
      case "message":
        this.#goal.value = { at: "message", seq: target.seq };
        return;
      case "time":
        this.#isLooking.value = true;
        this.#store.client.loadSince(this.#id, target.at).then(
          (seq) => {
            this.#goal.value = seq === undefined ? { at: "end" } : { at: "message", seq };
            this.#isLooking.value = false;
          },
          (thrown: unknown) => {
            this.#isLooking.value = false;
            notify(sentenceOf(thrown));
          },
        );
    }
  }

  /** Loads what could not be loaded before. */
  tryAgain(): void {
    const { wanted } = this.failed.peek() ?? {};
    if (wanted !== undefined) this.#load(wanted);
  }

  /** Shows the messages that are loaded, if they are those that are wanted; otherwise has them loaded. */
  #follow(window: MessageWindow | undefined, goal: Goal | undefined): void {
    untracked(() => {
      const wanted = goal ?? this.#here();
      if (!window || !reaches(window, wanted)) this.#load(wanted);
      else this.#show(window, goal);
    });
  }

  #show(window: MessageWindow, goal: Goal | undefined): void {
    this.#inVain = undefined;
    this.#shown.value = window;
    if (!goal) return;
    this.#goal.value = undefined;
    const seq =
      goal.at === "after"
        ? firstOfOthers(window.pages, this.#store.me?.id, goal.seq)
        : goal.at === "end"
          ? undefined
          : goal.seq;
    if (seq === undefined) return this.keeper.pin();
    this.toFocus = seq;
    if (goal.at === "message") this.#point(seq);
    this.keeper.goTo(seq);
  }

  #load(wanted: Wanted): void {
    this.failed.value = undefined;
    this.#loading(wanted).then(
      () => {
        const window = this.#store.client.model.windows.get(this.#id);
        if (typeof wanted === "string" || !window || reaches(window, wanted)) return;
        // Something else may have been loaded in the same moment. What is not even there then is nowhere: what is next to it is shown.
        if (this.#inVain === goalKey(wanted)) return this.#show(window, this.#goal.peek() && { at: "end" });
        this.#inVain = goalKey(wanted);
        this.#load(wanted);
      },
      (thrown: unknown) => {
        const why = sentenceOf(thrown);
        if (this.#goal.peek() && this.#shown.peek()) {
          // Of where one wanted to go one is told; where one is all stays as it is.
          this.#goal.value = undefined;
          notify(why);
        } else this.failed.value = { wanted, why };
      },
    );
  }

  #loading(wanted: Wanted): Promise<void> {
    const { client } = this.#store;
    if (wanted === "before") return client.loadBefore(this.#id);
    if (wanted === "after") return client.loadAfter(this.#id);
    return wanted.at === "end" ? client.open(this.#id) : client.loadAround(this.#id, wanted.seq);
  }

  #moved(position: ScrollPosition): void {
    const { above_px, below_px, first, isPinned } = position;
    this.#position = position;
    const window = this.#shown.peek();
    const readUpTo = this.#readUpTo.peek();
    const line = this.#rows.newLine;
    this.isPinned.value = isPinned;
    // The first row is the line of a day itself.
    const [before, at] = [this.firstAt.peek(), first === 0 ? undefined : this.#rows.sentAt(first)];
    if (at === undefined || before === undefined || !isSameDay(before, at)) this.firstAt.value = at;
    this.isNewAbove.value = readUpTo !== undefined && (line === undefined ? !this.#hasBegin(readUpTo) : line < first);
    if (!this.#isReading || this.failed.peek()) return;
    if (!window || window !== this.#store.client.model.windows.get(this.#id)) return;
    if (above_px < ahead_px && window.more_before) this.#load("before");
    if (below_px < ahead_px && window.more_after) this.#load("after");
  }

  /** Says what is read: what is at the end, while somebody looks. The first message that is not begins what is new. */
  #read(): void {
    const { client } = this.#store;
    const now = this.#store.channel(this.#id);
    const left = leftUnread.value;
    if (left?.channel === this.#id) {
      readingChannel.value = undefined;
      this.#readUpTo.value = left.seq - 1;
      return;
    }
    const isReading = isFocused() && this.isPinned.value && this.hasNewest;
    readingChannel.value = isReading ? this.#id : undefined;
    if (isReading) {
      client.markRead(this.#id);
      this.#store.readHere.set(this.#id, now?.last ?? 0);
    } else if (now && now.unread > 0 && (this.#readUpTo.peek() ?? -1) < now.read) this.#readUpTo.value = now.read;
  }

  /** What one sends is at the end: there one wants to be. */
  #sendOn(sent: number): void {
    if (sent > this.#sent) untracked(() => this.goTo({ to: "newest" }));
    this.#sent = sent;
  }

  /** What is on its way: to be stored, or to be sent when its pictures are there. */
  #pending(): Pending[] {
    return [...(this.#store.pending.get(this.#id) ?? []), ...waitingIn(this.#id)];
  }

  #point(seq: number): void {
    this.pointed.value = seq;
    setTimeout(() => {
      if (this.pointed.peek() === seq) this.pointed.value = undefined;
    }, pointed_ms);
  }

  #here(): Goal {
    const { place } = this.keeper;
    return place ? { at: "message", seq: place.seq } : { at: "end" };
  }

  /** What is not read yet when somebody begins to read is new: since it was drawn, more may have come, or been read elsewhere. */
  #findNew(): void {
    const channel = this.#store.client.model.channels.get(this.#id);
    const read = Math.max(channel?.read ?? 0, this.#store.readHere.get(this.#id) ?? 0);
    this.#readUpTo.value = channel && channel.unread > 0 && channel.last > read ? read : undefined;
  }

  #hasBegin(readUpTo: number): boolean {
    const window = this.#shown.peek();
    return window !== undefined && reaches(window, { at: "after", seq: readUpTo });
  }
}

function goalKey(goal: Goal): string {
  return goal.at === "end" ? goal.at : `${goal.at} ${goal.seq}`;
}

function reaches(window: MessageWindow, goal: Goal): boolean {
  if (goal.at === "end") return !window.more_after;
  const isBegun = !window.more_before || (firstOf(window)?.seq ?? Infinity) <= goal.seq;
  return isBegun && (goal.at === "after" || (lastOf(window)?.seq ?? 0) >= goal.seq);
}
