/** A server with people and channels in it, made without the slow ways in: everything after that goes over the wire. */
import { expect } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { openKey } from "../../src/auth/key.ts";
import { makeCursors } from "../../src/auth/cursors.ts";
import { makeLinks } from "../../src/auth/links.ts";
import { makePasswords, type Passwords } from "../../src/auth/passwords.ts";
import { makeSessions } from "../../src/auth/sessions.ts";
import { makeTokens } from "../../src/auth/tokens.ts";
import { createUser } from "../../src/chat/accounts.ts";
import { makeChannel } from "../../src/chat/channels.ts";
import { type Chat, makeChat } from "../../src/chat/chat.ts";
import type { Channel, User } from "../../src/chat/directory.ts";
import { enterChannel, leaveChannel } from "../../src/chat/members.ts";
import { readChannelName } from "../../src/chat/names.ts";
import { newSession, startSession } from "../../src/chat/sessions.ts";
import { deactivateUser } from "../../src/chat/users.ts";
import { readSettings } from "../../src/config/sources.ts";
import type { CodecName } from "../../src/protocol/codec.ts";
import type { Command, CommandName } from "../../src/protocol/commands.ts";
import type { Failure, Item } from "../../src/protocol/frames.ts";
import { commandId, type Id, randomId } from "../../src/protocol/id.ts";
import type { ChannelKind, ChannelRole, Role } from "../../src/protocol/records.ts";
import { type RunningServer, startServer } from "../../src/server/serve.ts";
import { json } from "../../src/protocol/json.ts";
import { msgpack } from "../../src/protocol/msgpack.ts";
import { openFiles } from "../../src/store/files/files.ts";
import { openSqlite } from "../../src/store/sqlite/engine.ts";
import type { Store } from "../../src/store/store.ts";
import { Socket } from "../support/socket.ts";
import { newFolder, removeFolder } from "../support/temp.ts";
import { RawSocket } from "./raw.ts";
import { SecretScan } from "./secrets.ts";

export interface Person {
  readonly user: User;
  readonly id: Id;
  readonly handle: string;
  readonly token: string;
  readonly session: Id;
}

interface PersonFields {
  handle?: string;
  role?: Role;
  kind?: "person" | "bot";
  password?: string;
}

interface ChannelFields {
  kind?: ChannelKind;
  name?: string;
  owner?: Person;
  members?: readonly Person[];
}

const lifted = {
  port: 0,
  durability: "relaxed",
  sends_per_10s: 0,
  commands_per_minute: 0,
  pictures_per_minute: 0,
  sign_ins_per_5_minutes: 0,
  sign_ins_per_address: 0,
  sockets_per_user: 1000,
};

/** The tests' own passwords are hashed once: what they cost is tested elsewhere. */
const hashes = new Map<string, Promise<string>>();

export type Answer = { ok: unknown } | { error: Failure };

/** For tests that sign many people in: real hashes, of the least work. */
export const quickPasswords: Passwords = {
  hash: (password) => Bun.password.hash(password, { algorithm: "argon2id", memoryCost: 8, timeCost: 1 }),
  verify: async (password, hash) => hash !== undefined && Bun.password.verify(password, hash),
};

export class World implements AsyncDisposable {
  /** What the server logged that should not have happened: none is expected, unless a test takes them out. */
  readonly reports: unknown[] = [];
  readonly #folder: string;
  #commits = 0;
  #people = 0;
  #channels = 0;

  private constructor(
    folder: string,
    readonly chat: Chat,
    readonly store: Store,
    readonly server: RunningServer,
    readonly scan: SecretScan,
    reports: unknown[],
  ) {
    this.#folder = folder;
    this.reports = reports;
    const commit = store.commit.bind(store);
    store.commit = (writes) => {
      this.#commits++;
      return commit(writes);
    };
  }

  /** Starts a server in this process, on a free port; limits on how often something may be done are lifted unless told. */
  static async open(settings: Readonly<Record<string, string | number>> = {}, passwords?: Passwords): Promise<World> {
    const folder = newFolder();
    const texts = Object.entries({ ...lifted, data: folder, ...settings }).map(([name, value]) => [
      name,
      String(value),
    ]);
    const read = readSettings(Object.fromEntries(texts), {});
    const store = openSqlite({ path: join(folder, "bantam.db"), durability: read.durability });
    const key = await openKey(folder);
    const tokens = makeTokens(key);
    const reports: unknown[] = [];
    const chat = await makeChat({
      store,
      files: openFiles(join(folder, "files")),
      tokens,
      settings: read,
      sessions: makeSessions(tokens, store, { entries_max: read.session_cache }),
      passwords: passwords ?? makePasswords({ at_once: read.hashes_at_once, queue_max: 32 }),
      links: makeLinks(key),
      cursors: makeCursors(key),
      now: Date.now,
      report: (error) => String(reports.push(error)),
    });
    const server = await startServer(chat, read);
    return new World(folder, chat, store, server, new SecretScan(key), reports);
  }

  get url(): string {
    return this.server.url;
  }

  /** What stands in the folder of files. */
  files(): string[] {
    return readdirSync(join(this.#folder, "files"));
  }

  get services(): Chat["services"] {
    return this.chat.services;
  }

  async person({ handle, role = "member", kind = "person", password }: PersonFields = {}): Promise<Person> {
    const { services } = this;
    const named = handle ?? `someone-${++this.#people}`;
    const hash = password === undefined ? undefined : await hashed(password);
    const session = await newSession(services, 0, "test");
    const user = await this.chat.work((turn) => {
      const made = createUser(services, turn, { handle: named, name: named, role, kind }, hash);
      startSession(turn, made, session);
      return made;
    });
    return { user, id: user.id, handle: named, token: session.token, session: session.session.id };
  }

  /** Another session of a person, from now on for `lasts_ms`. */
  async session(person: Person, lasts_ms = 60 * 60 * 1000): Promise<Person> {
    const now = Date.now();
    const session = { id: randomId(), user: person.user.n, label: "another", created: now, expires: now + lasts_ms };
    await this.store.commit([{ type: "session.created", session }]);
    return { ...person, session: session.id, token: await this.services.tokens.sign(session) };
  }

  async deactivate({ user }: Person): Promise<void> {
    await this.chat.work((turn) => deactivateUser(this.services, turn, user, []));
  }

  /** A channel of `owner`, if there is one, and `members`; of direct ones all are alike. */
  async channel({ kind = "private", name, owner, members = [] }: ChannelFields): Promise<Channel> {
    const { services } = this;
    const users = [...(owner ? [owner] : []), ...members].map(({ user }) => user);
    await Promise.all(users.map((user) => services.directory.enter(user)));
    const named = readChannelName(name ?? `Channel ${++this.#channels}`);
    const fields =
      kind === "direct"
        ? { name: "", key: `direct:${users.map(({ n }) => n).join(",")}`, users: users.map(({ n }) => n) }
        : { name: named.name, key: kind === "private" ? `private:${randomId()}` : named.key, users: [] };
    return this.chat.work((turn) => {
      const channel = makeChannel(services, turn, { kind, topic: "", ...fields });
      const roleOf = (user: User): ChannelRole => (user === owner?.user && kind !== "direct" ? "owner" : "member");
      for (const user of users) enterChannel(services, turn, channel, [user], roleOf(user));
      return channel;
    });
  }

  /** Takes a person out of a channel. */
  async remove({ user }: Person, channel: Channel): Promise<void> {
    await this.chat.work((turn) => {
      const membership = user.memberships?.get(channel);
      if (membership) leaveChannel(this.services, turn, membership);
    });
  }

  /** A message in a channel; returns its seq. */
  message(channel: Channel, { user }: Person, body = "Hello"): Promise<number> {
    return this.chat.work((turn) => {
      const seq = turn.rev(channel);
      channel.last = seq;
      const { now: at } = turn;
      const message = {
        seq,
        at,
        body,
        author: user.n,
        command: commandId(),
        mentions: [],
        attachments: [],
        everyone: undefined,
      };
      turn.writes.push({ type: "message.posted", channel: channel.n, ...message });
      return seq;
    });
  }

  /** A command by HTTP; the answer is looked at for secrets. */
  async post(token: string | undefined, name: CommandName, fields: object): Promise<Answer> {
    const headers = {
      "content-type": "application/json",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const response = await fetch(`${this.url}/api/${name}`, { method: "POST", headers, body: JSON.stringify(fields) });
    const answer = (await response.json()) as Answer;
    this.scan.look(answer, name);
    return answer;
  }

  /** A command on a socket; the answer is looked at for secrets. */
  async ask(socket: Socket, name: CommandName, fields: object): Promise<Answer> {
    const id = commandId();
    const from = socket.received.length;
    socket.postAll([{ ...fields, id, do: name } as Command]);
    const item = await socket.until((each) => answers(each, id), from);
    this.scan.look(item, name);
    if ("error" in item) return { error: item.error };
    return "ok" in item ? { ok: item.ok } : { ok: item };
  }

  /** A socket; what comes on it is looked at for secrets. */
  async open(person: Person, format: CodecName = "json"): Promise<Socket> {
    const socket = await Socket.open(this.url, person.token, format);
    socket.onItem = (item) => this.scan.look(item);
    return socket;
  }

  /** A socket on which hello was said. */
  async enter(person: Person, format: CodecName = "json"): Promise<Socket> {
    const socket = await this.open(person, format);
    await socket.hello();
    return socket;
  }

  /** A socket that takes frames as they are. Rejects with NotUpgraded. */
  raw({ token }: Pick<Person, "token">, format: CodecName = "json"): Promise<RawSocket> {
    const { subprotocol } = format === "json" ? json : msgpack;
    return RawSocket.open(this.url, { authorization: `Bearer ${token}`, "sec-websocket-protocol": subprotocol });
  }

  /** How often something was stored. */
  commits(): number {
    return this.#commits;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.stop();
    this.services.files.close();
    await this.store.close();
    removeFolder(this.#folder);
    this.scan.expectNone();
    expect(this.reports).toEqual([]);
  }
}

/** A reply, or the event of the message that was sent. */
function answers(item: Item, id: Id): boolean {
  if ("re" in item) return item.re === id;
  return "event" in item && item.event === "message" && item.id === id;
}

function hashed(password: string): Promise<string> {
  const hash = hashes.get(password) ?? makePasswords({ at_once: 2, queue_max: 100 }).hash(password);
  hashes.set(password, hash);
  return hash;
}
