import { signal } from "@preact/signals";
import { rank } from "../text/fuzzy.ts";

export interface Emoji {
  readonly char: string;
  readonly group: number;
  readonly hasTones: boolean;
  /** What is written between colons for it; the first is the usual one. */
  readonly codes: readonly string[];
  readonly name: string;
  /** Other words to find it by. */
  readonly tags: string;
}

export interface EmojiTable {
  /** The language of the names. */
  readonly language: string;
  readonly all: readonly Emoji[];
  readonly byCode: ReadonlyMap<string, Emoji>;
}

/** The groups as emojibase numbers them, without "component". */
export const emojiGroups = [0, 1, 3, 4, 5, 6, 7, 8, 9] as const;
export type EmojiGroup = (typeof emojiGroups)[number];

const loaded = signal<EmojiTable | undefined>(undefined);
let loading: Promise<EmojiTable> | undefined;

/** The emoji, once somebody has loaded them. */
export function emojiTable(): EmojiTable | undefined {
  return loaded.value;
}

/** Loads the emoji, with names in this language. Most people never need them: they are not in what is loaded at first. */
export function loadEmoji(language: string): Promise<EmojiTable> {
  const known = loaded.peek();
  if (known?.language === language) return Promise.resolve(known);
  loading ??= load(language).finally(() => {
    loading = undefined;
  });
  return loading;
}

async function load(language: string): Promise<EmojiTable> {
  const [{ lines }, { names }] = await Promise.all([
    import("./data.ts"),
    language === "de" ? import("./de.ts") : import("./en.ts"),
  ]);
  const table = readTable(lines, names, language);
  loaded.value = table;
  return table;
}

export function readTable(lines: string, names: string, language: string): EmojiTable {
  const named = names.split("\n");
  const all = lines.split("\n").map((line, i): Emoji => {
    const [char = "", group = "", tones = "", codes = ""] = line.split("\t");
    const [name = "", tags = ""] = (named[i] ?? "").split("\t");
    return { char, group: Number(group), hasTones: tones === "t", codes: codes.split(" "), name, tags };
  });
  return {
    language,
    all,
    byCode: new Map(all.toReversed().flatMap((emoji) => emoji.codes.map((code) => [code, emoji]))),
  };
}

/** What fits these words: by shortcode or name, and then by other words. */
export function findEmoji({ all }: EmojiTable, query: string, max: number): Emoji[] {
  // With a space before them other words count as words inside, after those that a shortcode or name begins with.
  const textsOf = ({ codes, name, tags }: Emoji) => [...codes.map(asWords), name, ` ${tags}`];
  return rank(asWords(query), all, textsOf, max);
}

function asWords(code: string): string {
  return code.replaceAll("_", " ");
}

const shortcode = /:([a-z0-9_+-]+):/g;

/** Whether there may be a shortcode in the text, for which the table would be needed. */
export function mayHaveShortcode(body: string): boolean {
  return body.search(shortcode) !== -1;
}

/** The text with the characters that its shortcodes mean. Code stays as it is, and so does what is no shortcode. */
export function withCharacters(body: string, { byCode }: EmojiTable): string {
  return outsideCode(body, (text) => text.replace(shortcode, (all, code: string) => byCode.get(code)?.char ?? all));
}

/** Changes what does not stand between runs of backticks. */
function outsideCode(body: string, change: (text: string) => string): string {
  const parts = body.split(/(`+)/);
  let result = "";
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? "";
    const close = i % 2 === 1 ? parts.findIndex((other, j) => j > i && j % 2 === 1 && other === part) : -1;
    if (close === -1) {
      result += i % 2 === 1 ? part : change(part);
    } else {
      result += parts.slice(i, close + 1).join("");
      i = close;
    }
  }
  return result;
}

/**
 * What can be one emoji, by the pattern of Unicode's UTS #51 (1.4.9). It also takes sequences that nobody recommends; \p{RGI_Emoji} would not,
 * but knows each of more than 3,000 by itself: Chromium takes 25 to 40 ms to begin with that.
 */
const part = String.raw`(?:\p{Emoji_Modifier_Base}\p{Emoji_Modifier}|\p{Extended_Pictographic}\ufe0f|(?!\p{RI})\p{Emoji_Presentation}(?:[\u{e0020}-\u{e007e}]+\u{e007f})?)`;
const emoji = String.raw`(?:\p{RI}{2}|[0-9#*]\ufe0f\u20e3|${part}(?:\u200d${part})*)`;
const onlyEmoji = new RegExp(String.raw`^(?:${emoji}\s*){1,3}$`, "u");
const chars_max = 64;

/** Whether a message is nothing but up to three emoji, which are shown large. */
export function isOnlyEmoji(body: string): boolean {
  return body.length <= chars_max && onlyEmoji.test(body.trim());
}
