import type { Profile } from "../../src/profile/profile.ts";

/** Below this share of all time a function is counted with its caller. */
const share_min = 0.001;

/** A profile as a small file: how much time was spent where stays, and when is left out. */
export function condensed(profile: Profile): Profile {
  const self = new Map<number, number>();
  for (const [i, id] of profile.samples.entries()) self.set(id, (self.get(id) ?? 0) + (profile.timeDeltas[i] ?? 0));
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const kept = new Map<number, number>();
  const total_us = profile.timeDeltas.reduce((sum, us) => sum + us, 0);

  /** Returns the time of a node that is too small to keep, and else 0. */
  function prune(id: number): number {
    const own = self.get(id) ?? 0;
    const below = byId.get(id)?.children.reduce((sum, child) => sum + prune(child), 0) ?? 0;
    const hasKept = byId.get(id)?.children.some((child) => kept.has(child));
    if (hasKept || own + below >= total_us * share_min) {
      kept.set(id, own + below);
      return 0;
    }
    return own + below;
  }

  const [root] = profile.nodes;
  const left = root ? prune(root.id) : 0;
  if (root && left > 0) kept.set(root.id, left);
  const nodes = profile.nodes
    .filter(({ id }) => kept.has(id))
    .map((node) => ({ ...node, hitCount: 1, children: node.children.filter((child) => kept.has(child)) }));
  const timed = [...kept].filter(([, us]) => us > 0);
  return { ...profile, nodes, samples: timed.map(([id]) => id), timeDeltas: timed.map(([, us]) => us) };
}
