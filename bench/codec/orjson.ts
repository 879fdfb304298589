import { join } from "node:path";
import type { Size } from "./timing.ts";
import type { Subject } from "./subjects.ts";

export interface Orjson {
  readonly versions: { readonly orjson: string; readonly python: string };
  /** In the order of the subjects; bytes are of all frames together. */
  readonly found: readonly { readonly encode_ns: number; readonly decode_ns: number; readonly bytes: number }[];
}

/** Times Python's orjson on the same objects, with the loop in loop.py; a sentence where this machine has none. */
export async function timeOrjson(subjects: readonly Subject[], { repeats, repeat_ns }: Size): Promise<Orjson | string> {
  if (Bun.which("python3") === null) return "there is no python3";
  const asked = {
    repeats,
    repeat_ns,
    subjects: subjects.map(({ values }) => values.map((value) => JSON.stringify(value))),
  };
  const child = Bun.spawn(["python3", join(import.meta.dir, "loop.py")], {
    stdin: new Blob([JSON.stringify(asked)]),
    stdout: "pipe",
    stderr: "inherit",
  });
  const printed = await child.stdout.text();
  if ((await child.exited) !== 0) throw new Error("bench/codec/loop.py failed");
  const answer: Orjson | { missing: string } = JSON.parse(printed);
  return "missing" in answer ? answer.missing : answer;
}
