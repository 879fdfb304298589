/**
 * P1, I6: a throw is one error for the one who asked: it changes nothing, tells nothing, and costs nobody else. Throws in
 * the commands' own code are in test/guarantees/up.test.ts; here are those around it.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, setDefaultTimeout, spyOn, test } from "bun:test";
import { Memberships } from "../../src/chat/memberships.ts";
import { closes, errors } from "../../src/protocol/errors.ts";
import type { Id } from "../../src/protocol/id.ts";
import { json } from "../../src/protocol/json.ts";
import { StorageFailed } from "../../src/store/store.ts";
import { commandOf, type Socket } from "../support/socket.ts";
import { opcode } from "./raw.ts";
import { type Answer, type Person, World } from "./world.ts";

setDefaultTimeout(30_000);

let world: World;
let ana: Person;
let ben: Person;
let socket: Socket;
let bystander: Socket;
let channel: Id;
let before: number;
const spies: { mockRestore(): void }[] = [];
beforeAll(async () => {
  world = await World.open();
  [ana, ben] = [await world.person({ role: "owner" }), await world.person()];
  channel = (await world.channel({ owner: ana, members: [ben] })).id;
});
beforeEach(async () => {
  [socket, bystander] = [await world.enter(ana), await world.enter(ben, "msgpack")];
  before = world.commits();
});
afterEach(async () => {
  for (const spy of spies.splice(0)) spy.mockRestore();
  expect(await world.ask(bystander, "message.send", { channel, body: "still here" })).toHaveProperty("ok");
  expect(await world.post(ana.token, "session.list", {})).toHaveProperty("ok");
  socket.cut();
  bystander.cut();
});
afterAll(() => world[Symbol.asyncDispose]());

const secret = "SELECT password_hash FROM users at /home/operator/bantam.db";

/** Has a method throw, until the test is over. */
function breakMethod<T extends object, K extends keyof T>(target: T, name: K, error: Error = new Error(secret)): void {
  const broken = target as Record<K, () => never>;
  spies.push(
    spyOn(broken, name).mockImplementation(() => {
      throw error;
    }),
  );
}

/** The error is `code`, without a word of what happened inside; the log has that, under the id that the error tells. */
function expectTold(answer: Answer, code: "internal" | "storage_failed", error = secret): void {
  if (!("error" in answer)) throw new Error("it was not refused");
  expect(answer.error.code).toBe(code);
  expect(answer.error.message).toStartWith(errors[code].message);
  expect(answer.error.message).not.toContain("password_hash");
  expect(answer.error.retry_after_ms).toBeGreaterThan(0);
  const reports = world.reports.splice(0);
  expect(reports.map(String).join()).toContain(error);
  expect(world.commits()).toBe(before);
}

test("in a command's slow work before the queue", async () => {
  breakMethod(world.services.passwords, "verify");
  const fields = { current: "x", password: "a long and unusual one" };
  expectTold(await world.post(ana.token, "password.change", fields), "internal");
  expectTold(await world.post(undefined, "session.create", { handle: ana.handle, password: "x" }), "internal");
});

test("in the middle of a decision, which has changed memory already: all of it is taken back", async () => {
  const seen = [...world.services.directory.channels.keys()];
  const { memberships = new Memberships(ana.user) } = ana.user;
  breakMethod(memberships, "set");
  expectTold(await world.ask(socket, "channel.create", { kind: "public", name: "half" }), "internal");
  expect([...world.services.directory.channels.keys()]).toEqual(seen);
});

test("in the store: nothing is kept in memory of what was not stored, and it may be sent again", async () => {
  const { id } = await world.channel({ kind: "public", owner: ana });
  before = world.commits();
  breakMethod(world.store, "commit", new StorageFailed("the disk is full"));
  const fields = { channel: id, name: "renamed while the disk was full" };
  expectTold(await world.ask(socket, "channel.rename", fields), "storage_failed", "the disk is full");
  expectTold(await world.post(ana.token, "message.send", { channel, body: "x" }), "storage_failed", "the disk is full");
  for (const spy of spies.splice(0)) spy.mockRestore();
  expect(await world.ask(socket, "channel.rename", fields)).toHaveProperty("ok");
});

test("in an answer that cannot be encoded: the others are answered", async () => {
  const real = { ...json };
  spies.push(
    spyOn(json, "ok").mockImplementation((name, re, answer) => {
      if (name === "user.find") throw new Error(secret);
      return real.ok(name, re, answer);
    }),
  );
  const others = [commandOf("session.list", {}), commandOf("session.list", {})] as const;
  socket.postAll([others[0]]);
  const failing = world.ask(socket, "user.find", {});
  socket.postAll([others[1]]);
  expectTold(await failing, "internal");
  for (const { id } of others)
    expect(await socket.until((item) => "re" in item && item.re === id)).toHaveProperty("ok");
});

test("in a socket's handler: that socket is closed, to come back", async () => {
  const raw = await world.raw(ana);
  breakMethod(json, "decode");
  raw.send(opcode.text, "[]");
  expect(await raw.closed).toEqual(closes.internal);
  expect(world.reports.splice(0).map(String).join()).toContain(secret);
});

test("while a request or a socket is let in", async () => {
  const fresh = await world.session(ana);
  before = world.commits();
  breakMethod(world.services.sessions, "verify");
  expectTold(await world.post(fresh.token, "session.list", {}), "internal");
  expect(await world.open(fresh).catch(String)).toContain("was not taken");
  expect(world.reports.splice(0)).toHaveLength(1);
});
