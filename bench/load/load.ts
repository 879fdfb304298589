/** The load generator: a process of its own, which is told what to do by generator.ts. */
import { Asker } from "./asker.ts";
import { Log } from "./log.ts";
import { Member } from "./member.ts";
import { order, type MemberPlan, type Order, type Outcome, type RoundOrder } from "./orders.ts";

const body = "The quick brown fox jumps over the lazy dog. ".repeat(3).slice(0, 128);
const connects_at_once = 100;
const settle_ms_max = 15_000;

const logs = new Map<string, Log>();
const members: Member[] = [];
/** By what they ask for. */
const askers = new Map<string, Asker[]>();
let failure = "";
const failed = Promise.withResolvers<void>();
/** How many of its own messages a member has in flight; 0 between rounds. */
let window = 0;

function fail(reason: string): void {
  failure ||= reason.slice(0, 1000);
  failed.resolve();
}

function settled(member: Member, count: number): void {
  if (window > 0) member.send(count);
}

async function connect(url: URL, plans: readonly MemberPlan[]): Promise<void> {
  for (const plan of plans) {
    const log = logs.get(plan.channel) ?? new Log(fail);
    logs.set(plan.channel, log);
    const member = new Member(plan, log, fail, settled, body);
    members.push(member);
  }
  await openAll(url, members);
}

async function prepare({ url, work, tokens, commands }: Extract<Order, { do: "prepare" }>): Promise<void> {
  const all = tokens.map((token, i) => {
    const first = Math.floor((i * commands.length) / tokens.length);
    return new Asker(token, commands, first, fail);
  });
  askers.set(work, all);
  await openAll(new URL(url), all);
}

async function openAll(url: URL, all: readonly (Member | Asker)[]): Promise<void> {
  const open = async (one: Member | Asker) => {
    await one.connect(url);
    await Promise.race([one.ready, failed.promise]);
  };
  for (let at = 0; at < all.length && failure === ""; at += connects_at_once)
    await Promise.all(all.slice(at, at + connects_at_once).map(open));
}

async function round({ ms, window: size, per_second, pace, behind }: RoundOrder): Promise<void> {
  const asking = askersOf(behind);
  const latencies = per_second > 0 ? [] : undefined;
  for (const log of logs.values()) log.clear(latencies);
  for (const asker of asking) asker.start();
  const senders = members.filter(({ plan }) => plan.sends);
  if (per_second > 0) await sendByTurns(senders, ms, distances(1000 / per_second, pace));
  else {
    window = size;
    for (const sender of senders) sender.send(size);
    await Bun.sleep(ms);
    window = 0;
  }
  for (const asker of asking) asker.stop();
  const deadline = performance.now() + settle_ms_max;
  const isSettled = () =>
    [...logs.values()].every((log) => log.isSettled()) && asking.every((asker) => !asker.isWaiting);
  while (failure === "" && !isSettled()) {
    if (performance.now() > deadline)
      fail([...logs.values()].find((log) => !log.isSettled())?.missing() ?? "an answer is missing");
    await Bun.sleep(2);
  }
}

/**
 * Each message at its time, whatever became of those before it. Does not sleep: people are on other machines, and the
 * server must not pay for waking this process up at each frame.
 */
async function sendByTurns(senders: readonly Member[], ms: number, distance: () => number): Promise<void> {
  let due = performance.now();
  const end = due + ms;
  for (let i = 0; due < end; i++) {
    do await new Promise((resolve) => setImmediate(resolve));
    while (performance.now() < due);
    senders[i % senders.length]?.send(1, due);
    due += distance();
  }
}

/** Times between messages that are `mean_ms` on average; those by chance are distributed exponentially. */
function distances(mean_ms: number, pace: "even" | "chance"): () => number {
  if (pace === "even") return () => mean_ms;
  // A generator of Lehmer's (modulus 2^31 - 1, multiplier 48271), so that every server gets the same.
  let state = 987_654_321;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return -mean_ms * Math.log(state / 2_147_483_647);
  };
}

function askersOf(work: string | undefined): readonly Asker[] {
  if (work === undefined) return [];
  const found = askers.get(work);
  if (!found) throw new Error(`nobody is there for ${work}`);
  return found;
}

function outcome(given: Order): Outcome {
  let messages = 0;
  let deliveries = 0;
  for (const log of logs.values()) {
    messages += log.messages;
    deliveries += log.deliveries;
  }
  const latencies = [...logs.values()][0]?.latencies?.sort((a, b) => a - b) ?? [];
  const us = (share: number) => Math.round((latencies[Math.floor(latencies.length * share)] ?? 0) * 1000);
  const asking = given.do === "round" ? askersOf(given.behind) : [];
  const answers = asking.reduce((sum, asker) => sum + asker.answers, 0);
  const answer_bytes = asking.reduce((sum, asker) => sum + asker.answer_bytes, 0);
  return { failure, messages, deliveries, p50_us: us(0.5), p99_us: us(0.99), answers, answer_bytes };
}

async function obey(given: Order): Promise<void> {
  try {
    if (given.do === "connect") await connect(new URL(given.url), given.members);
    else if (given.do === "prepare") await prepare(given);
    else await round(given);
  } catch (error) {
    fail(String(error));
  }
  process.send?.(outcome(given));
}

process.on("message", (raw) => {
  obey(order.read(raw, "order")).catch((error: unknown) => {
    throw error;
  });
});
process.on("disconnect", () => process.exit());
