/** The load generator: a process of its own, which is told what to do by generator.ts. */
import { Log } from "./log.ts";
import { Member } from "./member.ts";
import { order, type MemberPlan, type Order, type Outcome } from "./orders.ts";

const body = "The quick brown fox jumps over the lazy dog. ".repeat(3).slice(0, 128);
const connects_at_once = 100;
const settle_ms_max = 15_000;

const logs = new Map<string, Log>();
const members: Member[] = [];
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
  for (let at = 0; at < members.length && failure === ""; at += connects_at_once)
    await Promise.all(members.slice(at, at + connects_at_once).map((member) => open(url, member)));
}

async function open(url: URL, member: Member): Promise<void> {
  await Bun.connect<Member>({
    hostname: url.hostname,
    port: Number(url.port),
    data: member,
    socket: {
      open: (socket) => socket.data.opened(socket, url.host),
      data: (socket, chunk) => socket.data.received(chunk),
      drain: (socket) => socket.data.drained(),
      close: () => fail("a connection was closed"),
      error: (_socket, error) => fail(error.message),
    },
  });
  await Promise.race([member.ready, failed.promise]);
}

async function round({ ms, window: size, per_second }: Extract<Order, { do: "round" }>): Promise<void> {
  const latencies = per_second > 0 ? [] : undefined;
  for (const log of logs.values()) log.clear(latencies);
  const senders = members.filter(({ plan }) => plan.sends);
  if (per_second > 0) await sendByTurns(senders, ms, 1000 / per_second);
  else {
    window = size;
    for (const sender of senders) sender.send(size);
    await Bun.sleep(ms);
    window = 0;
  }
  const deadline = performance.now() + settle_ms_max;
  while (failure === "" && ![...logs.values()].every((log) => log.isSettled())) {
    if (performance.now() > deadline) fail([...logs.values()].find((log) => !log.isSettled())?.missing() ?? "");
    await Bun.sleep(2);
  }
}

/**
 * Each message at its time, whatever became of those before it. Does not sleep: people are on other machines, and the
 * server must not pay for waking this process up at each frame.
 */
async function sendByTurns(senders: readonly Member[], ms: number, interval_ms: number): Promise<void> {
  const start = performance.now();
  for (let i = 0; i * interval_ms < ms; i++) {
    const due = start + i * interval_ms;
    do await new Promise((resolve) => setImmediate(resolve));
    while (performance.now() < due);
    senders[i % senders.length]?.send(1, due);
  }
}

function outcome(): Outcome {
  let messages = 0;
  let deliveries = 0;
  for (const log of logs.values()) {
    messages += log.messages;
    deliveries += log.deliveries;
  }
  const latencies = [...logs.values()][0]?.latencies?.sort((a, b) => a - b) ?? [];
  const us = (share: number) => Math.round((latencies[Math.floor(latencies.length * share)] ?? 0) * 1000);
  return { failure, messages, deliveries, p50_us: us(0.5), p99_us: us(0.99) };
}

async function obey(given: Order): Promise<void> {
  try {
    if (given.do === "connect") await connect(new URL(given.url), given.members);
    else await round(given);
  } catch (error) {
    fail(String(error));
  }
  process.send?.(outcome());
}

process.on("message", (raw) => {
  obey(order.read(raw, "order")).catch((error: unknown) => {
    throw error;
  });
});
process.on("disconnect", () => process.exit());
