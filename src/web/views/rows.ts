import { firstWhere } from "../../sdk/window.ts";
import { height_px } from "./picturesize.ts";
import type { Row } from "./timeline.ts";

/** What a row is taken to be high before it was drawn, on a screen of common width. Wrong is only the scroll bar's size. */
const guess = {
  line_px: 22.5,
  padding_px: 3.25,
  head_px: 34.5,
  divider_px: 30,
  line_chars: 110,
  lines_max: 16,
} as const;

/** Some rows that stand next to each other, and how high each is: guessed, until it was drawn. */
export class Block {
  readonly rows: readonly Row[];
  /** The seq of its first message; undefined when none of its rows is one. */
  readonly seq: number | undefined;
  /** Where the line before the first new message is. */
  readonly newLine: number | undefined;
  readonly #heights_px: Float64Array;
  #height_px = 0;

  /** What `before` knows of the same rows is taken over. */
  constructor(rows: readonly Row[], before?: Block) {
    this.rows = rows;
    this.seq = seqOf(rows.find(({ type }) => type === "message"));
    const newLine = rows.findIndex(({ type }) => type === "new");
    this.newLine = newLine === -1 ? undefined : newLine;
    const known = before && new Map(before.rows.map(({ key }, at) => [key, before.#heights_px[at]]));
    this.#heights_px = Float64Array.from(rows, (row) => known?.get(row.key) ?? guess_px(row));
    for (const height_px of this.#heights_px) this.#height_px += height_px;
  }

  get height_px(): number {
    return this.#height_px;
  }

  /** How far the row's begin is below the block's. */
  top_px(at: number): number {
    let top_px = 0;
    for (let i = 0; i < at; i++) top_px += this.#heights_px[i] ?? 0;
    return top_px;
  }

  /** The row that is so far below the block's begin. */
  at(px: number): number {
    let left_px = px;
    for (let i = 0; i < this.rows.length; i++) {
      left_px -= this.#heights_px[i] ?? 0;
      if (left_px > 0) continue;
      return left_px === 0 && i + 1 < this.rows.length ? i + 1 : i;
    }
    return this.rows.length - 1;
  }

  /** Tells whether it was taken to be of another height before. */
  measured(at: number, height_px: number): boolean {
    const known_px = this.#heights_px[at] ?? 0;
    this.#height_px += height_px - known_px;
    this.#heights_px[at] = height_px;
    return height_px !== known_px;
  }
}

/** All rows of a channel, by their place in it. Where each stands is found by way of its block: there may be 100,000. */
export class Rows {
  readonly blocks: readonly Block[];
  readonly length: number;
  /** The place of each block's first row. */
  readonly #starts: readonly number[];
  /** How far each block's begin is below that of the first; true up to the one of this number. */
  readonly #tops_px: Float64Array;
  #topsKnown = 0;

  constructor(blocks: readonly Block[]) {
    const starts: number[] = [];
    let length = 0;
    for (const { rows } of blocks) {
      starts.push(length);
      length += rows.length;
    }
    this.blocks = blocks;
    this.length = length;
    this.#starts = starts;
    this.#tops_px = new Float64Array(blocks.length + 1);
  }

  get height_px(): number {
    return this.#top_px(this.blocks.length);
  }

  slice(from: number, to: number): Row[] {
    const rows: Row[] = [];
    for (let b = this.#blockOf(from); b < this.blocks.length; b++) {
      const start = this.#starts[b] ?? 0;
      if (start >= to) break;
      rows.push(...(this.blocks[b]?.rows.slice(Math.max(0, from - start), to - start) ?? []));
    }
    return rows;
  }

  at(place: number): Row | undefined {
    const b = this.#blockOf(place);
    return this.blocks[b]?.rows[place - (this.#starts[b] ?? 0)];
  }

  top_px(place: number): number {
    const b = this.#blockOf(place);
    return this.#top_px(b) + (this.blocks[b]?.top_px(place - (this.#starts[b] ?? 0)) ?? 0);
  }

  /** The place of the row that is so far below the begin; of the first or the last one beyond the ends. */
  placeAt(px: number): number {
    const b = Math.max(0, firstWhere(this.blocks.length, (block) => this.#top_px(block) > px) - 1);
    return (this.#starts[b] ?? 0) + (this.blocks[b]?.at(Math.max(0, px - this.#top_px(b))) ?? 0);
  }

  measured(place: number, height_px: number): void {
    const b = this.#blockOf(place);
    if (this.blocks[b]?.measured(place - (this.#starts[b] ?? 0), height_px))
      this.#topsKnown = Math.min(this.#topsKnown, b);
  }

  /** The place of the message, or of the first one after it; if there is none, of the last row. */
  placeOf(seq: number): number {
    const b = this.#blockWith(seq);
    const place = this.blocks[b]?.rows.findIndex((row) => (seqOf(row) ?? 0) >= seq) ?? -1;
    if (place !== -1) return (this.#starts[b] ?? 0) + place;
    return Math.max(0, Math.min(this.#starts[b + 1] ?? this.length, this.length - 1));
  }

  /** The first message from this place on and its seq; the last one before, where none follows. */
  messageFrom(place: number): { place: number; seq: number } | undefined {
    for (let at = place; at < this.length; at++) {
      const seq = seqOf(this.at(at));
      if (seq !== undefined) return { place: at, seq };
    }
    for (let at = Math.min(place, this.length) - 1; at >= 0; at--) {
      const seq = seqOf(this.at(at));
      if (seq !== undefined) return { place: at, seq };
    }
    return undefined;
  }

  /** When what stands at this place was sent; or, of a line, what follows it. */
  sentAt(place: number): number | undefined {
    const row = this.at(place);
    if (row?.type === "new") return this.sentAt(place + 1);
    return row?.type === "message" ? row.message.at : row?.type === "pending" ? row.pending.at : row?.at;
  }

  /** The place of the line before the first new message. */
  get newLine(): number | undefined {
    const b = this.blocks.findIndex(({ newLine }) => newLine !== undefined);
    return b === -1 ? undefined : (this.#starts[b] ?? 0) + (this.blocks[b]?.newLine ?? 0);
  }

  blockAt(seq: number): Block | undefined {
    return this.blocks[this.#blockWith(seq)];
  }

  #top_px(b: number): number {
    for (let i = this.#topsKnown; i < this.blocks.length; i++)
      this.#tops_px[i + 1] = (this.#tops_px[i] ?? 0) + (this.blocks[i]?.height_px ?? 0);
    this.#topsKnown = this.blocks.length;
    return this.#tops_px[b] ?? 0;
  }

  #blockOf(place: number): number {
    return Math.max(0, firstWhere(this.#starts.length, (b) => (this.#starts[b] ?? 0) > place) - 1);
  }

  /** The last block that does not begin after the message. */
  #blockWith(seq: number): number {
    return Math.max(0, firstWhere(this.blocks.length, (b) => (this.blocks[b]?.seq ?? Infinity) > seq) - 1);
  }
}

export function seqOf(row: Row | undefined): number | undefined {
  return row?.type === "message" ? row.message.seq : undefined;
}

function guess_px(row: Row): number {
  if (row.type === "day" || row.type === "new") return guess.divider_px;
  const { body, attachments = [] } = row.type === "message" ? row.message : row.pending;
  let lines = body === "" && attachments.length > 0 ? 0 : 1 + Math.floor(body.length / guess.line_chars);
  for (let end = body.indexOf("\n"); end !== -1 && lines < guess.lines_max; end = body.indexOf("\n", end + 1)) lines++;
  const text_px = Math.min(lines, guess.lines_max) * guess.line_px;
  return text_px + height_px(attachments) + guess.padding_px + (row.isFirst ? guess.head_px : 0);
}
