/** Attributes that are read by people, by whatever element or component has them. */
const read = "aria-label|title|label|hint|placeholder|alt|action|text";
/**
 * What begins with a capital letter and is the same in every language: keys as the browser and state/shortcuts.ts call them, what it
 * calls files that are dragged, and products.
 */
const names =
  /^((Mod|Alt|Shift|Other)(\+|$))*([A-Z0-9/]|F6|Arrow(Up|Down|Left|Right)|Escape|Enter|Tab|Home|End|Page(Up|Down)|Backspace|Delete|Files|Edge|Opera|Android|Windows|ChromeOS|Linux)?$/;
/** A character of a text between tags, and none that only code has. */
const inText = '[^<>{}()=;|$`"\\\\]';

/**
 * What code in TSX says to people in words of its own: text between tags, letters in attributes that people read, and
 * strings that begin as a sentence or label does. It knows the code as the formatter leaves it.
 */
export function spokenIn(code: string): string[] {
  const bare = code
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll(/(^|\s)\/\/.*$/gm, "")
    .replaceAll(/^import .*$/gm, "")
    .replaceAll(/ (class|key|d)="[^"]*"/g, "");
  const found = [
    // After a tag, which has its end against something or on a line of its own: other than a comparison or an arrow.
    ...bare.matchAll(new RegExp(`(?:[^\\s=]|^\\s*)>(${inText}*)(?=[<{])`, "gm")),
    ...bare.matchAll(new RegExp(`\\}(${inText}*)</`, "g")),
    ...bare.matchAll(new RegExp(`\\}(?!\\s*(?:else|finally|catch)\\b)((?:(?!\\n)${inText})*)\\{`, "g")),
    ...bare.matchAll(new RegExp(`\\b(?:${read})=\\{?["'\`]([^"'\`]*)["'\`]`, "g")),
    ...bare.matchAll(/"(\p{Lu}\p{Ll}[^"\n]*)"/gu),
    ...bare.matchAll(/`(\p{Lu}\p{Ll}[^`]*)`/gu),
  ].map(([, text = ""]) => text.replaceAll(/\$\{[^}]*\}/g, "").trim());
  return [...new Set(found)].filter((text) => /\p{L}/u.test(text) && !names.test(text));
}
