/** The people: a process of its own, `crowd.ts URL FILE`, which main.ts tells what to do (see orders.ts). */
import { seeded } from "../../test/support/random.ts";
import { isId } from "../../src/protocol/id.ts";
import { percentile } from "../figure.ts";
import { Channel } from "./channel.ts";
import { type Latency, order, type Order, type Outcome, people as shape } from "./orders.ts";
import { Person } from "./person.ts";

const connects_at_once = 100;
const settle_ms_max = 30_000;

/** What each person does, how often on average; at random times, as in a crowd of people who do not know of each other. */
const habits: readonly { every_ms: number; act: (person: Person, channels: readonly Channel[]) => void }[] = [
  { every_ms: 120_000, act: (person) => person.send() },
  // One in a hundred types; who types says so every 3 seconds.
  { every_ms: 300_000, act: (person) => person.type() },
  // Every tenth opens a channel in the time of one message.
  { every_ms: 1_200_000, act: (person, channels) => person.open(pick(channels)) },
  { every_ms: 600_000, act: (person) => person.move() },
];

interface Tally {
  others: number;
  readonly deliveries_ms: number[];
  readonly openings_ms: number[];
  readonly late_ms: number[];
  busy_ms: number;
}

const [, , url = "", file = ""] = process.argv;
const channels = new Map<string, Channel>();
const people: { readonly person: Person; readonly channels: readonly Channel[] }[] = [];
let tally = newTally();
let failure = "";
const failed = Promise.withResolvers<void>();
/** Whether there was work since the event loop began anew. */
let hasWorked = false;
/** The same numbers in each run. */
const random = seeded(1);

for (const { token, channels: ids } of shape.read(await Bun.file(file).json(), "people")) {
  const own = ids.map(channelOf);
  const looksAt = pick(own);
  const person = new Person(token, new Map(own.map((channel) => [channel.id, channel])), looksAt, {
    failed: fail,
    delivered(sent) {
      hasWorked = true;
      const now = performance.now();
      for (const at of sent) tally.deliveries_ms.push(now - at);
    },
    told() {
      hasWorked = true;
      tally.others++;
    },
    opened: (took_ms) => tally.openings_ms.push(took_ms),
  });
  people.push({ person, channels: own });
}

function channelOf(id: string): Channel {
  if (!isId(id)) throw new Error(`${id} is not the id of a channel`);
  const channel = channels.get(id) ?? new Channel(id);
  channels.set(id, channel);
  return channel;
}

function newTally(): Tally {
  return { others: 0, deliveries_ms: [], openings_ms: [], late_ms: [], busy_ms: 0 };
}

function fail(reason: string): void {
  failure ||= reason.slice(0, 1000);
  failed.resolve();
}

async function come(): Promise<void> {
  const server = new URL(url);
  let next = 0;
  const comeOneByOne = async () => {
    for (let one = people[next++]; one && failure === ""; one = people[next++]) {
      await one.person.connect(server);
      await Promise.race([one.person.ready, failed.promise]);
    }
  };
  await Promise.all(Array.from({ length: connects_at_once }, comeOneByOne));
}

async function live(ms: number, pace: number): Promise<void> {
  const started = performance.now();
  const plans = habits.map(({ every_ms, act }) => {
    const each_ms = every_ms / pace;
    return { act, each_ms, next: started + pause_ms(each_ms) };
  });
  await awakeUntil(started + ms, (now) => {
    for (const plan of plans) {
      for (; plan.next <= now; plan.next += pause_ms(plan.each_ms)) {
        const { person, channels: own } = pick(people);
        plan.act(person, own);
        hasWorked = true;
        tally.late_ms.push(performance.now() - plan.next);
      }
    }
  });
  const deadline = performance.now() + settle_ms_max;
  while (failure === "" && ![...channels.values()].every((channel) => channel.isSettled)) {
    if (performance.now() > deadline)
      fail(`messages did not come to all members within ${settle_ms_max / 1000} seconds`);
    await Bun.sleep(20);
  }
}

/** Does not sleep: people are on other machines, and the server must not pay for waking this process up at each frame. */
async function awakeUntil(end: number, act: (now: number) => void): Promise<void> {
  let before = performance.now();
  while (before < end && failure === "") {
    hasWorked = false;
    act(before);
    await new Promise((resolve) => setImmediate(resolve));
    const now = performance.now();
    if (hasWorked) tally.busy_ms += now - before;
    before = now;
  }
}

/** The time to the next of events that come at random, in a crowd in which each person causes one `every_ms`. */
function pause_ms(every_ms: number): number {
  return (-Math.log(1 - random()) * every_ms) / people.length;
}

function pick<T>(list: readonly T[]): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new Error("there is nothing to pick from");
  return found;
}

async function obey(given: Order): Promise<Outcome> {
  tally = newTally();
  const before = countMessages();
  const started = performance.now();
  try {
    if (given.do === "come") await come();
    else await live(given.ms, given.pace);
  } catch (error) {
    fail(String(error));
  }
  const { others, deliveries_ms, openings_ms, late_ms, busy_ms } = tally;
  const ms = given.do === "live" ? given.ms : performance.now() - started;
  return {
    failure,
    messages: countMessages() - before,
    deliveries: deliveries_ms.length,
    others,
    delivery: latencyOf(deliveries_ms),
    opening: latencyOf(openings_ms),
    late: latencyOf(late_ms),
    busy_percent: Math.round((100 * busy_ms) / ms),
  };
}

/** How many messages came to everybody. */
function countMessages(): number {
  let count = 0;
  for (const channel of channels.values()) count += channel.messages;
  return count;
}

function latencyOf(times_ms: readonly number[]): Latency {
  const us = (share: number) => Math.round((percentile(times_ms, share) || 0) * 1000);
  return { p50_us: us(0.5), p95_us: us(0.95), p99_us: us(0.99) };
}

process.on("message", (raw) => {
  obey(order.read(raw, "order")).then(
    (outcome) => process.send?.(outcome),
    (error: unknown) => {
      throw error;
    },
  );
});
process.on("disconnect", () => process.exit());
