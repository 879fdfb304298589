import { type Codec, commandsIn, forbiddenKeys, itemsIn, Malformed } from "./codec.ts";
import { commands } from "./commands.ts";
import { events } from "./events.ts";
import { errorReply } from "./frames.ts";
import { limits } from "./limits.ts";
import { isRecord, type Shape } from "./shape.ts";

/** `bantam.v1.json`: frames are text, ids 16 characters of base64url. */
export const json: Codec<string> = {
  name: "json",
  subprotocol: "bantam.v1.json",

  decode(frame) {
    const entries = commandsIn(parse(frame));
    // JSON.parse keeps the last of two equal keys in silence: it is caught because fewer keys come out than stand there.
    if (countKeys(entries, 1) !== countWrittenKeys(frame)) throw new Malformed("a key is there twice");
    return entries;
  },
  event: (event) => stringify(events[event.event], event),
  ok: (name, re, answer) => `{"re":"${re}","ok":${stringify(commands[name].answer, answer)}}`,
  error: (re, error) => stringify(errorReply, re === undefined ? { error } : { re, error }),
  frame: (items) => `[${items.join(",")}]`,

  commands: (list) => `[${list.map((command) => stringify(commands[command.do].shape, command)).join(",")}]`,
  decodeFromServer: (frame) => itemsIn(parse(frame)),
};

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
