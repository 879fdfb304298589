import { type Signal, signal } from "@preact/signals";
import type { Id } from "../../protocol/id.ts";

/**
 * The values of one of the model's maps as signals, each made when it is first looked at. Values of the model are replaced
 * and never changed, so that a signal tells its readers only when there is something new to draw.
 */
export class Mirror<V> {
  readonly #source: ReadonlyMap<Id, V>;
  readonly #signals = new Map<Id, Signal<V | undefined>>();

  constructor(source: ReadonlyMap<Id, V>) {
    this.#source = source;
  }

  /** The value, for whoever draws it now and wants to draw it again when it is another one. */
  get(id: Id): V | undefined {
    let known = this.#signals.get(id);
    if (!known) {
      known = signal(this.#source.get(id));
      this.#signals.set(id, known);
    }
    return known.value;
  }

  /** Looks again at these values of the map, or at all. */
  refresh(ids: Iterable<Id> = this.#signals.keys()): void {
    for (const id of ids) {
      const known = this.#signals.get(id);
      if (known) known.value = this.#source.get(id);
    }
  }
}
