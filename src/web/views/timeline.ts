import type { Id } from "../../protocol/id.ts";
import type { Message } from "../../protocol/records.ts";
import type { Pending } from "../../sdk/model.ts";
import type { MessagePage, MessageWindow } from "../../sdk/window.ts";
import { Block, Rows } from "./rows.ts";
import { isSameDay } from "./time.ts";

/** What stands in a channel's list of messages. `isFirst`: it shows its author, and those after it by the same do not. */
export type Row =
  | { readonly type: "day"; readonly key: string; readonly at: number }
  | { readonly type: "new"; readonly key: string }
  | { readonly type: "message"; readonly key: string; readonly message: Message; readonly isFirst: boolean }
  | { readonly type: "pending"; readonly key: string; readonly pending: Pending; readonly isFirst: boolean };

const group_ms_max = 5 * 60 * 1000;

interface Kept {
  readonly block: Block;
  readonly previous: Message | undefined;
  readonly firstNew: number | undefined;
}

/** The rows of pages that were shown: they stay the same for as long as their page does, with the heights they were found to have. */
const kept = new WeakMap<MessagePage, Kept>();

/**
 * The rows of a window and what is on its way after it. The first message of others after `readUpTo` is marked as new.
 * `before` are the rows as they were: of what is the same, the heights are known.
 */
export function timeline(
  { pages }: Pick<MessageWindow, "pages">,
  pending: readonly Pending[],
  me: Id | undefined,
  readUpTo: number | undefined,
  before?: Rows,
): Rows {
  const firstNew = readUpTo === undefined ? undefined : firstOfOthers(pages, me, readUpTo);
  const blocks: Block[] = [];
  let previous: Message | undefined;
  for (const page of pages) {
    blocks.push(blockOf(page, previous, firstNew, before));
    previous = page.at(-1);
  }
  if (pending.length > 0) blocks.push(new Block(pendingRows(pending, me, previous), before?.blocks.at(-1)));
  return new Rows(blocks);
}

/** The first message after `readUpTo` that is not by `me`. */
export function firstOfOthers(pages: readonly MessagePage[], me: Id | undefined, readUpTo: number): number | undefined {
  for (const page of pages) {
    if ((page.at(-1)?.seq ?? 0) <= readUpTo) continue;
    const found = page.find(({ seq, author }) => seq > readUpTo && author !== me);
    if (found) return found.seq;
  }
  return undefined;
}

function blockOf(
  page: MessagePage,
  previous: Message | undefined,
  firstNewOfAll: number | undefined,
  before: Rows | undefined,
): Block {
  const [from, to] = [page[0]?.seq ?? 0, page.at(-1)?.seq ?? 0];
  const firstNew =
    firstNewOfAll !== undefined && firstNewOfAll >= from && firstNewOfAll <= to ? firstNewOfAll : undefined;
  const known = kept.get(page);
  if (known && known.previous === previous && known.firstNew === firstNew) return known.block;
  const block = new Block(messageRows(page, previous, firstNew), known?.block ?? before?.blockAt(from));
  kept.set(page, { block, previous, firstNew });
  return block;
}

/** Whoever and whenever the message before was by and of. */
interface Previous {
  readonly author: Id | undefined;
  readonly at: number;
}

function messageRows(page: MessagePage, before: Message | undefined, firstNew: number | undefined): Row[] {
  const rows: Row[] = [];
  let previous: Previous | undefined = before;
  for (const message of page) {
    const { seq, author, at, id } = message;
    const isNewDay = !previous || !isSameDay(previous.at, at);
    if (isNewDay) rows.push({ type: "day", key: `day ${seq}`, at });
    if (seq === firstNew) rows.push({ type: "new", key: "new" });
    const isFirst = isNewDay || seq === firstNew || !isOfGroup(previous, author, at);
    // Its command's id is the key of a message on its way too, so that its row stays when it is stored.
    rows.push({ type: "message", key: id, message, isFirst });
    previous = message;
  }
  return rows;
}

function pendingRows(pending: readonly Pending[], me: Id | undefined, before: Message | undefined): Row[] {
  const rows: Row[] = [];
  let previous: Previous | undefined = before;
  for (const message of pending) {
    const { id, at } = message;
    const isNewDay = !previous || !isSameDay(previous.at, at);
    if (isNewDay) rows.push({ type: "day", key: `day ${id}`, at });
    rows.push({ type: "pending", key: id, pending: message, isFirst: isNewDay || !isOfGroup(previous, me, at) });
    previous = { author: me, at };
  }
  return rows;
}

function isOfGroup(previous: Previous | undefined, author: Id | undefined, at: number): boolean {
  return previous !== undefined && previous.author === author && at - previous.at <= group_ms_max;
}
