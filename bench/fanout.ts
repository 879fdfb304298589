import { compare, type Plan, type Sample } from "./compare.ts";
import { type Bench, type Figure, median } from "./figure.ts";

/** Server CPU per delivered message, as a multiple of the raw relay's in the round beside it. */
export async function fanout(
  bench: Bench,
  name: string,
  target: number,
  plan: Omit<Plan, "interval_ms">,
): Promise<Figure> {
  const names = ["bantam", "relay"] as const;
  const { of, note } = await compare(bench, { ...plan, interval_ms: 0 }, names);
  const relays = of("relay").map(perDelivery);
  const value = median(of("bantam").map((sample, i) => perDelivery(sample) / (relays[i] ?? Number.NaN)));
  const told = names.map((side) => {
    const us = median(of(side).map(perDelivery));
    const per_second = median(of(side).map(({ deliveries, seconds }) => deliveries / seconds));
    return `${side} ${us.toFixed(3)} us, ${Math.round(per_second / 1000)}k deliveries/s`;
  });
  return {
    name,
    value,
    unit: "x the relay's CPU per delivery",
    target,
    note: [...told, note ?? []].flat().join("; "),
  };
}

function perDelivery({ cpu_us, deliveries }: Sample): number {
  return cpu_us / deliveries;
}
