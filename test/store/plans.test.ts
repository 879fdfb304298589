import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { drizzle } from "drizzle-orm/bun-sqlite";
import { commandId } from "../../src/protocol/id.ts";
import { channelQueries } from "../../src/store/sqlite/channels.ts";
import { messageQueries } from "../../src/store/sqlite/messages.ts";
import * as schema from "../../src/store/sqlite/schema.ts";
import { openStore } from "../support/store.ts";

/** Every statement that the queries of channels and messages have ready or make when they are called. */
async function statements(client: Database): Promise<string[]> {
  const prepared = new Set<string>();
  const prepare = client.prepare.bind(client);
  Reflect.set(client, "prepare", (statement: string) => {
    prepared.add(statement);
    return prepare(statement);
  });
  const db = drizzle({ client, schema });
  const queries = { ...channelQueries(client, db), ...messageQueries(client, db) };
  const { heads, memberships, membership, members, memberCounts, companions } = queries;
  const { message, before, after, changes, unread, answer } = queries;
  const asked: Record<keyof typeof queries, Promise<unknown>> = {
    heads: heads([1]),
    memberships: memberships(1),
    membership: membership(1, 1),
    members: members(1, 0, 10),
    memberCounts: memberCounts([1, 2]),
    companions: companions(1),
    message: message(1, 1),
    before: before(1, 10, 10),
    after: after(1, 0, 10),
    changes: changes(1, 0, 10),
    unread: unread(1, 1, 0, 10),
    answer: answer(1, commandId()),
  };
  await Promise.all(Object.values(asked));
  Reflect.set(client, "prepare", prepare);
  return [...prepared];
}

test("no query of channels or messages reads a whole table or sorts what it found", async () => {
  await using opened = openStore();
  using client = new Database(opened.path, { strict: true });
  for (const statement of await statements(client)) {
    const plan = client.query<{ detail: string }, []>(`EXPLAIN QUERY PLAN ${statement}`).all();
    expect(plan).not.toBeEmpty();
    // A subquery is read whole, when what is in it was searched for.
    const steps = plan.map(({ detail }) => detail).filter((detail) => !/^SCAN \(subquery-\d+\)$/.test(detail));
    expect([statement, ...steps.filter((step) => /^SCAN|TEMP B-TREE/.test(step))]).toEqual([statement]);
  }
});
