import type { Id } from "../../protocol/id.ts";

/** Texts that were begun and not sent, by channel. They outlive a reload, and go with the session. */
export function loadDraft(channel: Id): string {
  return localStorage.getItem(key(channel)) ?? "";
}

export function saveDraft(channel: Id, body: string): void {
  if (body === "") localStorage.removeItem(key(channel));
  else localStorage.setItem(key(channel), body);
}

const lastKey = "channel";

/** The channel that was looked at last on this device. */
export function lastChannel(): string | null {
  return localStorage.getItem(lastKey);
}

export function setLastChannel(channel: Id): void {
  localStorage.setItem(lastKey, channel);
}

function key(channel: Id): string {
  return `draft ${channel}`;
}
