import { median } from "../figure.ts";
import type { ContenderName } from "./contenders.ts";
import type { Does, Timed, Timing } from "./timing.ts";

/** Nearer than this is the same: runs differ by as much. */
const same_share = 0.05;
const listed_max = 5;

/** Who is compared with whom in words, and what the numbers do not say. */
const pairs: readonly (readonly [ContenderName, ContenderName, string])[] = [
  ["Bantam JSON", "JSON", "Bantam checks what comes in, and lets only declared fields out"],
  ["Bantam MessagePack", "@msgpack/msgpack", "Bantam checks, and makes texts of binary ids"],
  ["Bantam MessagePack", "Bantam JSON", "the two formats of the protocol"],
  ["orjson", "JSON to bytes", "bytes to objects and back, in each language by itself"],
  ["orjson", "Bantam JSON", "orjson checks no shape"],
  ["orjson", "Bantam MessagePack", "orjson checks no shape"],
];

/** The tables and what they say, for a terminal and for Markdown alike. */
export function report({ timings, orjson }: Timed): string {
  const who = [...new Set(timings.map(({ contender }) => contender))];
  const note =
    typeof orjson === "string"
      ? `orjson was not timed: ${orjson}.`
      : `orjson ${orjson.orjson} in Python ${orjson.python}, its loop inside of Python.`;
  return [
    ...(["encode", "decode"] as const).flatMap((does) => [
      ...table(`${does}, ns per frame`, [...who, "quickest"], bySubject(timings), (of) => [
        ...who.map((name) => nsOf(of, name, does)?.toFixed(0) ?? ""),
        quickest(of, does),
      ]),
      ...verdicts(timings, does),
      "",
    ]),
    ...table("bytes per frame", ["JSON", "Bantam JSON", "Bantam MessagePack", "less"], bySubject(timings), (of) => {
      const names = ["JSON", "Bantam JSON", "Bantam MessagePack"] as const;
      const [plain = 0, json = 0, msgpack = 0] = names.map((name) => bytesOf(of, name));
      return [plain.toFixed(0), json.toFixed(0), msgpack.toFixed(0), `${(100 * (1 - msgpack / plain)).toFixed(0)} %`];
    }),
    "",
    "A turn's messages share in Bantam's frame what is the same in them; the others carry an event for each.",
    note,
  ].join("\n");
}

function verdicts(timings: readonly Timing[], does: Does): string[] {
  const frames = bySubject(timings);
  const wins = Map.groupBy(frames.values(), (of) => quickest(of, does));
  const ranking = [...wins].map(([name, won]) => `${name} ${won.length}`).join(", ");
  return ["", `- Quickest, of ${frames.size}: ${ranking}.`, ...pairs.flatMap((pair) => verdict(frames, does, pair))];
}

function verdict(
  frames: ReadonlyMap<string, readonly Timing[]>,
  does: Does,
  [one, other, note]: (typeof pairs)[number],
): string[] {
  const ratios = [...frames].flatMap(([subject, of]) => {
    const [first, second] = [nsOf(of, one, does), nsOf(of, other, does)];
    return first === undefined || second === undefined ? [] : [{ subject, ratio: first / second }];
  });
  if (ratios.length === 0) return [];
  const slower = ratios.filter(({ ratio }) => ratio > 1 + same_share);
  const quicker = ratios.filter(({ ratio }) => ratio < 1 - same_share);
  const all = `${median(ratios.map(({ ratio }) => ratio)).toFixed(2)} x its time in the median, quicker in ${quicker.length}`;
  return [`- ${one} against ${other}: ${all}, slower in ${list(slower)}. (${note})`];
}

function list(slower: readonly { subject: string; ratio: number }[]): string {
  if (slower.length === 0) return "none";
  const times = slower.map(({ ratio }) => ratio);
  if (slower.length > listed_max)
    return `${slower.length}, by ${Math.min(...times).toFixed(1)} to ${Math.max(...times).toFixed(1)} x`;
  return slower.map(({ subject, ratio }) => `${subject} (${ratio.toFixed(1)} x)`).join("; ");
}

function quickest(of: readonly Timing[], does: Does): string {
  return of.reduce((best, each) => (ns(each, does) < ns(best, does) ? each : best)).contender;
}

function bySubject(timings: readonly Timing[]): Map<string, Timing[]> {
  return Map.groupBy(timings, ({ subject }) => subject);
}

function nsOf(of: readonly Timing[], name: ContenderName, does: Does): number | undefined {
  const found = of.find(({ contender }) => contender === name);
  return found && ns(found, does);
}

function bytesOf(of: readonly Timing[], name: ContenderName): number | undefined {
  return of.find(({ contender }) => contender === name)?.bytes;
}

function ns(timing: Timing, does: Does): number {
  return does === "encode" ? timing.encode_ns : timing.decode_ns;
}

function table(
  title: string,
  heads: readonly string[],
  rows: ReadonlyMap<string, readonly Timing[]>,
  cells: (of: readonly Timing[]) => string[],
): string[] {
  const lines = [[title, ...heads], ...[...rows].map(([subject, of]) => [subject, ...cells(of)])];
  const widths = [title, ...heads].map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const row = (line: readonly string[]) =>
    `| ${line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(" | ")} |`;
  const rule = `| ${widths.map((width, i) => (i === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  const [head = [], ...rest] = lines;
  return [row(head), rule, ...rest.map(row)];
}
