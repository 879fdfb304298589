import { type Event, event } from "../protocol/events.ts";
import { type Failure, failure } from "../protocol/frames.ts";
import type { Id } from "../protocol/id.ts";
import { id, isRecord, Misfit } from "../protocol/shape.ts";

/** What stands in a server's frame. An answer is read further by who knows which command it answers. */
export type ServerItem = { event: Event } | { re: Id; ok: unknown } | { re: Id | undefined; error: Failure };

/** Reads one entry of a server's frame; undefined for what only a newer client knows. Throws Misfit. */
export function readItem(raw: unknown): ServerItem | undefined {
  if (!isRecord(raw)) throw new Misfit("An entry of a frame must be an object.");
  if ("event" in raw) return event.knows?.(raw) ? { event: event.read(raw, "event", "server") } : undefined;
  const re = raw["re"] === undefined ? undefined : id.read(raw["re"], "re");
  if ("error" in raw) return { re, error: failure.read(raw["error"], "error", "server") };
  return re !== undefined && "ok" in raw ? { re, ok: raw["ok"] } : undefined;
}
