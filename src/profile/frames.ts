import { idle_name, type Kind, kindOf } from "./kinds.ts";
import type { Profile, ProfileNode } from "./profile.ts";

interface Times {
  self_us: number;
  total_us: number;
}

/** A function as it was called from the frame above; the root is everything. */
export interface Frame extends Times {
  readonly name: string;
  /** Where it stands: "src/chat/commits.ts:120"; empty for what is built into Bun. */
  readonly place: string;
  readonly kind: Kind;
  /** The heaviest first. */
  readonly children: Frame[];
}

/** A function wherever it was called from; what has no place is told apart by the function with one that called it. */
export interface HeavyFunction extends Times {
  readonly name: string;
  readonly place: string;
  readonly kind: Kind;
  /** Empty for a function with a place. */
  readonly caller: string;
}

/** The profile as a tree, in which calls of the same function by the same one are one frame. */
export function framesOf({ nodes, samples, timeDeltas }: Profile): Frame {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const self = new Map<number, number>();
  for (const [i, id] of samples.entries()) self.set(id, (self.get(id) ?? 0) + (timeDeltas[i] ?? 0));
  const root: Frame = { name: "all", place: "", kind: "rest", self_us: 0, total_us: 0, children: [] };

  function add(frame: Frame, node: ProfileNode): number {
    let us = self.get(node.id) ?? 0;
    frame.self_us += us;
    for (const id of node.children) {
      const child = byId.get(id);
      if (child) us += add(childOf(frame, child), child);
    }
    frame.children.sort((a, b) => b.total_us - a.total_us);
    frame.total_us += us;
    return us;
  }

  const [first] = nodes;
  if (first) add(root, first);
  return root;
}

function childOf(frame: Frame, { callFrame: { functionName, url, lineNumber } }: ProfileNode): Frame {
  const name = functionName || "(anonymous)";
  const place = url === "" || lineNumber < 0 ? url : `${url}:${lineNumber + 1}`;
  const known = frame.children.find((child) => child.name === name && child.place === place);
  if (known) return known;
  const child = { name, place, kind: kindOf(name, place), self_us: 0, total_us: 0, children: [] };
  frame.children.push(child);
  return child;
}

/** The same without the time in which nothing ran. */
export function withoutIdle(root: Frame): Frame {
  const children = root.children.filter(({ name }) => name !== idle_name);
  const idle_us = root.children.reduce((sum, { name, total_us }) => (name === idle_name ? sum + total_us : sum), 0);
  return { ...root, total_us: root.total_us - idle_us, children };
}

/** Every function once, the heaviest by self time first. One that calls itself is in its total time once. */
export function functionsOf(root: Frame): HeavyFunction[] {
  const found = new Map<string, HeavyFunction>();
  const above = new Set<string>();
  function look({ name, place, kind, self_us, total_us, children }: Frame, calledBy: string): void {
    const caller = place === "" ? calledBy : "";
    const key = [name, place, caller].join("\n");
    const known = found.get(key) ?? { name, place, kind, caller, self_us: 0, total_us: 0 };
    found.set(key, known);
    known.self_us += self_us;
    const isOutermost = !above.has(key);
    if (isOutermost) known.total_us += total_us;
    above.add(key);
    for (const child of children) look(child, place === "" ? calledBy : `${name} ${place}`);
    if (isOutermost) above.delete(key);
  }
  for (const child of root.children) look(child, "");
  return [...found.values()].sort((a, b) => b.self_us - a.self_us);
}

/** Where a function is, in words. */
export function whereOf({ place, kind, caller }: HeavyFunction): string {
  if (place !== "") return place;
  if (kind === "native") return "outside of JavaScript: sockets, kernel";
  if (kind === "idle") return "nothing to do";
  return caller === "" ? "built into Bun" : `built into Bun, called by ${caller}`;
}

/** The heaviest functions as lines of text. Shares are of the time in which something ran, or waited within a function. */
export function heaviest(profile: Profile, count: number): string {
  const root = withoutIdle(framesOf(profile));
  const share = (us: number) => `${((100 * us) / Math.max(1, root.total_us)).toFixed(1)} %`.padStart(7);
  const lines = functionsOf(root)
    .slice(0, count)
    .map((each) => `${share(each.self_us)} ${share(each.total_us)}  ${each.name}  ${whereOf(each)}`);
  const seconds = (us: number) => `${(us / 1e6).toFixed(2)} s`;
  const head = `   self   total  of ${seconds(root.total_us)} busy, with ${seconds(profile.bantam.cpu_us)} of CPU`;
  return [head, ...lines].join("\n");
}
