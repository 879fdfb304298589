import { beforeEach, describe, expect, test } from "bun:test";
import { type LiveSession, makeSessions, type Sessions } from "../../src/auth/sessions.ts";
import { makeTokens } from "../../src/auth/tokens.ts";
import { type Id, randomId } from "../../src/protocol/id.ts";
import type { SessionRow } from "../../src/store/rows.ts";
import { StorageFailed } from "../../src/store/store.ts";

const start = 1_800_000_000_000;
const hour = 3_600_000;
let now: number;
const tokens = makeTokens(new Uint8Array(32).fill(1), () => now);

/** The stored sessions; reads are counted, and wait while `gate` is there. */
let rows: Map<Id, SessionRow>;
let reads: number;
let gate: Promise<void> | undefined;
const store = {
  async session(id: Id) {
    reads++;
    const row = rows.get(id);
    await gate;
    return row;
  },
};
let sessions: Sessions;

beforeEach(() => {
  now = start;
  rows = new Map();
  reads = 0;
  gate = undefined;
  sessions = makeSessions(tokens, store, { entries_max: 100, now: () => now });
});

async function signIn(user = 1, expires = start + hour): Promise<{ row: LiveSession; token: string }> {
  const row = { id: randomId(), user, expires };
  rows.set(row.id, stored(row));
  return { row, token: await tokens.sign(row) };
}

/** As the store has it: what a list of sessions shows is not kept in memory. */
function stored(session: LiveSession): SessionRow {
  return { ...session, label: "Firefox on Linux", created: start };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}

describe("a session is verified once", () => {
  test("against its signature and its row; after that memory answers", async () => {
    const { row, token } = await signIn();
    expect(sessions.peek(token)).toBeUndefined();
    expect(await sessions.verify(token)).toEqual(row);
    expect(await sessions.verify(token)).toEqual(row);
    expect(sessions.peek(token)).toEqual(row);
    expect(reads).toBe(1);
  });

  test("also when many ask at the same time", async () => {
    const { row, token } = await signIn();
    const asked = await Promise.all(Array.from({ length: 50 }, () => sessions.verify(token)));
    expect(asked).toEqual(Array.from({ length: 50 }, () => row));
    expect(reads).toBe(1);
  });

  test("and is not valid without a row, whatever its signature says", async () => {
    const { row, token } = await signIn();
    rows.delete(row.id);
    expect(await sessions.verify(token)).toBeUndefined();
    expect(sessions.peek(token)).toBeUndefined();
  });

  test("by its exact bytes: a token that only begins like a verified one is none", async () => {
    const { token } = await signIn();
    await sessions.verify(token);
    for (const other of [`${token} `, token.slice(0, -1), token.toLowerCase(), `${token}\0`, ""]) {
      expect(sessions.peek(other)).toBeUndefined();
      expect(await sessions.verify(other)).toBeUndefined();
    }
  });
});

describe("an ended session is not valid from that moment", () => {
  test("while it is in memory, and others stay", async () => {
    const one = await signIn();
    const other = await signIn();
    await Promise.all([sessions.verify(one.token), sessions.verify(other.token)]);
    rows.delete(one.row.id);
    sessions.forget(one.row.id);
    expect(sessions.peek(one.token)).toBeUndefined();
    expect(await sessions.verify(one.token)).toBeUndefined();
    expect(sessions.peek(other.token)).toEqual(other.row);
  });

  test("with all the others of its user, but the one that is kept", async () => {
    const kept = await signIn(1);
    const ended = [await signIn(1), await signIn(1)];
    const stranger = await signIn(2);
    for (const { token } of [kept, ...ended, stranger]) await sessions.verify(token);
    sessions.forgetUser(1, kept.row.id);
    for (const { token } of ended) expect(sessions.peek(token)).toBeUndefined();
    for (const { token, row } of [kept, stranger]) expect(sessions.peek(token)).toEqual(row);
    sessions.forgetUser(1);
    expect(sessions.peek(kept.token)).toBeUndefined();
    expect(sessions.peek(stranger.token)).toEqual(stranger.row);
  });

  test("by any of its tokens", async () => {
    const { row, token } = await signIn();
    const other = await tokens.sign({ ...row, expires: row.expires - 1000 });
    for (const each of [token, other, token]) expect(await sessions.verify(each)).toMatchObject({ id: row.id });
    rows.delete(row.id);
    sessions.forget(row.id);
    for (const each of [token, other]) expect(sessions.peek(each)).toBeUndefined();
    for (const each of [token, other]) expect(await sessions.verify(each)).toBeUndefined();
  });

  test("also when it made room for others, and came back", async () => {
    sessions = makeSessions(tokens, store, { entries_max: 2, now: () => now });
    const { row, token } = await signIn();
    await sessions.verify(token);
    for (let i = 0; i < 2; i++) await sessions.verify((await signIn(2)).token);
    expect(sessions.peek(token)).toBeUndefined();
    sessions.forget(row.id);
    expect(await sessions.verify(token)).toEqual(row);
    rows.delete(row.id);
    sessions.forgetUser(row.user);
    expect(sessions.peek(token)).toBeUndefined();
  });

  const ways: [string, (row: LiveSession) => void][] = [
    ["by itself", (row) => sessions.forget(row.id)],
    ["with all of its user", (row) => sessions.forgetUser(row.user)],
  ];

  test.each(ways)("while its row is being read, ended %s: it is neither given out nor kept", async (_name, end) => {
    const { row, token } = await signIn();
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    const asked = [sessions.verify(token), sessions.verify(token)];
    await until(() => reads === 1);
    rows.delete(row.id);
    end(row);
    asked.push(sessions.verify(token));
    resolve();
    expect(await Promise.all(asked)).toEqual([undefined, undefined, undefined]);
    expect(sessions.peek(token)).toBeUndefined();
    expect(await sessions.verify(token)).toBeUndefined();
  });

  test.each(ways)("while its signature is being verified, ended %s", async (_name, end) => {
    const { row, token } = await signIn();
    const asked = sessions.verify(token);
    end(row);
    expect(await asked).toBeUndefined();
    expect(sessions.peek(token)).toBeUndefined();
  });

  test("while others are being verified, which are not harmed", async () => {
    const kept = await signIn(1);
    const stranger = await signIn(2);
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    const asked = Promise.all([sessions.verify(kept.token), sessions.verify(stranger.token)]);
    await until(() => reads === 2);
    sessions.forget(randomId());
    sessions.forgetUser(1, kept.row.id);
    resolve();
    expect(await asked).toEqual([kept.row, stranger.row]);
  });
});

describe("a session is not valid from its end on", () => {
  test("though it is in memory", async () => {
    const { token } = await signIn(1, start + hour);
    await sessions.verify(token);
    now = start + hour - 1;
    expect(sessions.peek(token)).toBeDefined();
    now = start + hour;
    expect(sessions.peek(token)).toBeUndefined();
    expect(await sessions.verify(token)).toBeUndefined();
  });

  test("when its row ends before its token, and the other way round", async () => {
    const { row, token } = await signIn();
    rows.set(row.id, stored({ ...row, expires: start + 1000 }));
    expect((await sessions.verify(token))?.expires).toBe(start + 1000);
    now = start + 1000;
    expect(await sessions.verify(token)).toBeUndefined();

    now = start;
    const other = await signIn();
    rows.set(other.row.id, stored({ ...other.row, expires: start + 2 * hour }));
    expect((await sessions.verify(other.token))?.expires).toBe(start + hour);
  });

  test("when it comes while its row is being read", async () => {
    const { token } = await signIn(1, start + 1000);
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    const asked = sessions.verify(token);
    await until(() => reads === 1);
    now = start + 1000;
    resolve();
    expect(await asked).toBeUndefined();
  });
});

describe("memory is bounded", () => {
  test("the least recently used session makes room, and is read again when it comes back", async () => {
    sessions = makeSessions(tokens, store, { entries_max: 2, now: () => now });
    const [one, two, three] = [await signIn(), await signIn(), await signIn()];
    await sessions.verify(one.token);
    await sessions.verify(two.token);
    expect(sessions.peek(one.token)).toBeDefined();
    await sessions.verify(three.token);
    expect(sessions.peek(two.token)).toBeUndefined();
    expect(sessions.peek(one.token)).toBeDefined();
    expect(sessions.peek(three.token)).toBeDefined();
    expect(await sessions.verify(two.token)).toEqual(two.row);
  });

  test("bad tokens push nobody out, read nothing and leave nothing", async () => {
    sessions = makeSessions(tokens, store, { entries_max: 2, now: () => now });
    const good = await signIn();
    await sessions.verify(good.token);
    const [head = "", body = ""] = good.token.split(".");
    for (let i = 0; i < 2000; i++) {
      const forged = `${head}.${body}.${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url")}`;
      expect(await sessions.verify(forged)).toBeUndefined();
    }
    expect(sessions.peek(good.token)).toEqual(good.row);
    expect(reads).toBe(1);
  });

  test("tokens of ended sessions push nobody out", async () => {
    sessions = makeSessions(tokens, store, { entries_max: 1, now: () => now });
    const good = await signIn();
    await sessions.verify(good.token);
    for (let i = 0; i < 50; i++) {
      const { row, token } = await signIn();
      rows.delete(row.id);
      expect(await sessions.verify(token)).toBeUndefined();
    }
    expect(sessions.peek(good.token)).toEqual(good.row);
  });
});

test("a store that fails is told to all who wait, and asked again by the next", async () => {
  const { row, token } = await signIn();
  let broken = true;
  const failing = {
    session: (id: Id) => (broken ? Promise.reject(new StorageFailed("The disk is broken.")) : store.session(id)),
  };
  sessions = makeSessions(tokens, failing, { entries_max: 100, now: () => now });
  const asked = await Promise.allSettled([sessions.verify(token), sessions.verify(token)]);
  expect(asked.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  broken = false;
  expect(await sessions.verify(token)).toEqual(row);
});
