import { describe, expect, test } from "bun:test";
import { type Change, formats, newLine, paste, type Text } from "../../src/web/text/format.ts";

/** A text with its selection between brackets; a bar is a caret. */
function read(written: string): Text {
  const caret = written.indexOf("|");
  if (caret !== -1) return { text: written.replace("|", ""), from: caret, to: caret };
  const [before = "", inner = "", after = ""] = written.split(/[⟦⟧]/);
  return { text: before + inner + after, from: before.length, to: before.length + inner.length };
}

function show({ text, from, to }: Text): string {
  return from === to
    ? `${text.slice(0, from)}|${text.slice(from)}`
    : `${text.slice(0, from)}⟦${text.slice(from, to)}⟧${text.slice(to)}`;
}

const done = (change: Change, written: string) => show(change(read(written)));

describe("keys put marks around what is selected, and take them away", () => {
  test.each<[keyof typeof formats, string, string]>([
    ["bold", "a ⟦b⟧ c", "a **⟦b⟧** c"],
    ["bold", "a **⟦b⟧** c", "a ⟦b⟧ c"],
    ["bold", "a ⟦**b**⟧ c", "a ⟦b⟧ c"],
    ["bold", "a| c", "a**|** c"],
    ["bold", "a**|** c", "a| c"],
    ["bold", "⟦two ⟧words", "**⟦two⟧** words"],
    ["italic", "⟦b⟧", "_⟦b⟧_"],
    ["italic", "**⟦b⟧**", "**_⟦b⟧_**"],
    ["strike", "⟦b⟧", "~~⟦b⟧~~"],
    ["code", "⟦b⟧", "`⟦b⟧`"],
    ["code", "⟦a\nb⟧", "```\n⟦a\nb⟧\n```"],
    ["codeBlock", "see ⟦x⟧ there", "see \n```\n⟦x⟧\n```\n there"],
    ["codeBlock", "⟦a ``` b⟧", "````\n⟦a ``` b⟧\n````"],
    ["link", "a ⟦word⟧ b", "a [word](⟦https://⟧) b"],
    ["link", "⟦https://x.example⟧", "[|](https://x.example)"],
    ["link", "a|", "a[|](https://)"],
    ["list", "a\n⟦b\nc⟧\nd", "a\n- ⟦b\n- c⟧\nd"],
    ["list", "- ⟦b\n- c⟧", "⟦b\nc⟧"],
    ["numbers", "⟦b\nc⟧", "1. ⟦b\n2. c⟧"],
    ["quote", "b|", "> b|"],
    ["quote", "> b|", "b|"],
    ["quote", "> |", "|"],
  ])("%s: %j", (format, before, after) => expect(done(formats[format], before)).toBe(after));
});

describe("a new line goes on with the list, and in an empty item ends it", () => {
  test.each([
    ["- a|", "- a\n- |"],
    ["  * a|b", "  * a\n  * |b"],
    ["9. a|", "9. a\n10. |"],
    ["> a|", "> a\n> |"],
    ["- [x] a|", "- [x] a\n- [ ] |"],
    ["- a\n- |", "- a\n|"],
    ["a|", "a\n|"],
    ["  a|", "  a\n  |"],
    ["```\n- a|", "```\n- a\n|"],
    ["```\nx\n```\n- a|", "```\nx\n```\n- a\n- |"],
  ])("%j", (before, after) => expect(done(newLine, before)).toBe(after));
});

describe("an address on a selection makes a link, code stays code, and all else is pasted as it is", () => {
  test.each([
    ["see ⟦this⟧ now", "https://x.example", undefined, "see [this](https://x.example)| now"],
    ["see |", "https://x.example", undefined, "see https://x.example|"],
    ["⟦https://a.example⟧", "https://x.example", undefined, "https://x.example|"],
    ["```\n⟦this⟧", "https://x.example", undefined, "```\nhttps://x.example|"],
    ["|", "if (a)\n  b();\n", "ts", "```ts\nif (a)\n  b();\n```\n|"],
    ["so |", "a\nb", "", "so \n```\na\nb\n```\n|"],
    ["|", "word", "ts", "word|"],
    ["```\n|", "a\n  b", "ts", "```\na\n  b|"],
    ["|", "a\n  b", undefined, "a\n  b|"],
  ])("%j, %j", (before, pasted, code, after) => expect(show(paste(read(before), pasted, code))).toBe(after));
});
