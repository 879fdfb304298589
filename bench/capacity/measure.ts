import { readFileSync } from "node:fs";
import { join } from "node:path";
import { settingRows } from "../../src/config/settings.ts";
import { lifted, startServer } from "../../test/support/server.ts";
import { cpuOf, pin } from "../machine.ts";
import { OrderedProcess } from "../ordered.ts";
import type { Workspace } from "../workspace.ts";
import type { Box } from "./budget.ts";
import { type Order, type Outcome, outcome } from "./orders.ts";

const crowd_core = 1;
const look_ms = 250;
/** Beyond it the crowd's own slowness is in what it measures. */
const busy_percent_max = 80;
/** For what a process has open beside its sockets. */
const files_more = 300;
const kib = 1024;

type Crowd = OrderedProcess<Order, Outcome>;

export interface Plan {
  /** How long people live before they are measured, and while they are. */
  readonly warm_ms: number;
  readonly live_ms: number;
  /** How many times as often as in the table's first line everything is done, one after the other. */
  readonly paces: readonly number[];
}

/** What one number of people got at one pace. */
export interface Row extends Omit<Outcome, "failure"> {
  readonly people: number;
  readonly pace: number;
  readonly seconds: number;
  /** Of a core. */
  readonly cpu_share: number;
  /** Of the time, in which the server stood still because its share was used up. */
  readonly throttled_share: number;
  /** The most that the process had in RAM meanwhile, and the part of it that is no page of the executable. */
  readonly rss_bytes: number;
  readonly own_bytes: number;
  /** The most that was counted against its limit since it started: sockets' buffers and pages of its files too. */
  readonly peak_bytes: number | undefined;
  /** How long it took until everybody had come. */
  readonly come_seconds: number;
}

/** Everybody of the workspace comes, and is measured at each pace. Throws where there is no figure. */
export async function* measure(box: Box, workspace: Workspace, plan: Plan): AsyncGenerator<Row> {
  const people = workspace.people.length;
  const files = withFiles(people + files_more);
  const file = join(workspace.folder, "people.json");
  await Bun.write(file, JSON.stringify(workspace.people));
  await using server = await startServer({
    dataDir: workspace.folder,
    settings: { ...asInstalled(), log_level: "error", connections_max: people + 100, session_cache: people + 100 },
    under: (command) => box.under(files(command)),
  });
  box.started(server.pid);
  await using crowd = startCrowd(files, server.url, file);
  const began = performance.now();
  await crowd.order({ do: "come" });
  const come_seconds = (performance.now() - began) / 1000;
  for (const pace of plan.paces) {
    await crowd.order({ do: "live", ms: plan.warm_ms, pace });
    yield { people, pace, come_seconds, ...(await sample(box, server.pid, crowd, { ms: plan.live_ms, pace })) };
  }
}

/** Whether this machine lets a process have the sockets of so many people. */
export function canHold(people: number): boolean {
  return Bun.spawnSync(withFiles(people + files_more)(["true"]), { stderr: "ignore" }).success;
}

async function sample(
  box: Box,
  pid: number,
  crowd: Crowd,
  lived: { ms: number; pace: number },
): Promise<Omit<Row, "people" | "pace" | "come_seconds">> {
  const memory = { rss_bytes: 0, own_bytes: 0 };
  const looking = setInterval(() => look(pid, memory), look_ms);
  try {
    const cpu_us = cpuOf(pid);
    const throttled_ms = box.throttled_ms();
    const started = performance.now();
    const { failure: _none, ...told } = await crowd.order({ do: "live", ...lived });
    look(pid, memory);
    const seconds = (performance.now() - started) / 1000;
    const { busy_percent } = told;
    if (busy_percent > busy_percent_max)
      throw new Error(`the load generator was busy for ${busy_percent} % of its time: it is the one that is slow`);
    return {
      ...told,
      ...memory,
      seconds,
      cpu_share: (cpuOf(pid) - cpu_us) / 1e6 / seconds,
      throttled_share: (box.throttled_ms() - throttled_ms) / 1000 / seconds,
      peak_bytes: box.peak_bytes(),
    };
  } finally {
    clearInterval(looking);
  }
}

function look(pid: number, memory: { rss_bytes: number; own_bytes: number }): void {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? 0) * kib;
  memory.rss_bytes = Math.max(memory.rss_bytes, bytes("VmRSS"));
  memory.own_bytes = Math.max(memory.own_bytes, bytes("RssAnon"));
}

/** The crowd's process. */
function startCrowd(files: (command: string[]) => string[], url: string, file: string): Crowd {
  const command = [process.execPath, join(import.meta.dir, "crowd.ts"), url, file];
  return new OrderedProcess(files(pin(crowd_core)(command)), outcome);
}

/** The limits on how often something may be done as they are in an installation: people keep within them. */
function asInstalled(): Record<string, string> {
  return Object.fromEntries(
    settingRows.filter(({ name }) => name in lifted).map(({ name, initial }) => [name, initial]),
  );
}

/** A command in front of another that lets it have this many files open. */
function withFiles(files: number): (command: string[]) => string[] {
  const raise = `[ "$(ulimit -n)" -ge ${files} ] || ulimit -n ${files}`;
  return (command) => ["sh", "-c", `${raise} && exec "$@"`, "sh", ...command];
}
