import { type Signal, signal } from "@preact/signals";
import { type Id, idOf, isId } from "../../protocol/id.ts";
import { dropDrafts } from "./drafts.ts";
import { forgetKept } from "./kept.ts";
import { preferencesKey } from "./preferences.ts";
import { dropUploads } from "./uploads.ts";

/** What this browser remembers of a session: it outlives a reload, and goes with the session. */

/** The channels that were looked at last, the latest first. */
export function lastChannels(): Id[] {
  return (localStorage.getItem("channels") ?? "").split(" ").filter(isId);
}

const channels_max = 12;

export function setLastChannel(channel: Id): void {
  const others = lastChannels().filter((other) => other !== channel);
  remember("channels", [channel, ...others].slice(0, channels_max).join(" "));
}

/** An own message that is being changed, with its text so far. */
export interface Edit {
  readonly seq: number;
  readonly body: string;
}

const editPrefix = "edit ";
/** Another one whenever a change was begun, went on or ended in another window. */
const editedElsewhere = signal(0);

/** Whether a message of the channel is being changed, in whichever of the browser's windows. */
export function hasEdit(channel: Id): boolean {
  void editedElsewhere.value;
  return loadEdit(channel) !== undefined;
}

export function loadEdit(channel: Id): Edit | undefined {
  const [, seq, body] = /^(\d+) ([^]*)$/.exec(localStorage.getItem(editPrefix + channel) ?? "") ?? [];
  return seq === undefined || body === undefined ? undefined : { seq: Number(seq), body };
}

export function saveEdit(channel: Id, edit: Edit | undefined): void {
  if (edit) remember(editPrefix + channel, `${edit.seq} ${edit.body}`);
  else localStorage.removeItem(editPrefix + channel);
}

const drafts = new Map<Id, Signal<string>>();

/** The text that was begun in a channel and not sent: the same for all who show it, and in all of the browser's windows. */
export function draftOf(channel: Id): Signal<string> {
  let draft = drafts.get(channel);
  if (!draft) {
    const made = signal(localStorage.getItem(draftKey(channel)) ?? "");
    made.subscribe((body) => saveDraft(channel, body));
    drafts.set(channel, made);
    draft = made;
  }
  return draft;
}

/** Puts texts before what was begun in a channel, but for those that stand there: another window may have put them there already. */
export function putIntoDraft(channel: Id, texts: readonly string[]): void {
  const draft = draftOf(channel);
  const known = draft.peek();
  const added = texts.filter((text) => text !== "" && !`\n${known}\n`.includes(`\n${text}\n`));
  draft.value = [...added, known].filter((text) => text !== "").join("\n");
}

/** Where its message cannot be changed any more: what was begun goes into the draft, and is not lost with it. */
export function putEditIntoDraft(channel: Id): void {
  const edit = loadEdit(channel);
  if (!edit) return;
  putIntoDraft(channel, [edit.body.trimEnd()]);
  saveEdit(channel, undefined);
}

/** All drafts that there are, by channel. */
export function allDrafts(): ReadonlyMap<Id, string> {
  const ids = Object.keys(localStorage).flatMap((key) => draftChannel(key) ?? []);
  return new Map(ids.map((id) => [id, draftOf(id).peek()]));
}

addEventListener("storage", ({ key }) => {
  if (key?.startsWith(editPrefix)) editedElsewhere.value++;
  // Without a key all was cleared: the session is over, which is heard of otherwise.
  const id = draftChannel(key);
  const draft = id && drafts.get(id);
  // What is stored now, and not what was when this happened: kept as the draft, that would be stored over what was typed since.
  if (draft) draft.value = localStorage.getItem(draftKey(id)) ?? "";
});

/** Small things that make it more convenient: lost without harm. */
export function recall(what: "emoji" | "firstSteps" | "tone" | "toolbar"): string {
  return localStorage.getItem(what) ?? "";
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // The browser has no room. What was remembered before would be wrong now.
    localStorage.removeItem(key);
  }
}

/** The workspace's colour, for the moments until the server says it. */
export function loadAccent(): string | null {
  return localStorage.getItem("accent");
}

export function saveAccent(accent: string): void {
  remember("accent", accent);
}

/** Whether anything of a session is left here. */
export function remembersSession(): boolean {
  return Object.keys(localStorage).some((key) => key !== preferencesKey);
}

/** Resolves when all of it is gone. */
export async function forgetAll(): Promise<void> {
  drafts.clear();
  dropUploads();
  dropDrafts();
  for (const key of Object.keys(localStorage)) {
    if (key !== preferencesKey) localStorage.removeItem(key);
  }
  sessionStorage.clear();
  await forgetKept();
}

function saveDraft(channel: Id, body: string): void {
  const key = draftKey(channel);
  if (body === (localStorage.getItem(key) ?? "")) return;
  if (body === "") localStorage.removeItem(key);
  else remember(key, body);
}

const draftPrefix = "draft ";

function draftKey(channel: Id): string {
  return draftPrefix + channel;
}

function draftChannel(key: string | null): Id | undefined {
  return idOf(key?.startsWith(draftPrefix) ? key.slice(draftPrefix.length) : undefined);
}
