import { preferences } from "./preferences.ts";

/**
 * Every key that does something, in one table. What listens to keys asks `shortcutOf`; the list that "?" opens shows the rows in
 * this order. "Mod" is Cmd on a Mac and Ctrl elsewhere. A row's words are in words().shortcuts.names.
 */
export const shortcuts = {
  switcher: { group: "move", keys: "Mod+K" },
  previousChannel: { group: "move", keys: "Alt+ArrowUp" },
  nextChannel: { group: "move", keys: "Alt+ArrowDown" },
  previousUnread: { group: "move", keys: "Alt+Shift+ArrowUp" },
  nextUnread: { group: "move", keys: "Alt+Shift+ArrowDown" },
  markRead: { group: "move", keys: "Escape" },
  markAllRead: { group: "move", keys: "Shift+Escape" },
  nextRegion: { group: "move", keys: "F6" },
  previousRegion: { group: "move", keys: "Shift+F6" },
  help: { group: "move", keys: "?", also: "Mod+/" },

  send: { group: "write", keys: "Enter" },
  newLine: { group: "write", keys: "Shift+Enter" },
  editLast: { group: "write", keys: "ArrowUp" },
  complete: { group: "write", keys: "Tab" },
  emoji: { group: "write", keys: "Mod+Shift+E" },
  bold: { group: "write", keys: "Mod+B" },
  italic: { group: "write", keys: "Mod+I" },
  strike: { group: "write", keys: "Mod+Shift+X" },
  code: { group: "write", keys: "Mod+E" },
  codeBlock: { group: "write", keys: "Mod+Shift+C" },
  /** With something selected: without, the same keys open the switcher. */
  link: { group: "write", keys: "Mod+K" },
  list: { group: "write", keys: "Mod+Shift+8" },
  numbers: { group: "write", keys: "Mod+Shift+7" },
  quote: { group: "write", keys: "Mod+Shift+9" },

  previousMessage: { group: "message", keys: "K", also: "ArrowUp" },
  nextMessage: { group: "message", keys: "J", also: "ArrowDown" },
  openPicture: { group: "message", keys: "Enter" },
  edit: { group: "message", keys: "E" },
  delete: { group: "message", keys: "Delete", also: "Backspace" },
  copy: { group: "message", keys: "C" },
  markUnread: { group: "message", keys: "U" },
  author: { group: "message", keys: "A" },
} as const satisfies Record<string, Row>;

interface Row {
  readonly group: "move" | "write" | "message";
  readonly keys: string;
  /** Keys that do the same. */
  readonly also?: string;
}

export type Shortcut = keyof typeof shortcuts;
export type ShortcutGroup = Row["group"];

export const shortcutNames = Object.keys(shortcuts).filter(isShortcut);

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** The keys of an event, as far as they tell shortcuts apart. */
export interface Keys {
  readonly key: string;
  readonly code: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
}

const composing_key_code = 229;

/** Whether the key is an input method's, such as the Enter by which it takes a word. Safari tells that of the last one by its code alone. */
export function isComposing(event: Pick<Keys, "isComposing" | "keyCode">): boolean {
  return event.isComposing || event.keyCode === composing_key_code;
}

/** The shortcut of this group that was pressed, if one was. */
export function shortcutOf(event: Keys, group: ShortcutGroup, onMac = isMac): Shortcut | undefined {
  if (isComposing(event) || (isCharacter(event) && !preferences().characterKeys)) return undefined;
  const pressed = pressedKeys(event, onMac);
  return shortcutNames.find((name) => {
    const row: Row = shortcuts[name];
    return row.group === group && (row.keys === pressed || row.also === pressed);
  });
}

/** Whether these keys also write something, so that in a field they are no shortcut. */
export function isCharacter({ key, altKey, ctrlKey, metaKey }: Keys): boolean {
  return key.length === 1 && !altKey && !ctrlKey && !metaKey;
}

/** Written as in the table. Of characters that are no letters or digits, such as "?", Shift is a part: keyboards differ in that. */
function pressedKeys(event: Keys, onMac: boolean): string {
  const key = keyOf(event);
  const [mod, other] = onMac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  const withShift = event.shiftKey && (key.length > 1 || /[A-Z0-9]/.test(key));
  return [other && "Other", mod && "Mod", event.altKey && "Alt", withShift && "Shift", key].filter(Boolean).join("+");
}

/** The key's letter or digit on keyboards of any script, and whatever else Shift makes of it. */
function keyOf({ key, code, ctrlKey, metaKey }: Keys): string {
  if (ctrlKey || metaKey) {
    const digit = /^Digit(\d)$/.exec(code)?.[1];
    if (digit !== undefined) return digit;
    const letter = /^Key([A-Z])$/.exec(code)?.[1];
    // oxlint-disable-next-line no-control-regex
    if (letter !== undefined && !/^[\x00-\x7f]$/.test(key)) return letter;
  }
  return key.length === 1 ? key.toUpperCase() : key;
}

/** How the keys are called: "Mod+Shift+X" is ⌘ ⇧ X on a Mac, and Ctrl Shift X elsewhere. None while they do nothing. */
export function keyCaps(name: Shortcut, caps: Readonly<Record<string, string>>, onMac = isMac): string[] {
  const { keys, also }: Row = shortcuts[name];
  const works = (each = "") => each.length > 1 || (each !== "" && preferences().characterKeys);
  const shown = works(keys) ? keys : works(also) ? also : undefined;
  return shown?.split("+").map((key) => (onMac ? macCaps[key] : undefined) ?? caps[key] ?? key) ?? [];
}

const macCaps: Readonly<Record<string, string>> = { Mod: "⌘", Alt: "⌥", Shift: "⇧", Enter: "↩", Delete: "⌫" };

function isShortcut(name: string): name is Shortcut {
  return Object.hasOwn(shortcuts, name);
}
