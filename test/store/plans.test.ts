import { Database } from "bun:sqlite";
import { expect, spyOn, test } from "bun:test";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/bun-sqlite";
import { commandId, randomId } from "../../src/protocol/id.ts";
import type { InviteRow, RecoveryRow, SessionRow } from "../../src/store/rows.ts";
import { attachmentQueries } from "../../src/store/sqlite/attachments.ts";
import { channelQueries } from "../../src/store/sqlite/channels.ts";
import { messageQueries } from "../../src/store/sqlite/messages.ts";
import * as schema from "../../src/store/sqlite/schema.ts";
import { openIndex } from "../../src/store/sqlite/search/index.ts";
import { userQueries } from "../../src/store/sqlite/users.ts";
import { writer } from "../../src/store/sqlite/writer.ts";
import type { Write } from "../../src/store/write.ts";
import { attachmentAdded, channelCreated, memberSet, openStore, posted, userCreated } from "../support/store.ts";

/** What is not done for a command, a sign-in or a hello, and may read all there is. */
const rare: readonly string[] = [
  "load", // once, at the start
  "unsent", // the same
  "expired.removed", // once, at the start, and once an hour
];
/** Reads or sorts what is few by its nature, for a command that few give. */
const few: readonly string[] = [
  "sessions", // of one user, in the order in which they began
  "recoveries.removed", // those that were made in the last 4 hours, by owners
];

/** Every statement that the engine has ready or makes when it is called, by what it is for. */
async function statements(client: Database): Promise<Map<string, string[]>> {
  const made = new Map<string, string[]>();
  let maker = "ready";
  const prepare = client.prepare.bind(client);
  Reflect.set(client, "prepare", (statement: string) => {
    made.set(maker, [...(made.get(maker) ?? []), statement]);
    return prepare(statement);
  });
  const db = drizzle({ client, schema });
  const { attachedTo, ...attachments } = attachmentQueries(db);
  const queries = {
    ...userQueries(client, db),
    ...channelQueries(client, db),
    ...messageQueries(client, db, attachedTo),
    ...attachments,
  };
  const asked: Record<keyof typeof queries, () => Promise<unknown>> = {
    load: () => queries.load(),
    avatar: () => queries.avatar(randomId()),
    session: () => queries.session(randomId()),
    sessions: () => queries.sessions(1),
    passwordHash: () => queries.passwordHash(1),
    recovery: () => queries.recovery(randomId()),
    heads: () => queries.heads([1]),
    memberships: () => queries.memberships(1),
    membership: () => queries.membership(1, 1),
    members: () => queries.members(1, 0, 10),
    memberSet: () => queries.memberSet(1),
    memberCounts: () => queries.memberCounts([1, 2]),
    companions: () => queries.companions(1),
    message: () => queries.message(1, 1),
    before: () => queries.before(1, 10, 10),
    after: () => queries.after(1, 0, 10),
    seqSince: () => queries.seqSince(1, 10),
    changes: () => queries.changes(1, 0, 10),
    unread: () => queries.unread(1, 1, 0, 10),
    newest: async () => queries.newest(),
    numbered: () => queries.numbered([1]),
    attachment: () => queries.attachment(randomId()),
    attachments: () => queries.attachments([randomId(), randomId()]),
    unsent: () => queries.unsent(),
    attachedBytes: () => queries.attachedBytes(1),
    answer: () => queries.answer(1, commandId()),
  };
  for (const [name, ask] of Object.entries(asked)) {
    maker = name;
    await ask();
  }
  maker = "ready";
  const apply = writer(client, db, () => {});
  for (const write of Object.values(writes)) {
    maker = write.type;
    apply(write);
  }
  Reflect.set(client, "prepare", prepare);
  return made;
}

const row = { id: randomId(), expires: 1 };
const session: SessionRow = { ...row, user: 1, label: "", created: 1 };
const invite: InviteRow = { ...row, role: "member", author: 1, uses_left: 1 };
const recovery: RecoveryRow = { ...row, user: 1 };
const user = userCreated(1);
const attachment = attachmentAdded(1).attachment;
const channel = channelCreated(1);

const writes: { readonly [T in Write["type"]]: Extract<Write, { type: T }> } = {
  "user.created": user,
  "user.changed": { type: "user.changed", user: user.user },
  "avatar.set": { type: "avatar.set", avatar: { id: row.id, user: 1, type: "image/png", bytes: new Uint8Array(1) } },
  "attachment.added": { type: "attachment.added", attachment },
  "attachments.removed": { type: "attachments.removed", attachments: [row.id, randomId()] },
  "avatar.removed": { type: "avatar.removed", user: 1 },
  "password.set": { type: "password.set", user: 1, password_hash: "" },
  "channel.created": channel,
  "workspace.changed": { type: "workspace.changed", workspace: { name: "Crew", accent: "teal" } },
  "channel.changed": { type: "channel.changed", channel: channel.channel },
  "member.set": memberSet(1, 1),
  "read.set": { type: "read.set", channel: 1, user: 1, seq: 1 },
  "notify.set": { type: "notify.set", channel: 1, user: 1, notify: "nothing" },
  "message.posted": { ...posted(1, 1, 1), mentions: [1], everyone: "here", attachments: [attachment.id] },
  "message.edited": { type: "message.edited", channel: 1, seq: 1, rev: 2, body: "", edited: 1 },
  "message.deleted": { type: "message.deleted", channel: 1, seq: 1, rev: 3 },
  "session.created": { type: "session.created", session },
  "session.removed": { type: "session.removed", session: row.id },
  "sessions.removed": { type: "sessions.removed", user: 1, except: row.id },
  "invite.created": { type: "invite.created", invite },
  "invite.used": { type: "invite.used", invite: row.id, uses_left: 0 },
  "invite.removed": { type: "invite.removed", invite: row.id },
  "recovery.created": { type: "recovery.created", recovery },
  "recoveries.removed": { type: "recoveries.removed", user: 1 },
  "expired.removed": { type: "expired.removed", before: 1 },
  "command.answered": { type: "command.answered", command: commandId(), user: 1, name: "", answer: "" },
};

/** The steps that read a whole table, or sort what they found. */
function slowSteps(client: Database, statement: string): string[] {
  const plan = client.query<{ detail: string }, []>(`EXPLAIN QUERY PLAN ${statement}`).all();
  // What is only inserted is searched for nowhere.
  if (!/^insert/i.test(statement.trim())) expect(plan).not.toBeEmpty();
  // A subquery is read whole, when what is in it was searched for.
  const steps = plan.map(({ detail }) => detail).filter((detail) => !/^SCAN \(subquery-\d+\)$/.test(detail));
  return steps.filter((step) => /^SCAN|TEMP B-TREE/.test(step));
}

test("no statement of a command, a sign-in or a hello reads a whole table or sorts what it found", async () => {
  await using opened = openStore();
  using client = new Database(opened.path, { strict: true });
  const made = await statements(client);
  expect([...made.keys()]).toEqual(expect.arrayContaining(["ready", "user.changed", ...rare, ...few]));
  for (const [maker, list] of made) {
    const slow = list.flatMap((statement) => slowSteps(client, statement));
    if (rare.includes(maker) || few.includes(maker)) expect([maker, ...slow]).not.toEqual([maker]);
    else expect([maker, ...slow]).toEqual([maker]);
  }
});

test("no search reads more of a table than the stretch that it looks through, and no statement of the index more than its batch", async () => {
  await using opened = openStore();
  using prepare = spyOn(Database.prototype, "prepare");
  const index = openIndex(join(opened.folder, "index.db"), opened.path);
  const made = prepare.mock.calls.map(([statement], i) => [statement, prepare.mock.contexts[i]] as const);
  // Once, after a kill.
  const afterKill = made
    .map(([statement]) => statement)
    .filter((statement) => /doc IN|INDEXED BY messages_changed/.test(statement));
  expect(afterKill).toHaveLength(2);
  for (const [statement, client] of made) {
    if (!(client instanceof Database)) throw new Error("a statement is prepared by a database");
    // What FTS5 is asked for is in the order of its lists; json_each is what was given; 513: words begin at the one that is asked for.
    const slow = slowSteps(client, statement).filter(
      (step) => !/^SCAN ((words|json_each) VIRTUAL TABLE|temp\.instances VIRTUAL TABLE INDEX 513)/.test(step),
    );
    if (!afterKill.includes(statement)) expect([statement, ...slow]).toEqual([statement]);
  }
  index.close();
});

test("a message's mentions are found by their whole keys, not among all of the channel", async () => {
  await using opened = openStore();
  using client = new Database(opened.path, { strict: true });
  const deleting = [...(await statements(client)).values()]
    .flat()
    .filter((each) => /^delete from .?mentions/i.test(each));
  expect(deleting).not.toBeEmpty();
  for (const statement of deleting) {
    const plan = client.query<{ detail: string }, []>(`EXPLAIN QUERY PLAN ${statement}`).all();
    expect(plan.map(({ detail }) => detail).join()).toContain("(channel=? AND user=? AND seq=?)");
  }
});
