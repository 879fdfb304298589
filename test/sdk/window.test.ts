import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Message } from "../../src/protocol/records.ts";
import { sdkLimits } from "../../src/sdk/limits.ts";
import { append, type MessageWindow, prepend, put, windowOf } from "../../src/sdk/window.ts";
import { ana, general, idOf } from "./world.ts";

const history: Message[] = Array.from({ length: 3000 }, (_, i) => messageOf(2 * i + 1));

function messageOf(seq: number): Message {
  return { channel: general, rev: seq, seq, id: idOf(1000 + seq), author: ana, at: seq, body: "hi" };
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
  const from = history.findIndex(({ seq }) => seq === window.messages[0]?.seq);
  return [from, from + window.messages.length];
}

test("a window is always a gapless part of the history that says what is beyond it, and never beyond its limit", () => {
  const step = fc.record({ before: fc.boolean(), size: fc.integer({ min: 1, max: 200 }) });
  fc.assert(
    fc.property(fc.nat(2999), fc.array(step, { maxLength: 25 }), (start, steps) => {
      let window = windowOf(pageOf(start, start + 50));
      for (const { before, size } of steps) {
        const [from, to] = placeOf(window);
        if (before && window.more_before) window = prepend(window, pageOf(from - size, from));
        if (!before && window.more_after) window = append(window, pageOf(to, to + size));
        expect(window).toEqual(windowOf(pageOf(...placeOf(window))));
        expect(window.messages.length).toBeLessThanOrEqual(sdkLimits.window_messages_max);
      }
    }),
    { numRuns: 50 },
  );
});

test("a message takes its place by seq, if the window reaches that far", () => {
  const inTheMiddle = windowOf({ messages: [messageOf(11), messageOf(21)], more_before: true, more_after: true });
  expect(put(inTheMiddle, messageOf(15)).messages.map(({ seq }) => seq)).toEqual([11, 15, 21]);
  expect(put(inTheMiddle, messageOf(5))).toBe(inTheMiddle);
  expect(put(inTheMiddle, messageOf(25))).toBe(inTheMiddle);
  const whole = windowOf({ messages: [messageOf(11)] });
  expect(put(whole, messageOf(5)).messages.map(({ seq }) => seq)).toEqual([5, 11]);
  expect(put(whole, messageOf(25)).messages.map(({ seq }) => seq)).toEqual([11, 25]);
  expect(put(windowOf({ messages: [] }), messageOf(3)).messages).toEqual([messageOf(3)]);
});

test("a record replaces only one of a smaller rev", () => {
  const edited = { ...messageOf(11), rev: 20, body: "edited" };
  const window = windowOf({ messages: [edited] });
  expect(put(window, messageOf(11))).toBe(window);
  expect(put(window, { ...edited, body: "again" })).toBe(window);
  expect(put(window, { ...edited, rev: 21, body: "newer" }).messages[0]?.body).toBe("newer");
});

test("a live message beyond the limit lets go of the oldest one", () => {
  const window = windowOf({ messages: history.slice(0, sdkLimits.window_messages_max) });
  const next = put(window, messageOf(9999));
  expect(next.messages).toHaveLength(sdkLimits.window_messages_max);
  expect([next.more_before, next.more_after, next.messages[0]?.seq]).toEqual([true, false, 3]);
});
