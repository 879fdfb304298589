/**
 * Asks a server by HTTP at a steady rate: reads a Plan from standard input, prints an Outcome for each of its streams.
 * A process of its own, so that it has a core of its own.
 */
import { percentile } from "../figure.ts";

export interface Stream {
  /** Each request has the next one; none at all is sent for "". */
  readonly tokens: readonly string[];
  readonly per_s: number;
  /** What every answer must be. */
  readonly status: number;
}

export interface Plan {
  readonly url: string;
  readonly body: string;
  readonly ms: number;
  readonly streams: readonly Stream[];
}

export interface Outcome {
  readonly requests: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
}

/** One every millisecond or so: more at a time would wait for each other. */
const senders = 8;

if (import.meta.main) {
  const plan: Plan = JSON.parse(await Bun.stdin.text());
  const outcomes = await Promise.all(plan.streams.map((stream) => send(plan, stream)));
  console.log(JSON.stringify(outcomes satisfies Outcome[]));
}

async function send({ url, body, ms }: Plan, { tokens, per_s, status }: Stream): Promise<Outcome> {
  const times_ms: number[] = [];
  const started = performance.now();
  let next = 0;

  async function sender(): Promise<void> {
    for (;;) {
      const i = next++;
      const due_ms = (i * 1000) / per_s;
      if (due_ms >= ms) return;
      const wait_ms = started + due_ms - performance.now();
      if (wait_ms > 0) await Bun.sleep(wait_ms);
      const token = tokens[i % tokens.length] ?? "";
      const headers = { "content-type": "application/json", ...(token !== "" && { authorization: `Bearer ${token}` }) };
      const sent = performance.now();
      const answer = await fetch(url, { method: "POST", headers, body });
      await answer.bytes();
      times_ms.push(performance.now() - sent);
      if (answer.status !== status) throw new Error(`an answer was ${answer.status} and not ${status}`);
    }
  }

  await Promise.all(Array.from({ length: senders }, sender));
  return { requests: times_ms.length, p50_ms: percentile(times_ms, 0.5), p99_ms: percentile(times_ms, 0.99) };
}
