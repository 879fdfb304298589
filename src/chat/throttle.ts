import { Refusal } from "../protocol/errors.ts";

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * Token buckets by key: `amount` per `per_ms`, and `burst` times that at once. An amount of 0 lifts the limit. Keys whose
 * bucket is full again are forgotten by `sweep`, so that memory is bounded by those who were active lately.
 */
export class Throttle<K> {
  readonly #buckets = new Map<K, Bucket>();
  readonly #size: number;
  readonly #per_ms: number;

  constructor(amount: number, per_ms: number, burst: number) {
    this.#size = amount * burst;
    this.#per_ms = amount / per_ms;
  }

  /** Takes one token, or throws rate_limited with the time after which there is one. */
  take(key: K, now: number): void {
    if (this.#size === 0) return;
    const bucket = this.#buckets.get(key);
    if (!bucket) {
      this.#buckets.set(key, { tokens: this.#size - 1, at: now });
      return;
    }
    const gained = Math.max(0, now - bucket.at) * this.#per_ms;
    bucket.tokens = Math.min(this.#size, bucket.tokens + gained);
    bucket.at = now;
    if (bucket.tokens < 1) {
      const wait_ms = Math.ceil((1 - bucket.tokens) / this.#per_ms);
      throw new Refusal("rate_limited", undefined, wait_ms);
    }
    bucket.tokens--;
  }

  sweep(now: number): void {
    for (const [key, { tokens, at }] of this.#buckets)
      if (tokens + (now - at) * this.#per_ms >= this.#size) this.#buckets.delete(key);
  }
}
