import { signal } from "@preact/signals";

/** What stands in the fields of a form, by their names. */
export type Draft = Readonly<Record<string, string>>;

const current = signal<ReadonlyMap<string, Draft>>(new Map());

addEventListener("beforeunload", (event) => {
  if (current.peek().size > 0) event.preventDefault();
});

/** What was changed in the form at this path and is not saved: it is there when one comes back to it. */
export function draftAt(path: string): Draft | undefined {
  return current.value.get(path);
}

export function hasDrafts(): boolean {
  return current.value.size > 0;
}

/** Without a draft: there is nothing to save any more. */
export function setDraft(path: string, draft?: Draft): void {
  const next = new Map(current.peek());
  if (draft) next.set(path, draft);
  else next.delete(path);
  current.value = next;
}

export function dropDrafts(): void {
  current.value = new Map();
}
