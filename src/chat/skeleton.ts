import unhomoglyph from "unhomoglyph";

/**
 * Look-alikes that Unicode's table leaves apart: it compares letters as they stand, and here capitals count as small ones.
 * So what only the capitals share (В and B, Н and H, Ζ and Z) is added, and what people read as one letter.
 */
const alike: Readonly<Record<string, string>> = {
  "i\u0307": "l",
  i: "l",
  vv: "w",
  ʙ: "b",
  ß: "b",
  ƅ: "b",
  ᴅ: "d",
  ꞓ: "e",
  ɢ: "g",
  ʜ: "h",
  ĸ: "k",
  ʍ: "rn",
  ᴛ: "t",
  χ: "x",
  ζ: "z",
  ɜ: "3",
};
const alikePattern = new RegExp(Object.keys(alike).join("|"), "g");

/**
 * What a text looks like: texts that people may take for each other have the same skeleton, also across case, scripts and
 * characters that cannot be seen. By Unicode's list of confusables (UTS 39, section 4). To compare with, never to show.
 */
export function skeleton(text: string): string {
  const visible = text.replace(/\p{Default_Ignorable_Code_Point}/gu, "");
  // Among Latin letters Ν is N while ν is v: folding it first would hide the capital's look. A text in one script is only folded.
  const folded = fold(isMixed(visible) ? prototypes(visible) : visible);
  return fold(prototypes(folded)).replace(alikePattern, (look) => alike[look] ?? look);
}

/** Unicode's full case folding, by way of the capitals: ẞ, ß and ss become one, and so do Σ, σ and ς. */
function fold(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase().replaceAll("ς", "σ");
}

function prototypes(text: string): string {
  return unhomoglyph(text.normalize("NFKD")).normalize("NFKD");
}

function isMixed(text: string): boolean {
  return /\p{Script=Latin}/u.test(text) && /(?!\p{Script=Latin})\p{L}/u.test(text);
}
