import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/bun-sqlite";
import { migrateDatabase } from "../../src/store/sqlite/migrations.ts";
import * as schema from "../../src/store/sqlite/schema.ts";
import { openStore, posted } from "../support/store.ts";

const known = join(import.meta.dir, "../../drizzle/sqlite");
const journal = "meta/_journal.json";
const tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'later'";

/** The migrations of a program that has one more, which does `sql`. */
function newerMigrations(folder: string, sql: string): string {
  const newer = join(folder, "newer");
  cpSync(known, newer, { recursive: true });
  const { entries, ...rest } = JSON.parse(readFileSync(join(known, journal), "utf8"));
  const added = { ...entries.at(-1), idx: entries.length, when: entries.at(-1).when + 1, tag: "later" };
  writeFileSync(join(newer, journal), JSON.stringify({ ...rest, entries: [...entries, added] }));
  writeFileSync(join(newer, "later.sql"), sql);
  return newer;
}

/** Brings a database with a message in it to the newer program's version. */
async function upgrade(sql: string, { before = (_copy: string) => {} } = {}) {
  const opened = openStore();
  const { folder, path, store } = opened;
  await store.commit([posted(1, 1, 1, "kept")]);
  const newer = newerMigrations(folder, sql);
  const copy = `${path}.before-${JSON.parse(readFileSync(join(newer, journal), "utf8")).entries.length}`;
  before(copy);
  const client = new Database(path, { strict: true });
  let failure: unknown;
  try {
    migrateDatabase(client, drizzle({ client, schema }), path, newer);
  } catch (error) {
    failure = error;
  }
  return { failure, client, copy, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
}

test("a database of an older program is copied, then brought to this one's version", async () => {
  await using upgraded = await upgrade("CREATE TABLE later (n integer)");
  const { failure, client, copy } = upgraded;
  expect(failure).toBeUndefined();
  expect(client.query(tables).all()).toHaveLength(1);
  const copied = new Database(copy, { readonly: true });
  expect(copied.query(tables).all()).toHaveLength(0);
  expect(copied.query("SELECT body FROM messages").all()).toEqual([{ body: "kept" }]);
  copied.close();
  client.close();
});

test("a database that cannot be copied stays as it is, and the operator reads what to do", async () => {
  await using upgraded = await upgrade("CREATE TABLE later (n integer)", { before: (copy) => mkdirSync(copy) });
  const { failure, client, copy } = upgraded;
  expect(failure).toMatchObject({
    name: "StorageFailed",
    message: expect.stringMatching(/it is unchanged\. Make room/),
  });
  expect(existsSync(`${copy}.part`)).toBe(false);
  expect(client.query(tables).all()).toHaveLength(0);
  client.close();
});

test("a migration that fails half-way leaves the database as it was", async () => {
  await using upgraded = await upgrade("CREATE TABLE later (n integer);\n--> statement-breakpoint\nNO SQL");
  const { failure, client } = upgraded;
  expect(failure).toMatchObject({ name: "StorageFailed", message: expect.stringContaining("it is unchanged") });
  expect(client.query(tables).all()).toHaveLength(0);
  client.close();
});
