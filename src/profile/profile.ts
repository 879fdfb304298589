import { idle_name, native_name } from "./kinds.ts";
import { limits } from "../protocol/limits.ts";
import { type Infer, int, list, object, text } from "../protocol/shape.ts";

/** What one must say to get a profile. */
export const profileAsk = object({ seconds: int(1, limits.profile_seconds_max, 10) });

const entries_max = 1_000_000;
const number = int(0, entries_max);
/** From 0; -1 where there is none. */
const place = int(-1);

const profileNode = object({
  id: number,
  callFrame: object({
    functionName: text(4096, 0),
    scriptId: text(64, 0),
    url: text(4096, 0),
    lineNumber: place,
    columnNumber: place,
  }),
  hitCount: int(),
  children: list(number, entries_max),
});
export type ProfileNode = Infer<typeof profileNode>;

/** A CPU profile as other tools read it too (.cpuprofile), with no place in it but those of the source. */
export const profile = object({
  nodes: list(profileNode, entries_max),
  /** Microseconds. */
  startTime: int(),
  endTime: int(),
  /** Nodes by their ids, and for how many microseconds each was running. */
  samples: list(number, entries_max),
  timeDeltas: list(int(), entries_max),
  /** What other tools do not read: of what it is, when it began, and the CPU time of its thread and of those without JavaScript. */
  bantam: object({ of: text(128), at: int(), cpu_us: int(), other_threads_us: int() }),
});
export type Profile = Infer<typeof profile>;

/** What the inspector gives. */
export interface RawProfile {
  readonly nodes: readonly (Omit<ProfileNode, "children" | "hitCount"> & {
    readonly children?: number[] | undefined;
  })[];
  readonly samples?: number[] | undefined;
  readonly timeDeltas?: number[] | undefined;
}

/**
 * Makes a profile of the inspector's. That samples only while JavaScript runs, and adds the time since the sample before
 * to the next one, whatever was in between. Here a sample stands for one tick of the sampler, and the rest is told apart by
 * the main thread's CPU time: what is left of it is native, and what is left of the rest is idle. Long gaps are idle first.
 */
export function makeProfile(raw: RawProfile, wall_us: number, interval_us: number, about: Profile["bantam"]): Profile {
  const ids = raw.samples ?? [];
  const deltas = (raw.timeDeltas ?? []).map((delta) => Math.max(0, Math.round(delta)));
  const tick_us = tickOf(deltas, interval_us);
  const ran = deltas.map((delta) => Math.min(delta, tick_us));
  const gaps = deltas.map((delta, i) => delta - (ran[i] ?? 0));
  gaps.push(Math.max(0, Math.round(wall_us) - sum(deltas)));
  const idles = idleOf(gaps, Math.max(0, about.cpu_us - sum(ran)));

  const [idle, native] = [raw.nodes.length + 1, raw.nodes.length + 2];
  const numbers = new Map(raw.nodes.map(({ id }, i) => [id, i + 1]));
  const samples: number[] = [];
  const timeDeltas: number[] = [];
  const add = (node: number, us: number) => {
    if (us <= 0) return;
    samples.push(node);
    timeDeltas.push(us);
  };
  for (const [i, gap] of gaps.entries()) {
    const idle_us = idles[i] ?? 0;
    add(idle, idle_us);
    add(native, gap - idle_us);
    const node = numbers.get(ids[i] ?? 0);
    if (node !== undefined) add(node, ran[i] ?? 0);
  }

  const hits = Map.groupBy(samples, (node) => node);
  const hitCount = (id: number) => hits.get(id)?.length ?? 0;
  const nodes = raw.nodes.map(({ callFrame, children = [] }, i): ProfileNode => {
    const { functionName, lineNumber, columnNumber } = callFrame;
    return {
      id: i + 1,
      callFrame: { functionName, scriptId: "0", url: placeOf(callFrame.url), lineNumber, columnNumber },
      hitCount: hitCount(i + 1),
      children: [...children.flatMap((child) => numbers.get(child) ?? []), ...(i === 0 ? [idle, native] : [])],
    };
  });
  for (const [id, functionName] of [
    [idle, idle_name],
    [native, native_name],
  ] as const) {
    const callFrame = { functionName, scriptId: "0", url: "", lineNumber: -1, columnNumber: -1 };
    nodes.push({ id, callFrame, hitCount: hitCount(id), children: [] });
  }
  return { nodes, startTime: 0, endTime: sum(timeDeltas), samples, timeDeltas, bantam: about };
}

/** How far apart the sampler's ticks really are: the middle of those between which there was nothing else. */
function tickOf(deltas: readonly number[], interval_us: number): number {
  const inARow = deltas.filter((delta) => delta < 2 * interval_us).sort((a, b) => a - b);
  return Math.max(interval_us, inARow[inARow.length >> 1] ?? 0);
}

/** How much of each gap is idle, so that `native_us` of all of them are not. */
function idleOf(gaps: readonly number[], native_us: number): number[] {
  const idles = gaps.map(() => 0);
  let left = Math.max(0, sum(gaps) - native_us);
  for (const i of gaps
    .keys()
    .toArray()
    .sort((a, b) => (gaps[b] ?? 0) - (gaps[a] ?? 0))) {
    const taken = Math.min(gaps[i] ?? 0, Math.round(left));
    idles[i] = taken;
    left -= taken;
  }
  return idles;
}

/** Where a function stands, as the source names it: nothing of the machine that built or runs it. */
export function placeOf(url: string): string {
  if (/^(?:node|bun):/.test(url)) return url;
  const path = url.replace(/[?#].*$/, "").replaceAll("\\", "/");
  const within = /^.*\/(node_modules\/.*)$/.exec(path)?.[1] ?? /^(?:.*\/)?((?:src|bench)\/.*)$/.exec(path)?.[1];
  return within ?? path.slice(path.lastIndexOf("/") + 1);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
