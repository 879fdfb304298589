/** Runs a program under strace and reads its system calls back from the trace. */
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";

// No fcntl, though it can duplicate descriptors: SQLite's locks would nearly double the time of a run. Use of a descriptor
// made that way is noticed and refused.
const traced = [
  "open openat openat2 creat close dup dup2 dup3 clone clone3 fork vfork chdir fchdir",
  "write pwrite64 writev pwritev pwritev2 lseek truncate ftruncate fallocate",
  "fsync fdatasync syncfs sync mmap ioctl copy_file_range sendfile splice io_uring_setup",
  "rename renameat renameat2 unlink unlinkat rmdir mkdir mkdirat link linkat symlink symlinkat",
  "sendto sendmsg",
]
  .join(" ")
  .split(" ");

const stringBytesMax = 16 * 1024 * 1024;

/** A system call, put together from its one line in the trace or its two: `unfinished` and `resumed`. */
export interface Syscall {
  thread: number;
  name: string;
  /** As strace prints them, with every string and path in hexadecimal. */
  args: string;
  /** Negative when the call failed, undefined when the process ended in the middle of it. */
  result: number | undefined;
  /** What the descriptor in `result` stands for. */
  resultPath: string | undefined;
}

/** A moment of the trace at which a call began, ended, or did both with nothing in between. */
export interface Step {
  call: Syscall;
  /** Milliseconds since 1970, exact to the microsecond. */
  time: number;
  begins: boolean;
  ends: boolean;
}

/**
 * The command that runs `command` with a trace of its file and socket calls in `traceFile`. The process started by it is
 * the program itself, not strace: its id, its signals and its exit code are the program's.
 */
export function underStrace(traceFile: string, command: string[]): string[] {
  const strace = Bun.which("strace", { PATH: process.env.PATH ?? "" });
  if (strace === null) {
    throw new Error(
      "strace is needed to simulate power cuts and is not installed: apt-get install strace (Linux only)",
    );
  }
  // The question mark allows for calls that a processor does not have: arm64 knows no `open`.
  const calls = traced.map((name) => `?${name}`).join(",");
  const format = ["-y", "-xx", "-ttt", "-s", String(stringBytesMax), "-e", "signal=none", "-e", `trace=${calls}`];
  return [strace, "-D", "-f", "-q", "--seccomp-bpf", ...format, "-o", traceFile, "--", ...command];
}

/** Waits until the trace of the ended process `pid` is complete: strace ends a moment after the program. */
export async function traceWritten(traceFile: string, pid: number): Promise<void> {
  const ended = new RegExp(`^${pid} +[0-9.]+ \\+\\+\\+ `, "m");
  const deadline = performance.now() + 60_000;
  while (!ended.test(tail(traceFile, 4096))) {
    if (performance.now() > deadline) {
      throw new Error(
        `${traceFile} does not tell the end of process ${pid}: is it still running, or may strace not trace here?`,
      );
    }
    await Bun.sleep(2);
  }
}

function tail(file: string, bytes: number): string {
  if (!existsSync(file)) return "";
  const fd = openSync(file, "r");
  try {
    const size = fstatSync(fd).size;
    const buffer = Buffer.alloc(Math.min(bytes, size));
    readSync(fd, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString("latin1");
  } finally {
    closeSync(fd);
  }
}

/** The steps of a trace in their order. Throws where a line is not understood. */
export function readSteps(traceFile: string): Step[] {
  const trace = readFileSync(traceFile);
  const unfinished = new Map<number, Syscall>();
  const steps: Step[] = [];
  for (let start = 0, end = 0; start < trace.length; start = end + 1) {
    end = trace.indexOf(10, start);
    if (end < 0) end = trace.length;
    const line = trace.toString("latin1", start, end);
    const head = /^(\d+) +(\d+\.\d+) /.exec(line);
    if (head === null) throw new Error(`no process and time in this line of the trace: ${line.slice(0, 200)}`);
    const thread = Number(head[1]);
    const time = Number(head[2]) * 1000;
    const text = line.slice(head[0].length);
    if (text.startsWith("+++") || text.startsWith("---")) continue;

    const resumed = /^<\.\.\. \w+ resumed>/.exec(text);
    if (resumed !== null) {
      const call = unfinished.get(thread);
      if (call === undefined) throw new Error(`a call is resumed that never began: ${line.slice(0, 200)}`);
      unfinished.delete(thread);
      finish(call, text.slice(resumed[0].length));
      steps.push({ call, time, begins: false, ends: true });
      continue;
    }
    const bracket = text.indexOf("(");
    const call: Syscall = { thread, name: text.slice(0, bracket), args: "", result: undefined, resultPath: undefined };
    const rest = text.slice(bracket + 1);
    if (rest.endsWith(" <unfinished ...>")) {
      call.args = rest.slice(0, -" <unfinished ...>".length);
      unfinished.set(thread, call);
      steps.push({ call, time, begins: true, ends: false });
    } else {
      finish(call, rest);
      steps.push({ call, time, begins: true, ends: true });
    }
  }
  return steps;
}

/** Takes in the end of a call's text: `, 24, 8272) = 24`. */
function finish(call: Syscall, text: string): void {
  const equals = text.lastIndexOf(" = ");
  const result = /^(?:(-?\d+|0x[0-9a-f]+)(?:<([^>]*)>)?|\?)/.exec(text.slice(equals + 3));
  if (equals < 0 || result === null) throw new Error(`${call.name} has no result in the trace: ${text.slice(-200)}`);
  call.args += text.slice(0, equals).trimEnd().slice(0, -1);
  if (result[1] !== undefined) call.result = Number(result[1]);
  if (result[2] !== undefined) call.resultPath = decode(result[2]).toString();
}

/** The bytes of a string that strace printed in hexadecimal. */
export function decode(hexadecimal: string): Buffer {
  return Buffer.from(hexadecimal.replaceAll("\\x", ""), "hex");
}

/** All strings in a call's arguments as one: what a write wrote, whether from one buffer or several. */
export function bytesOf(call: Syscall): Buffer {
  const strings = [...call.args.matchAll(/"([^"]*)"(\.\.\.)?/g)];
  if (strings.some((string) => string[2] !== undefined)) {
    throw new Error(
      `a ${call.name} of more than ${stringBytesMax} bytes is cut short in the trace: raise stringBytesMax`,
    );
  }
  return Buffer.concat(strings.map((string) => decode(string[1] ?? "")));
}

export interface Descriptor {
  fd: number;
  /** A path, or a name like `socket:[4711]`. */
  path: string;
}

/** The descriptors in the arguments, up to the first string. */
export function descriptorsOf(args: string): Descriptor[] {
  const quote = args.indexOf('"');
  const descriptors = (quote < 0 ? args : args.slice(0, quote)).matchAll(/(?:^|, )(\d+)<([^>]*)>/g);
  return [...descriptors].map(([, fd, path]) => ({ fd: Number(fd), path: decode(path ?? "").toString() }));
}

/** The paths in the arguments, each with the folder that a relative one starts from, where strace says it. */
export function pathsOf(args: string): { base: string | undefined; path: string }[] {
  const paths = args.matchAll(/(?:(?:AT_FDCWD|\d+)<([^>]*)>(?:\(deleted\))?, )?"([^"]*)"/g);
  return [...paths].map(([, base, path]) => ({
    base: base === undefined ? undefined : decode(base).toString(),
    path: decode(path ?? "").toString(),
  }));
}
