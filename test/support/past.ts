/** Messages that were sent before a test began. */
import { join } from "node:path";
import { commandId, type Id } from "../../src/protocol/id.ts";
import { openSqlite } from "../../src/store/sqlite/engine.ts";

const batch_messages = 5000;

export interface Past {
  readonly channel: Id;
  readonly authors: readonly Id[];
  readonly count: number;
  /** The text of the message of this number; numbers begin at 1. */
  readonly body?: (number: number) => string;
  /** When it was sent: unless told, a minute after the one before, and the last one now. */
  readonly at?: (number: number) => number;
}

/** Writes messages into a channel of a data folder whose server does not run: 100,000 within a few seconds. */
export async function writePast(dataDir: string, past: Past): Promise<void> {
  const now = Date.now();
  const { count, body = (number) => `Message ${number}`, at = (number) => now - (count - number) * 60_000 } = past;
  const store = openSqlite({ path: join(dataDir, "bantam.db"), durability: "relaxed" });
  try {
    const { channels, users } = await store.load();
    const channel = channels.find(({ id }) => id === past.channel)?.n ?? 0;
    const authors = past.authors.map((id) => users.find((user) => user.id === id)?.n ?? 0);
    const [head] = await store.heads([channel]);
    if (!head || authors.includes(0)) throw new Error("the channel or an author is not in this folder");
    for (let done = 0; done < count; done += batch_messages) {
      const numbers = Array.from({ length: Math.min(batch_messages, count - done) }, (_, i) => done + i + 1);
      await store.commit(
        numbers.map((number) => ({
          type: "message.posted",
          channel,
          seq: head.rev + number,
          author: authors[number % authors.length] ?? 0,
          command: commandId(),
          at: at(number),
          body: body(number),
          mentions: [],
          attachments: [],
          everyone: undefined,
        })),
      );
    }
  } finally {
    await store.close();
  }
}
