import type { FieldsOf } from "../protocol/commands.ts";
import type { Message } from "../protocol/records.ts";
import type { Sync } from "./sync.ts";

/** Where to search: all is optional. */
export type SearchFilter = Pick<FieldsOf<"message.search">, "channel" | "author" | "since" | "until" | "limit">;

export interface SearchPage {
  /** Newest first. */
  readonly messages: readonly Message[];
  /** Loads the page after this one; undefined on the last. */
  readonly more: (() => Promise<SearchPage>) | undefined;
}

/** The page after `cursor`. The server ends a page on which it found nothing for a while: it is asked to go on. */
export async function searchPage(
  sync: Sync,
  query: string,
  filter: SearchFilter,
  cursor?: string,
): Promise<SearchPage> {
  for (let from = cursor; ;) {
    const fields = { query, ...filter, ...(from !== undefined && { cursor: from }) };
    const { messages, cursor: next } = await sync.outbox.ask("message.search", fields);
    if (messages.length === 0 && next !== undefined) {
      from = next;
      continue;
    }
    return { messages, more: next === undefined ? undefined : () => searchPage(sync, query, filter, next) };
  }
}
