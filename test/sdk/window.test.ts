import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Message } from "../../src/protocol/records.ts";
import { sdkLimits } from "../../src/sdk/limits.ts";
import {
  append,
  findMessage,
  firstOf,
  fromNewest,
  lastOf,
  type MessageWindow,
  messagesOf,
  newestOf,
  prepend,
  put,
  windowOf,
} from "../../src/sdk/window.ts";
import { plain } from "./stage.ts";
import { ana, general, idOf } from "./world.ts";

const max = sdkLimits.window_messages_max;
const history: Message[] = Array.from({ length: max * 1.2 }, (_, i) => messageOf(2 * i + 1));

function messageOf(seq: number): Message {
  return { channel: general, rev: seq, seq, id: idOf(seq % 65_536), author: ana, at: seq, body: "hi" };
}

function pageOf(from: number, to: number) {
  const [start, end] = [Math.max(0, from), Math.min(history.length, to)];
  return {
    messages: history.slice(start, end),
    ...(start > 0 && { more_before: true }),
    ...(end < history.length && { more_after: true }),
  };
}

function placeOf(window: MessageWindow): [from: number, to: number] {
  const from = ((firstOf(window)?.seq ?? 1) - 1) / 2;
  return [from, from + window.count];
}

/** Asserts that nothing is missing, and that what is beyond is told; without a comparison of each message, which takes long. */
function expectGapless(window: MessageWindow): void {
  const [from, to] = placeOf(window);
  const messages = messagesOf(window);
  expect(messages.length).toBe(window.count);
  expect(messages.findIndex((message, i) => message !== history[from + i])).toBe(-1);
  expect(window.pages.every((page) => page.length > 0)).toBe(true);
  expect([window.more_before, window.more_after]).toEqual([from > 0, to < history.length]);
}

test("a window is always a gapless part of the history that says what is beyond it, and never beyond its limit", () => {
  // Pages as large as these are not asked for: so that the limit is met within a few steps.
  const size = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: max / 4, max: max / 2 }));
  const step = fc.record({ before: fc.boolean(), size });
  fc.assert(
    fc.property(fc.nat(history.length - 1), fc.array(step, { maxLength: 12 }), (start, steps) => {
      let window = windowOf(pageOf(start, start + 50));
      for (const { before, size: length } of steps) {
        const [from, to] = placeOf(window);
        if (before && window.more_before) window = prepend(window, pageOf(from - length, from));
        if (!before && window.more_after) window = append(window, pageOf(to, to + length));
        expect(window.count).toBeLessThanOrEqual(max);
      }
      expectGapless(window);
    }),
    { numRuns: 30 },
  );
});

test("a message takes its place by seq, if the window reaches that far", () => {
  const seqs = (window: MessageWindow) => messagesOf(window).map(({ seq }) => seq);
  const inTheMiddle = windowOf({ messages: [messageOf(11), messageOf(21)], more_before: true, more_after: true });
  expect(seqs(put(inTheMiddle, messageOf(15)))).toEqual([11, 15, 21]);
  expect(put(inTheMiddle, messageOf(5))).toBe(inTheMiddle);
  expect(put(inTheMiddle, messageOf(25))).toBe(inTheMiddle);
  const twoPages = append(inTheMiddle, { messages: [messageOf(31), messageOf(41)] });
  expect(seqs(put(twoPages, messageOf(25)))).toEqual([11, 21, 25, 31, 41]);
  const whole = windowOf({ messages: [messageOf(11)] });
  expect(seqs(put(whole, messageOf(5)))).toEqual([5, 11]);
  expect(seqs(put(whole, messageOf(25)))).toEqual([11, 25]);
  expect(seqs(put(windowOf({ messages: [] }), messageOf(3)))).toEqual([3]);
});

test("a record replaces only one of a smaller rev", () => {
  const edited = { ...messageOf(11), rev: 20, body: "edited" };
  const window = windowOf({ messages: [edited] });
  expect(put(window, messageOf(11))).toBe(window);
  expect(put(window, { ...edited, body: "again" })).toBe(window);
  expect(firstOf(put(window, { ...edited, rev: 21, body: "newer" }))?.body).toBe("newer");
});

test("what happens in one page leaves the others the same, and what was there before as it was", () => {
  let window = windowOf(pageOf(0, 200));
  for (let at = 200; at < 1000; at++) window = put({ ...window, more_after: false }, messageOf(2 * at + 1));
  expect(window.pages.map(({ length }) => length)).toEqual([200, 200, 200, 200, 200]);
  const before = { window, seqs: messagesOf(window).map(({ rev }) => rev) };
  const edited = put(window, { ...messageOf(2 * 450 + 1), rev: 9999 });
  expect(edited.pages.map((page, at) => page === window.pages[at])).toEqual([true, true, false, true, true]);
  const posted = put(window, messageOf(2001));
  expect(posted.pages.map((page, at) => page === window.pages[at])).toEqual([true, true, true, true, true, false]);
  expect(messagesOf(before.window).map(({ rev }) => rev)).toEqual(before.seqs);
});

test("messages are found by their seq, and gone through from the newest", () => {
  const window = prepend(windowOf(pageOf(200, 300)), pageOf(0, 200));
  for (const at of [0, 199, 200, 299]) expect(findMessage(window, 2 * at + 1)).toBe(history[at]);
  for (const seq of [0, 2, 400, 9999]) expect(findMessage(window, seq)).toBeUndefined();
  expect([...fromNewest(window)]).toEqual(messagesOf(window).toReversed());
  expect(lastOf(window)).toBe(history[299]);
  expect(plain(newestOf(window))).toEqual(plain(windowOf(pageOf(200, 300))));
});

test("a live message beyond the limit lets go of the oldest one", () => {
  const window = windowOf({ messages: history.slice(0, max) });
  const next = put(window, messageOf(2 * max + 1));
  expect(next.count).toBe(max);
  expect([next.more_before, next.more_after, firstOf(next)?.seq]).toEqual([true, false, 3]);
});
