import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { compare, type Plan } from "./compare.ts";
import { type Bench, type Figure, median, percentile } from "./figure.ts";

/** What the commit of one message adds to the write-ahead log: about three pages with their headers. */
const sync_bytes = 3 * (4096 + 24);

/** From the sender's write to each member's read, beside the relay's with one fsync of the disk on top. */
export async function latency(bench: Bench, name: string, plan: Omit<Plan, "window">): Promise<Figure[]> {
  const folder = bench.newFolder();
  mkdirSync(folder, { recursive: true });
  const file = openSync(join(folder, "sync"), "w");
  const bytes = Buffer.alloc(sync_bytes, 1);
  const syncs_per_round = Math.ceil(bench.size.round_ms / plan.interval_ms);
  const measureSyncs = async () => {
    const syncs_ms: number[] = [];
    for (let i = 0; i < syncs_per_round; i++) {
      // At the pace of the messages: a disk and a core that were just busy are faster.
      await Bun.sleep(plan.interval_ms);
      const started = performance.now();
      writeSync(file, bytes);
      fsyncSync(file);
      syncs_ms.push(performance.now() - started);
    }
    return syncs_ms;
  };
  const { rounds, note } = await compare(bench, { ...plan, window: 0 }, measureSyncs);
  closeSync(file);
  const syncs_ms = rounds.flatMap((round) => round.before);
  return (["p50", "p99"] as const).map((point) => {
    const of = (side: "bantam" | "relay") => median(rounds.map((round) => round[side][`${point}_us`] / 1000));
    const sync = percentile(syncs_ms, point === "p50" ? 0.5 : 0.99);
    const told = `relay ${of("relay").toFixed(2)} ms, fsync ${sync.toFixed(2)} ms`;
    return {
      name: `${name}: ${point}`,
      value: of("bantam"),
      unit: "ms",
      target: of("relay") + sync,
      note: [told, note ?? []].flat().join("; "),
    };
  });
}
