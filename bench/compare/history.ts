import { fillDatabase } from "../baseline/database.ts";
import type { Bench } from "../figure.ts";
import { timePages } from "../history.ts";
import { fill, fillIndex, longHistory } from "../workspace.ts";
import type { Panel } from "./panel.ts";

/** A page that the baseline counts its way to takes so much longer that fewer of them say as much. */
const baseline_share = 0.01;
const baseline_requests_min = 10;

/** Pages of a long history: times inside of the server, from a command's arrival to its encoded answer. */
export async function history(bench: Bench): Promise<Panel[]> {
  const { messages, requests } = bench.size;
  const { workspace, posted } = await longHistory(bench.newFolder(), messages);
  await fill(workspace, posted());
  fillIndex(workspace);
  fillDatabase(workspace, posted());
  const fewer = Math.max(baseline_requests_min, Math.round(requests * baseline_share));
  const near = messages / 10;
  const far = messages / 2;
  const times = async (back: number) => ({
    baseline: await timePages("baseline/pages.ts", workspace.folder, fewer, back),
    bantam: await timePages("pages.ts", workspace.folder, requests, back),
  });
  const nearTimes = await times(near);
  const farTimes = await times(far);
  const panel = (scenario: string, of: typeof nearTimes, page: "busy" | "back", ours: number): Panel => ({
    measure: "Server time of a page, p99",
    scenario: `${scenario}, of ${count(messages)}`,
    unit: "ms",
    isMoreBetter: false,
    baseline: { name: "baseline", values: [of.baseline[page].p99] },
    sides: [{ name: "Bantam", values: [of.bantam[page].p99] }],
    targets: { of: "value", ours },
    note: `p50 ${of.baseline[page].p50.toFixed(2)} and ${of.bantam[page].p50.toFixed(3)} ms; rounds of ${fewer} and ${requests} requests`,
  });
  return [
    panel("the last 50 messages where busy", nearTimes, "busy", 0.1),
    panel(`50 messages, ${count(near)} back`, nearTimes, "back", 0.5),
    panel(`50 messages, ${count(far)} back`, farTimes, "back", 1),
  ];
}

function count(messages: number): string {
  return messages >= 1e6 ? `${messages / 1e6} million` : messages.toLocaleString("en");
}
