/** A client of the library behind a network that can fail, and whether it knows what the server says. */
import { expect } from "bun:test";
import type { CodecName } from "../../src/protocol/codec.ts";
import type { Id } from "../../src/protocol/id.ts";
import { type Client, connect } from "../../src/sdk/client.ts";
import { snapshotOf } from "../../src/sdk/model.ts";
import { readSnapshot, type Snapshot } from "../../src/sdk/snapshot.ts";
import { Proxy } from "./proxy.ts";
import { codecs } from "./socket.ts";

const timing = { retry_base_ms: 2, retry_max_ms: 20 };

export class Replica implements Disposable {
  client: Client;
  readonly network: Proxy;
  readonly #token: string;
  readonly #format: CodecName;
  readonly #server: string;

  constructor(server: string, token: string, format: CodecName) {
    this.network = new Proxy(server);
    this.#server = server;
    this.#token = token;
    this.#format = format;
    this.client = this.#connect();
  }

  [Symbol.dispose](): void {
    this.client.close();
    this.network[Symbol.dispose]();
  }

  /** Another client goes on with what this one knew, as after a reload of a page. What was not answered is refused. */
  reload(): void {
    const from = this.client.snapshot();
    this.client.close();
    this.client = this.#connect(from && readSnapshot(JSON.parse(JSON.stringify(from))));
  }

  get isOver(): boolean {
    return "reason" in this.client.connection;
  }

  /** Loads everything there is, of all channels. */
  async load(): Promise<void> {
    await loadAll(this.client);
  }

  /** Is connected, and has been told everything that happened before. */
  async settle(): Promise<void> {
    this.network.up();
    this.client.wake();
    await this.client.ready();
    await this.client.do("session.list", {});
    // That answer may have been of a connection that is lost since: then the one after it is waited for.
    if (this.client.connection.state !== "online") await this.settle();
  }

  #connect(from?: Snapshot): Client {
    return connect({ url: this.network.url, token: this.#token, format: codecs[this.#format], timing, from });
  }

  /** Asserts that it knows what a client knows that has just come, in the same channels and of the same people. */
  async expectTruth(what: string): Promise<void> {
    await this.settle();
    const fresh = connect({ url: this.#server, token: this.#token, timing });
    try {
      await fresh.ready();
      await Promise.all([loadAll(fresh), loadAll(this.client)]);
      // Who is known is a matter of who was met and asked for; a guest may not see all of them any more.
      const { users } = await fresh.do("user.get", { users: [...this.client.model.users.keys()] });
      const seen = new Set(users.map(({ id }) => id));
      const known = snapshotOf(this.client.model);
      expect({ ...known, users: known.users.filter(({ id }) => seen.has(id)) }).toEqual({
        ...snapshotOf(fresh.model),
        users: users.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      });
    } catch (error) {
      throw new Error(`the client of ${what}`, { cause: error });
    } finally {
      fresh.close();
    }
  }
}

async function loadAll(client: Client): Promise<void> {
  await Promise.all([...client.model.channels.keys()].map((channel) => loadOne(client, channel)));
}

async function loadOne(client: Client, channel: Id): Promise<void> {
  await client.open(channel);
  while (client.model.windows.get(channel)?.more_before) await client.loadBefore(channel);
  await client.loadMembers(channel);
}
