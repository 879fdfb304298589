import type { Id } from "../../protocol/id.ts";
import { forgetKept } from "./kept.ts";
import { preferencesKey } from "./preferences.ts";

/** What this browser remembers of a session: it outlives a reload, and goes with the session. */

/** The text that was begun in a channel and not sent. */
export function loadDraft(channel: Id): string {
  return localStorage.getItem(draftKey(channel)) ?? "";
}

export function saveDraft(channel: Id, body: string): void {
  if (body === "") localStorage.removeItem(draftKey(channel));
  else remember(draftKey(channel), body);
}

/** The channel that was looked at last. */
export function lastChannel(): string | null {
  return localStorage.getItem("channel");
}

export function setLastChannel(channel: Id): void {
  remember("channel", channel);
}

/** Resolves when all of it is gone. */
export async function forgetAll(): Promise<void> {
  for (const key of Object.keys(localStorage)) {
    if (key !== preferencesKey) localStorage.removeItem(key);
  }
  sessionStorage.clear();
  await forgetKept();
}

function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // The browser has no room: then it is not remembered.
  }
}

function draftKey(channel: Id): string {
  return `draft ${channel}`;
}
