/** Turns the system calls of a trace into the changes that they made to a data folder, and keeps what was sent when. */
import { realpathSync } from "node:fs";
import { relative, resolve } from "node:path/posix";
import type { Entry, Operation } from "./disk.ts";
import { bytesOf, descriptorsOf, pathsOf, type Descriptor, type Step, type Syscall } from "./strace.ts";

/** A file or folder, opened; descriptors that were dup'ed or inherited share it. */
interface OpenFile {
  target: number | string;
  position: number;
  appends: boolean;
  reads: boolean;
}

/** What the threads of a process share. */
interface Process {
  cwd: string;
  open: Map<number, OpenFile>;
}

/** What went out through one socket or pipe. */
export interface Stream {
  chunks: Buffer[];
  /** For each chunk: how many operations there were when it left. */
  leftAt: number[];
}

/** SQLite's -shm, by its recovery; the index of words, where it is broken or not of this database. */
export function isMadeAnew(path: string): boolean {
  return path.endsWith("-shm") || /\/search\.db(-wal|-journal)?$/.test(path);
}

/** What a program may be in the middle of when it ends, and the kernel may have done all the same. */
const changing = /^(p?write(v|64|v2)?|f?truncate|unlink(at)?|rmdir|rename(at2?)?|link(at)?|mkdir(at)?)$/;

export class Recorder {
  readonly operations: Operation[] = [];
  /** Calls on the folder that the end of the program came into. */
  readonly interrupted: Syscall[] = [];
  readonly streams = new Map<string, Stream>();
  readonly #folders: string[];
  readonly #names: Map<string, Entry>;
  readonly #sizes: Map<number, number>;
  readonly #processes = new Map<number, Process>();
  readonly #births = new Map<number, { parent: number; shares: boolean }>();
  readonly #began = new Map<Syscall, { step: number; write: Operation | undefined }>();
  readonly #cwd: string;
  #step = 0;
  #time = 0;
  /** What happens now never returns. */
  #isEnding = false;

  /** `names` and `sizes` are those of the folder before the trace; `cwd` is where the traced program was started. */
  constructor(dataDir: string, cwd: string, names: Map<string, Entry>, sizes: Map<number, number>) {
    this.#folders = [resolve(cwd, dataDir), realpathSync(dataDir)];
    this.#cwd = cwd;
    this.#names = new Map(names);
    this.#sizes = new Map(sizes);
  }

  /** `done`: which of those that the end of the program came into were done; of the others nothing was. */
  record(steps: Step[], done: ReadonlySet<Syscall>): void {
    // A thread's first call may stand before the end of the clone that made it.
    for (const { call } of steps) {
      if (/^(clone3?|v?fork)$/.test(call.name) && call.result !== undefined && call.result > 0) {
        this.#births.set(call.result, { parent: call.thread, shares: call.args.includes("CLONE_FILES") });
      }
    }
    for (const [step, { call, time, begins, ends }] of steps.entries()) {
      this.#step = step;
      this.#time = time;
      if (this.#isInterrupted(call)) {
        if (begins) this.#interrupt(call, done.has(call));
        continue;
      }
      if (begins && (call.result ?? 0) >= 0) this.#begin(call);
      if (ends && call.result !== undefined && call.result >= 0) this.#end(call, call.result);
    }
  }

  #isInterrupted(call: Syscall): boolean {
    if (call.result !== undefined || !changing.test(call.name)) return false;
    if (/write|ftruncate/.test(call.name)) return descriptorsOf(call.args).some(({ path }) => this.#nameOf(path));
    return this.#namesIn(call).some((name) => name !== undefined);
  }

  #interrupt(call: Syscall, isDone: boolean): void {
    this.interrupted.push(call);
    if (!isDone) return;
    this.#isEnding = true;
    if (call.name.includes("write")) this.#written(call);
    else this.#change(call, 0, 0);
    this.#isEnding = false;
  }

  /**
   * Writes count from their beginning, when they may reach the disk, and so does close, as another thread may be given the
   * number before it returns. All else counts from its end, when it has surely happened.
   */
  #begin(call: Syscall): void {
    let write: Operation | undefined;
    if (call.name === "close") this.#process(call.thread).open.delete(descriptorsOf(call.args)[0]?.fd ?? -1);
    if (/^(p?writev?|pwrite64|pwritev2|send(to|msg))$/.test(call.name)) write = this.#written(call);
    this.#began.set(call, { step: this.#step, write });
  }

  #end(call: Syscall, result: number): void {
    const began = this.#began.get(call);
    this.#began.delete(call);
    if (began?.write !== undefined) began.write.returned = this.#step;
    this.#change(call, result, began?.step ?? 0);
  }

  #change(call: Syscall, result: number, began: number): void {
    if (call.name === "close") return;
    const [descriptor, second] = descriptorsOf(call.args);
    const open = this.#openFile(call, descriptor);
    switch (call.name) {
      case "open":
      case "openat":
      case "openat2":
      case "creat":
        this.#opened(call, result);
        break;
      case "dup":
      case "dup2":
      case "dup3":
        if (open === undefined) this.#process(call.thread).open.delete(result);
        else this.#process(call.thread).open.set(result, open);
        break;
      case "lseek":
        if (open !== undefined) open.position = result;
        break;
      case "ftruncate":
        if (typeof open?.target === "number") this.#resized(open.target, lastNumber(call));
        break;
      case "truncate":
        for (const name of this.#namesIn(call)) {
          if (name !== undefined) this.#resized(this.#fileNamed(call, name), lastNumber(call));
        }
        break;
      case "fallocate":
        if (typeof open?.target === "number") this.#allocated(call, open.target);
        break;
      case "fsync":
      case "fdatasync":
        if (open !== undefined) this.#add({ kind: "sync", target: open.target, began, ...this.#now() });
        break;
      case "mkdir":
      case "mkdirat":
        for (const name of this.#namesIn(call))
          if (name !== undefined && name !== ".") this.#renamed([[name, "folder"]]);
        break;
      case "unlink":
      case "unlinkat":
      case "rmdir":
        // The names of sockets are not known here: they are nothing that a restored folder could hold.
        for (const name of this.#namesIn(call)) {
          if (name !== undefined && this.#names.has(name)) this.#renamed([[name, undefined]]);
        }
        break;
      case "rename":
      case "renameat":
      case "renameat2":
      case "link":
      case "linkat":
        this.#moved(call);
        break;
      case "mmap":
        if (open !== undefined && /PROT_WRITE.*MAP_SHARED/.test(call.args)) this.#refuse(call);
        break;
      case "ioctl":
        if (open !== undefined && call.args.includes("FICLONE")) this.#refuse(call);
        break;
      case "copy_file_range":
      case "splice":
        if (this.#openFile(call, second) !== undefined) this.#refuse(call);
        break;
      case "sendfile":
        if (open !== undefined) this.#refuse(call);
        break;
      case "symlink":
      case "symlinkat":
        if (this.#namesIn(call).at(-1) !== undefined) this.#refuse(call);
        break;
      case "clone":
      case "clone3":
      case "fork":
      case "vfork":
        this.#process(result);
        break;
      case "chdir":
        for (const { path } of pathsOf(call.args)) {
          const process = this.#process(call.thread);
          process.cwd = resolve(process.cwd, path);
        }
        break;
      case "fchdir":
        if (descriptor !== undefined) this.#process(call.thread).cwd = descriptor.path;
        break;
      case "sync":
      case "syncfs":
      case "io_uring_setup":
        this.#refuse(call);
    }
  }

  #refuse(call: Syscall): never {
    throw new Error(
      `the power-cut simulator does not know what this does to the data folder, so its cuts would prove nothing: ${describe(call)}`,
    );
  }

  #now(): { time: number; returned: number } {
    return { time: this.#time, returned: this.#isEnding ? Infinity : this.#step };
  }

  #add(operation: Operation): Operation {
    this.operations.push(operation);
    return operation;
  }

  /** The process of a thread: its parent's, or a copy of that when it was forked. */
  #process(thread: number): Process {
    let process = this.#processes.get(thread);
    if (process === undefined) {
      const birth = this.#births.get(thread);
      const parent = birth === undefined ? { cwd: this.#cwd, open: new Map() } : this.#process(birth.parent);
      process = birth?.shares === true ? parent : { cwd: parent.cwd, open: new Map(parent.open) };
      this.#processes.set(thread, process);
    }
    return process;
  }

  /** The name of a path within the data folder; undefined outside, and for what is made anew. */
  #nameOf(path: string): string | undefined {
    for (const folder of this.#folders) {
      if (path === folder) return ".";
      if (path.startsWith(`${folder}/`)) return isMadeAnew(path) ? undefined : relative(folder, path);
    }
    return undefined;
  }

  #namesIn(call: Syscall): (string | undefined)[] {
    const { cwd } = this.#process(call.thread);
    return pathsOf(call.args).map(({ base, path }) => this.#nameOf(resolve(base ?? cwd, path)));
  }

  #fileNamed(call: Syscall, name: string): number {
    const entry = this.#names.get(name);
    return typeof entry === "number" ? entry : this.#refuse(call);
  }

  /** The open file behind a descriptor if it is one of the data folder. */
  #openFile(call: Syscall, descriptor: Descriptor | undefined): OpenFile | undefined {
    if (descriptor === undefined || this.#nameOf(descriptor.path) === undefined) return undefined;
    const open = this.#process(call.thread).open.get(descriptor.fd);
    if (open === undefined) throw new Error(`the simulator lost track of this descriptor: ${describe(call)}`);
    return open;
  }

  #opened(call: Syscall, fd: number): void {
    const name = call.resultPath === undefined ? undefined : this.#nameOf(call.resultPath);
    const { open } = this.#process(call.thread);
    open.delete(fd);
    if (name === undefined) return;
    if (call.args.includes("O_TMPFILE")) this.#refuse(call);
    const creates = call.name === "creat" || call.args.includes("O_CREAT");
    if (name !== "." && !this.#names.has(name)) {
      if (!creates) this.#refuse(call);
      const file = this.#sizes.size;
      this.#sizes.set(file, 0);
      this.#renamed([[name, file]]);
    }
    const entry = name === "." ? "folder" : this.#names.get(name);
    if (typeof entry === "number" && (call.name === "creat" || call.args.includes("O_TRUNC"))) this.#resized(entry, 0);
    open.set(fd, {
      target: typeof entry === "number" ? entry : name,
      position: 0,
      appends: call.args.includes("O_APPEND"),
      reads: call.args.includes("O_RDWR"),
    });
  }

  #written(call: Syscall): Operation | undefined {
    const [descriptor] = descriptorsOf(call.args);
    if (descriptor === undefined) return undefined;
    if (/^(socket|pipe):/.test(descriptor.path)) {
      const stream = this.streams.get(descriptor.path) ?? { chunks: [], leftAt: [] };
      this.streams.set(descriptor.path, stream);
      stream.chunks.push(bytesOf(call).subarray(0, call.result));
      stream.leftAt.push(this.operations.length);
      return undefined;
    }
    const open = this.#openFile(call, descriptor);
    if (typeof open?.target !== "number") return undefined;
    const file = open.target;
    const bytes = bytesOf(call).subarray(0, call.result);
    const size = this.#sizes.get(file) ?? 0;
    let offset = size;
    if (call.name.startsWith("p")) {
      if (open.appends || call.name === "pwritev2") this.#refuse(call);
      offset = lastNumber(call);
    } else if (!open.appends) {
      // Reads move the position too and are not in the trace.
      if (open.reads) this.#refuse(call);
      offset = open.position;
      open.position += bytes.length;
    }
    this.#sizes.set(file, Math.max(size, offset + bytes.length));
    return this.#add({ kind: "write", file, offset, bytes, time: this.#time, returned: Infinity });
  }

  #resized(file: number, size: number): void {
    if (this.#sizes.get(file) === size) return;
    this.#sizes.set(file, size);
    this.#add({ kind: "resize", file, size, ...this.#now() });
  }

  /** Blocks reserved beyond the end change nothing that is read; every other mode but plain growth does. */
  #allocated(call: Syscall, file: number): void {
    const [, mode, offset, length] = /, ([^,]+), (\d+), (\d+)$/.exec(call.args) ?? this.#refuse(call);
    if (mode === "FALLOC_FL_KEEP_SIZE") return;
    if (mode !== "0") this.#refuse(call);
    this.#resized(file, Math.max(this.#sizes.get(file) ?? 0, Number(offset) + Number(length)));
  }

  #renamed(names: [name: string, entry: Entry | undefined][]): void {
    for (const [name, entry] of names) {
      if (entry === undefined) this.#names.delete(name);
      else this.#names.set(name, entry);
    }
    this.#add({ kind: "naming", names, ...this.#now() });
  }

  /** Only files, and only within the folder: what comes from outside has a history that is not known. */
  #moved(call: Syscall): void {
    const [from, to] = this.#namesIn(call);
    if (from === undefined && to === undefined) return;
    if (from === undefined || to === undefined || call.args.includes("RENAME_EXCHANGE")) this.#refuse(call);
    const file = this.#fileNamed(call, from);
    this.#renamed(
      call.name.startsWith("link")
        ? [[to, file]]
        : [
            [from, undefined],
            [to, file],
          ],
    );
  }
}

function lastNumber(call: Syscall): number {
  return Number(/(\d+)$/.exec(call.args)?.[1]);
}

function describe(call: Syscall): string {
  const args = call.args.replaceAll(/(["<])((?:\\x[0-9a-f]{2})+)/g, (_, quote: string, hex: string) => {
    return quote + Buffer.from(hex.replaceAll("\\x", ""), "hex").toString().slice(0, 100);
  });
  return `${call.name}(${args.slice(0, 400)})`;
}
