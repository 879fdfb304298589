import type { Contender, Server } from "./contenders.ts";
import { type Bench, median } from "./figure.ts";
import { Load } from "./load/generator.ts";
import type { Outcome, RoundOrder } from "./load/orders.ts";
import { cpuOf, cpuOfAll, sumOf } from "./machine.ts";
import { copyWorkspace, makeWorkspace, type Workspace } from "./workspace.ts";

/** A round in which others used more than this share of a core says nothing: it is done again. */
const others_max = 0.5;
/** At most so many, since a round may take longer than told until all is delivered. */
const warm_rounds = 2;
const look_ms = 200;

/** Who is where, and who of them sends. */
export interface Shape {
  readonly channels: number;
  readonly members_per_channel: number;
  readonly senders_per_channel: number;
  /** Messages that each of them keeps in flight at full load. */
  readonly window: number;
}

export interface Sample extends Outcome {
  /** Of the server, and of its load generator. */
  readonly cpu_us: number;
  readonly load_cpu_us: number;
  readonly seconds: number;
}

export interface Comparison {
  /** A contender's samples, one of each round, in order. */
  of(name: string): Sample[];
  /** What the reader should know besides. */
  readonly note: string | undefined;
}

type LoadOrder = Omit<RoundOrder, "ms" | "behind">;

/** As much as goes, with so many messages of each sender in flight. */
export function atFullLoad(window: number): LoadOrder {
  return { window, per_second: 0, pace: "even" };
}

export function paced(per_second: number, pace: RoundOrder["pace"]): LoadOrder {
  return { window: 0, per_second, pace };
}

/** Rounds of a load, every contender in turn. */
export type Rounds = (load: LoadOrder) => Promise<Comparison>;

/** What takes turns: a server, or one of several things that one server does. */
export interface Side {
  readonly name: string;
  readonly server: Server;
  readonly load: Load;
  /** Messages that each sender has in flight at most. */
  readonly window_max?: number;
  /** What others do meanwhile: see PrepareOrder. */
  readonly behind?: string;
  /** How many messages were. */
  acknowledged: number;
}

interface ContenderSide extends Side {
  readonly contender: Contender;
  readonly workspace: Workspace;
}

interface Round {
  readonly samples: ReadonlyMap<string, Sample>;
  /** Of a core, used by other programs meanwhile. */
  readonly others: number;
}

/**
 * Has servers take turns at the same loads, each with a load generator of its own that stays connected. Rejects when a
 * message was lost or doubled, or was acknowledged and is not stored.
 */
export async function takeTurns<T>(
  bench: Bench,
  shape: Shape,
  contenders: readonly Contender[],
  work: (rounds: Rounds) => Promise<T>,
): Promise<T> {
  const channels = Math.min(shape.channels, bench.size.people_max);
  const members = Math.min(shape.members_per_channel, bench.size.people_max);
  const workspace = await makeWorkspace(bench.newFolder(), {
    users: channels * members,
    channels,
    channelsOf: (user) => [1 + Math.floor((user - 1) / members)],
  });
  const sides: ContenderSide[] = [];
  const result = await (async () => {
    await using opened = new AsyncDisposableStack();
    for (const contender of contenders) {
      const copy = copyWorkspace(workspace, bench.newFolder());
      sides.push(await open(bench, { ...shape, members_per_channel: members }, copy, contender, opened));
    }
    await warmUp(sides, bench.size.warm_ms, shape.window);
    return await work((load) => playRounds(bench, sides, load));
  })();
  for (const { contender, workspace, acknowledged } of sides) {
    const stored = await contender.stored?.(workspace, channels);
    if (stored !== undefined && stored !== acknowledged)
      throw new Error(`${acknowledged} messages were acknowledged by ${contender.name}, and ${stored} are stored`);
  }
  return result;
}

async function open(
  bench: Bench,
  shape: Shape,
  workspace: Workspace,
  contender: Contender,
  opened: AsyncDisposableStack,
): Promise<ContenderSide> {
  const server = opened.use(await contender.start(bench, workspace));
  const load = opened.use(new Load());
  const plans = workspace.people.flatMap(({ token, channels: [channel] }, i) => {
    const member = i % shape.members_per_channel;
    const dialect = contender.dialect(member);
    return channel === undefined ? [] : [{ channel, token, dialect, sends: member < shape.senders_per_channel }];
  });
  await load.connect(server.url, plans);
  const { name, in_flight_max = Infinity } = contender;
  const senders = plans.filter(({ sends }) => sends).length;
  const window_max = Math.max(1, Math.floor(in_flight_max / senders));
  return { name, contender, workspace, server, load, window_max, acknowledged: 0 };
}

/** At full load, also where the rounds are slow: compilers look at code that was run often. */
export async function warmUp(sides: readonly Side[], warm_ms: number, window: number): Promise<void> {
  for (const side of sides) {
    const end = performance.now() + warm_ms;
    while (performance.now() < end) await sample(side, { ms: warm_ms / warm_rounds, ...atFullLoad(window) });
  }
}

/** Every side in turn; rounds in which others used the machine are done again. */
export async function playRounds({ size }: Bench, given: readonly Side[], load: LoadOrder): Promise<Comparison> {
  const sides = [...given];
  const rounds: Round[] = [];
  const isQuiet = ({ others }: Round) => others <= others_max;
  for (let tries = 0; tries < size.tries; tries++) {
    if (rounds.filter(isQuiet).length === size.rounds) break;
    await quiet(size.wait_ms);
    // Each is first as often as the others: a machine that was just idle is slower.
    sides.push(...sides.splice(0, 1));
    rounds.push(await playRound(sides, { ...load, ms: size.round_ms }));
  }
  const quietest = rounds.toSorted((a, b) => a.others - b.others).slice(0, size.rounds);
  const noisiest = quietest.at(-1)?.others ?? 0;
  return {
    of: (name) => quietest.flatMap(({ samples }) => samples.get(name) ?? []),
    note: noisiest <= others_max ? undefined : `others used up to ${noisiest.toFixed(1)} cores`,
  };
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

async function playRound(sides: readonly Side[], order: RoundOrder): Promise<Round> {
  const pids = new Set(sides.flatMap(({ server, load }) => [server.pid, load.pid]));
  const cpuOfOurs = () => [...pids].reduce((sum, pid) => sum + cpuOf(pid), cpuOf(process.pid));
  const all = cpuOfAll();
  const ours = cpuOfOurs();
  const started = performance.now();
  const samples = new Map<string, Sample>();
  for (const side of sides) samples.set(side.name, await sample(side, order));
  const elapsed_us = (performance.now() - started) * 1000;
  return { samples, others: (cpuOfAll() - all - (cpuOfOurs() - ours)) / elapsed_us };
}

async function sample(side: Side, order: RoundOrder): Promise<Sample> {
  const { server, load, behind } = side;
  const window = Math.min(order.window, side.window_max ?? Infinity);
  const cpu = sumOf(server.pid, cpuOf);
  const load_cpu = cpuOf(load.pid);
  const started = performance.now();
  const outcome = await load.round({ ...order, window, ...(behind !== undefined && { behind }) });
  const seconds = (performance.now() - started) / 1000;
  side.acknowledged += outcome.messages;
  return { ...outcome, cpu_us: sumOf(server.pid, cpuOf) - cpu, load_cpu_us: cpuOf(load.pid) - load_cpu, seconds };
}

/** The median of what `value` says of each of a contender's samples. */
export function medianOf(comparison: Comparison, { name }: Contender, value: (sample: Sample) => number): number {
  return median(comparison.of(name).map(value));
}

export function cpuPerDelivery({ cpu_us, deliveries }: Sample): number {
  return cpu_us / deliveries;
}
