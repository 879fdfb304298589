/** What comes, in order, for whoever waits for it. */
export class Queue<T> {
  readonly waiting: T[] = [];
  readonly #takers: ((value: T) => void)[] = [];

  put(value: T): void {
    const taker = this.#takers.shift();
    if (taker) taker(value);
    else this.waiting.push(value);
  }

  take(): Promise<T> {
    const value = this.waiting.shift();
    if (value !== undefined) return Promise.resolve(value);
    return new Promise((resolve) => {
      this.#takers.push(resolve);
    });
  }
}
