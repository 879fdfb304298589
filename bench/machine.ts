/** What the operating system says: of this machine, and of what processes used. Linux; see proc(5). */
import { dlopen, ptr } from "bun:ffi";
import { readFileSync } from "node:fs";
import { cpus, totalmem, version } from "node:os";
import { version as bantam } from "../package.json";

/** Linux tells the CPU time of the whole machine in hundredths of a second for programs, whatever it does inside. */
const us_per_tick = 10_000;
const kib = 1024;

const { symbols: libc } = dlopen("libc.so.6", { clock_gettime: { args: ["i32", "ptr"], returns: "i32" } });
const timespec = new BigInt64Array(2);

/**
 * The CPU time that a process has used in all of its threads, those that have ended too. Microseconds, to the nanosecond:
 * from the process's own clock (clock_getcpuclockid(3)), since proc(5) has it in hundredths of a second.
 */
export function cpuOf(pid: number): number {
  if (libc.clock_gettime((~pid << 3) | 2, ptr(timespec)) !== 0) throw new Error(`there is no process ${pid}`);
  const [seconds = 0n, nanoseconds = 0n] = timespec;
  return Number(seconds) * 1e6 + Number(nanoseconds) / 1000;
}

/** The memory that a process has in RAM, in bytes. */
export function memoryOf(pid: number): number {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  if (!found) throw new Error(`process ${pid} has no memory`);
  return Number(found[1]) * kib;
}

/** The CPU time that all programs on this machine have used together, with what the hypervisor took away. Microseconds. */
export function cpuOfAll(): number {
  const fields = readFileSync("/proc/stat", "utf8").split(/\s+/, 9).map(Number);
  const [, user = 0, nice = 0, system = 0, _idle, _iowait, irq = 0, softirq = 0, steal = 0] = fields;
  return (user + nice + system + irq + softirq + steal) * us_per_tick;
}

/** A command in front of another that keeps it on one core, where that can be done. */
export function pin(core: number): (command: string[]) => string[] {
  const canPin = Bun.which("taskset") !== null && cpus().length > 1;
  return (command) => (canPin ? ["taskset", "-c", String(core), ...command] : command);
}

export const machine = {
  cpu: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memory_gib: Math.round(totalmem() / kib ** 3),
  kernel: readFileSync("/proc/sys/kernel/osrelease", "utf8").trim(),
  system: version(),
};

export const versions = { bantam, bun: Bun.version };
