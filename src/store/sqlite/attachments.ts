import { and, asc, eq, getTableColumns, inArray, isNull, sql } from "drizzle-orm";
import type { AttachmentRow } from "../rows.ts";
import type { Store } from "../store.ts";
import type { Queries } from "./engine.ts";
import { attachments } from "./schema.ts";

interface AttachmentQueries extends Pick<Store, "attachment" | "attachments" | "unsent" | "attachedBytes"> {
  /** Those of a message, in their order. */
  readonly attachedTo: (channel: number, seq: number) => AttachmentRow[];
}

const { channel: _channel, seq: _seq, place: _place, ...columns } = getTableColumns(attachments);

export function attachmentQueries(db: Queries): AttachmentQueries {
  const one = db
    .select({ ...columns, channel: attachments.channel })
    .from(attachments)
    .where(eq(attachments.id, sql.placeholder("id")))
    .prepare();
  const ofMessage = db
    .select(columns)
    .from(attachments)
    .where(and(eq(attachments.channel, sql.placeholder("channel")), eq(attachments.seq, sql.placeholder("seq"))))
    .orderBy(asc(attachments.place))
    .prepare();
  const ofUser = db
    .select({ bytes: sql<number>`coalesce(sum(${attachments.bytes}), 0)` })
    .from(attachments)
    .where(eq(attachments.user, sql.placeholder("user")))
    .prepare();

  return {
    attachedTo: (channel, seq) => ofMessage.all({ channel, seq }),
    async unsent() {
      return db.select(columns).from(attachments).where(isNull(attachments.channel)).orderBy(attachments.at).all();
    },
    async attachment(id) {
      const found = one.get({ id });
      return found && { ...found, channel: found.channel ?? undefined };
    },
    async attachments(ids) {
      const found = db
        .select({ id: attachments.id })
        .from(attachments)
        .where(inArray(attachments.id, [...ids]))
        .all();
      return new Set(found.map(({ id }) => id));
    },
    async attachedBytes(user) {
      return ofUser.get({ user })?.bytes ?? 0;
    },
  };
}
