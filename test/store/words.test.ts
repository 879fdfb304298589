import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { matches, parseQuery, wordsOf } from "../../src/store/words.ts";
import { newSeed } from "../support/random.ts";

const finds = (typed: string, text: string) => matches(parseQuery(typed), text);

describe("a text is found by its words", () => {
  test.each([
    ["deploy friday", "We deploy on Friday."],
    ["grosse strasse", "Große Straße, größer"],
    ["GRÖSSE", "die Größe"],
    ["naive cafe", "a naïve Café"],
    ["ελλαδα", "Η Ελλάδα"],
    ["会議", "東京都庁で会議があります"],
    ["東京都", "東京都庁で会議があります"],
    ["ｶﾀｶﾅ", "カタカナ"],
    ["项目", "我们明天开会讨论项目"],
    ["ประชุม กรุงเทพ", "พรุ่งนี้ประชุมที่กรุงเทพ"],
    ["메시지", "한국어 메시지를 보내다"],
    ["🚀", "launched 🚀!"],
    ["message_list", "see message_list() in history.ts"],
    ["history.ts", "see message_list() in history.ts"],
    ["v1.2", "released as V1.2"],
    ["don’t", "I don't know"],
    ["deplo", "deployment"],
    ['"release notes"', "the Release\n  Notes, again"],
    ["“release notes”", "the release notes"],
  ])("%p finds %p", (typed, text) => expect(finds(typed, text)).toBe(true));

  test.each([
    ["deploy monday", "We deploy on Friday."],
    ["dep", "deployment"],
    ["deplo ", "deployment"],
    ["ploy", "deployment"],
    ['"deplo"', "deployment"],
    ['"notes release"', "the release notes"],
    ['"release notes"', "the release of notes"],
    ["list_message", "see message_list()"],
    ["京都", "東京都庁"],
  ])("%p does not find %p", (typed, text) => expect(finds(typed, text)).toBe(false));
});

test("a text without a letter, digit or emoji is an empty query", () => {
  for (const typed of ["", " ", '"', '""', "*", "( - ) : ^", "\u0000", "\uE000", "…"])
    expect([typed, parseQuery(typed)]).toEqual([typed, []]);
});

test("words are letters, digits, marks and emoji alone, so that none is taken for a channel or an author", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 50 }), (text) => {
      for (const word of wordsOf(text)) expect(word).toMatch(/^([\p{L}\p{M}\p{N}]+|\p{Extended_Pictographic})$/u);
    }),
    { seed: newSeed("words") },
  );
});

test("any text is found by any of its words", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 100 }), (text) => {
      for (const word of wordsOf(text)) expect([text, word, finds(`"${word}"`, text)]).toEqual([text, word, true]);
    }),
    { seed: newSeed("words") },
  );
});
