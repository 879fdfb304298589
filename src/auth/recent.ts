interface Node<V> {
  readonly key: string;
  readonly value: V;
  older: Node<V> | undefined;
  newer: Node<V> | undefined;
}

/**
 * A bounded Map: the least recently used makes room. A list beside it keeps the order, since deleting from a Map and setting
 * again does not do: Bun's keeps a trace of what was deleted until it grows, and passes all of them at each look at the same
 * key, or at the first. With 20,000 entries that is 10 to 60 us for a key that is used again and again.
 */
export class Recent<V> {
  readonly #entries_max: number;
  readonly #nodes = new Map<string, Node<V>>();
  #oldest: Node<V> | undefined;
  #newest: Node<V> | undefined;

  constructor(entries_max: number) {
    this.#entries_max = entries_max;
  }

  /** From the most recently used on. What is found may be deleted meanwhile. */
  *[Symbol.iterator](): Generator<V> {
    for (let node = this.#newest; node; node = node.older) yield node.value;
  }

  /** Counts as a use. */
  get(key: string): V | undefined {
    const node = this.#nodes.get(key);
    if (node === undefined) return undefined;
    if (node !== this.#newest) {
      this.#unlink(node);
      this.#append(node);
    }
    return node.value;
  }

  /** Adds a key that is not there; gives what had to make room. */
  add(key: string, value: V): V | undefined {
    const node = { key, value, older: undefined, newer: undefined };
    this.#nodes.set(key, node);
    this.#append(node);
    const oldest = this.#oldest;
    if (this.#nodes.size <= this.#entries_max || oldest === undefined) return undefined;
    this.delete(oldest.key);
    return oldest.value;
  }

  delete(key: string): void {
    const node = this.#nodes.get(key);
    if (node === undefined) return;
    this.#nodes.delete(key);
    this.#unlink(node);
  }

  #append(node: Node<V>): void {
    node.older = this.#newest;
    node.newer = undefined;
    if (this.#newest) this.#newest.newer = node;
    else this.#oldest = node;
    this.#newest = node;
  }

  /** Leaves the node's own links as they are, so that who stands at it finds the next. */
  #unlink(node: Node<V>): void {
    if (node.older) node.older.newer = node.newer;
    else this.#oldest = node.newer;
    if (node.newer) node.newer.older = node.older;
    else this.#newest = node.older;
  }
}
