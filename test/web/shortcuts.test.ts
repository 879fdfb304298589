import { describe, expect, test } from "bun:test";
import { de } from "../../src/web/language/de.ts";
import { en } from "../../src/web/language/en.ts";
import {
  isCharacter,
  keyCaps,
  type Keys,
  type Shortcut,
  shortcutNames,
  shortcutOf,
  shortcuts,
} from "../../src/web/state/shortcuts.ts";
import { prefer } from "../../src/web/state/preferences.ts";

const press = (key: string, held: Partial<Keys> = {}): Keys => ({
  key,
  code: "",
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  isComposing: false,
  keyCode: 0,
  ...held,
});
const [ctrl, meta, alt, shift] = [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { shiftKey: true }];

test("no two shortcuts of a group have the same keys", () => {
  const keys = shortcutNames.flatMap((name) => {
    const row = shortcuts[name];
    return [row.keys, ...("also" in row ? [row.also] : [])].map((pressed) => `${row.group} ${pressed}`);
  });
  expect(keys).toEqual([...new Set(keys)]);
});

describe("keys mean a shortcut, on a Mac and elsewhere", () => {
  test.each<[Keys, "move" | "write" | "message", Shortcut | undefined, Shortcut | undefined]>([
    [press("k", ctrl), "move", "switcher", undefined],
    [press("k", meta), "move", undefined, "switcher"],
    [press("k", { ...ctrl, ...meta }), "move", undefined, undefined],
    [press("k", { ...ctrl, ...alt }), "move", undefined, undefined],
    [press("л", { ...ctrl, code: "KeyK" }), "move", "switcher", undefined],
    [press("?", shift), "move", "help", "help"],
    [press("?"), "move", "help", "help"],
    [press("ArrowUp", alt), "move", "previousChannel", "previousChannel"],
    [press("ArrowUp", { ...alt, ...shift }), "move", "previousUnread", "previousUnread"],
    [press("ArrowUp"), "move", undefined, undefined],
    [press("X", { ...ctrl, ...shift }), "write", "strike", undefined],
    [press("*", { ...ctrl, ...shift, code: "Digit8" }), "write", "list", undefined],
    [press("Enter"), "write", "send", "send"],
    [press("Enter", shift), "write", "newLine", "newLine"],
    [press("Enter", { isComposing: true }), "write", undefined, undefined],
    [press("Enter", { keyCode: 229 }), "write", undefined, undefined],
    [press("j"), "message", "nextMessage", "nextMessage"],
    [press("ArrowDown"), "message", "nextMessage", "nextMessage"],
    [press("e", ctrl), "message", undefined, undefined],
    [press("F6", shift), "move", "previousRegion", "previousRegion"],
  ])("%j", (event, group, elsewhere, onMac) => {
    expect(shortcutOf(event, group, false)).toBe(elsewhere);
    expect(shortcutOf(event, group, true)).toBe(onMac);
  });
});

test("keys that write are no shortcuts in a field", () => {
  expect(isCharacter(press("?", shift))).toBe(true);
  expect(isCharacter(press("k", ctrl))).toBe(false);
  expect(isCharacter(press("F6"))).toBe(false);
});

test("keys are called as on the keyboard that is used", () => {
  expect(keyCaps("strike", en.shortcuts.keys, false)).toEqual(["Ctrl", "Shift", "X"]);
  expect(keyCaps("strike", de.shortcuts.keys, false)).toEqual(["Strg", "Umschalt", "X"]);
  expect(keyCaps("strike", de.shortcuts.keys, true)).toEqual(["⌘", "⇧", "X"]);
  expect(keyCaps("previousUnread", en.shortcuts.keys, true)).toEqual(["⌥", "⇧", "↑"]);
});

test("shortcuts of a single character can be switched off: the others stay, and the keys that are shown are those that work", () => {
  prefer({ characterKeys: false });
  try {
    expect(shortcutOf(press("j"), "message", false)).toBeUndefined();
    expect(shortcutOf(press("?", shift), "move", false)).toBeUndefined();
    expect(shortcutOf(press("ArrowDown"), "message", false)).toBe("nextMessage");
    expect(shortcutOf(press("Delete"), "message", false)).toBe("delete");
    expect(shortcutOf(press("/", ctrl), "move", false)).toBe("help");
    expect(keyCaps("help", en.shortcuts.keys, false)).toEqual(["Ctrl", "/"]);
    expect(keyCaps("nextMessage", en.shortcuts.keys, false)).toEqual(["↓"]);
    expect(keyCaps("copy", en.shortcuts.keys, false)).toEqual([]);
  } finally {
    prefer({ characterKeys: true });
  }
});
