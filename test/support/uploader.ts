/**
 * A person who uploads pictures, sends and deletes them, one after the other and all the time, and tells the ledger. After a
 * loss of the connection it sends again what was not answered.
 */
import { commandId, type Id } from "../../src/protocol/id.ts";
import { call } from "./http.ts";
import type { Ledger } from "./ledger.ts";
import type { Person } from "./people.ts";
import { png } from "./pictures.ts";
import { Refused } from "./socket.ts";
import { tryUpload } from "./uploads.ts";

export interface UploaderOptions {
  readonly person: Person;
  readonly ledger: Ledger;
  readonly channel: Id;
  readonly luck: () => number;
}

interface Asked {
  readonly id: Id;
  readonly ask: (url: string) => Promise<{ seq?: number }>;
}

export class Uploader {
  readonly #options: UploaderOptions;
  readonly #own: number[] = [];
  #unanswered: Asked | undefined;
  #isWorking = false;
  #work = Promise.resolve();

  constructor(options: UploaderOptions) {
    this.#options = options;
  }

  start(url: string): void {
    this.#isWorking = true;
    this.#work = this.#run(url);
  }

  /** Begins nothing new, and resolves when the server has answered what was asked, or is gone. */
  async finish(): Promise<void> {
    this.#isWorking = false;
    await this.#work;
  }

  async #run(url: string): Promise<void> {
    try {
      if (this.#unanswered) await this.#ask(url, this.#unanswered);
      while (this.#isWorking) await this.#sendOne(url);
    } catch (error) {
      // Whatever was answered is for the test to see; a connection that is gone is what happens here.
      if (error instanceof Refused) throw error;
    }
  }

  async #sendOne(url: string): Promise<void> {
    const { person, ledger, channel, luck } = this.#options;
    const attachments: Id[] = [];
    for (let count = 1 + Math.floor(luck() * 3); count > 0; count--) {
      // Every other one is large enough to have a small one beside it.
      const bytes = png(luck() < 0.5 ? 40 : 900, 10, [luck() * 256, luck() * 256, luck() * 256]);
      const { attachment, error } = await tryUpload(url, person.token, bytes);
      if (!attachment) throw error ? new Refused(error) : new Error("nothing was answered");
      ledger.uploaded(attachment.id, bytes);
      attachments.push(attachment.id);
    }
    const id = commandId();
    const body = `pictures ${id}`;
    ledger.send({ id, by: person.id, does: "send", channel, text: body, attachments });
    const message = { id, channel, body, attachments };
    await this.#ask(url, { id, ask: (at) => call(at, person.token, "message.send", message) });
    if (luck() < 0.7) return;
    const seq = this.#own.splice(Math.floor(luck() * this.#own.length), 1)[0] ?? 0;
    const deletion = commandId();
    ledger.send({ id: deletion, by: person.id, does: "delete", channel, seq });
    const named = { id: deletion, channel, seq };
    await this.#ask(url, { id: deletion, ask: (at) => call(at, person.token, "message.delete", named) });
  }

  async #ask(url: string, asked: Asked): Promise<void> {
    this.#unanswered = asked;
    const { seq } = await asked.ask(url);
    this.#unanswered = undefined;
    this.#options.ledger.acknowledge(asked.id, seq);
    if (seq !== undefined) this.#own.push(seq);
  }
}
