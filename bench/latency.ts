import { compare, type Name, type Plan } from "./compare.ts";
import { type Bench, type Figure, median } from "./figure.ts";

/** Few messages come in a round: it is longer than the others. */
const rounds_longer = 2;

/**
 * From the sender's write to each member's read. The target is the raw relay's with one fsync, measured as such: by a
 * relay that syncs each frame before it sends it on. Percentiles cannot be added up.
 */
export async function latency(bench: Bench, name: string, plan: Omit<Plan, "window">): Promise<Figure[]> {
  const size = { ...bench.size, round_ms: bench.size.round_ms * rounds_longer };
  const { of, note } = await compare({ ...bench, size }, { ...plan, window: 0 }, ["bantam", "relay", "synced"]);
  return (["p50", "p99"] as const).map((point) => {
    const ms = (side: Name) => median(of(side).map((sample) => sample[`${point}_us`] / 1000));
    const told = `relay ${ms("relay").toFixed(2)} ms, relay with an fsync of each frame ${ms("synced").toFixed(2)} ms`;
    return {
      name: `${name}: ${point}`,
      value: ms("bantam"),
      unit: "ms",
      target: ms("synced"),
      note: [told, note ?? []].flat().join("; "),
    };
  });
}
