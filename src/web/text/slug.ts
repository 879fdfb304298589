/**
 * A channel's name as it is written in a message behind "#": "Secret Plans!" is #secret-plans. Empty when nothing of the name
 * can be written so.
 */
export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}._]+/gu, "-")
    .replace(/^[^\p{L}\p{N}]+|[._-]+$/gu, "");
}
