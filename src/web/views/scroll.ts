import { signal } from "@preact/signals";
import type { Place } from "../state/store.ts";
import { whenIdle } from "../state/idle.ts";
import { Rows } from "./rows.ts";

/** Whoever is so near to the end is at it. */
const pinned_px_max = 32;
/** So much is drawn beyond what is in sight: a little at first, so that a channel is there at once, and more when that is seen. */
const beyond_px_first = 50;
const beyond_px_step = 275;
const beyond_px_max = 600;
const beyond_ms_max = 300;
/** How much was in sight last: another channel shows as much, and no more of it is drawn at first. */
let view_px_last = innerHeight;

/** How far there is to scroll, which row is the first in sight, and whether the reader is at the end and stays there. */
export interface ScrollPosition {
  readonly above_px: number;
  readonly below_px: number;
  readonly first: number;
  readonly isPinned: boolean;
}

/** The places of the rows that are drawn. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * Says which rows are to be drawn, and keeps what the reader looks at in its place, whatever is put in, taken out, or found
 * to be of another height above and below it; and keeps the reader at the end who is there. In place of the rows that are not
 * drawn there is as much room as they take. Its work is done between layout and paint, so that nothing is seen to jump.
 */
export class ScrollKeeper {
  readonly #turn = signal(0);
  readonly #moved: (position: ScrollPosition) => void;
  #scroller: HTMLElement | undefined;
  #list: HTMLElement | undefined;
  #observer: ResizeObserver | undefined;
  #observed = new WeakSet<Element>();
  #rows = new Rows([]);
  #drawn: Range = { from: 0, to: 0 };
  #before_px = 0;
  #after_px = 0;
  /** Where the reader is unless pinned: the first message of which something is in sight. */
  #place: Place | undefined;
  #isPinned: boolean;
  #hasNewest = false;
  #isJumping = false;
  #isResizing = false;
  #beyond_px = beyond_px_first;
  #view_px = view_px_last;
  #height_px = 0;
  #top_px = 0;

  /** Begins at `place`, or else at the end. */
  constructor(place: Place | undefined, moved: (position: ScrollPosition) => void) {
    this.#place = place;
    this.#isPinned = place === undefined;
    this.#moved = moved;
  }

  /** Where the reader is; undefined at the end. */
  get place(): Place | undefined {
    return this.#isPinned ? undefined : this.#place;
  }

  /** Begins to watch these elements. Returns how to stop that. */
  attach(scroller: HTMLElement, list: HTMLElement): () => void {
    this.#scroller = scroller;
    this.#list = list;
    this.#observer = new ResizeObserver(() => this.#resized());
    this.#observed = new WeakSet();
    this.#observe(scroller);
    scroller.addEventListener("scroll", this.#scrolled, { passive: true });
    return () => {
      this.#observer?.disconnect();
      scroller.removeEventListener("scroll", this.#scrolled);
      this.#scroller = undefined;
    };
  }

  /** Which of the rows are to be drawn. Whoever draws them is drawn again when that changes. */
  toDraw(rows: Rows, hasNewest: boolean): Range {
    void this.#turn.value;
    this.#takenUp();
    this.#rows = rows;
    this.#hasNewest = hasNewest;
    return this.#wanted();
  }

  /** To be called when they are in the document and before they are painted. */
  drawn(range: Range): void {
    this.#drawn = range;
    // Before anything is measured: with too little room the browser would take the reader up.
    this.#makeRoom();
    this.#measure();
    this.#settle();
    if (this.#scroller) this.#observe(this.#scroller);
    if (this.#beyond_px < beyond_px_max) whenIdle(this.#drawMore, beyond_ms_max);
  }

  /** Nobody has scrolled since the rows were asked for, or since it was looked whether somebody did. */
  #settle(): void {
    if (!this.#scroller) return;
    const { scrollTop, clientHeight } = this.#scroller;
    const isMoved = scrollTop > this.#top_px;
    // Who has just come to the end, of which the browser has not told yet, was there before the rows became others.
    if (isMoved && this.#height_px - clientHeight - scrollTop <= pinned_px_max) this.#isPinned = this.#hasNewest;
    this.#restore(this.#scroller);
    if (this.#isJumping && this.#below_px(this.#scroller) <= pinned_px_max) this.#isPinned = this.#hasNewest;
    this.#isJumping = false;
    this.#look(this.#scroller);
  }

  /** Goes to the end, and stays there. */
  pin(): void {
    this.#isPinned = true;
    this.#top_px = this.#scroller?.scrollTop ?? 0;
    this.#turn.value++;
  }

  /** Goes to a message. `share`: how far down in what is in sight it is shown. */
  goTo(seq: number, share = 0.3): void {
    this.#isPinned = false;
    this.#isJumping = true;
    this.#place = { seq, below_px: Math.round(this.#view_px * share) };
    this.#top_px = this.#scroller?.scrollTop ?? 0;
    this.#turn.value++;
  }

  /** Takes who is about to work in a row to it, as far as needed. */
  show(row: HTMLElement): void {
    if (!this.#scroller) return;
    row.scrollIntoView({ block: "nearest" });
    this.#isPinned = this.#hasNewest && this.#below_px(this.#scroller) <= pinned_px_max;
    this.#look(this.#scroller);
  }

  /** What stands above and below the list may grow as well. */
  #observe(scroller: HTMLElement): void {
    for (const element of [scroller, ...scroller.children]) {
      if (!this.#observed.has(element)) this.#observer?.observe(element);
      this.#observed.add(element);
    }
  }

  readonly #scrolled = (): void => {
    if (!this.#scroller) return;
    const { scrollTop, scrollHeight } = this.#scroller;
    const wentUp = scrollTop < this.#top_px - 1;
    if (wentUp) this.#isPinned = false;
    // The content changed since the last look: the reader's own move is what is left when that is made up for.
    if (scrollHeight !== this.#height_px) {
      this.#measure();
      this.#restore(this.#scroller);
    }
    const isAtEnd = this.#below_px(this.#scroller) <= pinned_px_max;
    this.#isPinned = this.#hasNewest && (isAtEnd || (this.#isPinned && !wentUp));
    this.#look(this.#scroller);
  };

  /**
   * Who has scrolled up, or was taken up to what has the focus, is not at the end any more, also when the browser has not told
   * of it yet. That can be seen only while the rows are those of the last look.
   */
  #takenUp(): void {
    if (!this.#scroller || !this.#isPinned) return;
    const { scrollTop, scrollHeight } = this.#scroller;
    const isUp = scrollHeight === this.#height_px && scrollTop < this.#top_px - 1;
    if (isUp && this.#below_px(this.#scroller) > pinned_px_max) this.#isPinned = false;
  }

  #resized(): void {
    this.#measure();
    this.#isResizing = true;
    this.#takenUp();
    this.#settle();
    this.#isResizing = false;
  }

  /** What is drawn while the browser tells of sizes would have it tell of them once more: that it does with an error. */
  #draw(): void {
    if (this.#isResizing) requestAnimationFrame(() => this.#turn.value++);
    else this.#turn.value++;
  }

  readonly #drawMore = (): void => {
    if (!this.#scroller || this.#beyond_px >= beyond_px_max) return;
    this.#beyond_px += beyond_px_step;
    this.#turn.value++;
  };

  #wanted(beyond_px = this.#beyond_px): Range {
    const rows = this.#rows;
    const { seq, below_px } = this.#place ?? {};
    const isAtEnd = (this.#isPinned && this.#hasNewest) || seq === undefined || below_px === undefined;
    const top_px = isAtEnd ? rows.height_px - this.#view_px : rows.top_px(rows.placeOf(seq)) - below_px;
    if (rows.length === 0) return { from: 0, to: 0 };
    const from = rows.placeAt(top_px - beyond_px);
    return { from, to: rows.placeAt(top_px + this.#view_px + beyond_px) + 1 };
  }

  /** A row's height goes from the end of the one before to its own end: what is left free above it is part of it. */
  #measure(): void {
    if (!this.#list) return;
    let end_px = this.#list.getBoundingClientRect().top + this.#before_px;
    let place = this.#drawn.from;
    for (const row of this.#list.children) {
      if (row.classList.contains("aside")) continue;
      const { bottom } = row.getBoundingClientRect();
      this.#rows.measured(place++, bottom - end_px);
      end_px = bottom;
    }
  }

  #makeRoom(): void {
    if (!this.#list) return;
    const { from, to } = this.#drawn;
    this.#before_px = this.#rows.top_px(from);
    this.#after_px = this.#rows.height_px - (to < this.#rows.length ? this.#rows.top_px(to) : this.#rows.height_px);
    this.#list.style.setProperty("--before", `${this.#before_px}px`);
    this.#list.style.setProperty("--after", `${this.#after_px}px`);
    for (const row of this.#list.querySelectorAll<HTMLElement>(":scope > .aside"))
      row.style.setProperty("--above", `${this.#rows.top_px(this.#rows.placeOf(Number(row.dataset["seq"])))}px`);
  }

  #restore(scroller: HTMLElement): void {
    if (this.#isPinned && this.#hasNewest) {
      scroller.scrollTop = scroller.scrollHeight;
    } else if (this.#place) {
      const { seq, below_px } = this.#place;
      const moved_px = this.#reached_px(scroller) - this.#top_px;
      const wanted_px = this.#list_px(scroller) + this.#rows.top_px(this.#rows.placeOf(seq)) - below_px + moved_px;
      if (wanted_px !== scroller.scrollTop) scroller.scrollTop = wanted_px;
    }
  }

  /** Where the reader has scrolled to. When the content gets shorter below, the browser takes the reader up with its end. */
  #reached_px(scroller: HTMLElement): number {
    const { scrollTop } = scroller;
    return this.#below_px(scroller) < 1 ? Math.max(scrollTop, this.#top_px) : scrollTop;
  }

  /** Remembers what is in sight now, sees to it that it is drawn, and tells. */
  #look(scroller: HTMLElement): void {
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    const list_px = this.#list_px(scroller);
    const first = this.#rows.placeAt(scrollTop - list_px);
    // A row that is not drawn yet may turn out to be of another height: one that is drawn is kept where it is, if one is in sight.
    const drawn = this.#drawn.from;
    const isSeen = drawn > first && list_px + this.#rows.top_px(drawn) < scrollTop + clientHeight;
    const message = this.#rows.messageFrom(isSeen ? drawn : first);
    this.#place = message && {
      seq: message.seq,
      below_px: list_px + this.#rows.top_px(message.place) - scrollTop,
    };
    this.#view_px = view_px_last = clientHeight;
    this.#height_px = scrollHeight;
    this.#top_px = scrollTop;
    // Who scrolls has rows drawn several at once, and not one in every frame.
    const { from, to } = this.#wanted(this.#beyond_px / 2);
    if (from < this.#drawn.from || to > this.#drawn.to) this.#draw();
    const isPinned = this.#isPinned && this.#hasNewest;
    this.#moved({ above_px: scrollTop, below_px: this.#below_px(scroller), first, isPinned });
  }

  /** Where the list begins in what is scrolled. */
  #list_px(scroller: HTMLElement): number {
    const top_px = this.#list?.getBoundingClientRect().top ?? 0;
    return top_px - scroller.getBoundingClientRect().top + scroller.scrollTop;
  }

  #below_px({ scrollTop, scrollHeight, clientHeight }: HTMLElement): number {
    return scrollHeight - clientHeight - scrollTop;
  }
}
