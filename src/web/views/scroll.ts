const pinned_px_max = 32;

/** How far there is to scroll, and whether the reader is at the end and stays there. */
export interface ScrollPosition {
  readonly above_px: number;
  readonly below_px: number;
  readonly isPinned: boolean;
}

/**
 * Keeps what the reader looks at in its place, whatever is put in, taken out or grows above and below it; and keeps the
 * reader at the end who is there. Its work is done between layout and paint, so that nothing is seen to jump.
 */
export class ScrollKeeper {
  readonly #scroller: HTMLElement;
  readonly #content: HTMLElement;
  readonly #moved: (position: ScrollPosition) => void;
  readonly #observer = new ResizeObserver(() => this.keep());
  /** The first row in sight, and where it was in the content. */
  #anchor: { row: HTMLElement; top_px: number } | undefined;
  #isPinned = true;
  #height_px = 0;
  #top_px = 0;
  #hasNewest = false;

  constructor(scroller: HTMLElement, content: HTMLElement, moved: (position: ScrollPosition) => void) {
    this.#scroller = scroller;
    this.#content = content;
    this.#moved = moved;
    scroller.addEventListener("scroll", this.#scrolled, { passive: true });
    this.#observer.observe(scroller);
    this.#observer.observe(content);
  }

  /** Whether the content's end is the channel's end: only there the reader can be pinned. */
  set hasNewest(hasNewest: boolean) {
    if (hasNewest === this.#hasNewest) return;
    this.#hasNewest = hasNewest;
    this.keep();
  }

  /** To be called when the rows are others: when as much was taken out as was put in, no change of size tells. */
  keep(): void {
    const { scrollTop, clientHeight } = this.#scroller;
    const isMoved = scrollTop > this.#top_px;
    // Who has just come to the end, of which the browser has not told yet, was there before the rows became others.
    if (isMoved && this.#height_px - clientHeight - scrollTop <= pinned_px_max) this.#isPinned = this.#hasNewest;
    this.#restore();
    this.#look();
  }

  /** Goes to the end, and stays there. */
  pin(): void {
    this.#isPinned = true;
    this.keep();
  }

  /** Shows the row in the middle. */
  show(row: HTMLElement): void {
    this.#isPinned = false;
    this.#anchor = undefined;
    row.scrollIntoView({ block: "center" });
  }

  stop(): void {
    this.#observer.disconnect();
    this.#scroller.removeEventListener("scroll", this.#scrolled);
  }

  readonly #scrolled = (): void => {
    const { scrollTop, scrollHeight } = this.#scroller;
    const wentUp = scrollTop < this.#top_px - 1;
    if (wentUp) this.#isPinned = false;
    // The content changed since the last look: the reader's own move is what is left when that is made up for.
    if (scrollHeight !== this.#height_px) this.#restore();
    const isAtEnd = this.#below_px() <= pinned_px_max;
    this.#isPinned = this.#hasNewest && (isAtEnd || (this.#isPinned && !wentUp));
    this.#look();
  };

  #restore(): void {
    if (this.#isPinned && this.#hasNewest) {
      this.#scroller.scrollTop = this.#scroller.scrollHeight;
    } else if (this.#anchor?.row.isConnected) {
      const { row, top_px } = this.#anchor;
      if (row.offsetTop !== top_px) this.#scroller.scrollTop = this.#wanted_px() + row.offsetTop - top_px;
    }
  }

  /** Where the reader has scrolled to. When the content gets shorter below, the browser takes the reader up with its end. */
  #wanted_px(): number {
    const { scrollTop } = this.#scroller;
    return this.#below_px() < 1 ? Math.max(scrollTop, this.#top_px) : scrollTop;
  }

  /** Remembers what is in sight now, and tells. */
  #look(): void {
    const { scrollTop, scrollHeight } = this.#scroller;
    const row = this.#firstInSight();
    this.#anchor = row && { row, top_px: row.offsetTop };
    this.#height_px = scrollHeight;
    this.#top_px = scrollTop;
    this.#moved({ above_px: scrollTop, below_px: this.#below_px(), isPinned: this.#isPinned && this.#hasNewest });
  }

  #firstInSight(): HTMLElement | undefined {
    const rows = this.#content.children;
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const row = rows[middle];
      if (row instanceof HTMLElement && row.offsetTop + row.offsetHeight <= this.#scroller.scrollTop) low = middle + 1;
      else high = middle;
    }
    const found = rows[low];
    return found instanceof HTMLElement ? found : undefined;
  }

  #below_px(): number {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    return scrollHeight - clientHeight - scrollTop;
  }
}
