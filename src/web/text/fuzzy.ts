/** How well a text fits what is looked for, and which parts of it do: `[from, to)` in order. */
export interface Match {
  readonly score: number;
  readonly ranges: readonly Range[];
}
export type Range = readonly [from: number, to: number];

const scores = { whole: 100, begin: 80, word: 60, inside: 40, scattered: 20 } as const;
/** Letters are looked for one by one only as far apart as this in all: farther, hardly anybody means it. */
const gaps_max = 12;

/** Matches every word of the query, in any order, without regard to case and accents. No query matches nothing. */
export function fuzzyMatch(query: string, text: string): Match | undefined {
  const folded = fold(text);
  let score = 0;
  const ranges: Range[] = [];
  const words = fold(query).split(/\s+/).filter(Boolean);
  for (const word of words) {
    const found = matchWord(word, folded);
    if (!found) return undefined;
    score += found.score;
    ranges.push(...found.ranges);
  }
  if (words.length === 0) return undefined;
  // Of two that fit as well the shorter one is more of what was written.
  return { score: score / words.length - Math.min(text.length, 100) / 20, ranges: merged(ranges) };
}

/** Those that match by their best text, the best first; equally good ones stay in their order. */
export function rank<T>(query: string, items: readonly T[], textsOf: (item: T) => readonly string[], max: number): T[] {
  const found: { item: T; score: number }[] = [];
  for (const item of items) {
    let score: number | undefined;
    for (const text of textsOf(item)) {
      const match = fuzzyMatch(query, text);
      if (match && match.score > (score ?? Number.NEGATIVE_INFINITY)) ({ score } = match);
    }
    if (score !== undefined) found.push({ item, score });
  }
  return found
    .sort((a, b) => b.score - a.score)
    .slice(0, max)
    .map(({ item }) => item);
}

function matchWord(word: string, text: string): Match | undefined {
  if (text === word) return { score: scores.whole, ranges: [[0, word.length]] };
  let inside: number | undefined;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (at === 0) return { score: scores.begin, ranges: [[0, word.length]] };
    if (isWordStart(text, at)) return { score: scores.word, ranges: [[at, at + word.length]] };
    inside ??= at;
  }
  if (inside !== undefined) return { score: scores.inside, ranges: [[inside, inside + word.length]] };
  return word.length > 1 ? matchScattered(word, text) : undefined;
}

/** The word's letters in their order, the first of them at the begin of a word. */
function matchScattered(word: string, text: string): Match | undefined {
  const first = word.charAt(0);
  for (let start = text.indexOf(first); start !== -1; start = text.indexOf(first, start + 1)) {
    if (!isWordStart(text, start)) continue;
    const ranges: Range[] = [[start, start + 1]];
    let end = start + 1;
    let gaps = 0;
    for (const letter of word.slice(1)) {
      const at = text.indexOf(letter, end);
      if (at === -1) return undefined;
      gaps += at - end;
      end = at + 1;
      ranges.push([at, end]);
    }
    if (gaps <= gaps_max) return { score: scores.scattered - gaps, ranges };
  }
  return undefined;
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || /[^\p{L}\p{N}]/u.test(text.charAt(at - 1));
}

/** In small letters without accents, of the same length, so that places in it are places in the text. */
export function fold(text: string): string {
  return text.replace(beyondAscii, foldUnit).toLowerCase();
}

/** Units and not characters: without the flag for those. */
// oxlint-disable-next-line no-control-regex
const beyondAscii = /[^\x00-\x7f]/g;

function foldUnit(unit: string): string {
  return unit.normalize("NFD").charAt(0).toLowerCase().charAt(0);
}

function merged(ranges: readonly Range[]): Range[] {
  const all: [number, number][] = [];
  for (const [from, to] of ranges.toSorted(([a], [b]) => a - b)) {
    const last = all.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else all.push([from, to]);
  }
  return all;
}
