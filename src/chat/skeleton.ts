import confusables from "unhomoglyph/data.json";

/** Unicode's list of confusables: what a character looks like, for those that look like others. */
const prototypeOf: Readonly<Record<string, string>> = confusables;

/**
 * Look-alikes that Unicode's list leaves apart: small capitals and, since capitals count as small letters here, what only
 * the capitals share (В and B, Ζ and Z). Then what people read as one letter.
 */
const letters = "ᴀa ʙb ᴅd ᴇe ꜰf ɢg ʜh ᴊj ĸk ʟl ɴn ᴘp ꞯq ʀr ᴛt ßb ƅb ꞓe χx ζz ɜ3";
const alike = new Map(letters.split(" ").map((pair) => [pair.slice(0, 1), pair.slice(1)]));
alike.set("ʍ", "rn").set("vv", "w").set("i\u0307", "l").set("i", "l");
const alikePattern = new RegExp([...alike.keys()].join("|"), "g");

/**
 * What a text looks like: texts that people may take for each other have the same skeleton, also across case, scripts and
 * characters that cannot be seen. By Unicode's list of confusables (UTS 39, section 4). To compare with, never to show.
 */
export function skeleton(text: string): string {
  const visible = text.replace(/\p{Default_Ignorable_Code_Point}/gu, "");
  // Among Latin letters Ν is N while ν is v: folding it first would hide the capital's look. A text in one script is only folded.
  const folded = fold(isMixed(visible) ? prototypes(visible) : visible);
  return prototypes(folded)
    .toLowerCase()
    .replace(alikePattern, (look) => alike.get(look) ?? look);
}

/** Unicode's full case folding, by way of the capitals: ẞ, ß and ss become one. */
function fold(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase();
}

function prototypes(text: string): string {
  const looks = Array.from(text.normalize("NFKD"), (char) => prototypeOf[char] ?? char);
  return looks.join("").normalize("NFKD");
}

function isMixed(text: string): boolean {
  return /\p{Script=Latin}/u.test(text) && /(?!\p{Script=Latin})\p{L}/u.test(text);
}
