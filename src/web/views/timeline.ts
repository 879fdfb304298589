import type { Id } from "../../protocol/id.ts";
import type { Message } from "../../protocol/records.ts";
import type { Pending } from "../../sdk/model.ts";
import { isSameDay } from "./time.ts";

/** What stands in a channel's list of messages. `isFirst`: it shows its author, and those after it by the same do not. */
export type Row =
  | { readonly type: "day"; readonly key: string; readonly at: number }
  | { readonly type: "new"; readonly key: string }
  | { readonly type: "message"; readonly key: string; readonly message: Message; readonly isFirst: boolean }
  | { readonly type: "pending"; readonly key: string; readonly pending: Pending; readonly isFirst: boolean };

const group_ms_max = 5 * 60 * 1000;

/** The rows of messages and what is on its way after them. The first message of others after `readUpTo` is marked as new. */
export function timeline(
  messages: readonly Message[],
  pending: readonly Pending[],
  me: Id | undefined,
  readUpTo: number | undefined,
): Row[] {
  const rows: Row[] = [];
  let isMarked = readUpTo === undefined;
  let before: { author: Id | undefined; at: number } | undefined;
  const isFirst = (author: Id | undefined, at: number) => {
    const last = rows.at(-1)?.type;
    if (!before || last === "day" || last === "new") return true;
    return before.author !== author || at - before.at > group_ms_max;
  };
  for (const message of messages) {
    const { seq, author, at, id } = message;
    if (!before || !isSameDay(before.at, at)) rows.push({ type: "day", key: `day ${seq}`, at });
    if (!isMarked && author !== me && seq > (readUpTo ?? 0)) {
      isMarked = true;
      rows.push({ type: "new", key: "new" });
    }
    // Its command's id is the key of a message on its way too, so that its row stays when it is stored.
    rows.push({ type: "message", key: id, message, isFirst: isFirst(author, at) });
    before = { author, at };
  }
  for (const message of pending) {
    const { id, at } = message;
    if (!before || !isSameDay(before.at, at)) rows.push({ type: "day", key: `day ${id}`, at });
    rows.push({ type: "pending", key: id, pending: message, isFirst: isFirst(me, at) });
    before = { author: me, at };
  }
  return rows;
}
