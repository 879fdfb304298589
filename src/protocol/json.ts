import { type Codec, commandsIn, forbiddenKeys, type Group, grouped, isPage, itemsIn, Malformed } from "./codec.ts";
import { type AnswerOf, commands } from "./commands.ts";
import { events, messages } from "./events.ts";
import { errorReply } from "./frames.ts";
import { id_chars, isId } from "./id.ts";
import { encodedOf } from "./kept.ts";
import { limits } from "./limits.ts";
import { type Message, message } from "./records.ts";
import { isRecord, type Shape } from "./shape.ts";

/** `bantam.v1.json`: frames are text, ids 16 characters of base64url. */
export const json: Codec<string> = {
  name: "json",
  subprotocol: "bantam.v1.json",

  decode(frame) {
    const sent = messageIn(frame);
    if (sent) return [sent];
    const entries = commandsIn(parse(frame));
    // JSON.parse keeps the last of two equal keys in silence: it is caught because fewer keys come out than stand there.
    if (countKeys(entries, 1) !== countWrittenKeys(frame)) throw new Malformed("a key is there twice");
    return entries;
  },
  event: (event) => stringify(events[event.event], event),
  events: (list) => `[${grouped(list).map(groupText).join(",")}]`,
  ok: (name, re, answer) =>
    `{"re":"${re}","ok":${isPage(name, answer) ? pageText(answer) : stringify(commands[name].answer, answer)}}`,
  error: (re, error) => stringify(errorReply, re === undefined ? { error } : { re, error }),
  frame: (items) => `[${items.join(",")}]`,

  commands: (list) => `[${list.map((command) => stringify(commands[command.do].shape, command)).join(",")}]`,
  decodeFromServer: (frame) => itemsIn(parse(frame)),
};

const send_head = '[{"id":"';
const send_channel = '","do":"message.send","channel":"';
const send_body = '","body":';
const send_tail = "}]";
const send_id_at = send_head.length;
const send_channel_at = send_id_at + id_chars + send_channel.length;
const send_body_at = send_channel_at + id_chars + send_body.length;

/**
 * The command of a frame that holds one message and is written as our own clients write it: nearly all that come are.
 * Only its body is parsed then, in a quarter of the time. Undefined for every other frame; what it takes, the long way takes
 * as well, with the same outcome.
 */
function messageIn(frame: string): Record<string, unknown> | undefined {
  if (
    !frame.startsWith(send_channel, send_id_at + id_chars) ||
    !frame.startsWith(send_head) ||
    !frame.startsWith(send_body, send_channel_at + id_chars)
  )
    return undefined;
  const id = frame.slice(send_id_at, send_id_at + id_chars);
  const channel = frame.slice(send_channel_at, send_channel_at + id_chars);
  // A quote that ends the value before the end of the frame: more follows, or this is no JSON.
  const end = frame.length - send_tail.length;
  if (frame.charCodeAt(send_body_at) !== 0x22 || frame.indexOf('"}', send_body_at + 1) !== end - 1) return undefined;
  if (!isId(id) || !isId(channel) || !frame.endsWith(send_tail)) return undefined;
  try {
    const body: unknown = JSON.parse(frame.slice(send_body_at, end));
    return { id, do: "message.send", channel, body };
  } catch {
    return undefined;
  }
}

/** A page is joined from its messages, of which many may be encoded already. */
function pageText({ messages: page, more_before, more_after }: AnswerOf<"message.list">): string {
  const before = more_before === undefined ? "" : `,"more_before":${more_before}`;
  const after = more_after === undefined ? "" : `,"more_after":${more_after}`;
  return `{"messages":[${page.map(messageText).join(",")}]${before}${after}}`;
}

function messageText(record: Message): string {
  const encoded = encodedOf(record);
  if (!encoded) return stringify(message, record);
  return (encoded.json ??= stringify(message, record));
}

function groupText(group: Group): string {
  return group.event === "messages" ? stringify(messages, group) : stringify(events[group.event], group);
}

function stringify(shape: Shape<unknown>, value: unknown): string {
  return JSON.stringify(shape.declared(value));
}

function parse(frame: string): unknown {
  try {
    return JSON.parse(frame);
  } catch {
    throw new Malformed("this is not JSON");
  }
}

/** The keys of all objects in `value`; throws where it breaks a limit or has a forbidden key. */
function countKeys(value: unknown, depth: number): number {
  if (typeof value !== "object" || value === null) return 0;
  if (depth > limits.nesting_max) throw new Malformed(`values are nested deeper than ${limits.nesting_max}`);
  let keys = 0;
  let entries = 0;
  if (Array.isArray(value)) {
    entries = value.length;
    for (const entry of value) keys += countKeys(entry, depth + 1);
  } else if (isRecord(value)) {
    for (const key in value) {
      if (forbiddenKeys.has(key)) throw new Malformed(`"${key}" may not be a key`);
      entries++;
      keys += 1 + countKeys(value[key], depth + 1);
    }
  }
  if (entries > limits.entries_max) throw new Malformed(`${entries} entries are more than the limit`);
  return keys;
}

/** How many keys are written in `text`, which is valid JSON: strings that a colon follows. Linear in its length. */
function countWrittenKeys(text: string): number {
  let keys = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at)) {
    do at = text.indexOf('"', at + 1);
    while (isEscaped(text, at));
    at++;
    while (text.charCodeAt(at) <= 0x20) at++;
    if (text.charCodeAt(at) === 0x3a) keys++;
  }
  return keys;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === 0x5c) backslashes++;
  return backslashes % 2 === 1;
}
