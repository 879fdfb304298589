import type { Shape } from "../src/protocol/shape.ts";
import { watchProcess } from "../test/support/temp.ts";

/** A process that is told what to do, one order after the other, and answers each with what came of it. */
export class OrderedProcess<Order, Outcome extends { failure: string }> implements AsyncDisposable {
  readonly #process: Bun.Subprocess;
  #answer = Promise.withResolvers<Outcome>();

  constructor(command: string[], outcome: Shape<Outcome>) {
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

  /** Rejects with the failure when it did not go well: a figure from such a round is worth nothing. */
  async order(given: Order): Promise<Outcome> {
    this.#process.send(given);
    const answer = await this.#answer.promise;
    this.#answer = Promise.withResolvers();
    this.#answer.promise.catch(() => {});
    if (answer.failure !== "") throw new Error(`the load generator failed: ${answer.failure}`);
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill();
    await this.#process.exited;
  }
}
