import { signal } from "@preact/signals";
import type { Id } from "../../protocol/id.ts";

/** Which of the pictures that can move do: those that were asked to, and the others unless the person wants no motion. */

const calm = matchMedia("(prefers-reduced-motion: reduce)");
/** Whether the person wants no motion. */
export const isCalm = signal(calm.matches);
calm.addEventListener("change", () => {
  isCalm.value = calm.matches;
});

/** What was pressed. */
const asked = signal<ReadonlyMap<Id, boolean>>(new Map());

export function isMoving(picture: Id): boolean {
  return asked.value.get(picture) ?? !isCalm.value;
}

export function setMoving(picture: Id, moves: boolean): void {
  asked.value = new Map(asked.peek()).set(picture, moves);
}
