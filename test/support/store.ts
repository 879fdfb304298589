/** A store of its own, without a server, and what can be written into it in few words. */
import { join } from "node:path";
import { commandId, randomId } from "../../src/protocol/id.ts";
import { openSqlite } from "../../src/store/sqlite/engine.ts";
import type { Store } from "../../src/store/store.ts";
import type { Write } from "../../src/store/write.ts";
import { newFolder, removeFolder } from "./temp.ts";

type Of<T extends Write["type"]> = Extract<Write, { type: T }>;

export interface Opened extends AsyncDisposable {
  readonly store: Store;
  readonly folder: string;
  readonly path: string;
}

export function openStore(folder = newFolder()): Opened {
  const path = join(folder, "bantam.db");
  const store = openSqlite({ path, durability: "relaxed" });
  return {
    store,
    folder,
    path,
    async [Symbol.asyncDispose]() {
      await store.close();
      removeFolder(folder);
    },
  };
}

export function userCreated(n: number): Of<"user.created"> {
  const names = { handle: `user-${n}`, handle_key: `user-${n}`, name: `User ${n}` };
  const user = { n, id: randomId(), ...names, role: "member", kind: "person", deactivated: false, rev: n } as const;
  return { type: "user.created", user, password_hash: undefined };
}

export function channelCreated(n: number): Of<"channel.created"> {
  const names = { name: `channel-${n}`, key: `channel-${n}`, topic: "" };
  return {
    type: "channel.created",
    channel: { n, id: randomId(), kind: "public", ...names, archived: false, rev: 1, users: [] },
  };
}

export function memberSet(channel: number, user: number, { gone = false, rev = 1 } = {}): Of<"member.set"> {
  return { type: "member.set", channel, user, rev, role: "member", gone, read: 0, notify: "mentions" };
}

export function attachmentAdded(user: number): Of<"attachment.added"> {
  const picture = { type: "image/png", bytes: 1000, width: 30, height: 20, small: false, moves: false } as const;
  return { type: "attachment.added", attachment: { id: randomId(), user, at: 1, name: "a.png", ...picture } };
}

export function posted(channel: number, seq: number, author: number, body = `message ${seq}`): Of<"message.posted"> {
  const command = commandId();
  return {
    type: "message.posted",
    channel,
    seq,
    author,
    command,
    at: seq,
    body,
    mentions: [],
    attachments: [],
    everyone: undefined,
  };
}
