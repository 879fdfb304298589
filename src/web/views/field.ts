import type { Change, Text } from "../text/format.ts";

/** A text field's text and selection. */
export function textOf({ value, selectionStart, selectionEnd }: HTMLTextAreaElement): Text {
  return { text: value, from: selectionStart, to: selectionEnd };
}

/** Changes the text as if it had been typed, so that the browser can undo it. */
export function changeField(field: HTMLTextAreaElement, change: Change): void {
  const before = textOf(field);
  const after = change(before);
  field.focus();
  if (after.text !== before.text) replace(field, after.text);
  field.setSelectionRange(after.from, after.to);
}

/** Replaces only what differs. */
function replace(field: HTMLTextAreaElement, next: string): void {
  const { value } = field;
  const shorter = Math.min(value.length, next.length);
  let start = 0;
  while (start < shorter && value[start] === next[start]) start++;
  let same = 0;
  while (same < shorter - start && value[value.length - 1 - same] === next[next.length - 1 - same]) same++;
  const by = next.slice(start, next.length - same);
  field.setSelectionRange(start, value.length - same);
  // Deprecated, and the only way of changing a field that the browser's undo knows.
  const isDone = by === "" ? document.execCommand("delete") : document.execCommand("insertText", false, by);
  if (isDone) return;
  field.setRangeText(by, start, value.length - same, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
