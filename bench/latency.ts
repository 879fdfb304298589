import { bantamJson, type Contender, relay, syncedRelay } from "./contenders.ts";
import type { Bench, Figure } from "./figure.ts";
import { medianOf, type Shape, takeTurns } from "./turns.ts";

/** Few messages come in a round: it is longer than the others. */
const rounds_longer = 2;

/**
 * From when a message is due to each member's read. The target is the raw relay's with one fsync, measured as such: by a
 * relay that syncs each frame before it sends it on. Percentiles cannot be added up.
 */
export async function latency(bench: Bench, name: string, shape: Shape, per_second: number): Promise<Figure[]> {
  const size = { ...bench.size, round_ms: bench.size.round_ms * rounds_longer };
  const contenders = [bantamJson, relay, syncedRelay];
  const turns = await takeTurns({ ...bench, size }, shape, contenders, (rounds) => rounds({ window: 0, per_second }));
  return (["p50", "p99"] as const).map((point) => {
    const ms = (side: Contender) => medianOf(turns, side, (sample) => sample[`${point}_us`] / 1000);
    const told = `relay ${ms(relay).toFixed(2)} ms, relay with an fsync of each frame ${ms(syncedRelay).toFixed(2)} ms`;
    return {
      name: `${name}: ${point}`,
      value: ms(bantamJson),
      unit: "ms",
      target: ms(syncedRelay),
      note: [told, turns.note ?? []].flat().join("; "),
    };
  });
}
