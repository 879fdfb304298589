import { commands } from "./commands.ts";
import { event } from "./events.ts";
import { errorReply } from "./frames.ts";
import type { Shape } from "./shape.ts";

/** The protocol's own words: names of fields, commands and events, values of choices. */
const byHash = new Map<number, string>();
const utf8 = new TextEncoder();

/** The word that these bytes spell, found without decoding them; undefined when it is not one of the protocol's. */
export function findWord(bytes: Uint8Array, from: number, length: number): string | undefined {
  const word = byHash.get(hashOf(bytes, from, length));
  if (word?.length !== length) return undefined;
  for (let i = 0; i < length; i++) if (bytes[from + i] !== word.charCodeAt(i)) return undefined;
  return word;
}

function hashOf(bytes: Uint8Array, from: number, length: number): number {
  let hash = length;
  for (let i = from; i < from + length; i++) hash = (Math.imul(hash, 31) + (bytes[i] ?? 0)) | 0;
  return hash;
}

function add(word: string): void {
  const bytes = utf8.encode(word);
  byHash.set(hashOf(bytes, 0, bytes.length), word);
}

function addWordsOf({ kind }: Shape<unknown>): void {
  if (kind.type === "choice") kind.values.forEach(add);
  if (kind.type === "list" || kind.type === "map") addWordsOf(kind.of);
  if (kind.type === "union") Object.values(kind.members).forEach(addWordsOf);
  if (kind.type === "object")
    for (const { name, shape } of kind.fields) {
      add(name);
      addWordsOf(shape);
    }
}

for (const { shape, answer } of Object.values(commands)) {
  addWordsOf(shape);
  addWordsOf(answer);
}
addWordsOf(event);
addWordsOf(errorReply);
add("ok");
