/** Groups of cells, counted through from the first to the last. */
type Sections = readonly { readonly emoji: readonly unknown[] }[];

/** As many as the style has. */
const columns = 8;

/** A row down in the same column; from a section's last row into the next section. */
export function stepDown(sections: Sections, at: number): number {
  let start = 0;
  for (const [i, { emoji }] of sections.entries()) {
    const { length } = emoji;
    if (at < start + length) {
      const next = sections[i + 1]?.emoji.length ?? 0;
      if (at + columns < start + length) return at + columns;
      const isLastRow = Math.floor((at - start) / columns) === Math.floor((length - 1) / columns);
      if (!isLastRow) return start + length - 1;
      return next === 0 ? at : start + length + Math.min((at - start) % columns, next - 1);
    }
    start += length;
  }
  return at;
}

export function stepUp(sections: Sections, at: number): number {
  let start = 0;
  let before = 0;
  for (const { emoji } of sections) {
    const { length } = emoji;
    if (at < start + length) {
      if (at - columns >= start) return at - columns;
      if (before === 0) return at;
      const lastRow = start - (((before - 1) % columns) + 1);
      return Math.min(lastRow + ((at - start) % columns), start - 1);
    }
    before = length;
    start += length;
  }
  return at;
}
