import { Session } from "node:inspector/promises";
import { version } from "../../package.json";
import { Refusal } from "../protocol/errors.ts";
import { makeProfile, type Profile } from "./profile.ts";

/** A sample a millisecond would cost 10 % of the CPU and more: bench/flame/overhead.ts. */
const interval_us = 5000;

/** A process has one profiler: until when it is taken. */
let busy_until_ms: number | undefined;

/**
 * Profiles this process for so many seconds, or until nobody waits for it. Costs a few percent of CPU meanwhile, and memory
 * that grows with the seconds. Rejects with a Refusal while another profile is being taken.
 */
export async function takeProfile(seconds: number, signal?: AbortSignal): Promise<Profile> {
  const now = Date.now();
  if (busy_until_ms !== undefined) throw busyFor(busy_until_ms - now);
  busy_until_ms = now + seconds * 1000;
  const session = new Session();
  try {
    session.connect();
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: interval_us });
    await session.post("Profiler.start");
    const read = startClocks();
    await sleep(seconds * 1000, signal);
    const { wall_us, cpu_us, other_threads_us } = read();
    const { profile } = await session.post("Profiler.stop");
    const about = { of: `Bantam ${version}`, at: now, cpu_us, other_threads_us };
    return makeProfile(profile, wall_us, interval_us, about);
  } finally {
    session.disconnect();
    busy_until_ms = undefined;
  }
}

function busyFor(ms: number): Refusal {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return new Refusal("busy", `A profile is being taken already. Try again in ${seconds} s.`, seconds * 1000);
}

function startClocks() {
  const started = performance.now();
  const thread = process.threadCpuUsage();
  const all = process.cpuUsage();
  return () => {
    const own = total(process.threadCpuUsage(thread));
    return {
      wall_us: (performance.now() - started) * 1000,
      cpu_us: own,
      other_threads_us: Math.max(0, total(process.cpuUsage(all)) - own),
    };
  };
}

function total({ user, system }: NodeJS.CpuUsage): number {
  return user + system;
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
