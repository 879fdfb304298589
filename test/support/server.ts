/** A real server in a process of its own, on a free port of 127.0.0.1, with a data folder of its own. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { executable } from "./binary.ts";
import { newFolder, removeFolder, watchProcess } from "./temp.ts";

const start_ms_max = 30_000;
const output_chars_max = 64 * 1024;
const main = join(import.meta.dir, "../../src/main.ts");

export interface ServerOptions {
  /** The executable as users get it (unless told), which is built when it is older than its source, or from source. */
  run?: "source" | "binary";
  /** Settings by their names; the limits on how often something may be done are lifted unless told. */
  settings?: Readonly<Record<string, string | number>>;
  /** A data folder, which stays; a new one, which goes with the server, unless told. */
  dataDir?: string;
  /** Puts another command in front of the server's: strace, prlimit. */
  under?: (command: string[]) => string[];
}

export const lifted = {
  sends_per_10s: 0,
  commands_per_minute: 0,
  pictures_per_minute: 0,
  uploads_per_minute: 0,
  attachments_mib_per_user: 0,
  sign_ins_per_5_minutes: 0,
  sign_ins_per_address: 0,
  sockets_per_user: 1000,
};

/** Starts a server; use it with `await using`, so that it ends with the test. Rejects with what the server printed. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const server = new TestServer(options);
  await server.start();
  return server;
}

export class TestServer implements AsyncDisposable {
  readonly dataDir: string;
  /** Where it listens, the same after a restart: http://127.0.0.1:PORT */
  url = "";
  /** What it wrote on standard error. */
  errors = "";
  readonly #options: ServerOptions;
  #process: Bun.Subprocess<"ignore", "pipe", "pipe"> | undefined;
  #printed = "";
  #reading: Promise<unknown> = Promise.resolve();

  constructor(options: ServerOptions) {
    this.#options = options;
    this.dataDir = options.dataDir ?? join(newFolder(), "data");
  }

  /** What stands after the # of the first-run link; undefined when it printed none, since there was an owner already. */
  get setup(): string | undefined {
    return /http:\/\/\S+#(\S+)/.exec(this.#printed)?.[1];
  }

  get pid(): number {
    return this.#running().pid;
  }

  get isRunning(): boolean {
    return this.#process?.exitCode === null && this.#process.signalCode === null;
  }

  /** Starts it, or starts it again on the same port and data folder once it has ended. */
  async start(): Promise<void> {
    const port = this.url === "" ? 0 : new URL(this.url).port;
    const settings = { ...lifted, ...this.#options.settings, port, data: this.dataDir };
    const flags = Object.entries(settings).flatMap(([name, value]) => [
      `--${name.replaceAll("_", "-")}`,
      String(value),
    ]);
    const program = this.#options.run === "source" ? [process.execPath, main] : [await executable()];
    const command = [...program, "serve", ...flags];
    const { under = (own: string[]) => own } = this.#options;
    const cwd = join(this.dataDir, "..");
    const env = { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, HOME: cwd };
    const isNew = !existsSync(this.dataDir);
    const running = Bun.spawn(under(command), { cwd, env, stdin: "ignore", stdout: "pipe", stderr: "pipe" });
    this.#process = watchProcess(running);
    this.#printed = "";
    this.errors = "";
    this.#reading = Promise.all([
      this.#read(running.stdout, (text) => (this.#printed += text)),
      this.#read(running.stderr, (text) => (this.errors = (this.errors + text).slice(-output_chars_max))),
    ]);
    await this.#listening(running, this.#reading, isNew);
  }

  /** Ends it by a signal, and waits for the end: SIGKILL is a crash. */
  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    const running = this.#running();
    running.kill(signal);
    await running.exited;
  }

  /** Stops it cleanly, and gives its exit code. Then `errors` is whole. */
  async stop(): Promise<number> {
    const running = this.#running();
    running.kill("SIGTERM");
    await this.#reading;
    return running.exited;
  }

  async restart(): Promise<void> {
    if (this.isRunning) await this.stop();
    await this.start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.isRunning) await this.kill();
    if (this.#options.dataDir === undefined) removeFolder(join(this.dataDir, ".."));
  }

  #running(): Bun.Subprocess<"ignore", "pipe", "pipe"> {
    if (!this.#process) throw new Error("the server was never started");
    return this.#process;
  }

  async #read(stream: ReadableStream<Uint8Array>, take: (text: string) => void): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) take(decoder.decode(chunk, { stream: true }));
  }

  /** Waits for its one line, and on a new data folder for the one with the link. */
  async #listening(running: Bun.Subprocess, reading: Promise<unknown>, isNew: boolean): Promise<void> {
    const deadline = performance.now() + start_ms_max;
    for (;;) {
      const found = /^Bantam is running at (http:\/\/\S+)$/m.exec(this.#printed);
      if (found?.[1] !== undefined && (this.setup !== undefined || !isNew) && (await isHealthy(found[1]))) {
        this.url = found[1];
        return;
      }
      const ended = running.exitCode !== null || running.signalCode !== null;
      if (ended || performance.now() > deadline) {
        running.kill("SIGKILL");
        await reading;
        throw new Error(`the server did not start (exit ${running.exitCode}):\n${this.#printed}${this.errors}`);
      }
      await Bun.sleep(5);
    }
  }
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/healthz`)).ok;
  } catch {
    return false;
  }
}
