/** What owners and admins set for all, and how they find everybody: over real sockets, in both formats. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { FieldsOf } from "../../src/protocol/commands.ts";
import { call } from "../support/http.ts";
import { newcomer } from "../support/newcomer.ts";
import { handles, openWorkspace, type Workspace } from "../support/people.ts";

setDefaultTimeout(30_000);

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});
afterAll(() => workspace[Symbol.asyncDispose]());

test("another name and colour are told to everybody at once, and are there after a restart", async () => {
  const sockets = await Promise.all(
    handles.map((handle, i) => workspace.socket(handle, i % 2 === 0 ? "json" : "msgpack")),
  );
  const [ana] = sockets;
  await ana?.do("workspace.set", { name: "  Crew   of Ana ", accent: "teal" });
  await ana?.do("workspace.set", { accent: "rose" });
  for (const socket of sockets) {
    // What was told before this answer has come.
    await socket.do("session.list", {});
    const told = socket.received.filter((item) => "event" in item && item.event === "workspace");
    expect(told).toEqual([
      { event: "workspace", name: "Crew of Ana", accent: "teal" },
      { event: "workspace", name: "Crew of Ana", accent: "rose" },
    ]);
  }
  const { invite } = await workspace.call("ben", "invite.create", { role: "guest" });
  const { secret } = await workspace.call("ben", "invite.link", { invite: invite.id });
  const look = () => call(workspace.server.url, undefined, "invite.look", { secret });
  expect(await look()).toEqual({ workspace: "Crew of Ana", accent: "rose", role: "guest" });

  await workspace.server.stop();
  await workspace.server.start();
  expect(await look()).toEqual({ workspace: "Crew of Ana", accent: "rose", role: "guest" });
  await workspace.call("ben", "workspace.set", { accent: "ember" });
  expect(await look()).toEqual({ workspace: "Crew of Ana", role: "guest" });
});

test("a name that misleads or is none is refused, and nothing is changed", async () => {
  const set = (fields: FieldsOf<"workspace.set">) =>
    workspace.call("ana", "workspace.set", fields).then(
      () => "ok",
      (error: { code?: string }) => error.code,
    );
  await set({ name: "Crew", accent: "moss" });
  expect(await set({})).toBe("bad_value");
  expect(await set({ name: "   ", accent: "sky" })).toBe("bad_name");
  expect(await set({ name: "Crew\u202Eevil", accent: "sky" })).toBe("bad_name");
  const { invite } = await workspace.call("ben", "invite.create", { role: "guest" });
  const { secret } = await workspace.call("ben", "invite.link", { invite: invite.id });
  expect(await call(workspace.server.url, undefined, "invite.look", { secret })).toMatchObject({
    workspace: "Crew",
    accent: "moss",
  });
});

test("admins list all users by pages, and those that fit", async () => {
  const gone = await newcomer(workspace);
  await workspace.call("ben", "user.deactivate", { user: gone.id });
  const list = async (fields: FieldsOf<"user.list">) => {
    const { users, total, more } = await workspace.call("ben", "user.list", fields);
    return { users: users.map(({ handle }) => handle), total, ...(more && { more }) };
  };
  const all = [...handles, gone.handle];
  const pages: string[] = [];
  for (let more = true; more;) {
    const after = pages.at(-1);
    const page = await list({ limit: 3, ...(after !== undefined && { after }) });
    expect([page.users.length, page.total]).toEqual([Math.min(3, all.length - pages.length), all.length]);
    pages.push(...page.users);
    more = page.more ?? false;
  }
  expect(pages).toEqual(all);
  expect(await list({ query: "@HO" })).toEqual({ users: ["cho"], total: 1 });
  expect(await list({ role: "member", kind: "person", state: "active" })).toEqual({ users: ["cho", "dia"], total: 2 });
  expect(await list({ kind: "bot" })).toEqual({ users: ["fin"], total: 1 });
  expect(await list({ state: "deactivated" })).toEqual({ users: [gone.handle], total: 1 });
  expect(await list({ role: "admin", query: "ana" })).toEqual({ users: [], total: 0 });
});

test("all other sessions of a user end at once, and nobody else's", async () => {
  const person = await newcomer(workspace);
  const { handle, password } = person;
  const other = await call(workspace.server.url, undefined, "session.create", { handle, password, bearer: true });
  await call(workspace.server.url, person.token, "session.revoke_others", {});
  const { sessions } = await call(workspace.server.url, person.token, "session.list", {});
  expect(sessions.map(({ id, current }) => [id, current])).toEqual([[person.session, true]]);
  const refused = call(workspace.server.url, other.token, "session.list", {}).then(
    () => "ok",
    (error: { code?: string }) => error.code,
  );
  expect(await refused).toBe("not_signed_in");
  expect((await workspace.call("cho", "session.list", {})).sessions.length).toBeGreaterThan(0);
});

test("users are found by how their handle or a word of their name begins, page by page, and in one channel alone", async () => {
  const ross = await newcomer(workspace);
  await call(workspace.server.url, ross.token, "user.rename", { name: "Lady Diana Ross" });
  const find = async (fields: FieldsOf<"user.find">) => {
    const { users, more } = await workspace.call("cho", "user.find", fields);
    return { users: users.map(({ handle }) => handle), ...(more && { more }) };
  };
  expect(await find({ query: "DI" })).toEqual({ users: ["dia", ross.handle] });
  expect(await find({ query: "lady dia" })).toEqual({ users: [ross.handle] });
  expect(await find({ query: "iana" })).toEqual({ users: [] });
  // Who is meant by handle comes first, however the others are called.
  expect(await find({ query: "di", limit: 1 })).toEqual({ users: ["dia"], more: true });
  expect(await find({ query: "di", limit: 1, after: "dia" })).toEqual({ users: [ross.handle] });
  expect(await find({ query: "di", limit: 1, after: ross.handle })).toEqual({ users: [] });

  const channel = await workspace.channel("cho", ["dia"]);
  await workspace.call("cho", "member.add", { channel, users: [ross.id] });
  await workspace.call("cho", "member.remove", { channel, user: workspace.people.dia.id });
  expect(await find({ channel })).toEqual({ users: ["cho", ross.handle] });
  expect(await find({ query: "di", channel })).toEqual({ users: [ross.handle] });
  const refused = workspace.call("dia", "user.find", { channel }).catch((error: { code?: string }) => error.code);
  expect(await refused).toBe("not_found");
});
