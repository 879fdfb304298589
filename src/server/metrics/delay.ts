import { type Histogram, newDurations } from "../../metrics.ts";

/** Some 300 looks between two times that Prometheus asks; each costs a wake-up. */
const look_ms = 50;

/**
 * How late the event loop comes to what is due: everybody waits that long. A Histogram of our own and not node's
 * monitorEventLoopDelay, whose percentiles are since the start and cannot be added up over time or servers.
 */
export class LoopDelay {
  readonly histogram: Histogram = newDurations();
  #timer: Timer | undefined;

  /** Goes on until `stop`. */
  start(): void {
    let due = performance.now() + look_ms;
    this.#timer ??= setInterval(() => {
      const now = performance.now();
      this.histogram.add(Math.max(0, now - due) / 1000);
      due = now + look_ms;
    }, look_ms);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
