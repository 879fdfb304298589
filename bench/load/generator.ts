import { join } from "node:path";
import { watchProcess } from "../../test/support/temp.ts";
import { pin } from "../machine.ts";
import { type MemberPlan, type Order, type Outcome, outcome, type PrepareOrder, type RoundOrder } from "./orders.ts";

const load_core = 1;

/** The load generator (load.ts) in a process of its own. */
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

  async prepare(given: PrepareOrder): Promise<void> {
    await this.#order({ do: "prepare", ...given });
  }

  /** Rejects when a message was lost or doubled: a figure from such a round is worth nothing. */
  round(given: RoundOrder): Promise<Outcome> {
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
