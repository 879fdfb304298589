import { askServer } from "../../src/cli/socket.ts";
import { limits } from "../../src/protocol/limits.ts";
import { bantamJson, type Contender } from "../contenders.ts";
import { type Bench, type Figure, median } from "../figure.ts";
import { atFullLoad, cpuPerDelivery, medianOf, type Shape, takeTurns } from "../turns.ts";

/** What being profiled costs: server CPU per delivered message, as a multiple of a Bantam's beside it that is not. */
export async function overhead(bench: Bench, name: string, target: number, shape: Shape): Promise<Figure> {
  let folder = "";
  const profiled: Contender = {
    ...bantamJson,
    name: "profiled",
    start(at, workspace) {
      ({ folder } = workspace);
      return bantamJson.start(at, workspace);
    },
  };
  const contenders = [profiled, bantamJson];
  const turns = await takeTurns(bench, shape, contenders, async (rounds) => {
    const profiling = profileOn(folder);
    // It ends with its server, in the middle of a profile, which is no failure then.
    profiling.catch(() => {});
    return Promise.race([rounds(atFullLoad(shape.window)), profiling]);
  });
  const plain = turns.of(bantamJson.name).map(cpuPerDelivery);
  const ratios = turns.of(profiled.name).map((sample, i) => cpuPerDelivery(sample) / (plain[i] ?? Number.NaN));
  const told = contenders.map((side) => `${side.name} ${medianOf(turns, side, cpuPerDelivery).toFixed(3)} us`);
  return {
    name,
    value: median(ratios),
    unit: "x the CPU per delivery without",
    target,
    note: [...told, turns.note ?? []].flat().join("; "),
  };
}

/** Profiles a server for as long as it runs. Rejects when that cannot be done. */
async function profileOn(folder: string): Promise<never> {
  for (;;) {
    const profile = await askServer(folder, "profile", { seconds: limits.profile_seconds_max });
    if (profile === undefined) throw new Error("the server does not answer");
  }
}
