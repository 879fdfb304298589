/** Data folders with many users and channels, written through the store as the server would have. */
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { openKey } from "../src/auth/key.ts";
import { makeTokens } from "../src/auth/tokens.ts";
import { commandId, type Id, randomId } from "../src/protocol/id.ts";
import { openSqlite } from "../src/store/sqlite/engine.ts";
import { openIndex } from "../src/store/sqlite/search/index.ts";
import type { Store } from "../src/store/store.ts";
import type { Write } from "../src/store/write.ts";

const day_ms = 24 * 60 * 60 * 1000;
const batch_writes = 1000;
export const history_users = 12;
const stored_body = "What is said in a channel, about as long as what people say in channels. It has some words more.";

export interface Person {
  readonly token: string;
  /** The channels that the person is in. */
  readonly channels: Id[];
}

export interface Workspace {
  readonly folder: string;
  readonly people: Person[];
  /** By their numbers, less one. */
  readonly channels: Id[];
}

/** A message of a history that is made up: channel and author by their numbers. */
export interface Posting {
  readonly channel: number;
  readonly author: number;
  readonly at: number;
  readonly body: string;
}

/** `channelsOf` says in which of the channels, by their numbers from 1, the user with a number from 1 is. */
export async function makeWorkspace(
  folder: string,
  plan: { users: number; channels: number; channelsOf: (user: number) => number[] },
): Promise<Workspace> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const tokens = makeTokens(await openKey(folder));
  const store = openSqlite({ path: join(folder, "bantam.db"), durability: "relaxed" });
  const channels = Array.from({ length: plan.channels }, () => ({ id: randomId(), rev: 1 }));
  const writes: Write[] = channels.map(({ id, rev }, i) => ({
    type: "channel.created",
    channel: {
      n: i + 1,
      id,
      kind: "public",
      name: `channel ${i + 1}`,
      key: `name:channel ${i + 1}`,
      topic: "",
      archived: false,
      rev,
      users: [],
    },
  }));
  const people: Person[] = [];
  for (let n = 1; n <= plan.users; n++) {
    const session = { id: randomId(), user: n, label: "bench", created: Date.now(), expires: Date.now() + 30 * day_ms };
    const user = {
      n,
      id: randomId(),
      handle: `user${n}`,
      handle_key: `user${n}`,
      name: `User ${n}`,
      role: n === 1 ? "owner" : "member",
      kind: "person",
      deactivated: false,
      rev: n,
    } as const;
    writes.push({ type: "user.created", user, password_hash: undefined }, { type: "session.created", session });
    const person: Person = { token: await tokens.sign(session), channels: [] };
    people.push(person);
    for (const number of plan.channelsOf(n)) {
      const channel = channels[number - 1];
      if (!channel) throw new Error(`there is no channel ${number}`);
      person.channels.push(channel.id);
      const rev = ++channel.rev;
      writes.push({
        type: "member.set",
        channel: number,
        user: n,
        rev,
        role: "member",
        gone: false,
        read: rev,
        notify: "mentions",
      });
    }
  }
  await commitAll(store, writes);
  await store.close();
  return { folder, people, channels: channels.map(({ id }) => id) };
}

/** Another of the same people with the same sessions, in a new folder. */
export function copyWorkspace(workspace: Workspace, folder: string): Workspace {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  cpSync(workspace.folder, folder, { recursive: true });
  return { ...workspace, folder };
}

/** A history: so many messages in channels as `channelOf` says, by `authors` users taking turns, a second apart. */
export function* postings(
  messages: number,
  authors: number,
  channelOf: (message: number) => number,
): Generator<Posting> {
  const start_ms = Date.now() - messages * 1000;
  for (let i = 0; i < messages; i++)
    yield { channel: channelOf(i), author: 1 + (i % authors), at: start_ms + i * 1000, body: `${stored_body} ${i}` };
}

/**
 * A workspace for a long history, and the history: three of five messages are in the first channel, with those of the
 * `small_channels` others between them. `aside` more users are in a channel of their own, the last, which has none.
 */
export async function longHistory(
  folder: string,
  messages: number,
  { small_channels = 40, aside = 0 } = {},
): Promise<{ workspace: Workspace; posted: () => Iterable<Posting> }> {
  const channels = 1 + small_channels;
  const all = Array.from({ length: channels }, (_, i) => 1 + i);
  const workspace = await makeWorkspace(folder, {
    users: history_users + aside,
    channels: aside === 0 ? channels : channels + 1,
    channelsOf: (user) => (user <= history_users ? all : [channels + 1]),
  });
  const channelOf = (message: number): number => {
    const [five, one] = [Math.floor(message / 5), message % 5];
    return one < 3 ? 1 : 2 + ((five * 2 + one - 3) % small_channels);
  };
  return { workspace, posted: () => postings(messages, history_users, channelOf) };
}

/** Stores a history in a closed workspace. */
export async function fill({ folder }: Workspace, posted: Iterable<Posting>): Promise<void> {
  const store = openSqlite({ path: join(folder, "bantam.db"), durability: "relaxed" });
  const revs = new Map<number, number>();
  let writes: Write[] = [];
  for (const { channel, author, at, body } of posted) {
    const seq = (revs.get(channel) ?? (await store.heads([channel]))[0]?.rev ?? 0) + 1;
    revs.set(channel, seq);
    const command = commandId(at);
    writes.push({
      type: "message.posted",
      channel,
      seq,
      author,
      command,
      at,
      body,
      mentions: [],
      attachments: [],
      everyone: undefined,
    });
    if (writes.length < batch_writes) continue;
    await store.commit(writes);
    writes = [];
  }
  await store.commit(writes);
  await store.close();
}

/** Brings the messages of a closed workspace into its index of words, so that a server has nothing left to do. */
export function fillIndex({ folder }: Workspace): void {
  const index = openIndex(join(folder, "search.db"), join(folder, "bantam.db"));
  while (index.mark < index.newest()) index.grow();
  index.close();
}

/** How many messages a closed workspace holds in its channels, by their numbers: what was stored, whoever was told. */
export async function countMessages(folder: string, channels: readonly number[]): Promise<number> {
  const store: Store = openSqlite({ path: join(folder, "bantam.db"), durability: "relaxed" });
  let count = 0;
  for (const channel of channels) {
    for (let seq = 0; ;) {
      const page = await store.after(channel, seq, batch_writes);
      const last = page.at(-1);
      if (!last) break;
      count += page.length;
      ({ seq } = last);
    }
  }
  await store.close();
  return count;
}

async function commitAll(store: Store, writes: readonly Write[]): Promise<void> {
  for (let at = 0; at < writes.length; at += batch_writes) await store.commit(writes.slice(at, at + batch_writes));
}
