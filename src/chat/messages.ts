import { Refusal } from "../protocol/errors.ts";
import type { EventOf } from "../protocol/events.ts";
import type { Id } from "../protocol/id.ts";
import { limits } from "../protocol/limits.ts";
import type { MessageRow } from "../store/rows.ts";
import { removeFiles, takeUnsent } from "./attachments.ts";
import type { Channel } from "./directory.ts";
import { membershipOf, openMembership, runs } from "./find.ts";
import { findNamed, mentionedIn, type Mentions } from "./mentions.ts";
import { sizeOf } from "./recents.ts";
import { read, write } from "./row.ts";
import type { Services } from "./services.ts";
import type { Turn } from "./turn.ts";
import { attachmentRecord, messageRecord } from "./wire.ts";

/** One for all messages that have none, which are nearly all. */
const none: Id[] = [];

export const send = write<"message.send", Mentions | undefined>({
  who: "guest",
  rate: "send",
  finds: ({ body }) => body.includes("@"),
  find: (services, { body }) => findNamed(services, body),

  decide(services, turn, { user }, { id, channel: to, body, attachments: ids = none }, named) {
    const membership = openMembership(services, user, to);
    const { channel } = membership;
    if (ids.length === 0) refuseEmpty(body);
    const mentions = mentionedIn(membership, named);
    const attachments = ids.length > 0 ? takeUnsent(services, turn, user, ids) : undefined;
    const at = turn.now;
    const seq = turn.rev(channel);
    channel.last = seq;
    turn.writes.push({
      type: "message.posted",
      channel: channel.n,
      seq,
      author: user.n,
      command: id,
      at,
      body,
      mentions: mentions ? mentions.users.map((mentioned) => mentioned.n) : [],
      everyone: mentions?.everyone,
      attachments: ids,
    });
    const event: EventOf<"message"> = {
      event: "message",
      channel: channel.id,
      rev: seq,
      seq,
      id,
      author: user.id,
      at,
      body,
    };
    if (mentions && mentions.users.length > 0) event.mentions = mentions.users.map((mentioned) => mentioned.id);
    if (mentions?.everyone) event.everyone = mentions.everyone;
    if (attachments) event.attachments = attachments.map(attachmentRecord);
    turn.told.push({ to: "channel", channel, event });
    return { seq, at };
  },
});

export const edit = write<"message.edit", MessageRow | undefined>({
  who: "guest",
  rate: "send",
  find: findMessage,
  decide(services, turn, { user }, command, found) {
    const { channel } = openMembership(services, user, command.channel);
    const message = asItIs(turn, channel, found);
    if (message.author !== user.n) throw new Refusal("forbidden", "Only its author may edit a message.");
    if (message.deleted) throw new Refusal("deleted");
    const { body } = command;
    if (message.attachments.length === 0) refuseEmpty(body);
    const rev = turn.rev(channel);
    const edited = turn.now;
    turn.writes.push({ type: "message.edited", channel: channel.n, seq: message.seq, rev, body, edited });
    tellChanged(services, turn, channel, { ...message, rev, body, edited });
    return {};
  },
});

export const remove = write<"message.delete", MessageRow | undefined>({
  who: "guest",
  find: findMessage,
  decide(services, turn, { user }, command, found) {
    const membership = openMembership(services, user, command.channel);
    const { channel } = membership;
    const message = asItIs(turn, channel, found);
    const mayDeleteOthers = channel.kind !== "direct" && runs(membership);
    if (message.author !== user.n && !mayDeleteOthers)
      throw new Refusal("forbidden", "Only its author, or who runs the channel, may delete a message.");
    if (message.deleted) throw new Refusal("deleted");
    const rev = turn.rev(channel);
    turn.writes.push({ type: "message.deleted", channel: channel.n, seq: message.seq, rev });
    removeFiles(services, turn, message.attachments);
    tellChanged(services, turn, channel, { ...message, rev, body: "", deleted: true, attachments: [] });
    return {};
  },
});

export const list = read<"message.list">({
  who: "guest",
  async read(services, { user }, command) {
    const { directory, recents, store } = services;
    const { channel } = membershipOf(services, user, command.channel);
    const { before, after, at } = command;
    if ([before, after, command.around, at].filter((bound) => bound !== undefined).length > 1)
      throw new Refusal("bad_value", 'Give one of "before", "after", "around" and "at", or none.');
    const around = at === undefined ? command.around : await store.seqSince(channel.n, at);
    const limit = command.limit ?? limits.page_messages_default;
    const records = (rows: MessageRow[]) => rows.map((row) => messageRecord(directory, channel, row));

    if (after !== undefined) {
      const rows = fitting(await store.after(channel.n, after, limit + 1), limit);
      const isFirst = (await store.before(channel.n, after + 1, 1)).length === 0;
      return page(records(rows.kept), !isFirst, rows.more);
    }
    if (around !== undefined) {
      // Each side gets half of the bytes as well as half of the messages.
      const half = Math.floor(limit / 2);
      const older = fitting((await store.before(channel.n, around, half + 1)).reverse(), half, 2);
      const newer = fitting(await store.after(channel.n, around - 1, limit - half + 1), limit - half, 2);
      return page(records([...older.kept.reverse(), ...newer.kept]), older.more, newer.more);
    }
    const recent = before === undefined ? recents.page(channel, limit) : undefined;
    if (recent) return page(recent.messages, recent.more_before, false);
    const from = before ?? channel.rev + 1;
    const rows = fitting((await store.before(channel.n, from, limit + 1)).reverse(), limit);
    const messages = records(rows.kept.reverse());
    const isWhole = messages.length === limit || !rows.more;
    if (before === undefined && limit === limits.page_messages_default && isWhole)
      recents.keep(channel, messages, rows.more);
    return page(messages, rows.more, before !== undefined && before <= channel.last);
  },
});

/** The message that is named. Who may see it is for the decision: what comes before it in the turn may say. */
async function findMessage(
  { directory, store }: Services,
  command: { channel: Id; seq: number },
): Promise<MessageRow | undefined> {
  const channel = directory.channels.get(command.channel);
  return channel && store.message(channel.n, command.seq);
}

/** The message after what this turn did to it before. */
function asItIs(turn: Turn, channel: Channel, found: MessageRow | undefined): MessageRow {
  if (!found) throw new Refusal("not_found", "There is no such message in this channel.");
  return turn.changed.get(keyOf(channel, found.seq)) ?? found;
}

function refuseEmpty(body: string): void {
  if (body === "") throw new Refusal("bad_value", '"body" must not be empty where there are no attachments.');
}

function tellChanged(services: Services, turn: Turn, channel: Channel, row: MessageRow): void {
  turn.changed.set(keyOf(channel, row.seq), row);
  const record = messageRecord(services.directory, channel, row);
  turn.told.push({ to: "channel", channel, event: { event: "message", ...record } });
}

function keyOf(channel: Channel, seq: number): string {
  return `${channel.n}:${seq}`;
}

/** The first of the rows, as many as `limit` and their bytes allow, at least one; and whether some were left out. */
export function fitting<R extends Pick<MessageRow, "body" | "attachments">>(
  rows: R[],
  limit: number,
  parts = 1,
): { kept: R[]; more: boolean } {
  const bytes_max = limits.page_bytes_max / parts;
  let bytes = 0;
  let kept = 0;
  for (const row of rows) {
    bytes += sizeOf(row);
    if (kept === limit || (kept > 0 && bytes > bytes_max)) break;
    kept++;
  }
  return { kept: rows.slice(0, kept), more: kept < rows.length };
}

function page<M>(messages: M[], more_before: boolean, more_after: boolean) {
  return { messages, ...(more_before && { more_before }), ...(more_after && { more_after }) };
}
