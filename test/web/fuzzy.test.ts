import { describe, expect, test } from "bun:test";
import { fold, fuzzyMatch, rank } from "../../src/web/text/fuzzy.ts";

describe("what people write of a name finds it, and is marked in it", () => {
  const marked = (query: string, text: string) => {
    let end = 0;
    let shown = "";
    for (const [from, to] of fuzzyMatch(query, text)?.ranges ?? []) {
      shown += `${text.slice(end, from)}[${text.slice(from, to)}]`;
      end = to;
    }
    return shown + text.slice(end);
  };
  test.each([
    ["gen", "General", "[Gen]eral"],
    ["plans", "Secret Plans", "Secret [Plans]"],
    ["pla sec", "secret plans", "[sec]ret [pla]ns"],
    ["uller", "Jürgen Müller", "Jürgen M[üller]"],
    ["JURGEN", "Jürgen Müller", "[Jürgen] Müller"],
    ["sepl", "secret-plans", "[se]cret-[pl]ans"],
    ["ret", "secret", "sec[ret]"],
    ["дом", "Новый ДОМ", "Новый [ДОМ]"],
  ])("%j in %j", (query, text, shown) => expect(marked(query, text)).toBe(shown));
  test.each([
    ["", "anything"],
    ["  ", "anything"],
    ["xyz", "general"],
    ["gen plan", "general"],
    ["la", "secret plot, and so on and on, about"],
  ])("%j is not in %j", (query, text) => expect(fuzzyMatch(query, text)).toBeUndefined());
});

test("what begins so comes before what has it in a word, and that before letters here and there", () => {
  const names = ["a general thing", "ingenious", "general", "gen", "green ends"];
  expect(rank("gen", names, (name) => [name], 9)).toEqual([
    "gen",
    "general",
    "a general thing",
    "ingenious",
    "green ends",
  ]);
  expect(rank("gen", names, (name) => [name], 2)).toHaveLength(2);
});

test("places in the folded text are places in the text, whatever is written", () => {
  const written = ["İstanbul", "STRASSE ẞ", "ﬁ ŉ ǰ", "𝒜 🎉", "e\u0301 É", "ΣΑΣ", "한글", "ไทย"];
  for (const text of written) expect(fold(text)).toHaveLength(text.length);
});
