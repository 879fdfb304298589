import english from "emojibase-data/en/compact.json";
import emojibase from "emojibase-data/en/shortcodes/emojibase.json";
import github from "emojibase-data/en/shortcodes/github.json";
import german from "emojibase-data/de/compact.json";
import { withTone } from "./tone.ts";

/**
 * Run when the client is bundled: of the 4 MB about emoji what the client needs, as lines with tabs between their fields, in the
 * order in which emoji are shown. See emoji.ts, which reads them.
 */

const componentGroup = 2;
const shown = english.filter(({ group }) => group !== undefined && group !== componentGroup);

/** Character, group, "t" if it has skin tones, shortcodes. */
export function emojiLines(): string {
  return shown
    .toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map(({ unicode, group, hexcode, skins = [] }) => {
      const isToned = skins.some((skin) => skin.unicode === withTone(inUse(unicode), 1));
      const codes = new Set([github[hexcode] ?? [], emojibase[hexcode] ?? []].flat());
      return [inUse(unicode), group, isToned ? "t" : "", [...codes].join(" ")].join("\t");
    })
    .join("\n");
}

/** The form that Unicode recommends for interchange: without a variation selector where the emoji is one by itself. */
function inUse(unicode: string): string {
  const bare = unicode.replaceAll("\ufe0f", "");
  return /^\p{RGI_Emoji}$/v.test(unicode) || !/^\p{RGI_Emoji}$/v.test(bare) ? unicode : bare;
}

/** Name, and other words to find it by, for the same emoji in the same order. */
export function emojiNames(language: "en" | "de"): string {
  const named = new Map((language === "de" ? german : english).map((emoji) => [emoji.hexcode, emoji]));
  return shown
    .toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0))
    .map(({ hexcode, label: fallback }) => {
      const { label = fallback, tags = [] } = named.get(hexcode) ?? {};
      const name = label.toLowerCase().split(/\s+/);
      const others = tags.map((tag) => tag.toLowerCase()).filter((tag) => !name.includes(tag));
      return `${label}\t${others.join(" ")}`;
    })
    .join("\n");
}
