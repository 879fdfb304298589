/** The processes that a scenario compares: Bantam, the raw relay, and their load generators. */
import { join } from "node:path";
import { startServer } from "../test/support/server.ts";
import { watchProcess } from "../test/support/temp.ts";
import { pin } from "./machine.ts";
import { type MemberPlan, type Order, type Outcome, outcome } from "./orders.ts";

const server_core = 0;
const load_core = 1;

/** What a server runs as: the executable, or from source where that is enough. */
export type Run = "binary" | "source";

export interface Contender extends AsyncDisposable {
  readonly pid: number;
  readonly url: string;
}

/** Bantam on a data folder, with everything stored in full and the limits on how often something may be done lifted. */
export function startBantam(run: Run, dataDir: string, under = pin(server_core)): Promise<Contender> {
  const settings = { durability: "full", log_level: "error" };
  return startServer({ run, dataDir, settings, under });
}

/** The raw relay; with a file, it syncs each frame into that before it sends it on. */
export async function startRelay(...file: string[]): Promise<Contender> {
  const command = pin(server_core)([process.execPath, join(import.meta.dir, "relay.ts"), ...file]);
  const running = watchProcess(Bun.spawn(command, { stdin: "ignore", stdout: "pipe", stderr: "inherit" }));
  let printed = "";
  const decoder = new TextDecoder();
  for await (const chunk of running.stdout) {
    printed += decoder.decode(chunk, { stream: true });
    if (printed.includes("\n")) break;
  }
  const url = /http:\/\/\S+/.exec(printed)?.[0];
  if (url === undefined) throw new Error("the relay did not start");
  return {
    pid: running.pid,
    url,
    async [Symbol.asyncDispose]() {
      running.kill();
      await running.exited;
    },
  };
}

/** A load generator whose members are connected. */
export class Load implements AsyncDisposable {
  readonly #process: Bun.Subprocess;
  #answer = Promise.withResolvers<Outcome>();

  constructor() {
    const command = pin(load_core)([process.execPath, join(import.meta.dir, "load.ts")]);
    this.#process = watchProcess(
      Bun.spawn(command, {
        stdin: "ignore",
        stdout: "inherit",
        stderr: "inherit",
        serialization: "json",
        ipc: (message) => this.#answer.resolve(outcome.read(message, "outcome")),
        onExit: () => this.#answer.reject(new Error("the load generator ended")),
      }),
    );
    this.#answer.promise.catch(() => {});
  }

  get pid(): number {
    return this.#process.pid;
  }

  async connect(url: string, members: MemberPlan[]): Promise<this> {
    await this.#order({ do: "connect", url, members });
    return this;
  }

  /** Rejects when a message was lost or doubled: a figure from such a round is worth nothing. */
  round(given: { ms: number; window: number; interval_ms: number }): Promise<Outcome> {
    return this.#order({ do: "round", ...given });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill();
    await this.#process.exited;
  }

  async #order(given: Order): Promise<Outcome> {
    this.#process.send(given);
    const answer = await this.#answer.promise;
    this.#answer = Promise.withResolvers();
    this.#answer.promise.catch(() => {});
    if (answer.failure !== "") throw new Error(`the load generator failed: ${answer.failure}`);
    return answer;
  }
}
