/** S1, S5, S6, S13: what ends a session ends it on every carrier at once, however warm the memory is. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { createHmac } from "node:crypto";
import type { Passwords } from "../../src/auth/passwords.ts";
import { closes } from "../../src/protocol/errors.ts";
import { randomId } from "../../src/protocol/id.ts";
import { msgpack } from "../../src/protocol/msgpack.ts";
import { commandOf, type Socket } from "../support/socket.ts";
import { frameBytes, opcode, requestBytes } from "./raw.ts";
import { type Person, quickPasswords, World } from "./world.ts";

setDefaultTimeout(30_000);

let world: World;
let admin: Person;
beforeAll(async () => {
  world = await World.open({}, quickPasswords);
  admin = await world.person({ role: "owner" });
});
afterAll(() => world[Symbol.asyncDispose]());

const password = "a long and unusual one";

interface Ending {
  readonly close: keyof typeof closes;
  /** Whether the one who does it is a second session of the victim, which stays. */
  readonly keepsDoer: boolean;
  readonly end: (victim: Person, doer: Person) => Promise<unknown>;
}

/** Everything that ends a session. */
const endings: Record<string, Ending> = {
  "signing out": {
    close: "signed_out",
    keepsDoer: true,
    end: (victim) => world.post(victim.token, "session.end", {}),
  },
  "revoking it from another device": {
    close: "signed_out",
    keepsDoer: true,
    end: ({ session }, doer) => world.post(doer.token, "session.revoke", { session }),
  },
  "revoking all others from one of them": {
    close: "signed_out",
    keepsDoer: true,
    end: (_victim, doer) => world.post(doer.token, "session.revoke_others", {}),
  },
  "changing the password on another device": {
    close: "signed_out",
    keepsDoer: true,
    end: (_victim, doer) => world.post(doer.token, "password.change", { current: password, password: `${password}!` }),
  },
  "recovering the account": {
    close: "signed_out",
    keepsDoer: false,
    async end({ id }) {
      const answer = await world.post(admin.token, "user.recover", { user: id });
      const { secret } = okOf<{ secret: string }>(answer);
      return world.post(undefined, "recovery.finish", { secret, password: `${password}!` });
    },
  },
  "deactivating the user": {
    close: "deactivated",
    keepsDoer: false,
    end: ({ id }) => world.post(admin.token, "user.deactivate", { user: id }),
  },
};

describe.each(Object.entries(endings))("%s", (_name, { close, keepsDoer, end }) => {
  test("ends its sockets, its requests and its token at once, and those of no other session", async () => {
    const victim = await world.person({ password });
    const doer = await world.session(victim);
    const other = await world.person();
    const channel = await world.channel({ owner: victim, members: [other] });
    const sockets = [await world.enter(victim), await world.enter(victim, "msgpack"), await world.open(victim)];
    const kept = [await world.enter(doer), await world.enter(other)];
    const upload = await startRequest(victim.token, { channel: channel.id, body: "late" });

    expect(await end(victim, doer)).toHaveProperty("ok");
    const { seq } = okOf<{ seq: number }>(
      await world.post(other.token, "message.send", { channel: channel.id, body: "after" }),
    );

    for (const socket of sockets) {
      expect(await socket.closed).toEqual(closes[close]);
      expect(socket.received.filter((item) => "seq" in item && item.seq === seq)).toEqual([]);
    }
    expect(await upload.finish()).toContain('"code":"not_signed_in"');
    expect(await world.post(victim.token, "session.list", {})).toMatchObject({ error: { code: "not_signed_in" } });
    expect(await world.open(victim).catch(String)).toContain("was not taken");
    expect(kept.map((socket) => socket.isClosed)).toEqual([!keepsDoer, false]);
    expect(await world.post(doer.token, "session.list", {})).toHaveProperty(keepsDoer ? "ok" : "error");
    const page = okOf<{ messages: unknown[] }>(await world.post(other.token, "message.list", { channel: channel.id }));
    expect(page.messages).toHaveLength(1);
    for (const socket of kept) socket.cut();
  });
});

test.each([
  ["signing out", () => commandOf("session.end", {})],
  ["revoking one's session", ({ session }: Person) => commandOf("session.revoke", { session })],
  ["deactivating oneself", ({ id: user }: Person) => commandOf("user.deactivate", { user })],
])("%s keeps what was sent after it, and waits longer than a turn, from being done", async (_name, ending) => {
  const victim = await world.person({ role: "admin" });
  const raw = await world.raw(victim, "msgpack");
  raw.send(opcode.binary, msgpack.commands([commandOf("hello", {})]));
  await raw.frame(opcode.binary);
  const rename = (name: string) =>
    msgpack.commands(Array.from({ length: 64 }, () => commandOf("user.rename", { name })));
  // In one packet of commands so short that the server reads more of them at once than one of its turns takes.
  const frames = [
    rename("before"),
    msgpack.commands([ending(victim)]),
    ...Array.from({ length: 30 }, () => rename("after")),
  ];
  raw.write(Buffer.concat(frames.map((payload) => frameBytes(opcode.binary, payload))));
  await raw.closed;
  const answer = await world.post(admin.token, "user.get", { users: [victim.id] });
  expect(okOf<{ users: { name: string }[] }>(answer).users.map(({ name }) => name)).toEqual(["before"]);
});

test("what follows the end of a session in the same frame is not done", async () => {
  const victim = await world.person({ password });
  const channel = await world.channel({ owner: victim });
  const socket = await world.enter(victim, "msgpack");
  const [ending, send, list] = [
    commandOf("session.end", {}),
    commandOf("message.send", { channel: channel.id, body: "after" }),
    commandOf("message.list", { channel: channel.id }),
  ];
  socket.postAll([ending, send, list]);
  await socket.closed;
  expect(answersTo(socket, [ending.id, send.id, list.id])).toEqual(["ok", "not_signed_in", "not_signed_in"]);
});

/** Passwords whose comparison, once `begun`, waits for `goOn`. */
function heldPasswords() {
  const [started, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const verify: Passwords["verify"] = async (given, hash) => {
    started.resolve();
    await released.promise;
    return await quickPasswords.verify(given, hash);
  };
  return { passwords: { ...quickPasswords, verify }, begun: started.promise, goOn: released.resolve };
}

test("a password change under way when its session ends is not done", async () => {
  const { passwords, begun, goOn } = heldPasswords();
  await using slow = await World.open({}, passwords);
  const victim = await slow.person({ password });
  const doer = await slow.session(victim);
  const changing = slow.post(victim.token, "password.change", { current: password, password: `${password}!` });
  await begun;
  expect(await slow.post(doer.token, "session.revoke", { session: victim.session })).toEqual({ ok: {} });
  goOn();
  expect(await changing).toMatchObject({ error: { code: "not_signed_in" } });
  const signIn = await slow.post(undefined, "session.create", { handle: victim.handle, password });
  expect(signIn).toHaveProperty("ok");
});

test("a sign-in under way when its user is deactivated is not done", async () => {
  const { passwords, begun, goOn } = heldPasswords();
  await using slow = await World.open({}, passwords);
  const victim = await slow.person({ password });
  const doer = await slow.person({ role: "admin" });
  const signingIn = slow.post(undefined, "session.create", { handle: victim.handle, password });
  await begun;
  expect(await slow.post(doer.token, "user.deactivate", { user: victim.id })).toEqual({ ok: {} });
  goOn();
  expect(await signingIn).toMatchObject({ error: { code: "wrong_password" } });
});

test("another role is another view: the sockets come back for it, and the session stays", async () => {
  const person = await world.person();
  const socket = await world.enter(person);
  expect(await world.post(admin.token, "user.set_role", { user: person.id, role: "guest" })).toEqual({ ok: {} });
  expect(await socket.closed).toEqual(closes.changed);
  expect(await world.post(person.token, "channel.create", { kind: "public", name: "x" })).toMatchObject({
    error: { code: "forbidden" },
  });
  expect(await world.post(person.token, "session.list", {})).toHaveProperty("ok");
});

test.concurrent("a session that has come to its end closes its sockets and is not found again", async () => {
  const short = await world.session(await world.person(), 3000);
  const socket = await world.enter(short);
  expect(await world.post(short.token, "session.list", {})).toHaveProperty("ok");
  expect(await socket.closed).toEqual(closes.expired);
  expect(await world.post(short.token, "session.list", {})).toMatchObject({ error: { code: "not_signed_in" } });
  expect(await world.open(short).catch(String)).toContain("was not taken");
});

test.concurrent("a socket that says nothing is closed, and may come back", async () => {
  await using hasty = await World.open({ hello_timeout_seconds: 1 });
  const [silent, spoken] = [await hasty.open(await hasty.person()), await hasty.enter(await hasty.person())];
  expect(await silent.closed).toEqual(closes.idle);
  expect(spoken.isClosed).toBe(false);
});

test("tokens that are none, forged, of another server or for another purpose are nobody's, on every carrier", async () => {
  await using otherServer = await World.open();
  const person = await world.person();
  const [head = "", body = "", signature = ""] = person.token.split(".");
  const none = Buffer.from('{"alg":"none","typ":"session+jwt"}').toString("base64url");
  const byPublicKey = createHmac("sha256", "").update(`${head}.${body}`).digest("base64url");
  const table: Record<string, string> = {
    "no token": "",
    "no signature": `${head}.${body}.`,
    "alg none": `${none}.${body}.`,
    "alg none, signed": `${none}.${body}.${signature}`,
    "an empty key": `${head}.${body}.${byPublicKey}`,
    "a letter more": `${person.token}A`,
    "another case": `${head}.${body}.${signature.toLowerCase()}`,
    "another server's": (await otherServer.person()).token,
    "without a session": await world.services.tokens.sign({ id: randomId(), expires: Date.now() + 60_000 }),
    expired: await world.services.tokens.sign({ id: person.session, expires: Date.now() - 1000 }),
    "an invite's": world.services.links.seal("invite", person.session),
    "a session's id": person.session,
    null: "null",
    true: "true",
    "10 KB": "A".repeat(10_000),
  };
  for (const [what, token] of Object.entries(table)) {
    const answer = await world.post(token, "session.list", {});
    expect([what, answer]).toMatchObject([what, { error: { code: "not_signed_in" } }]);
    expect([what, await world.open({ ...person, token }).catch(String)]).toEqual([
      what,
      expect.stringContaining("not taken"),
    ]);
  }
  expect(await world.post(person.token, "session.list", {})).toHaveProperty("ok");
});

test("one's sessions are listed for oneself alone, without those that are over", async () => {
  const person = await world.person();
  const short = await world.session(person, 0);
  const long = await world.session(person);
  await world.session(await world.person());
  const { sessions } = okOf<{ sessions: { id: string; current?: true }[] }>(
    await world.post(long.token, "session.list", {}),
  );
  expect(sessions.map(({ id, current }) => [id, current])).toEqual([
    [person.session, undefined],
    [long.session, true],
  ]);
  expect(sessions.some(({ id }) => id === short.session)).toBe(false);
});

test("a user has no more sockets than allowed, also when they are opened at once", async () => {
  await using strict = await World.open({ sockets_per_user: 5 });
  const person = await strict.person();
  const opened = await Promise.allSettled(Array.from({ length: 40 }, () => strict.open(person)));
  const sockets = opened.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  expect(sockets).toHaveLength(5);
  await sockets[0]?.close();
  expect(await strict.open(person)).toBeDefined();
  expect(await strict.open(await strict.person())).toBeDefined();
});

function okOf<T>(answer: object): T {
  if (!("ok" in answer)) throw new Error(`refused: ${JSON.stringify(answer)}`);
  return answer.ok as T;
}

function answersTo(socket: Socket, ids: readonly string[]): unknown[] {
  return ids.map((id) => {
    const item = socket.received.find((each) => "re" in each && each.re === id);
    return item && ("error" in item ? item.error.code : "ok");
  });
}

/** A request of which the head is sent, and the body when `finish` is called. */
async function startRequest(token: string, fields: object): Promise<{ finish(): Promise<string> }> {
  const { hostname, port, host } = new URL(world.url);
  const answered = Promise.withResolvers<string>();
  const socket = await Bun.connect({
    hostname,
    port: Number(port),
    socket: { data: (_socket, bytes) => answered.resolve(bytes.toString()), close: () => answered.resolve("") },
  });
  const body = JSON.stringify(fields);
  const headers = { host, authorization: `Bearer ${token}`, "content-type": "application/json" };
  socket.write(
    requestBytes("POST", "/api/message.send", { ...headers, "content-length": String(body.length) }, body.slice(0, 3)),
  );
  socket.flush();
  return {
    async finish() {
      socket.write(body.slice(3));
      socket.flush();
      const answer = await answered.promise;
      socket.terminate();
      return answer;
    },
  };
}
