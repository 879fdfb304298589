import type { Id } from "../../protocol/id.ts";
import type { User } from "../../protocol/records.ts";
import { words } from "../language/language.ts";

/** What a mention may be completed to. */
export interface Candidate {
  readonly handle: string;
  /** A display name, or what the mention does. */
  readonly text: string;
  readonly user: Id | undefined;
}

const candidates_max = 8;
const everybody = ["channel", "here"] as const;

/** The mention that is being written before the caret: where its @ is, and what follows it. */
export function mentionBefore(text: string, caret: number): { from: number; word: string } | undefined {
  const before = text.slice(Math.max(0, caret - 64), caret);
  const found = /(?<![\p{L}\p{N}._@/-])@([\p{L}\p{N}._-]*)$/u.exec(before);
  return found ? { from: caret - found[0].length, word: (found[1] ?? "").toLowerCase() } : undefined;
}

/** Whom `word` may be the begin of, by handle or by a part of the name; those whose handle begins so come first. */
export function completionsOf(word: string, users: readonly User[], withEverybody: boolean): Candidate[] {
  const byHandle = users.filter(({ handle }) => handle.startsWith(word));
  const byName = users.filter((user) => !byHandle.includes(user) && namePartStarts(user.name, word));
  const sorted = (some: User[]) => some.toSorted((a, b) => (a.handle < b.handle ? -1 : 1));
  const people = [...sorted(byHandle), ...sorted(byName)].map(({ id, handle, name }) => ({
    handle,
    text: name,
    user: id,
  }));
  const all = withEverybody ? everybody.filter((handle) => handle.startsWith(word)) : [];
  const text = words().composer.everybody;
  return [...people.slice(0, candidates_max - all.length), ...all.map((handle) => ({ handle, text, user: undefined }))];
}

function namePartStarts(name: string, word: string): boolean {
  return name
    .toLowerCase()
    .split(/\s+/)
    .some((part) => part.startsWith(word));
}
