/** C6, A8, I4: names that look like others cannot be made by any command, and no refusal tells of what is private. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { makeInvite } from "../../src/chat/invites.ts";
import { type Answer, type Person, quickPasswords, World } from "./world.ts";

let world: World;
let owner: Person;
let secret: string;
beforeAll(async () => {
  world = await World.open({}, quickPasswords);
  owner = await world.person({ role: "owner" });
  await world.person({ handle: "anna-lima" });
  await world.person({ handle: "bill" });
  const { id } = await world.chat.work((turn) => makeInvite(world.services, turn, owner.user.n, "member", 1000, 1));
  secret = world.services.links.seal("invite", id);
});
afterAll(() => world[Symbol.asyncDispose]());

const join = (handle: string, name = "N") =>
  world.post(undefined, "invite.accept", { secret, handle, name, password: "a long and unusual one" });
const create = (name: string, kind = "public", by = owner) => world.post(by.token, "channel.create", { kind, name });
const codeOf = (answer: Answer) => ("error" in answer ? answer.error.code : "ok");

test.each([
  "anna-lima",
  "Anna-Lima",
  "anna.lima",
  "annalima",
  "anna_lima",
  "anna--lima",
  "anna-1ima",
  "anna-l1ma",
  "ａnna-lima",
  "bi11",
  "bil1",
  "b1ll",
])("the handle %j looks like one that is there", async (handle) => {
  expect(codeOf(await join(handle))).toBe("handle_taken");
});

test("handles that are kept for the server, or hold what is no letter of a handle, are refused", async () => {
  const kept = ["admin", "adm1n", "ad-min", "ADMIN", "root", "system", "bantam", "here", "channel", "everyone", "all"];
  const odd = [
    "аnna",
    "an\u200bna",
    "anna\u0301",
    "anna lima",
    "-anna",
    "anna-",
    "@anna",
    "an/na",
    "ana\u202e",
    "..",
    "🙂",
  ];
  for (const handle of [...kept, ...odd]) expect([handle, codeOf(await join(handle))]).toEqual([handle, "bad_handle"]);
});

test.each(["\u200b", "a\u202eb", "a\u2066b", "a\nb", "\u2800", " ", "a\u{e0041}", "z\u0300\u0301\u0302\u0303\u0304"])(
  "a name %j that cannot be seen, or misleads, is refused by every command that takes one",
  async (name) => {
    expect(codeOf(await join("somebody-new", name))).toBe("bad_name");
    expect(codeOf(await world.post(owner.token, "user.rename", { name }))).toBe("bad_name");
    expect(codeOf(await create(name))).toBe("bad_name");
    expect(codeOf(await create(name, "private"))).toBe("bad_name");
    const { id } = await world.channel({ owner });
    expect(codeOf(await world.post(owner.token, "channel.rename", { channel: id, name }))).toBe("bad_name");
  },
);

test.each([
  "release notes",
  "Release Notes",
  "#release-notes",
  "release_notes",
  "re1ease notes",
  "rеlеаsе nоtеs",
  "release  notes",
  "ｒelease notes",
])("the channel %j looks like one that is there, for who makes it or renames one to it", async (name) => {
  await create("release notes");
  expect(codeOf(await create(name))).toBe("name_taken");
  const { id } = await world.channel({ kind: "public", owner });
  expect(codeOf(await world.post(owner.token, "channel.rename", { channel: id, name }))).toBe("name_taken");
});

test("a name that was given up is free again, and a channel may be named as it was before", async () => {
  const { id } = await world.channel({ kind: "public", name: "first name", owner });
  const rename = (name: string) => world.post(owner.token, "channel.rename", { channel: id, name });
  expect(codeOf(await rename("second name"))).toBe("ok");
  expect(codeOf(await rename("Second Name"))).toBe("ok");
  expect(codeOf(await create("first name"))).toBe("ok");
  expect(codeOf(await rename("first name"))).toBe("name_taken");
});

test("the names of private channels are told to nobody: each may have the name of another, and public ones too", async () => {
  const [ana, ben] = [await world.person(), await world.person()];
  expect(codeOf(await create("merger", "private", ana))).toBe("ok");
  expect(codeOf(await create("merger", "private", ben))).toBe("ok");
  expect(codeOf(await create("merger", "public", ben))).toBe("ok");
  const { id } = await world.channel({ owner: ben });
  expect(codeOf(await world.post(ben.token, "channel.rename", { channel: id, name: "merger" }))).toBe("ok");
  const { ok } = (await world.post(ben.token, "channel.browse", { query: "mer" })) as { ok: { channels: unknown[] } };
  expect(ok.channels).toHaveLength(1);
});

test.each(["direct:1,2", "private:AAAAAAAAAAAAAAAA", "DIRECT:1,2", "ｄirect:1,2"])(
  "a channel named %j takes nothing from direct and private ones",
  async (name) => {
    const [ana, ben] = [await world.person(), await world.person()];
    await create(name.replace("1,2", `${ana.user.n},${ben.user.n}`));
    const answer = await world.post(ana.token, "channel.open_direct", { users: [ben.id] });
    const { ok } = answer as { ok: { channel: string } };
    const { ok: seen } = (await world.post(ben.token, "channel.list", {})) as {
      ok: { channels: { channel: string; kind: string }[] };
    };
    expect(seen.channels).toMatchObject([{ channel: ok.channel, kind: "direct" }]);
  },
);
