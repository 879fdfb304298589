/** How much is measured. */
export interface Size {
  /** Signed in, and as many as fit into memory but where it says otherwise. */
  readonly sessions: number;
  readonly repeats: number;
  /** Tokens of a kind of attack. */
  readonly bad: number;
  readonly signed_out: number;
  readonly rounds: number;
  readonly round_ms: number;
  readonly good_per_s: number;
  readonly bad_per_s: number;
}

export const sizes = {
  full: {
    sessions: 10_000,
    repeats: 5,
    bad: 20_000,
    signed_out: 5000,
    rounds: 5,
    round_ms: 3000,
    good_per_s: 2000,
    bad_per_s: 4000,
  },
  quick: {
    sessions: 10_000,
    repeats: 3,
    bad: 5000,
    signed_out: 5000,
    rounds: 2,
    round_ms: 1500,
    good_per_s: 2000,
    bad_per_s: 4000,
  },
  /** For the tests, which ask whether the bench still works. */
  tiny: {
    sessions: 20,
    repeats: 1,
    bad: 10,
    signed_out: 5,
    rounds: 1,
    round_ms: 50,
    good_per_s: 200,
    bad_per_s: 200,
  },
} satisfies Record<string, Size>;

export interface Finding {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly note: string;
}

/** Endlessly the same: the entry at i, and after the last the first again. */
export function turns<T>(list: readonly T[], i: number): T {
  const found = list[i % list.length];
  if (found === undefined) throw new Error("the list is empty");
  return found;
}
