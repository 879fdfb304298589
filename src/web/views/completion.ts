import type { Id } from "../../protocol/id.ts";
import type { User } from "../../protocol/records.ts";
import type { Channel } from "../../sdk/model.ts";
import { type EmojiTable, findEmoji } from "../emoji/emoji.ts";
import { rank } from "../text/fuzzy.ts";
import { slugOf } from "../text/slug.ts";

/** What a word that is being written may be completed to. */
export interface Candidate {
  /** What is written in place of the word, mark included. */
  readonly insert: string;
  /** What it is called in the list, and what else is said of it. */
  readonly label: string;
  readonly text: string;
  readonly picture: Picture | undefined;
}

export type Picture =
  | { readonly type: "user"; readonly user: Id }
  | { readonly type: "channel"; readonly channel: Channel }
  | { readonly type: "text"; readonly text: string };

/** What candidates are made of. What is not loaded yet is missing. */
export interface Known {
  readonly users: readonly { readonly user: User; readonly isMember: boolean }[];
  readonly withEverybody: boolean;
  readonly channels: readonly Channel[];
  readonly emoji: EmojiTable | undefined;
  /** The slash commands that may be used here, with what is said of each. */
  readonly slashes: readonly { readonly name: string; readonly text: string }[];
  readonly words: { readonly everybody: string; readonly notHere: string };
}

export type TriggerName = "mention" | "channel" | "emoji" | "slash";

/** The begin of a word that can be completed. */
export interface Begin {
  readonly trigger: TriggerName;
  readonly from: number;
  readonly word: string;
}

interface Trigger {
  /** Found at the end of what stands before the caret; its group is the word. */
  readonly pattern: RegExp;
  readonly find: (word: string, known: Known) => Candidate[];
}

export const candidates_max = 8;
const begin_chars_max = 64;

/** One row for each mark that starts a completion. */
const triggers: Readonly<Record<TriggerName, Trigger>> = {
  mention: { pattern: /(?<![\p{L}\p{N}._@/-])@([\p{L}\p{N}._-]*)$/u, find: findMentions },
  channel: { pattern: /(?<![\p{L}\p{N}._#&@/-])#([\p{L}\p{N}\p{M}._-]*)$/u, find: findChannels },
  emoji: { pattern: /(?<![\p{L}\p{N}:/])[:]([\p{L}\p{N}_+-]{2,})$/u, find: findEmojis },
  slash: { pattern: /^\/([a-z]*)$/, find: findSlashes },
};
const triggerNames: readonly TriggerName[] = ["mention", "channel", "emoji", "slash"];

/** The word before the caret that can be completed, if there is one: where its mark is, and what follows it. */
export function beginBefore(text: string, caret: number): Begin | undefined {
  const start = Math.max(0, caret - begin_chars_max);
  const before = text.slice(start, caret);
  for (const trigger of triggerNames) {
    const found = triggers[trigger].pattern.exec(before);
    const isAtStart = trigger !== "slash" || start === 0;
    if (found && isAtStart) return { trigger, from: caret - found[0].length, word: (found[1] ?? "").toLowerCase() };
  }
  return undefined;
}

export function candidatesOf({ trigger, word }: Begin, known: Known): Candidate[] {
  return triggers[trigger].find(word, known);
}

/** Whom `word` may be the begin of, by handle or by a part of the name; members come first, and of them those by handle. */
function findMentions(word: string, { users, withEverybody, words }: Known): Candidate[] {
  const fits = ({ user: { handle, name } }: Known["users"][number]) =>
    handle.startsWith(word) ? 0 : namePartStarts(name, word) ? 1 : undefined;
  const found = users.flatMap((one) => {
    const rank = fits(one);
    return rank === undefined ? [] : [{ ...one, order: rank + (one.isMember ? 0 : 2) }];
  });
  const people = found
    .sort((a, b) => a.order - b.order || (a.user.handle < b.user.handle ? -1 : 1))
    .map(({ user: { id, handle, name }, isMember }): Candidate => {
      const text = isMember ? name : `${name} · ${words.notHere}`;
      return { insert: `@${handle}`, label: `@${handle}`, text, picture: { type: "user", user: id } };
    });
  const all = withEverybody ? ["channel", "here"].filter((handle) => handle.startsWith(word)) : [];
  return [
    ...people.slice(0, candidates_max - all.length),
    ...all.map((handle): Candidate => ({
      insert: `@${handle}`,
      label: `@${handle}`,
      text: words.everybody,
      picture: { type: "text", text: "@" },
    })),
  ];
}

function namePartStarts(name: string, word: string): boolean {
  return name
    .toLowerCase()
    .split(/\s+/)
    .some((part) => part.startsWith(word));
}

function findChannels(word: string, { channels }: Known): Candidate[] {
  const named = channels
    .filter(({ name = "", archived }) => !archived && slugOf(name) !== "")
    .toSorted((a, b) => ((a.name ?? "") < (b.name ?? "") ? -1 : 1));
  const found = word === "" ? named : rank(word, named, ({ name = "" }) => [name, slugOf(name)], candidates_max);
  return found.slice(0, candidates_max).map((channel) => {
    const { name = "", topic = "" } = channel;
    return { insert: `#${slugOf(name)}`, label: name, text: topic, picture: { type: "channel", channel } };
  });
}

function findEmojis(word: string, { emoji }: Known): Candidate[] {
  if (!emoji) return [];
  return findEmoji(emoji, word, candidates_max).map(({ char, codes: [code = ""], name }) => ({
    insert: char,
    label: `:${code}:`,
    text: name,
    picture: { type: "text", text: char },
  }));
}

function findSlashes(word: string, { slashes }: Known): Candidate[] {
  return slashes
    .filter(({ name }) => name.startsWith(word))
    .map(({ name, text }) => ({ insert: `/${name}`, label: `/${name}`, text, picture: undefined }));
}
