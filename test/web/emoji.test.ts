import { describe, expect, test } from "bun:test";
import { findEmoji, isOnlyEmoji, readTable, withCharacters } from "../../src/web/emoji/emoji.ts";
import { emojiLines, emojiNames } from "../../src/web/emoji/table.macro.ts";
import { withTone } from "../../src/web/emoji/tone.ts";
import { stepDown, stepUp } from "../../src/web/views/emojigrid.ts";

const table = readTable(emojiLines(), emojiNames("en"), "en");

describe("shortcodes become characters, but in code and where there is none", () => {
  test.each([
    ["ok :+1: :tada:!", "ok 👍 🎉!"],
    ["`:tada:` :tada: ``a`:tada:``", "`:tada:` 🎉 ``a`:tada:``"],
    ["```\n:tada:\n```", "```\n:tada:\n```"],
    ["10:30:45 :nothing_called_so: a:b", "10:30:45 :nothing_called_so: a:b"],
    ["` :tada:", "` 🎉"],
  ])("%j", (body, shown) => expect(withCharacters(body, table)).toBe(shown));
});

test("every emoji has a character, a name and a shortcode, and no two share a shortcode", () => {
  expect(table.all.length).toBeGreaterThan(1800);
  for (const { char, name, codes } of table.all) {
    for (const each of [char, withTone(char, 5)]) expect(isOnlyEmoji(each)).toBe(true);
    expect(name).not.toBe("");
    expect(codes[0]).toMatch(/^[a-z0-9_+-]+$/);
  }
  expect(table.byCode.get("smile")?.char).toBe("😄");
});

test("they have German names too, in the same order", () => {
  const german = readTable(emojiLines(), emojiNames("de"), "de");
  expect(findEmoji(german, "daumen", 9).map(({ char }) => char)).toContain("👍");
  expect(german.byCode.get("+1")?.name).toBe("Daumen hoch");
});

describe("a skin tone is that of the people in it", () => {
  test.each([
    ["👋", "👋🏽"],
    ["☝️", "☝🏽"],
    ["👩‍🚀", "👩🏽‍🚀"],
    ["🧑‍🤝‍🧑", "🧑🏽‍🤝‍🧑🏽"],
  ])("%s", (emoji, toned) => {
    expect(withTone(emoji, 3)).toBe(toned);
    expect(withTone(emoji, 0)).toBe(emoji);
  });
});

test("up to three emoji and nothing else are shown large", () => {
  for (const body of ["🎉", "👩‍🚀 👋🏽\n🇩🇪", " ❤️ "]) expect(isOnlyEmoji(body)).toBe(true);
  for (const body of ["", "1", "#", "©", "✔", "🇩", "🎉🎉🎉🎉", "🎉!", "a", "1️⃣ 2️⃣ 3️⃣ 4️⃣", "你好"])
    expect(isOnlyEmoji(body)).toBe(false);
});

test("the arrow keys go from row to row of the grid, and from one group into the next", () => {
  const sections = [
    { emoji: Array.from({ length: 11 }) },
    { emoji: Array.from({ length: 3 }) },
    { emoji: Array.from({ length: 9 }) },
  ];
  const down = (at: number) => stepDown(sections, at);
  const up = (at: number) => stepUp(sections, at);
  expect([0, 2, 3, 7].map(down)).toEqual([8, 10, 10, 10]);
  expect([8, 10, 11, 13].map(down)).toEqual([11, 13, 14, 16]);
  expect([14, 22].map(down)).toEqual([22, 22]);
  expect([0, 8, 11, 13, 14, 20].map(up)).toEqual([0, 0, 8, 10, 11, 13]);
});
