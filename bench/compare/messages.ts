import { bantam, baseline, type Contender } from "../contenders.ts";
import { type Bench, median } from "../figure.ts";
import { type Comparison, cpuPerDelivery, type Sample, type Shape, takeTurns } from "../turns.ts";
import type { Panel, Targets } from "./panel.ts";

/** Of the baseline's messages per second at full load: what is offered to all of them, to be at work and not overrun. */
const paced_share = 0.7;
/** Who gets less than this share of what was offered done in time has not kept up. */
const kept_up_share = 0.95;

const formats: readonly Contender[] = [
  bantam("JSON", () => "json"),
  bantam("MessagePack", () => "msgpack"),
  bantam("both mixed", (member) => (member % 2 === 0 ? "json" : "msgpack")),
];

/** What is ours of a shape's targets: multiples of the baseline's. */
export interface Ours {
  readonly per_second: number;
  readonly cpu: number;
}

/** Messages per second and CPU at full load, then CPU and latency at the same number of messages per second for all. */
export async function messages(bench: Bench, scenario: string, shape: Shape, ours: Ours): Promise<Panel[]> {
  const contenders = [baseline, ...formats];
  return takeTurns(bench, shape, contenders, async (rounds) => {
    const full = await rounds({ window: shape.window, per_second: 0 });
    const saturation = median(full.of(baseline.name).map(perSecond));
    const per_second = Math.max(1, Math.round(saturation * paced_share));
    const paced = await rounds({ window: 0, per_second });

    const offered = `${per_second} messages/s offered to each, ${paced_share * 100} % of the baseline's full load`;
    const late = contenders.flatMap(({ name }) => {
      const done = median(paced.of(name).map(perSecond));
      return done < per_second * kept_up_share ? [`${name} did not keep up: ${Math.round(done)} messages/s`] : [];
    });
    const panel = (
      measure: string,
      unit: string,
      turns: Comparison,
      value: (sample: Sample) => number,
      targets: Omit<Targets, "of">,
      notes: readonly string[] = [],
    ): Panel => {
      const side = ({ name }: Contender) => ({ name, values: turns.of(name).map(value) });
      const note = [...notes, turns.note ?? []].flat().join("; ");
      return {
        measure,
        scenario,
        unit,
        isMoreBetter: targets.ours > 1,
        baseline: side(baseline),
        sides: formats.map(side),
        targets: { of: "baseline", ...targets },
        note,
      };
    };
    const pacedNotes = [offered, ...late];
    return [
      panel("Messages per second at full load", "messages/s", full, perSecond, { asked: 1.2, ours: ours.per_second }, [
        coresUsed(full, contenders),
      ]),
      panel("CPU per delivery at full load", "µs", full, cpuPerDelivery, { asked: 0.7, ours: ours.cpu }),
      panel(
        "CPU per delivery at the same load",
        "µs",
        paced,
        cpuPerDelivery,
        { asked: 0.7, ours: ours.cpu },
        pacedNotes,
      ),
      panel(
        "Latency p50 at the same load",
        "ms",
        paced,
        ({ p50_us }) => p50_us / 1000,
        { asked: 0.75, ours: 0.2 },
        pacedNotes,
      ),
      panel(
        "Latency p99 at the same load",
        "ms",
        paced,
        ({ p99_us }) => p99_us / 1000,
        { asked: 0.75, ours: 0.2 },
        pacedNotes,
      ),
    ];
  });
}

function perSecond({ messages: count, seconds }: Sample): number {
  return count / seconds;
}

/** Where the load generator uses all of its core, the server would do more than the figure says. */
function coresUsed(full: Comparison, contenders: readonly Contender[]): string {
  const used = contenders.map(({ name }) => {
    const share = (cpu: "cpu_us" | "load_cpu_us") =>
      median(full.of(name).map((sample) => sample[cpu] / sample.seconds / 1e6)).toFixed(2);
    return `${name} ${share("cpu_us")} and ${share("load_cpu_us")}`;
  });
  return `cores used by server and load generator: ${used.join(", ")}`;
}
