import type { Contender } from "../contenders.ts";
import { type Bench, median } from "../figure.ts";
import { rest } from "../idle.ts";
import { Load } from "../load/generator.ts";
import {
  atFullLoad,
  type Comparison,
  cpuPerDelivery,
  medianOf,
  paced,
  type Sample,
  type Shape,
  takeTurns,
} from "../turns.ts";
import { makeWorkspace } from "../workspace.ts";
import { bantam, type Peer, type ShapeName, shapeNames, shapes } from "./peers.ts";

/** What was measured of one server, and, where something is asked of Bantam beside it, whether Bantam does it. */
export interface Measured {
  readonly scenario: string;
  readonly server: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly target?: number;
  readonly moonshot?: number;
  readonly ok?: boolean;
  /** What the reader should know besides. */
  readonly note?: string;
}

const low_rate: Shape = { channels: 1, members_per_channel: 100, senders_per_channel: 100, window: 1 };
const low_rate_per_second = 20;
/** Few messages come in a round at a low rate: it is longer than the others. */
const rounds_longer = 2;
const kib = 1024;
const idle_connections = 10_000;
const members_per_idle_channel = 10;

/** What is measured, in the order of the tables. */
export const scenarios: Readonly<Record<string, (bench: Bench, peers: readonly Peer[]) => Promise<Measured[]>>> = {
  ...Object.fromEntries(
    shapeNames.map((name) => [name, (bench: Bench, others: readonly Peer[]) => fullLoad(bench, name, others)]),
  ),
  "low-rate": lowRate,
  idle,
};

/** At full load: CPU and deliveries of each, and Bantam's CPU as a multiple, round by round. */
async function fullLoad(bench: Bench, name: ShapeName, peers: readonly Peer[]): Promise<Measured[]> {
  const { title: scenario, shape } = shapes[name];
  const all = [bantam, ...peers];
  const turns = await takeTurns(
    bench,
    shape,
    all.map(({ contender }) => contender),
    (rounds) => rounds(atFullLoad(shape.window)),
  );
  const about = { scenario, ...noted(turns) };
  const own = turns.of(bantam.contender.name).map(cpuPerDelivery);
  return all.flatMap((peer): Measured[] => {
    const { title: server, contender, targets } = peer;
    const of = (value: (sample: Sample) => number) => medianOf(turns, contender, value);
    const rate = of(({ deliveries, seconds }) => deliveries / seconds);
    const measured: Measured[] = [
      { ...about, server, what: "CPU per delivery", value: of(cpuPerDelivery), unit: "us" },
      { ...about, server, what: "deliveries", value: rate, unit: "/s" },
    ];
    if (peer === bantam) return measured;
    const times = turns.of(contender.name).map((sample, i) => (own[i] ?? Number.NaN) / cpuPerDelivery(sample));
    const value = median(times);
    const wanted = targets[name];
    const multiple = { ...about, server, what: "Bantam's CPU per delivery", value, unit: "x" };
    return [...measured, wanted === undefined ? multiple : { ...multiple, ...wanted, ok: value <= wanted.target }];
  });
}

/** From when a message is due to each member's read, far from saturation. */
async function lowRate(bench: Bench, peers: readonly Peer[]): Promise<Measured[]> {
  const size = { ...bench.size, round_ms: bench.size.round_ms * rounds_longer };
  const all = [bantam, ...peers];
  const turns = await takeTurns(
    { ...bench, size },
    low_rate,
    all.map(({ contender }) => contender),
    (rounds) => rounds(paced(low_rate_per_second, "even")),
  );
  const scenario = `1 channel, ${low_rate.members_per_channel} members, ${low_rate_per_second} messages/s`;
  return all.flatMap(({ title: server, contender }) =>
    (["p50", "p99"] as const).map((point) => {
      const value = medianOf(turns, contender, (sample) => sample[`${point}_us`] / 1000);
      return { scenario, ...noted(turns), server, what: `latency ${point}`, value, unit: "ms" };
    }),
  );
}

/** Memory of connections that are signed in, have joined a channel of ten, and say nothing. */
async function idle(bench: Bench, peers: readonly Peer[]): Promise<Measured[]> {
  const connections = Math.min(idle_connections, bench.size.people_max);
  const scenario = `${connections} idle connections, channels of ${members_per_idle_channel}`;
  await using opened = new AsyncDisposableStack();
  const sides: { server: string; pid: number; before: number }[] = [];
  for (const { title, contender } of [bantam, ...peers]) {
    const { pid, before } = await connectAll(bench, contender, connections, opened);
    sides.push({ server: title, pid, before });
  }
  // They come to rest side by side: nobody's memory grows because another process works.
  const measured = sides.map(async ({ server, pid, before }): Promise<Measured[]> => {
    const after = await rest(pid, bench.size.rest_ms);
    const each = (after - before) / connections / kib;
    return [
      { scenario, server, what: "memory per idle connection", value: each, unit: "KiB" },
      { scenario, server, what: "whole server", value: after / kib ** 2, unit: "MiB" },
    ];
  });
  return (await Promise.all(measured)).flat();
}

function noted({ note }: Comparison): { note?: string } {
  return note === undefined ? {} : { note };
}

/** A server to which everybody is connected, and its memory before they were. */
async function connectAll(
  bench: Bench,
  contender: Contender,
  connections: number,
  opened: AsyncDisposableStack,
): Promise<{ pid: number; before: number }> {
  const workspace = await makeWorkspace(bench.newFolder(), {
    users: connections,
    channels: Math.ceil(connections / members_per_idle_channel),
    channelsOf: (user) => [1 + Math.floor((user - 1) / members_per_idle_channel)],
  });
  const { pid, url } = opened.use(await contender.start(bench, workspace));
  const before = await rest(pid, bench.size.rest_ms / 8);
  const plans = workspace.people.flatMap(({ token, channels: [channel] }, i) =>
    channel === undefined ? [] : [{ channel, token, dialect: contender.dialect(i), sends: false }],
  );
  await opened.use(new Load()).connect(url, plans);
  return { pid, before };
}
