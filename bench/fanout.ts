import { bantamJson, relay } from "./contenders.ts";
import { type Bench, type Figure, median } from "./figure.ts";
import { cpuPerDelivery, medianOf, type Shape, takeTurns } from "./turns.ts";

/** Server CPU per delivered message, as a multiple of the raw relay's in the round beside it. */
export async function fanout(bench: Bench, name: string, target: number, shape: Shape): Promise<Figure> {
  const contenders = [bantamJson, relay];
  const turns = await takeTurns(bench, shape, contenders, (rounds) => rounds({ window: shape.window, per_second: 0 }));
  const relays = turns.of(relay.name).map(cpuPerDelivery);
  const ratios = turns.of(bantamJson.name).map((sample, i) => cpuPerDelivery(sample) / (relays[i] ?? Number.NaN));
  const told = contenders.map((side) => {
    const us = medianOf(turns, side, cpuPerDelivery);
    const per_second = medianOf(turns, side, ({ deliveries, seconds }) => deliveries / seconds);
    return `${side.name} ${us.toFixed(3)} us, ${Math.round(per_second / 1000)}k deliveries/s`;
  });
  return {
    name,
    value: median(ratios),
    unit: "x the relay's CPU per delivery",
    target,
    note: [...told, turns.note ?? []].flat().join("; "),
  };
}
