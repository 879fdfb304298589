import { do_not_optimize, measure } from "mitata";
import { contenders, type ContenderName } from "./contenders.ts";
import { timeOrjson } from "./orjson.ts";
import type { Subject } from "./subjects.ts";

/** How much is measured: the quickest of so many repeats, each about so long, so that collecting garbage is in it. */
export interface Size {
  readonly repeats: number;
  readonly repeat_ns: number;
}

export const sizes = {
  full: { repeats: 16, repeat_ns: 10e6 },
  quick: { repeats: 12, repeat_ns: 1e6 },
  /** For the tests, which ask whether the bench still works. */
  tiny: { repeats: 1, repeat_ns: 0 },
} satisfies Record<string, Size>;

export type Does = "encode" | "decode";

export interface Timing {
  readonly subject: string;
  readonly contender: ContenderName;
  readonly encode_ns: number;
  readonly decode_ns: number;
  /** Of one frame, on average. */
  readonly bytes: number;
}

export interface Timed {
  readonly timings: Timing[];
  /** The versions of what was timed outside of Bun, or why it was not. */
  readonly orjson: { orjson: string; python: string } | string;
}

export async function timeAll(subjects: readonly Subject[], size: Size): Promise<Timed> {
  const timings: Timing[] = [];
  const orjson = await timeOrjson(subjects, size);
  for (const [n, subject] of subjects.entries()) {
    const frames = subject.values.length;
    const add = (contender: ContenderName, { encode_ns, decode_ns, bytes }: Omit<Timing, "subject" | "contender">) =>
      timings.push({ subject: subject.name, contender, encode_ns, decode_ns, bytes: bytes / frames });
    for (const [name, contender] of contenders) {
      const { encode, decode, bytes } = contender(subject);
      const encode_ns = await time(encode, frames, size);
      add(name, { encode_ns, decode_ns: await time(decode, frames, size), bytes });
    }
    const found = typeof orjson === "string" ? undefined : orjson.found[n];
    if (found) add("orjson", found);
  }
  return { timings, orjson: typeof orjson === "string" ? orjson : orjson.versions };
}

/** Nanoseconds of one call, in the quickest repeat: the same as loop.py does in Python. */
async function time(work: (i: number) => unknown, frames: number, { repeats, repeat_ns }: Size): Promise<number> {
  let rounds = 1;
  const repeat = () => {
    for (let round = 0; round < rounds; round++) for (let i = 0; i < frames; i++) do_not_optimize(work(i));
  };
  for (let taken_ns = 0; ; rounds *= 2) {
    const started = Bun.nanoseconds();
    repeat();
    taken_ns = Bun.nanoseconds() - started;
    if (taken_ns >= repeat_ns / 2) break;
  }
  // Each sample is one repeat: nothing is gathered into batches, and there are as many as are asked for.
  const once = {
    min_samples: repeats,
    max_samples: repeats,
    min_cpu_time: 0,
    batch_threshold: 0,
    gc: () => Bun.gc(repeats > 1),
  };
  const { min } = await measure(repeat, once);
  return min / (rounds * frames);
}
