import { type Contender, Load, startBantam, startRelay } from "./contenders.ts";
import type { Bench } from "./figure.ts";
import { cpuOf, cpuOfAll } from "./machine.ts";
import type { Outcome } from "./orders.ts";
import { countMessages, makeWorkspace } from "./workspace.ts";

/** A round in which others used more than this share of a core says nothing: it is done again. */
const others_max = 0.5;
const tries_per_round = 4;
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

export interface Sample extends Outcome {
  readonly cpu_us: number;
  readonly seconds: number;
}

export interface Round {
  readonly bantam: Sample;
  readonly relay: Sample;
  /** Of a core, used by other programs meanwhile. */
  readonly others: number;
  /** What was measured just before it. */
  readonly before: readonly number[];
}

export interface Comparison {
  readonly rounds: readonly Round[];
  /** Undefined when all is as it should be. */
  readonly note: string | undefined;
}

interface Side {
  readonly server: Contender;
  readonly load: Load;
}

/**
 * Bantam and the raw relay take turns at the same plan, each with a load generator of its own that stays connected. Rejects
 * when a message was lost or doubled, or was acknowledged and is not stored. `measure` is called before each round.
 */
export async function compare(
  bench: Bench,
  plan: Plan,
  measure: () => Promise<number[]> = async () => [],
): Promise<Comparison> {
  const { round_ms: ms, warm_ms } = bench.size;
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
  const order = { window: plan.window, interval_ms: plan.interval_ms };
  const rounds: Round[] = [];
  let acknowledged = 0;
  {
    await using server = await startBantam(bench.run, workspace.folder);
    await using relayServer = await startRelay();
    await using load = new Load();
    await using relayLoad = new Load();
    await load.connect(server.url, plans);
    await relayLoad.connect(
      relayServer.url,
      plans.map((member) => ({ ...member, token: "" })),
    );
    const bantam = { server, load };
    const relay = { server: relayServer, load: relayLoad };

    // At full load also where the rounds are slow: compilers look at code that was run often.
    const warm = { ms: warm_ms / warm_rounds, window: Math.max(1, plan.window), interval_ms: 0 };
    for (let i = 0; i < warm_rounds; i++) {
      acknowledged += (await load.round(warm)).messages;
      await relayLoad.round(warm);
    }
    const isQuiet = ({ others }: Round) => others <= others_max;
    for (let tries = 0; tries < bench.size.rounds * tries_per_round; tries++) {
      if (rounds.filter(isQuiet).length === bench.size.rounds) break;
      await quiet(bench.size.wait_ms);
      const before = await measure();
      const round = await takeTurns(bantam, relay, { ms, ...order });
      acknowledged += round.bantam.messages;
      rounds.push({ ...round, before });
    }
  }
  const stored = await countMessages(
    workspace.folder,
    Array.from({ length: channels }, (_, i) => i + 1),
  );
  if (stored !== acknowledged) throw new Error(`${acknowledged} messages were acknowledged, and ${stored} are stored`);
  const quietest = rounds.toSorted((a, b) => a.others - b.others).slice(0, bench.size.rounds);
  const noisiest = quietest.at(-1)?.others ?? 0;
  const note = noisiest <= others_max ? undefined : `others used up to ${noisiest.toFixed(1)} cores`;
  return { rounds: quietest, note };
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

async function takeTurns(
  bantam: Side,
  relay: Side,
  order: { ms: number; window: number; interval_ms: number },
): Promise<Omit<Round, "before">> {
  const all = cpuOfAll();
  const own = [bantam, relay].flatMap(({ server, load }) => [server.pid, load.pid]);
  const cpuOfOwn = () =>
    own.reduce((sum, pid) => sum + cpuOf(pid), process.cpuUsage().user + process.cpuUsage().system);
  const ours = cpuOfOwn();
  const started = performance.now();
  const first = await sample(bantam, order);
  const second = await sample(relay, order);
  const elapsed_us = (performance.now() - started) * 1000;
  const others = (cpuOfAll() - all - (cpuOfOwn() - ours)) / elapsed_us;
  return { bantam: first, relay: second, others };
}

async function sample(
  { server, load }: Side,
  order: { ms: number; window: number; interval_ms: number },
): Promise<Sample> {
  const cpu = cpuOf(server.pid);
  const started = performance.now();
  const outcome = await load.round(order);
  return { ...outcome, cpu_us: cpuOf(server.pid) - cpu, seconds: (performance.now() - started) / 1000 };
}
