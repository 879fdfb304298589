import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Id } from "../../protocol/id.ts";

/** Which one of very many is meant. Each can ask about itself: of another choice only the one before and the one after hear. */
export class Chosen {
  readonly #signals = new Map<Id, Signal<boolean>>();
  #id: Id | undefined;

  constructor(source: ReadonlySignal<Id | undefined>) {
    source.subscribe((id) => {
      const before = this.#id && this.#signals.get(this.#id);
      const after = id && this.#signals.get(id);
      this.#id = id;
      if (before) before.value = false;
      if (after) after.value = true;
    });
  }

  /** Whether it is this one, for whoever draws it now and wants to draw it again when that changes. */
  is(id: Id): boolean {
    let known = this.#signals.get(id);
    if (!known) {
      known = signal(id === this.#id);
      this.#signals.set(id, known);
    }
    return known.value;
  }
}
