/** Keeps a server to a share of a core and an amount of memory, as a container would. Linux; see cgroups(7). */
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pin } from "../machine.ts";

const root = "/sys/fs/cgroup";
const server_core = 0;
const remove_ms_max = 5000;

export interface Budget {
  readonly cores: number;
  readonly memory_bytes: number;
  /** The kernel gives the share out anew so often: who has used it up stands still until then. */
  readonly period_ms: number;
}

/** What a server's processes are kept in. */
export interface Box extends AsyncDisposable {
  /** How it is done, for the table. */
  readonly by: string;
  /** Puts what starts the server into the box in front of it. */
  under(command: string[]): string[];
  /** Called with the server's process once it runs. */
  started(pid: number): void;
  /** The most memory that it had, with what the kernel holds for it: sockets, pages of its files. Undefined where nobody counts. */
  peak_bytes(): number | undefined;
  /** How long it stood still so far because its share was used up. */
  throttled_ms(): number;
}

/** Throws a sentence that says what to do where this machine has no way to do it. */
export function openBox(budget: Budget): Box {
  if (isWritable(join(root, "cpu/cgroup.procs")) && isWritable(join(root, "memory/cgroup.procs")))
    return openVersion1(budget);
  if (hasVersion2()) return openVersion2(budget);
  if (Bun.which("cpulimit") !== null) return openCpulimit(budget);
  throw new Error(
    "There is nothing here to keep the server to half a core with: run this as root on a Linux with cgroups " +
      "(in a container: with --privileged), or install cpulimit (apt install cpulimit).",
  );
}

/** For tests of the bench itself, which ask for no figure. */
export function openNoBox(): Box {
  return {
    by: "nothing",
    under: (command) => command,
    started() {},
    peak_bytes: () => undefined,
    throttled_ms: () => 0,
    async [Symbol.asyncDispose]() {},
  };
}

function openVersion1({ cores, memory_bytes, period_ms }: Budget): Box {
  const [cpu, memory] = ["cpu", "memory"].map((controller) => join(root, controller, nameOfBox())) as [string, string];
  mkdirSync(cpu);
  mkdirSync(memory);
  write(cpu, "cpu.cfs_period_us", period_ms * 1000);
  write(cpu, "cpu.cfs_quota_us", period_ms * 1000 * cores);
  write(memory, "memory.limit_in_bytes", memory_bytes);
  return {
    by: "cgroup v1",
    under: entering(cpu, memory),
    started() {},
    peak_bytes: () => Number(read(memory, "memory.max_usage_in_bytes")),
    throttled_ms: () => statOf(cpu, "throttled_time") / 1e6,
    [Symbol.asyncDispose]: () => removeAll(cpu, memory),
  };
}

function openVersion2({ cores, memory_bytes, period_ms }: Budget): Box {
  const group = join(root, nameOfBox());
  write(root, "cgroup.subtree_control", "+cpu +memory");
  mkdirSync(group);
  write(group, "cpu.max", `${period_ms * 1000 * cores} ${period_ms * 1000}`);
  write(group, "memory.max", memory_bytes);
  return {
    by: "cgroup v2",
    under: entering(group),
    started() {},
    peak_bytes: () => (existsSync(join(group, "memory.peak")) ? Number(read(group, "memory.peak")) : undefined),
    throttled_ms: () => statOf(group, "throttled_usec") / 1000,
    [Symbol.asyncDispose]: () => removeAll(group),
  };
}

/** Stops and continues the process many times a second. Memory is not limited: it is measured, and what is over fails. */
function openCpulimit({ cores }: Budget): Box {
  let limiting: Bun.Subprocess | undefined;
  return {
    by: "cpulimit",
    under: pin(server_core),
    started(pid) {
      const percent = String(Math.round(cores * 100));
      limiting = Bun.spawn(["cpulimit", "--limit", percent, "--pid", String(pid)], {
        stdout: "ignore",
        stderr: "ignore",
      });
    },
    peak_bytes: () => undefined,
    throttled_ms: () => 0,
    async [Symbol.asyncDispose]() {
      limiting?.kill();
      await limiting?.exited;
    },
  };
}

function nameOfBox(): string {
  return `bantam-bench-${process.pid}`;
}

/** A shell enters the groups and becomes the command, so that what it does first is counted too. */
function entering(...groups: string[]): (command: string[]) => string[] {
  const steps = groups.map((group) => `echo $$ > ${group}/cgroup.procs`);
  return (command) => ["sh", "-c", [...steps, 'exec "$@"'].join(" && "), "sh", ...pin(server_core)(command)];
}

/** A group can be removed a moment after its last process ended. */
async function removeAll(...groups: string[]): Promise<void> {
  const deadline = performance.now() + remove_ms_max;
  for (const group of groups) {
    for (;;) {
      try {
        rmdirSync(group);
        break;
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await Bun.sleep(20);
      }
    }
  }
}

/** Whether its groups can be limited: not everybody may, and in a container they often cannot. */
function hasVersion2(): boolean {
  if (!isWritable(join(root, "cgroup.subtree_control"))) return false;
  const controllers = read(root, "cgroup.controllers").split(" ");
  if (!controllers.includes("cpu") || !controllers.includes("memory")) return false;
  try {
    write(root, "cgroup.subtree_control", "+cpu +memory");
    return true;
  } catch {
    return false;
  }
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function statOf(group: string, name: string): number {
  return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(read(group, "cpu.stat"))?.[1] ?? 0);
}

function read(group: string, file: string): string {
  return readFileSync(join(group, file), "utf8").trim();
}

function write(group: string, file: string, value: string | number): void {
  writeFileSync(join(group, file), String(value));
}
