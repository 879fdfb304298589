import { compare, type Plan, type Sample } from "./compare.ts";
import { type Bench, type Figure, median } from "./figure.ts";

/** Server CPU per delivered message, as a multiple of the raw relay's in the round beside it. */
export async function fanout(
  bench: Bench,
  name: string,
  target: number,
  plan: Omit<Plan, "interval_ms">,
): Promise<Figure> {
  const { rounds, note } = await compare(bench, { ...plan, interval_ms: 0 });
  const value = median(rounds.map(({ bantam, relay }) => perDelivery(bantam) / perDelivery(relay)));
  const told = (["bantam", "relay"] as const).map((side) => {
    const us = median(rounds.map((round) => perDelivery(round[side])));
    const per_second = median(rounds.map((round) => round[side].deliveries / round[side].seconds));
    return `${side} ${us.toFixed(3)} us, ${Math.round(per_second / 1000)}k deliveries/s`;
  });
  return { name, value, unit: "x the relay's CPU per delivery", target, note: [...told, note ?? []].flat().join("; ") };
}

function perDelivery({ cpu_us, deliveries }: Sample): number {
  return cpu_us / deliveries;
}
