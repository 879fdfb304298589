/** Whether what the database says of files is so, after a kill or a power cut too. */
import type { Database } from "bun:sqlite";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Id, idToBytes } from "../../src/protocol/id.ts";
import type { Sent } from "./ledger.ts";

interface Row {
  id: Id;
  small: number;
  bytes: number;
  /** Of its message, when it is in one: the command that sent it, whether it is there and not deleted, and its place. */
  command: Uint8Array | null;
  is_there: number | null;
  is_sent: number;
  place: number | null;
}

const flags = { deleted: 1, attachments: 8 };

/**
 * What is wrong, in words. Every file that is named is there and whole; a message has all of its attachments, in their order, or
 * is not there; what `isKnown` is there, unless somebody wanted its message deleted.
 */
export function checkAttachments(
  db: Database,
  dataDir: string,
  sent: readonly Sent[],
  uploads: ReadonlyMap<Id, Uint8Array>,
  isKnown: (id: Id) => boolean,
): string[] {
  const problems: string[] = [];
  const rows = db
    .query<Row, []>(
      `SELECT a.id, a.small, a.bytes, a.place, a.channel IS NOT NULL AS is_sent, m.command,
         NOT m.flags & ${flags.deleted} AND m.flags & ${flags.attachments} <> 0 AS is_there
       FROM attachments AS a LEFT JOIN messages AS m ON m.channel = a.channel AND m.seq = a.seq`,
    )
    .all();
  const attached = new Map<string, Id[]>();
  for (const { id, small, bytes, command, is_there, is_sent, place } of rows) {
    const path = join(dataDir, "files", id);
    const uploaded = uploads.get(id);
    if (!existsSync(path)) problems.push(`the file ${id} is missing`);
    else if (readFileSync(path).length !== bytes || (uploaded && !readFileSync(path).equals(uploaded)))
      problems.push(`the file ${id} is not what was uploaded`);
    if (small && (!existsSync(`${path}.small`) || readFileSync(`${path}.small`).length === 0))
      problems.push(`the small one of the file ${id} is missing`);
    if (is_sent && !is_there) problems.push(`the file ${id} belongs to no message that is there`);
    if (command && place !== null) {
      const key = Buffer.from(command).toString("hex");
      const list = attached.get(key) ?? [];
      list[place] = id;
      attached.set(key, list);
    }
  }
  const deleted = new Set(sent.filter(({ does }) => does === "delete").map(({ channel, seq }) => `${channel}:${seq}`));
  const given = new Set(rows.map(({ id }) => id));
  const gone = new Set<Id>();
  const message = db.query<{ seq: number; flags: number }, [Uint8Array]>(
    "SELECT seq, flags FROM messages WHERE command = ?",
  );
  for (const { id, channel, attachments = [] } of sent) {
    if (attachments.length === 0) continue;
    const row = message.get(idToBytes(id));
    if (row && deleted.has(`${channel}:${row.seq}`)) for (const each of attachments) gone.add(each);
    const isThere = row !== null && (row.flags & flags.deleted) === 0;
    const found = attached.get(Buffer.from(idToBytes(id)).toString("hex")) ?? [];
    if (!Bun.deepEquals(found, isThere ? attachments : []))
      problems.push(`the message ${id} has the files ${found.join()}, and not ${attachments.join()}`);
  }
  for (const id of uploads.keys())
    if (isKnown(id) && !given.has(id) && !gone.has(id)) problems.push(`the upload ${id} was acknowledged and is lost`);
  return problems;
}
