import type { AnswerOf } from "../protocol/commands.ts";
import type { Message } from "../protocol/records.ts";
import { sdkLimits } from "./limits.ts";

/** Messages of one channel that stand next to each other, in order of seq. Never changed: what happens makes another. */
export interface MessageWindow {
  readonly messages: readonly Message[];
  /** Whether the channel has messages before the first and after the last of these. */
  readonly more_before: boolean;
  readonly more_after: boolean;
}

type Page = AnswerOf<"message.list">;

export function windowOf({ messages, more_before = false, more_after = false }: Page): MessageWindow {
  return { messages, more_before, more_after };
}

export function prepend(window: MessageWindow, page: Page): MessageWindow {
  const messages = [...page.messages, ...window.messages];
  const kept = messages.slice(0, sdkLimits.window_messages_max);
  return {
    messages: kept,
    more_before: page.more_before ?? false,
    more_after: window.more_after || kept.length < messages.length,
  };
}

export function append(window: MessageWindow, page: Page): MessageWindow {
  const messages = [...window.messages, ...page.messages];
  const kept = messages.slice(-sdkLimits.window_messages_max);
  return {
    messages: kept,
    more_before: window.more_before || kept.length < messages.length,
    more_after: page.more_after ?? false,
  };
}

/** The window with `message` in its place; the same window when it has it already, or does not reach that far. */
export function put(window: MessageWindow, message: Message): MessageWindow {
  const { messages, more_before, more_after } = window;
  const at = indexOf(messages, message.seq);
  const known = messages[at];
  if (known?.seq === message.seq) {
    return known.rev >= message.rev ? window : { ...window, messages: messages.with(at, message) };
  }
  if (at === 0 && more_before) return window;
  if (at < messages.length) return { ...window, messages: messages.toSpliced(at, 0, message) };
  if (more_after) return window;
  return append(window, { messages: [message], more_before: more_before });
}

function indexOf(messages: readonly Message[], seq: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((messages[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
