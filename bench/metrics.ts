/** What counting costs on the path of a message: `bun bench/metrics.ts`. Everything that a turn of messages counts, alone. */
import { measure } from "mitata";
import { json } from "../src/protocol/json.ts";
import { count, countCommit, countPublish, countTurn, metrics } from "../src/metrics.ts";
import { commandId, randomId } from "../src/protocol/id.ts";

const body = "The quick brown fox jumps over the lazy dog. ".repeat(3).slice(0, 128);
const channel = randomId();
const author = randomId();
const sockets = 32;

export interface Cost {
  readonly messages_per_turn: number;
  readonly ns_per_message: number;
}

/** A turn of messages in one channel with listeners in JSON, as the server counts it. */
export function countTurnOf(commands: readonly string[], frame: string, writes: readonly { type: string }[]): void {
  for (const command of commands) {
    metrics.received_bytes.json += Buffer.byteLength(command);
    count(metrics.commands, "message.send");
  }
  const since = performance.now();
  const began = performance.now();
  countCommit(writes, performance.now());
  countPublish("json", frame, commands.length, sockets);
  metrics.delivery_seconds.addSince(since);
  countTurn(commands.length, began);
}

export async function costs(min_cpu_time_ms: number): Promise<Cost[]> {
  const found: Cost[] = [];
  for (const messages of [1, 10, 50]) {
    const at = Date.now();
    const commands = Array.from({ length: messages }, (_, i) =>
      json.commands([{ id: commandId(), do: "message.send", channel, body: `${body}${i}` }]),
    );
    const frame = json.frame(
      commands.map((_, seq) =>
        json.event({ event: "message", channel, rev: seq, seq, id: commandId(), author, at, body }),
      ),
    );
    const writes = commands.map(() => ({ type: "message.posted" }));
    const { avg } = await measure(() => countTurnOf(commands, frame, writes), {
      min_cpu_time: min_cpu_time_ms * 1_000_000,
    });
    found.push({ messages_per_turn: messages, ns_per_message: avg / messages });
  }
  return found;
}

if (import.meta.main)
  for (const { messages_per_turn, ns_per_message } of await costs(500))
    console.log(`${messages_per_turn} messages a turn: ${ns_per_message.toFixed(0)} ns per message`);
