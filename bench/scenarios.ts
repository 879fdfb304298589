import { background } from "./background.ts";
import { fanout } from "./fanout.ts";
import type { Bench, Figure } from "./figure.ts";
import { overhead } from "./flame/overhead.ts";
import { history } from "./history.ts";
import { idle } from "./idle.ts";
import { latency } from "./latency.ts";
import { start } from "./start.ts";
import type { Shape } from "./turns.ts";
import { fill, fillIndex, longHistory } from "./workspace.ts";

/** Who talks to whom in the scenarios of many messages. */
export const shapes = {
  "32-members": { channels: 1, members_per_channel: 32, senders_per_channel: 32, window: 10 },
  "1000-members": { channels: 1, members_per_channel: 1000, senders_per_channel: 10, window: 10 },
  "100-channels": { channels: 100, members_per_channel: 10, senders_per_channel: 10, window: 10 },
} as const satisfies Record<string, Shape>;

/** What is measured, in the order of the table. */
export const scenarios: Readonly<Record<string, (bench: Bench) => Promise<Figure[]>>> = {
  "32-members": async (bench) => [await fanout(bench, "1 channel, 32 members, all send", 0.8, shapes["32-members"])],
  "1000-members": async (bench) => [
    await fanout(bench, "1 channel, 1,000 members, 10 send", 0.7, shapes["1000-members"]),
  ],
  "100-channels": async (bench) => [
    await fanout(bench, "100 channels of 10 members, all send", 1.6, shapes["100-channels"]),
  ],
  latency: (bench) =>
    latency(
      bench,
      "1 channel, 1,000 members, 20 messages/s",
      { channels: 1, members_per_channel: 1000, senders_per_channel: 1000, window: 1 },
      20,
    ),
  "one-in-flight": async (bench) => [
    await fanout(bench, "1 channel, 32 members, one message in flight each", 2.2, {
      ...shapes["32-members"],
      window: 1,
    }),
  ],
  profiling: async (bench) => [
    await overhead(bench, "1 channel, 32 members, while profiled", 1.05, shapes["32-members"]),
    await overhead(bench, "100 channels of 10 members, while profiled", 1.05, shapes["100-channels"]),
  ],
  background,
  idle: (bench) => idle(bench, "10,000 idle connections", { connections: 10_000, channels_each: 10 }),
  stored: async (bench) => {
    const { messages } = bench.size;
    const { workspace, posted } = await longHistory(bench.newFolder(), messages);
    await fill(workspace, posted());
    fillIndex(workspace);
    return [
      await start(bench, "start, new folder", 120, () => bench.newFolder()),
      await start(bench, `start, ${messages} messages`, 150, () => workspace.folder),
      ...(await history(bench, workspace.folder, messages / 2)),
    ];
  },
};
