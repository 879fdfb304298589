import type { CodecName } from "./protocol/codec.ts";
import { commands } from "./protocol/commands.ts";
import { closes, errors } from "./protocol/errors.ts";

/** How many values were at most as large as each bound, and how many were larger than all. */
export class Histogram {
  /** One more than there are bounds. Not cumulative: what is read seldom is added up when it is read. */
  readonly counts: number[];
  sum = 0;

  constructor(readonly bounds: readonly number[]) {
    this.counts = [...bounds.map(() => 0), 0];
  }

  add(value: number): void {
    const { bounds, counts } = this;
    let i = 0;
    while (value > (bounds[i] ?? Infinity)) i++;
    counts[i] = (counts[i] ?? 0) + 1;
    this.sum += value;
  }

  /** Adds the seconds since a time on the clock of performance.now(). */
  addSince(began_ms: number): void {
    this.add((performance.now() - began_ms) / 1000);
  }
}

const amounts = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
/** 50 us to 5 s: from a commit that is not synced to what nobody would wait for. */
const seconds = [0.000_05, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

/** 50 ms to 15 minutes: what a file takes to come, on slow connections. */
const minutes = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60, 120, 300, 900];

/**
 * What the server counts while it works, for GET /metrics: fields of this one object, added to in place. What can be
 * looked up when somebody asks is not counted here.
 */
export const metrics = {
  /** Stored messages. */
  messages: 0,
  commands: zeros(commands),
  refusals: zeros(errors),
  /** `client`: it left, was lost, or sent more in a frame than is taken. */
  closes: { ...zeros(closes), client: 0 },
  received_bytes: perFormat(),
  sent_bytes: perFormat(),
  /** Events, once for each socket they were put on. */
  deliveries: perFormat(),
  publish_sockets: new Histogram(amounts),
  turn_commands: new Histogram(amounts),
  turn_seconds: newDurations(),
  delivery_seconds: newDurations(),
  commit_writes: new Histogram(amounts),
  commit_seconds: newDurations(),
  checkpoint_seconds: newDurations(),
  /** Reads are timed that have a line here. */
  read_seconds: new Map<string, Histogram>([
    ["hello", newDurations()],
    ["message.list", newDurations()],
  ]),
  search_seconds: newDurations(),
  /** Of files that are kept: as many as are kept of them, and from the request to its answer. */
  upload_bytes: 0,
  upload_seconds: new Histogram(minutes),
  upload_refusals: zeros(errors),
  session_hits: 0,
  session_misses: 0,
};

/** Adds one to the count of a name. */
export function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

export function countCommit(writes: readonly { readonly type: string }[], began_ms: number): void {
  metrics.commit_seconds.addSince(began_ms);
  metrics.commit_writes.add(writes.length);
  for (const { type } of writes) if (type === "message.posted") metrics.messages++;
}

/** A turn without commands is one that told who is here or types. */
export function countTurn(entries: number, began_ms: number): void {
  if (entries === 0) return;
  metrics.turn_commands.add(entries);
  metrics.turn_seconds.addSince(began_ms);
}

/** One frame for many sockets. */
export function countPublish(format: CodecName, frame: string | Uint8Array, events: number, sockets: number): void {
  metrics.publish_sockets.add(sockets);
  metrics.deliveries[format] += events * sockets;
  metrics.sent_bytes[format] += Buffer.byteLength(frame) * sockets;
}

export function newDurations(): Histogram {
  return new Histogram(seconds);
}

function perFormat(): Record<CodecName, number> {
  return { json: 0, msgpack: 0 };
}

/** From the start: what never happened yet is 0, and not missing. */
function zeros(named: object): Record<string, number> {
  return Object.fromEntries(Object.keys(named).map((name) => [name, 0]));
}
