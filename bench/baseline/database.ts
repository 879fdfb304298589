/** The baseline's database: the tables one writes first, and an index on the column one looks for. */
import { Database } from "bun:sqlite";
import { join } from "node:path";
import { decodeJwt } from "jose";
import { commandId, randomId } from "../../src/protocol/id.ts";
import type { Posting, Workspace } from "../workspace.ts";

const batch_rows = 10_000;

const tables = `
  CREATE TABLE users (id TEXT PRIMARY KEY, handle TEXT NOT NULL UNIQUE, name TEXT NOT NULL, active INTEGER NOT NULL);
  CREATE TABLE sessions (id TEXT PRIMARY KEY, user_id TEXT NOT NULL, expires_at INTEGER NOT NULL);
  CREATE TABLE members (channel_id TEXT NOT NULL, user_id TEXT NOT NULL, PRIMARY KEY (channel_id, user_id));
  CREATE INDEX members_user ON members (user_id);
  CREATE TABLE messages (
    id INTEGER PRIMARY KEY, channel_id TEXT NOT NULL, seq INTEGER NOT NULL, command_id TEXT NOT NULL,
    author_id TEXT NOT NULL, created_at INTEGER NOT NULL, body TEXT NOT NULL
  );
  CREATE INDEX messages_channel ON messages (channel_id);
`;

/** As durable as Bantam with `durability = full`, and with as much memory for pages. */
export function openDatabase(folder: string): Database {
  const db = new Database(join(folder, "baseline.db"), { create: true, strict: true });
  db.run("PRAGMA journal_mode = WAL");
  db.run("PRAGMA synchronous = FULL");
  db.run("PRAGMA cache_size = -4096");
  db.run("PRAGMA busy_timeout = 5000");
  return db;
}

/** Makes the database of a workspace: the same people with the same sessions in the same channels, and messages. */
export function fillDatabase({ folder, people, channels }: Workspace, posted: Iterable<Posting> = []): void {
  const db = openDatabase(folder);
  db.run("PRAGMA synchronous = OFF");
  db.run(tables);
  const addUser = db.prepare("INSERT INTO users VALUES (?, ?, ?, 1)");
  const addSession = db.prepare("INSERT INTO sessions VALUES (?, ?, ?)");
  const addMember = db.prepare("INSERT INTO members VALUES (?, ?)");
  const addMessage = db.prepare(
    "INSERT INTO messages (channel_id, seq, command_id, author_id, created_at, body) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const users = people.map(() => randomId());
  db.run("BEGIN");
  for (const [i, { token, channels: joined }] of people.entries()) {
    const { sid, exp = 0 } = decodeJwt<{ sid: string }>(token);
    const user = users[i] ?? "";
    addUser.run(user, `user${i + 1}`, `User ${i + 1}`);
    addSession.run(sid, user, exp * 1000);
    for (const channel of joined) addMember.run(channel, user);
  }
  let rows = 0;
  const seqs = new Map<string, number>();
  for (const { channel, author, at, body } of posted) {
    const channel_id = channels[channel - 1] ?? "";
    const seq = (seqs.get(channel_id) ?? 0) + 1;
    seqs.set(channel_id, seq);
    addMessage.run(channel_id, seq, commandId(at), users[author - 1] ?? "", at, body);
    if (++rows % batch_rows === 0) db.run("COMMIT; BEGIN");
  }
  db.run("COMMIT");
  db.close();
}

export function countMessages(folder: string): number {
  const db = openDatabase(folder);
  const found = db.query<{ count: number }, []>("SELECT count(*) AS count FROM messages").get();
  db.close();
  return found?.count ?? 0;
}
