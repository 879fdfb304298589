import type { AnswerOf } from "../protocol/commands.ts";
import type { Message } from "../protocol/records.ts";
import { sdkLimits } from "./limits.ts";

/** A run of a window's messages, in order of seq: never empty, and never changed. */
export type MessagePage = readonly Message[];

/**
 * Messages of one channel that stand next to each other, in order of seq. Never changed: what happens makes another, which
 * shares all pages but the one in which it happened, so that a message costs the same with 100 loaded and with 100,000.
 */
export interface MessageWindow {
  readonly pages: readonly MessagePage[];
  readonly count: number;
  /** Whether the channel has messages before the first and after the last of these. */
  readonly more_before: boolean;
  readonly more_after: boolean;
}

type Answer = AnswerOf<"message.list">;

export function windowOf({ messages, more_before = false, more_after = false }: Answer): MessageWindow {
  return made(messages.length === 0 ? [] : [messages], messages.length, more_before, more_after);
}

export function firstOf({ pages }: MessageWindow): Message | undefined {
  return pages[0]?.[0];
}

export function lastOf({ pages }: MessageWindow): Message | undefined {
  return pages.at(-1)?.at(-1);
}

/** All messages in one array: for who wants them all, since it takes as long as there are many. */
export function messagesOf({ pages }: MessageWindow): Message[] {
  return pages.flat();
}

export function* fromNewest({ pages }: MessageWindow): Generator<Message> {
  for (let page = pages.length - 1; page >= 0; page--) {
    const messages = pages[page] ?? [];
    for (let at = messages.length - 1; at >= 0; at--) {
      const message = messages[at];
      if (message) yield message;
    }
  }
}

export function findMessage({ pages }: MessageWindow, seq: number): Message | undefined {
  const page = pages[pageOf(pages, seq)];
  const found = page?.[placeOf(page, seq)];
  return found?.seq === seq ? found : undefined;
}

export function prepend(window: MessageWindow, answer: Answer): MessageWindow {
  const { messages, more_before = false } = answer;
  const pages = messages.length === 0 ? window.pages : [messages, ...window.pages];
  const grown = made(pages, window.count + messages.length, more_before, window.more_after);
  return withoutNewest(grown, grown.count - sdkLimits.window_messages_max);
}

export function append(window: MessageWindow, answer: Answer): MessageWindow {
  const { messages, more_after = false } = answer;
  const pages = messages.length === 0 ? window.pages : [...window.pages, messages];
  const grown = made(pages, window.count + messages.length, window.more_before, more_after);
  return withoutOldest(grown, grown.count - sdkLimits.window_messages_max);
}

/** The window with `message` in its place; the same window when it has it already, or does not reach that far. */
export function put(window: MessageWindow, message: Message): MessageWindow {
  const { pages, count, more_before, more_after } = window;
  const at = pageOf(pages, message.seq);
  const page = pages[at];
  if (!page || message.seq > (page.at(-1)?.seq ?? 0)) return more_after ? window : putLast(window, message);
  const place = placeOf(page, message.seq);
  const known = page[place];
  if (known?.seq === message.seq) {
    return known.rev >= message.rev ? window : { ...window, pages: pages.with(at, page.with(place, message)) };
  }
  if (at === 0 && place === 0 && more_before) return window;
  return made(pages.with(at, page.toSpliced(place, 0, message)), count + 1, more_before, more_after);
}

/** Its newest page alone, as what is left of a window that nobody looks at. */
export function newestOf(window: MessageWindow): MessageWindow {
  return withoutOldest(window, window.count - (window.pages.at(-1)?.length ?? 0));
}

/** Puts the newest message into the last page, and begins another one when that is full. */
function putLast(window: MessageWindow, message: Message): MessageWindow {
  const { pages, count, more_before } = window;
  const last = pages.at(-1);
  if (!last || last.length >= sdkLimits.page_messages) return append(window, { messages: [message] });
  const grown = made(pages.with(-1, [...last, message]), count + 1, more_before, false);
  return withoutOldest(grown, grown.count - sdkLimits.window_messages_max);
}

function withoutOldest(window: MessageWindow, surplus: number): MessageWindow {
  if (surplus <= 0) return window;
  const pages = [...window.pages];
  for (let left = surplus; left > 0;) {
    const page = pages.shift() ?? [];
    if (page.length > left) pages.unshift(page.slice(left));
    left -= page.length;
  }
  return made(pages, window.count - surplus, true, window.more_after);
}

function withoutNewest(window: MessageWindow, surplus: number): MessageWindow {
  if (surplus <= 0) return window;
  const pages = [...window.pages];
  for (let left = surplus; left > 0;) {
    const page = pages.pop() ?? [];
    if (page.length > left) pages.push(page.slice(0, -left));
    left -= page.length;
  }
  return made(pages, window.count - surplus, window.more_before, true);
}

function made(pages: readonly MessagePage[], count: number, more_before: boolean, more_after: boolean): MessageWindow {
  return { pages, count, more_before, more_after };
}

/** The first page that reaches to `seq`; if none does, the last one. */
function pageOf(pages: readonly MessagePage[], seq: number): number {
  return Math.min(
    pages.length - 1,
    firstWhere(pages.length, (at) => (pages[at]?.at(-1)?.seq ?? 0) >= seq),
  );
}

function placeOf(page: MessagePage, seq: number): number {
  return firstWhere(page.length, (at) => (page[at]?.seq ?? 0) >= seq);
}

/** The first of `length` places for which it is true, when it is for all after it too; `length` when for none. */
export function firstWhere(length: number, isTrue: (at: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isTrue(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
