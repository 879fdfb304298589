import { command } from "../command.ts";
import { limits } from "../limits.ts";
import * as records from "../records.ts";
import { bool, id, int, list, object, optional, text } from "../shape.ts";
import { at, channel, nothing } from "./fields.ts";

const { rev, body, message } = records;
const cursor = text(limits.cursor_bytes_max, 1, "r0Vx7mYwQ2aXn5d1ZqkT9g");

/** Messages, and how far they are read. */
export const messageCommands = {
  "message.send": command(
    "message.send",
    "Posts a message: text, attachments that you have [uploaded](#attachments), or both. On a socket the `message` event with your command's id is the answer. " +
      "@handle mentions a member of the channel; @channel and @here mention everybody in it, unless a guest writes them.",
    { ...channel, body, attachments: optional(list(id, limits.attachments_max)) },
    object({ seq: rev, at: records.time_ms }),
  ),
  "message.edit": command("message.edit", "Changes the text of a message of yours.", { ...at, body }, nothing),
  "message.delete": command(
    "message.delete",
    "Deletes a message of yours, or, as an owner of the channel or an admin in it, that of another. Its text and its attachments are gone for good.",
    at,
    nothing,
  ),
  "message.list": command(
    "message.list",
    "A page of a channel's messages in order of seq: the newest, those `before` or `after` a seq (without it), those `around` one (with it), or those around the first one since the time `at`. " +
      "Pages end early where they would grow too large.",
    {
      ...channel,
      before: optional(rev),
      after: optional(rev),
      around: optional(rev),
      at: optional(records.time_ms),
      limit: optional(int(1, limits.page_messages_max, 50)),
    },
    object({
      messages: list(message, limits.page_messages_max),
      /** Whether the channel has messages before the first and after the last of these. */
      more_before: optional(bool),
      more_after: optional(bool),
    }),
  ),
  "message.search": command(
    "message.search",
    "Messages of your channels in which all words of `query` are, newest first. Small and capital letters are the same, and so are letters with and without accents. " +
      'Words in quotes ("release notes") must follow each other, as must those of Japanese, Chinese or Thai that are written without spaces. ' +
      "The last word of the query may be the beginning of one, from 4 letters on. There is more, further back, as long as a `cursor` comes: also after a page with few " +
      "messages or none, which ended because it took long.",
    {
      query: text(limits.search_bytes_max, 1, 'deploy "release notes"'),
      channel: optional(id),
      author: optional(id),
      since: optional(records.time_ms),
      until: optional(records.time_ms),
      cursor: optional(cursor),
      limit: optional(int(1, limits.page_found_max, 20)),
    },
    object({ messages: list(message, limits.page_found_max), cursor: optional(cursor) }),
  ),
  "read.set": command(
    "read.set",
    "Moves your read position in a channel, forward or back. All your devices are told.",
    at,
    nothing,
  ),
} as const;
