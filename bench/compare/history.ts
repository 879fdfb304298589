import { fillDatabase } from "../baseline/database.ts";
import type { Bench } from "../figure.ts";
import { type PageTimes, type Times, timePages } from "../history.ts";
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
  const { folder } = workspace;
  const its = await timePages("baseline/pages.ts", folder, fewer, [near, far]);
  const own = await timePages("pages.ts", folder, requests, [near, far]);
  const panel = (scenario: string, timesOf: (of: PageTimes) => Times | undefined, ours: number): Panel => {
    const [base, bantam] = [timesOf(its), timesOf(own)];
    if (!base || !bantam) throw new Error(`there are no times of ${scenario}`);
    return {
      measure: "Server time of a page, p99",
      scenario: `${scenario}, of ${count(messages)}`,
      unit: "ms",
      isMoreBetter: false,
      baseline: { name: "baseline", values: [base.p99] },
      sides: [{ name: "Bantam", values: [bantam.p99] }],
      targets: { of: "value", ours },
      note: `p50 ${base.p50.toFixed(2)} and ${bantam.p50.toFixed(3)} ms; rounds of ${fewer} and ${requests} requests`,
    };
  };
  return [
    panel("the last 50 messages where busy", ({ busy }) => busy, 0.1),
    panel(`50 messages, ${count(near)} back`, ({ back }) => back[0], 0.5),
    panel(`50 messages, ${count(far)} back`, ({ back }) => back[1], 1),
  ];
}

function count(messages: number): string {
  return messages >= 1e6 ? `${messages / 1e6} million` : messages.toLocaleString("en");
}
