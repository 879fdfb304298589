/**
 * What a text's words are, for what is stored and for what is searched alike. A text is first brought to one spelling: NFKC,
 * small letters, accents taken off Latin, Greek and Cyrillic letters ("Größe", "GROSSE" and "grosse" are one word). Words are then runs
 * of letters, digits and marks, and each emoji; where a script has no spaces between words, Intl.Segmenter cuts them.
 */

/** A word, or several that follow each other. The last may be the beginning of a word. */
export interface Part {
  readonly words: readonly string[];
  readonly isPrefix: boolean;
}

/** All parts of a query must be in a text. */
export type Query = readonly Part[];

const run = /[\p{L}\p{M}\p{N}]+|\p{Extended_Pictographic}/gu;
const ascii_run = /[a-z0-9]+/g;
/** Cut at places that depend on what stands around: the last word of what is looked for may go on in the text. */
const unspaced = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;
const other_than_ascii = /[^\0-\x7f]/;
/** Its words end in particles: each is looked for as the beginning of one. */
const hangul = /^\p{Script=Hangul}{2,}$/u;
/** Fewer letters begin so many words that looking for all of them takes long. */
const prefix_letters_min = 4;
/** What is in quotes, or stands between spaces. A quote that is not closed yet is none. */
const pieces = /"([^"]*)"|[^\s"]+/g;

const segmenter = new Intl.Segmenter("und", { granularity: "word" });

export function isAscii(text: string): boolean {
  return !other_than_ascii.test(text);
}

export function wordsOf(text: string): string[] {
  if (isAscii(text)) return text.toLowerCase().match(ascii_run) ?? [];
  const plain = spelled(text);
  const runs = plain.match(run) ?? [];
  if (!unspaced.test(plain)) return runs;
  const words: string[] = [];
  for (const found of runs) {
    if (!unspaced.test(found)) words.push(found);
    else for (const { segment } of segmenter.segment(found)) words.push(segment);
  }
  return words;
}

/** What a person typed, as words: any text is a query, and one without a word is an empty one. */
export function parseQuery(typed: string): Query {
  // Quotes as keyboards and word processors make them.
  const text = typed.replace(/[“”„‟«»＂]/g, '"');
  const found = [...text.matchAll(pieces)];
  return found.flatMap((piece, i) => {
    const [whole, quoted] = piece;
    const words = wordsOf(quoted ?? whole);
    const last = words.at(-1);
    if (last === undefined) return [];
    const isTyped = quoted === undefined && i === found.length - 1 && text.endsWith(whole);
    const isOpen = unspaced.test(last) || hangul.test(last);
    return [{ words, isPrefix: isOpen || (isTyped && last.length >= prefix_letters_min) }];
  });
}

/** Whether every part of the query is in the text. */
export function matches(query: Query, text: string): boolean {
  const words = wordsOf(text);
  return query.every((part) => words.some((_, at) => isAt(part, words, at)));
}

function isAt({ words, isPrefix }: Part, text: readonly string[], at: number): boolean {
  const last = words.length - 1;
  return words.every((word, i) => {
    const found = text[at + i];
    return isPrefix && i === last ? found?.startsWith(word) === true : found === word;
  });
}

function spelled(text: string): string {
  const bare = text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC");
  return bare.toLowerCase().replaceAll("ß", "ss");
}
