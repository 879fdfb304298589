import { join } from "node:path";
import { type Contender, Load, startBantam, startRelay } from "./contenders.ts";
import type { Bench } from "./figure.ts";
import { cpuOf, cpuOfAll } from "./machine.ts";
import type { Outcome } from "./orders.ts";
import { countMessages, makeWorkspace, type Workspace } from "./workspace.ts";

/** A round in which others used more than this share of a core says nothing: it is done again. */
const others_max = 0.5;
const warm_rounds = 2;
const look_ms = 200;

export interface Plan {
  channels: number;
  members_per_channel: number;
  /** How many members of each channel send. */
  senders_per_channel: number;
  /** Messages that each of them keeps in flight; 0 for one message every `interval_ms`, by turns. */
  window: number;
  interval_ms: number;
}

/** `synced` is the raw relay with one fsync before each frame. */
export type Name = "bantam" | "relay" | "synced";

export interface Sample extends Outcome {
  readonly cpu_us: number;
  readonly seconds: number;
}

export interface Comparison {
  /** One of each round, in order. */
  readonly of: (name: Name) => Sample[];
  /** What the reader should know besides. */
  readonly note: string | undefined;
}

interface Side {
  readonly name: Name;
  readonly server: Contender;
  readonly load: Load;
}

interface Round {
  readonly samples: ReadonlyMap<Name, Sample>;
  /** Of a core, used by other programs meanwhile. */
  readonly others: number;
}

/**
 * Has servers take turns at the same plan, each with a load generator of its own that stays connected. Rejects when a
 * message was lost or doubled, or was acknowledged and is not stored.
 */
export async function compare(bench: Bench, plan: Plan, names: readonly Name[]): Promise<Comparison> {
  const members = Math.min(plan.members_per_channel, bench.size.people_max);
  const channels = Math.min(plan.channels, bench.size.people_max);
  const workspace = await makeWorkspace(bench.newFolder(), {
    users: channels * members,
    channels,
    channelsOf: (user) => [1 + Math.floor((user - 1) / members)],
  });
  const plans = workspace.people.flatMap(({ token, channels: [channel] }, i) =>
    channel === undefined ? [] : [{ channel, token, sends: i % members < plan.senders_per_channel }],
  );
  const rounds: Round[] = [];
  let acknowledged = 0;
  {
    await using opened = new AsyncDisposableStack();
    const sides: Side[] = [];
    for (const name of names) {
      const server = opened.use(await start(bench, name, workspace));
      const load = opened.use(new Load());
      await load.connect(
        server.url,
        plans.map((member) => (name === "bantam" ? member : { ...member, token: "" })),
      );
      sides.push({ name, server, load });
    }
    acknowledged += await warmUp(sides, bench.size.warm_ms, plan.window);
    const isQuiet = ({ others }: Round) => others <= others_max;
    for (let tries = 0; tries < bench.size.tries; tries++) {
      if (rounds.filter(isQuiet).length === bench.size.rounds) break;
      await quiet(bench.size.wait_ms);
      // Each is first as often as the others: a machine that was just idle is slower.
      sides.push(...sides.splice(0, 1));
      const round = await takeTurns(sides, {
        ms: bench.size.round_ms,
        window: plan.window,
        interval_ms: plan.interval_ms,
      });
      acknowledged += round.samples.get("bantam")?.messages ?? 0;
      rounds.push(round);
    }
  }
  const numbers = Array.from({ length: channels }, (_, i) => i + 1);
  const stored = await countMessages(workspace.folder, numbers);
  if (stored !== acknowledged) throw new Error(`${acknowledged} messages were acknowledged, and ${stored} are stored`);
  const quietest = rounds.toSorted((a, b) => a.others - b.others).slice(0, bench.size.rounds);
  const noisiest = quietest.at(-1)?.others ?? 0;
  return {
    of: (name) => quietest.flatMap(({ samples }) => samples.get(name) ?? []),
    note: noisiest <= others_max ? undefined : `others used up to ${noisiest.toFixed(1)} cores`,
  };
}

function start(bench: Bench, name: Name, { folder }: Workspace): Promise<Contender> {
  if (name === "bantam") return startBantam(bench.run, folder);
  return name === "relay" ? startRelay() : startRelay(join(folder, "synced"));
}

/** At full load, also where the rounds are slow: compilers look at code that was run often. Returns Bantam's messages. */
async function warmUp(sides: readonly Side[], warm_ms: number, window: number): Promise<number> {
  let messages = 0;
  for (let i = 0; i < warm_rounds; i++) {
    for (const { name, load } of sides) {
      const outcome = await load.round({ ms: warm_ms / warm_rounds, window: Math.max(1, window), interval_ms: 0 });
      if (name === "bantam") messages += outcome.messages;
    }
  }
  return messages;
}

/** Waits for a moment in which others leave the machine alone, or until `wait_ms` have gone by. */
async function quiet(wait_ms: number): Promise<void> {
  const end = performance.now() + wait_ms;
  while (performance.now() < end) {
    const all = cpuOfAll();
    await Bun.sleep(look_ms);
    if (cpuOfAll() - all < look_ms * 1000 * others_max) return;
  }
}

type Order = Parameters<Load["round"]>[0];

async function takeTurns(sides: readonly Side[], order: Order): Promise<Round> {
  const pids = sides.flatMap(({ server, load }) => [server.pid, load.pid]);
  const cpuOfOurs = () => pids.reduce((sum, pid) => sum + cpuOf(pid), cpuOf(process.pid));
  const all = cpuOfAll();
  const ours = cpuOfOurs();
  const started = performance.now();
  const samples = new Map<Name, Sample>();
  for (const side of sides) samples.set(side.name, await sample(side, order));
  const elapsed_us = (performance.now() - started) * 1000;
  return { samples, others: (cpuOfAll() - all - (cpuOfOurs() - ours)) / elapsed_us };
}

async function sample({ server, load }: Side, order: Order): Promise<Sample> {
  const cpu = cpuOf(server.pid);
  const started = performance.now();
  const outcome = await load.round(order);
  return { ...outcome, cpu_us: cpuOf(server.pid) - cpu, seconds: (performance.now() - started) / 1000 };
}
