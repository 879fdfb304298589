/** How much is measured. */
export interface Size {
  readonly rounds: number;
  /** Rounds that others disturb are done again, so that there are at most this many. */
  readonly tries: number;
  readonly round_ms: number;
  readonly warm_ms: number;
  /** How long a round waits at most for other programs to be done. */
  readonly wait_ms: number;
  readonly starts: number;
  readonly requests: number;
  /** Of the long history. */
  readonly messages: number;
  /** Memory is at rest when it has not fallen for this long: the runtime may collect its garbage half a minute later. */
  readonly rest_ms: number;
  /** Every count of people is cut down to this. */
  readonly people_max: number;
}

export const sizes = {
  full: {
    rounds: 9,
    tries: 36,
    round_ms: 1000,
    warm_ms: 4000,
    wait_ms: 20_000,
    starts: 15,
    requests: 2000,
    messages: 1_000_000,
    rest_ms: 31_000,
    people_max: Infinity,
  },
  quick: {
    rounds: 3,
    tries: 5,
    round_ms: 300,
    warm_ms: 600,
    wait_ms: 200,
    starts: 5,
    requests: 500,
    messages: 1_000_000,
    rest_ms: 8000,
    people_max: Infinity,
  },
  /** For the tests, which ask whether the benches still work and not how fast anything is. */
  tiny: {
    rounds: 1,
    tries: 1,
    round_ms: 50,
    warm_ms: 10,
    wait_ms: 0,
    starts: 1,
    requests: 20,
    messages: 2000,
    rest_ms: 0,
    people_max: 12,
  },
} satisfies Record<string, Size>;

export interface Bench {
  readonly size: Size;
  /** A new data folder, on the disk that is measured. */
  newFolder(): string;
}

/** What was measured, and what it should at most be. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** The least and the most of its rounds. */
  readonly spread?: readonly [number, number];
  readonly unit: string;
  readonly target: number;
  /** A milder target, where somebody asked for less than this project wants. */
  readonly asked?: number;
  /** Of what more is better, targets are what it should at least be. */
  readonly isMoreBetter?: boolean;
  readonly note: string;
}

export function isOk({ value, target, isMoreBetter }: Figure, limit = target): boolean {
  return isMoreBetter === true ? value >= limit : value <= limit;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
