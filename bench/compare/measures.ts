import type { Bench } from "../figure.ts";
import { shapes } from "../scenarios.ts";
import { authentication } from "./authentication.ts";
import { history } from "./history.ts";
import { messages } from "./messages.ts";
import type { Panel } from "./panel.ts";

/** What is compared with the baseline, in the order of the page, with what Bantam wants to reach. */
export const measures: Readonly<Record<string, (bench: Bench) => Promise<Panel[]>>> = {
  "32-members": (bench) =>
    messages(bench, "1 channel, 32 members", shapes["32-members"], { per_second: 40, cpu: 0.03 }),
  "1000-members": (bench) =>
    messages(bench, "1 channel, 1,000 members", shapes["1000-members"], { per_second: 40, cpu: 0.03 }),
  "100-channels": (bench) =>
    messages(bench, "100 channels of 10", shapes["100-channels"], { per_second: 8, cpu: 0.12 }),
  authentication,
  history,
};
