import { describe, expect, test } from "bun:test";
import { randomId } from "../../src/protocol/id.ts";
import type { Message } from "../../src/protocol/records.ts";
import type { Pending } from "../../src/sdk/model.ts";
import { handleFrom } from "../../src/web/views/entry/handle.ts";
import type { Rows } from "../../src/web/views/rows.ts";
import { beginOfDay, dateOf } from "../../src/web/views/time.ts";
import { type Row, timeline } from "../../src/web/views/timeline.ts";

const channel = randomId();
const [me, ana, ben] = [randomId(), randomId(), randomId()];
const noon = new Date(2026, 5, 1, 12).getTime();
const minute_ms = 60_000;

function message(seq: number, author = ana, minutes = 0): Message {
  return { channel, rev: seq, seq, id: randomId(), author, at: noon + minutes * minute_ms, body: `${seq}` };
}

function pending(body: string, minutes = 0): Pending {
  return { id: randomId(), channel, body, at: noon + minutes * minute_ms, error: undefined };
}

/** A row as one word: a number for a message, in brackets what is on its way, a star where the author is shown. */
function word(row: Row): string {
  if (row.type === "message") return `${row.isFirst ? "*" : ""}${row.message.seq}`;
  if (row.type === "pending") return `${row.isFirst ? "*" : ""}(${row.pending.body})`;
  return row.type;
}

/** The rows of messages that came in pages of this length. */
function rowsOf(messages: readonly Message[], pending: readonly Pending[], readUpTo?: number, length = 100) {
  const pages: Message[][] = [];
  for (let at = 0; at < messages.length; at += length) pages.push(messages.slice(at, at + length));
  const rows = timeline({ pages }, pending, me, readUpTo);
  return rows.slice(0, rows.length);
}

const words = (messages: readonly Message[], readUpTo?: number, length?: number) =>
  rowsOf(messages, [], readUpTo, length).map(word).join(" ");

describe("the rows of a channel", () => {
  test("name an author once for what follows in five minutes", () => {
    const rows = [message(1), message(2, ana, 5), message(3, ana, 11), message(4, ben, 11), message(5, ana, 12)];
    expect(words(rows)).toBe("day *1 2 *3 *4 *5");
  });

  test("begin anew with each day of the reader", () => {
    const rows = [message(1), message(2, ana, 1), message(3, ana, 12 * 60), message(4, ana, 12 * 60 + 1)];
    expect(words(rows)).toBe("day *1 2 day *3 4");
  });

  test("mark the first message of others after what was read", () => {
    const rows = [message(1), message(2), message(3, me), message(4), message(5)];
    expect(words(rows, 2)).toBe("day *1 2 *3 new *4 5");
    expect(words(rows, 0)).toBe("day new *1 2 *3 *4 5");
    expect(words(rows, 5)).toBe("day *1 2 *3 *4 5");
  });

  test("end with what is on its way, and keep its key when it is stored", () => {
    const sent = pending("x");
    const before = rowsOf([message(1, me)], [sent]);
    expect(before.map(word).join(" ")).toBe("day *1 (x)");
    const after = rowsOf([message(1, me), { ...message(2, me), id: sent.id }], []);
    expect(after.map(({ key }) => key).at(-1)).toBe(before.at(-1)?.key ?? "");
  });
});

describe("however the messages came in pages", () => {
  const all = Array.from({ length: 60 }, (_, i) =>
    message(i + 1, [ana, ben, me][(i * 7) % 3] ?? ana, i * 2 + (i > 30 ? 24 * 60 : 0)),
  );

  test("their rows are the same", () => {
    for (const readUpTo of [undefined, 0, 17, 59, 60])
      for (const length of [1, 7, 59]) expect(words(all, readUpTo, length)).toBe(words(all, readUpTo));
  });

  test("what happens in one page leaves the rows of the others as they are, and the heights that were found", () => {
    const pages = [all.slice(0, 20), all.slice(20, 40), all.slice(40)];
    const before = timeline({ pages }, [], me, undefined);
    for (let place = 0; place < before.length; place++) before.measured(place, 100 + place);
    const edited = pages.with(1, (pages[1] ?? []).with(5, { ...(all[25] ?? message(0)), body: "edited" }));
    const after = timeline({ pages: edited }, [], me, undefined, before);
    expect(after.blocks.map((block, at) => block === before.blocks[at])).toEqual([true, false, true]);
    const heights = (rows: Rows) =>
      Array.from({ length: rows.length }, (_, at) => rows.top_px(at + 1) - rows.top_px(at));
    expect(heights(after).slice(0, -1)).toEqual(heights(before).slice(0, -1));
    expect(after.height_px).toBe(before.height_px);
  });

  test("each row is found by where it stands, and by its message", () => {
    const pages = [all.slice(0, 20), all.slice(20, 40), all.slice(40)];
    const rows = timeline({ pages }, [pending("x", 3 * 24 * 60)], me, 30);
    for (let place = 0; place < rows.length; place++) rows.measured(place, 10 + (place % 7));
    let top_px = 0;
    for (let place = 0; place < rows.length; place++) {
      expect(rows.top_px(place)).toBe(top_px);
      const height_px = 10 + (place % 7);
      expect([rows.placeAt(top_px), rows.placeAt(top_px + height_px - 0.5)]).toEqual([place, place]);
      const row = rows.at(place);
      expect(rows.slice(place, place + 1)).toEqual(row ? [row] : []);
      if (row?.type === "message") expect(rows.placeOf(row.message.seq)).toBe(place);
      if (row?.type === "new") expect(rows.newLine).toBe(place);
      top_px += height_px;
    }
    expect(rows.height_px).toBe(top_px);
    expect([rows.placeAt(-5), rows.placeAt(top_px + 5)]).toEqual([0, rows.length - 1]);
    expect(rows.messageFrom(0)).toEqual({ place: 1, seq: 1 });
    expect(rows.messageFrom(rows.length - 1)?.seq).toBe(60);
  });
});

test("a day of the calendar begins at the reader's midnight", () => {
  expect(dateOf(noon)).toBe("2026-06-01");
  expect(beginOfDay("2026-06-01")).toBe(new Date(2026, 5, 1).getTime());
  expect(beginOfDay("")).toBeUndefined();
});

test.each([
  ["Ana Lima", "ana.lima"],
  ["José-María  O'Neill", "jose.maria.o.neill"],
  ["张伟", ""],
  ["x".repeat(31) + " y", "x".repeat(31)],
])("a handle is made of %j", (name, handle) => expect(handleFrom(name)).toBe(handle));
