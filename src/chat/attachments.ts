import { Refusal } from "../protocol/errors.ts";
import type { Id } from "../protocol/id.ts";
import type { AttachmentRow } from "../store/rows.ts";
import type { User } from "./directory.ts";
import type { Services } from "./services.ts";
import type { Turn } from "./turn.ts";

/** What belongs to messages beside their text. What was uploaded and is in no message yet is in memory, by its id. */

/** What a new message of the user takes with it: each is in no other from now on. Refuses before it changes anything. */
export function takeUnsent({ directory }: Services, turn: Turn, user: User, ids: readonly Id[]): AttachmentRow[] {
  if (new Set(ids).size < ids.length) throw new Refusal("bad_value", "An attachment is in a message once.");
  const rows = ids.map((id) => {
    const row = directory.unsent.get(id);
    if (row?.user === user.n) return row;
    throw new Refusal(
      "not_found",
      "An attachment is not there: it is in a message already, or was uploaded too long ago. Upload it again.",
    );
  });
  for (const { id } of rows) turn.drop(directory.unsent, id);
  return rows;
}

/** Has the files go once it is stored for good that nothing names them. */
export function removeFiles({ files, report, store }: Services, turn: Turn, rows: readonly AttachmentRow[]): void {
  if (rows.length === 0) return;
  const remove = async () => {
    await store.settle();
    await files.remove(rows.map(({ id }) => id));
  };
  turn.after(() => {
    remove().catch(report);
  });
}

/**
 * The attachment with this id, for who may see its message now; while it is in none, for its uploader. Refuses with
 * not_found.
 */
export async function attachmentFor({ directory, store }: Services, asker: User, id: Id): Promise<AttachmentRow> {
  const found = await store.attachment(id);
  if (!found) throw new Refusal("not_found");
  const { channel: n, ...attachment } = found;
  const memberships = await directory.enter(asker);
  const channel = n === undefined ? undefined : directory.channelsByN.get(n);
  if (channel ? memberships.has(channel) : attachment.user === asker.n) return attachment;
  throw new Refusal("not_found");
}
