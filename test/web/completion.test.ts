import { describe, expect, test } from "bun:test";
import type { Channel } from "../../src/sdk/model.ts";
import { commandId } from "../../src/protocol/id.ts";
import type { User } from "../../src/protocol/records.ts";
import { beginBefore, candidates_max, candidatesOf, type Known } from "../../src/web/views/completion.ts";
import { readTable } from "../../src/web/emoji/emoji.ts";
import { emojiLines, emojiNames } from "../../src/web/emoji/table.macro.ts";

describe("a word before the caret is one that can be completed, or is not", () => {
  /** The bar is the caret. */
  const begin = (written: string) => {
    const found = beginBefore(written.replace("|", ""), written.indexOf("|"));
    return found && `${found.trigger} ${found.from} ${found.word}`;
  };
  test.each([
    ["@|", "mention 0 "],
    ["hello @An|", "mention 6 an"],
    ["(@ana|)", "mention 1 ana"],
    ["see #sec|ret", "channel 4 sec"],
    ["#|", "channel 0 "],
    ["so :smi|", "emoji 3 smi"],
    [":+1|", "emoji 0 +1"],
    ["/|", "slash 0 "],
    ["/to|", "slash 0 to"],
  ])("%j", (written, found) => expect(begin(written)).toBe(found));
  test.each([
    "a@b|",
    "ana|",
    "# head|",
    "##x|",
    "10:30|",
    "at 10:30|",
    ":)|",
    ":x|",
    "http://|",
    "a /to|",
    "/usr/b|",
    "&#x|",
    "x/#y|",
  ])("%j is none", (written) => expect(begin(written)).toBeUndefined());
});

const user = (handle: string, name: string): User => ({
  id: commandId(),
  handle,
  name,
  kind: "person",
  role: "member",
});
const channel = (name: string, archived?: true): Channel => ({
  channel: commandId(),
  kind: "public",
  name,
  ...(archived && { archived }),
  rev: 1,
  last: 0,
  read: 0,
  role: "member",
  unread: 0,
  mentions: 0,
  notify: "mentions",
});

const known: Known = {
  users: [
    { user: user("zoe", "Ana Zoe"), isMember: true },
    { user: user("ana", "Ana"), isMember: true },
    { user: user("anders", "Anders"), isMember: false },
    ...Array.from({ length: 12 }, (_, i) => ({ user: user(`many${i + 10}`, `Many ${i}`), isMember: true })),
  ],
  withEverybody: true,
  channels: [channel("Secret Plans"), channel("general"), channel("old plans", true), channel("🎉")],
  emoji: readTable(emojiLines(), emojiNames("en"), "en"),
  slashes: [
    { name: "topic", text: "" },
    { name: "theme", text: "" },
  ],
  words: { everybody: "Everybody", notHere: "not here" },
};
const inserts = (word: string) => {
  const begin = beginBefore(word, word.length);
  return begin ? candidatesOf(begin, known).map(({ insert }) => insert) : [];
};

describe("what is offered for a word", () => {
  test("members by their handle, then by name, then those who are not here", () => {
    expect(inserts("@an")).toEqual(["@ana", "@zoe", "@anders"]);
    expect(candidatesOf({ trigger: "mention", from: 0, word: "anders" }, known)[0]?.text).toBe("Anders · not here");
  });
  test("everybody, also when there are more people than are shown", () => {
    expect(inserts("@")).toHaveLength(candidates_max);
    expect(inserts("@").slice(-2)).toEqual(["@channel", "@here"]);
    expect(inserts("@he")).toEqual(["@here"]);
  });
  test("channels as they are written, but for archived ones and those that cannot be written", () => {
    expect(inserts("#")).toEqual(["#secret-plans", "#general"]);
    expect(inserts("#plan")).toEqual(["#secret-plans"]);
  });
  test("emoji by their shortcode, name and other words", () => {
    expect(inserts(":smile")[0]).toBe("😄");
    expect(inserts(":+1")[0]).toBe("👍");
    expect(inserts(":birthday")[0]).toBe("🎂");
    expect(inserts(":lol")).toContain("😂");
    expect(inserts(":zzzzzz")).toEqual([]);
  });
  test("slash commands by their begin", () => expect(inserts("/th")).toEqual(["/theme"]));
});
