import type { Id } from "../../protocol/id.ts";

/** Pictures that this page has itself, since they were uploaded from it: shown at once, and not loaded when they come back. */

const urls = new Map<Id, string>();
/** Beyond this, those of long ago are let go of. */
const urls_max = 50;

export function localUrl(attachment: Id): string | undefined {
  return urls.get(attachment);
}

export function keepLocal(attachment: Id, url: string): void {
  urls.set(attachment, url);
  const [oldest] = urls.size > urls_max ? urls.keys() : [];
  if (oldest) dropLocal(oldest);
}

/** The server gave it an id of its own. */
export function renameLocal(before: Id, attachment: Id): void {
  const url = urls.get(before);
  urls.delete(before);
  if (url !== undefined) urls.set(attachment, url);
}

export function dropLocal(attachment: Id): void {
  const url = urls.get(attachment);
  urls.delete(attachment);
  if (url !== undefined) URL.revokeObjectURL(url);
}
