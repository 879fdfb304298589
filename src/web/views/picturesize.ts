/** How large a picture is shown in a channel, known before it is there: nothing moves when it comes. */

interface Sides {
  readonly width: number;
  readonly height: number;
}

/** In pixels of CSS. The server's small ones have about twice as many, for screens that show them. */
const width_max = 420;
const height_max = 320;
/** So small ones can still be pressed. */
const side_min = 48;
/** Of pictures beyond this a part is shown: all of it would be a line. */
const ratio_min = 0.4;
const ratio_max = 5;
/** As in pictures.css: gaps between those that stand together, and above all. */
const gap = 4;

/** The size of one that stands alone, where there is room; otherwise it is narrower, in the same ratio. */
export function shownSize({ width, height }: Sides): Sides {
  const ratio = Math.min(ratio_max, Math.max(ratio_min, width / height));
  // Never larger than the part of it that is shown.
  const wide = Math.max(side_min, Math.min(width, height * ratio, width_max, height_max * ratio));
  return { width: Math.round(wide), height: Math.max(side_min, Math.round(wide / ratio)) };
}

/** How many stand beside each other. */
export function columnsOf(count: number): number {
  return count === 2 || count === 4 ? 2 : 3;
}

/** What they add to the height of their message. */
export function height_px(pictures: readonly Sides[]): number {
  const [only] = pictures;
  if (!only) return 0;
  if (pictures.length === 1) return shownSize(only).height + gap;
  const columns = columnsOf(pictures.length);
  const tile = (width_max - gap * (columns - 1)) / columns;
  const tile_height = columns === 2 ? tile * 0.75 : tile;
  return Math.ceil(pictures.length / columns) * (tile_height + gap);
}
