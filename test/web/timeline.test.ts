import { describe, expect, test } from "bun:test";
import { randomId } from "../../src/protocol/id.ts";
import type { Message } from "../../src/protocol/records.ts";
import type { Pending } from "../../src/sdk/model.ts";
import { handleFrom } from "../../src/web/views/entry/handle.ts";
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

const words = (...given: Parameters<typeof timeline>) =>
  timeline(...given)
    .map(word)
    .join(" ");

describe("the rows of a channel", () => {
  test("name an author once for what follows in five minutes", () => {
    const rows = [message(1), message(2, ana, 5), message(3, ana, 11), message(4, ben, 11), message(5, ana, 12)];
    expect(words(rows, [], me, undefined)).toBe("day *1 2 *3 *4 *5");
  });

  test("begin anew with each day of the reader", () => {
    const rows = [message(1), message(2, ana, 1), message(3, ana, 12 * 60), message(4, ana, 12 * 60 + 1)];
    expect(words(rows, [], me, undefined)).toBe("day *1 2 day *3 4");
  });

  test("mark the first message of others after what was read", () => {
    const rows = [message(1), message(2), message(3, me), message(4), message(5)];
    expect(words(rows, [], me, 2)).toBe("day *1 2 *3 new *4 5");
    expect(words(rows, [], me, 0)).toBe("day new *1 2 *3 *4 5");
    expect(words(rows, [], me, 5)).toBe("day *1 2 *3 *4 5");
  });

  test("end with what is on its way, and keep its key when it is stored", () => {
    const sent = pending("x");
    const before = timeline([message(1, me)], [sent], me, undefined);
    expect(before.map(word).join(" ")).toBe("day *1 (x)");
    const after = timeline([message(1, me), { ...message(2, me), id: sent.id }], [], me, undefined);
    expect(after.map(({ key }) => key).at(-1)).toBe(before.at(-1)?.key ?? "");
  });
});

test.each([
  ["Ana Lima", "ana.lima"],
  ["José-María  O'Neill", "jose.maria.o.neill"],
  ["张伟", ""],
  ["x".repeat(31) + " y", "x".repeat(31)],
])("a handle is made of %j", (name, handle) => expect(handleFrom(name)).toBe(handle));
