import { idle_name, native_name, type Profile, type ProfileNode } from "./profile.ts";

/** A function as it was called from its parent; the root is everything. */
export interface Frame {
  readonly name: string;
  /** Where it stands: "src/chat/commits.ts:120"; empty for what is built into Bun. */
  readonly place: string;
  self_us: number;
  total_us: number;
  readonly children: Frame[];
}

export interface HeavyFunction {
  readonly name: string;
  readonly place: string;
  self_us: number;
  total_us: number;
}

/** The profile as a tree, in which calls of the same function by the same one are one frame. Children: the heaviest first. */
export function framesOf({ nodes, samples, timeDeltas }: Profile): Frame {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const self = new Map<number, number>();
  for (const [i, id] of samples.entries()) self.set(id, (self.get(id) ?? 0) + (timeDeltas[i] ?? 0));
  const root: Frame = { name: "all", place: "", self_us: 0, total_us: 0, children: [] };

  function add(frame: Frame, node: ProfileNode): void {
    const us = self.get(node.id) ?? 0;
    frame.self_us += us;
    frame.total_us += us;
    for (const id of node.children) {
      const child = byId.get(id);
      if (!child) continue;
      const { name, place } = labelOf(child);
      let into = frame.children.find((known) => known.name === name && known.place === place);
      if (!into) frame.children.push((into = { name, place, self_us: 0, total_us: 0, children: [] }));
      const before = into.total_us;
      add(into, child);
      frame.total_us += into.total_us - before;
    }
    frame.children.sort((a, b) => b.total_us - a.total_us);
  }

  const [first] = nodes;
  if (first) add(root, first);
  return root;
}

function labelOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode): { name: string; place: string } {
  return {
    name: functionName || "(anonymous)",
    place: url === "" ? "" : lineNumber < 0 ? url : `${url}:${lineNumber + 1}`,
  };
}

/** Every function once, the heaviest by self time first. One that calls itself is in its total time once. */
export function functionsOf(root: Frame): HeavyFunction[] {
  const found = new Map<string, HeavyFunction>();
  const above = new Set<string>();
  function look({ name, place, self_us, total_us, children }: Frame): void {
    const key = `${name} ${place}`;
    const known = found.get(key) ?? { name, place, self_us: 0, total_us: 0 };
    found.set(key, known);
    known.self_us += self_us;
    const isOutermost = !above.has(key);
    if (isOutermost) known.total_us += total_us;
    above.add(key);
    for (const child of children) look(child);
    if (isOutermost) above.delete(key);
  }
  for (const child of root.children) look(child);
  return [...found.values()].sort((a, b) => b.self_us - a.self_us);
}

/** The heaviest functions as lines of text. Shares are of the time in which something ran. */
export function heaviest(profile: Profile, count: number): string {
  const root = framesOf(profile);
  const functions = functionsOf(root).filter(({ name }) => name !== idle_name);
  const busy_us = functions.reduce((sum, { self_us }) => sum + self_us, 0);
  const share = (us: number) => `${((100 * us) / Math.max(1, busy_us)).toFixed(1)} %`.padStart(7);
  const lines = functions
    .slice(0, count)
    .map(
      ({ name, place, self_us, total_us }) =>
        `${share(self_us)} ${share(total_us)}  ${name}  ${place || builtIn(name)}`,
    );
  return ["   self   total", ...lines].map((line) => line.trimEnd()).join("\n");
}

function builtIn(name: string): string {
  return name === native_name ? "outside of JavaScript: sockets, kernel" : "built into Bun";
}
