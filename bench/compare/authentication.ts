import { join } from "node:path";
import { post } from "../../test/support/http.ts";
import { watchProcess } from "../../test/support/temp.ts";
import { fillDatabase } from "../baseline/database.ts";
import { bantamJson, baseline, type Contender, type Server } from "../contenders.ts";
import type { Bench } from "../figure.ts";
import { cpuOf, pin } from "../machine.ts";
import { makeWorkspace, type Workspace } from "../workspace.ts";
import type { Panel, Targets } from "./panel.ts";
import type { RequestsOrder } from "./requests.ts";
import type { Steps, StepsOrder } from "./steps.ts";

const server_core = 0;
const load_core = 1;
const people = 100;
const rounds_max = 5;
/** Compilers look at code that was run often. */
const warm_rounds = 10;

/** CPU microseconds of each, in rounds. */
type Costs = Record<keyof Steps | "whole", number[]>;

/**
 * What it costs to know who asks: the step by itself, inside of a process (steps.ts), and a cheap request of a server as a
 * whole, which is HTTP, JSON and a query besides.
 */
export async function authentication(bench: Bench): Promise<Panel[]> {
  const { requests } = bench.size;
  const inside = await makePeople(bench);
  fillDatabase(inside);
  await using its = await open(bench, baseline);
  await using ours = await open(bench, bantamJson);
  for (const side of [its, ours]) await wholeRequests(side, requests * warm_rounds);
  for (let round = 0; round < Math.min(rounds_max, bench.size.rounds); round++)
    for (const side of [its, ours]) {
      const { command, request } = await steps(side.contender.name, inside, requests);
      side.costs.command.push(command);
      side.costs.request.push(request);
      side.costs.whole.push(await wholeRequests(side, requests));
    }
  const panel = (cost: keyof Costs, scenario: string, targets: Omit<Targets, "of">, note: string): Panel => ({
    measure: "CPU of authentication",
    scenario,
    unit: "µs",
    isMoreBetter: false,
    baseline: { name: "baseline", values: its.costs[cost] },
    sides: [{ name: "Bantam", values: ours.costs[cost] }],
    targets: { of: "baseline", ...targets },
    note: `${requests} a round, by ${people} people; ${note}`,
  });
  const targets = { asked: 0.6, ours: 0.05 };
  return [
    panel("command", "the step of a command", targets, "Bantam's is that of a socket's first: the others need none"),
    panel("request", "the step of an HTTP request", targets, "from its headers to its user"),
    panel("whole", "a whole HTTP request", { ours: 0.6 }, "message.list of one message: HTTP, JSON and query included"),
  ];
}

interface Side extends AsyncDisposable {
  readonly contender: Contender;
  readonly workspace: Workspace;
  readonly server: Server;
  readonly costs: Costs;
}

async function open(bench: Bench, contender: Contender): Promise<Side> {
  const workspace = await makePeople(bench);
  const server = await contender.start(bench, workspace);
  const [channel] = workspace.channels;
  const sent =
    channel && (await post(server.url, workspace.people[0]?.token, "message.send", { channel, body: "Hello" }));
  if (!sent?.ok) throw new Error(`${contender.name} did not take a message`);
  const costs = { command: [], request: [], whole: [] };
  return { contender, workspace, server, costs, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function makePeople(bench: Bench): Promise<Workspace> {
  return makeWorkspace(bench.newFolder(), { users: people, channels: 1, channelsOf: () => [1] });
}

async function steps(side: string, { folder, people: asking }: Workspace, count: number): Promise<Steps> {
  const order: StepsOrder = { side, folder, tokens: asking.map(({ token }) => token), count };
  return JSON.parse(await run(server_core, "steps.ts", order));
}

/** The server's CPU time of one request. */
async function wholeRequests({ server, workspace }: Side, count: number): Promise<number> {
  const { people: asking, channels } = workspace;
  const tokens = asking.map(({ token }) => token);
  const order: RequestsOrder = { url: server.url, channel: channels[0] ?? "", tokens, count };
  const before = cpuOf(server.pid);
  await run(load_core, "requests.ts", order);
  return (cpuOf(server.pid) - before) / count;
}

/** A script in a process of its own, which gets an order on its standard input; returns what it prints. */
async function run(core: number, script: string, order: object): Promise<string> {
  const command = pin(core)([process.execPath, join(import.meta.dir, script)]);
  const stdin = new Blob([JSON.stringify(order)]);
  const child = watchProcess(Bun.spawn(command, { stdin, stdout: "pipe", stderr: "inherit" }));
  const printed = await child.stdout.text();
  if ((await child.exited) !== 0) throw new Error(`bench/compare/${script} failed`);
  return printed;
}
