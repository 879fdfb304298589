import type { Id } from "./id.ts";
import { limits } from "./limits.ts";
import type { Message } from "./records.ts";

/** Of a channel's messages from others after what its reader has read: how many there are, and how many of them are for the reader. */
export interface Unread {
  readonly unread: number;
  readonly mentions: number;
}

/** The counts of `me`, who has read up to `read`, after an event of a message. */
export function countOn({ unread, mentions }: Unread, message: Message, me: Id | undefined, read: number): Unread {
  const { author, seq, rev, deleted, everyone, mentions: mentioned } = message;
  if (author === me || seq <= read) return { unread, mentions };
  const step = rev === seq ? 1 : deleted ? -1 : 0;
  const isForMe = everyone !== undefined || (me !== undefined && (mentioned?.includes(me) ?? false));
  return { unread: count(unread, step), mentions: isForMe ? count(mentions, step) : mentions };
}

/** The largest count stands for itself and everything beyond, so that it cannot be counted down from. */
function count(known: number, step: number): number {
  return known === limits.unread_max ? known : Math.max(0, known + step);
}
