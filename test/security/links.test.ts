/** I1, I2, A12: links work as often as they may and no more, whatever the race; an active owner always remains. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { makeInvite } from "../../src/chat/invites.ts";
import { makeRecovery } from "../../src/chat/recovery.ts";
import type { CommandName } from "../../src/protocol/commands.ts";
import { randomId } from "../../src/protocol/id.ts";
import { type Answer, type Person, quickPasswords, World } from "./world.ts";

setDefaultTimeout(30_000);

const password = "a long and unusual one";
const open = () => World.open({}, quickPasswords);
const newcomer = (secret: string, handle: string) => ({ secret, handle, name: handle, password, bearer: true });

function codes(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const answer of answers) {
    const code = "error" in answer ? answer.error.code : "ok";
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

const atOnce = (count: number, ask: (i: number) => Promise<Answer>) =>
  Promise.all(Array.from({ length: count }, (_, i) => ask(i)));
const people = async (world: World) => (await world.store.load()).users.length;

describe("the first-run link", () => {
  test("makes one owner, of 64 who open it at once, and none after", async () => {
    await using world = await open();
    const { setup: secret = "" } = world.services;
    expect(codes(await atOnce(64, (i) => world.post(undefined, "setup.finish", newcomer(secret, `n${i}`))))).toEqual({
      ok: 1,
      link_dead: 63,
    });
    expect(codes([await world.post(undefined, "setup.finish", newcomer(secret, "late"))])).toEqual({ link_dead: 1 });
    expect(await people(world)).toBe(1);
  });

  test("dies when an owner is made in another way", async () => {
    await using world = await open();
    const { setup: secret = "" } = world.services;
    await world.person({ role: "owner" });
    expect(codes([await world.post(undefined, "setup.finish", newcomer(secret, "late"))])).toEqual({ link_dead: 1 });
  });

  test("works with its own secret alone", async () => {
    await using world = await open();
    const { setup: secret = "" } = world.services;
    const wrong = [secret.slice(0, -1), `${secret}A`, secret.toLowerCase(), "undefined", "null", " ", "x".repeat(64)];
    for (const each of wrong)
      expect(codes([await world.post(undefined, "setup.finish", newcomer(each, "mallory"))])).toEqual({ link_dead: 1 });
    expect(codes([await world.post(undefined, "setup.finish", newcomer("", "mallory"))])).toEqual({ bad_value: 1 });
    expect(await people(world)).toBe(0);
  });
});

describe("an invite", () => {
  async function invite(world: World, uses: number, expires_ms?: number): Promise<string> {
    const owner = await world.person({ role: "owner" });
    const { id } = await world.chat.work((turn) => {
      const made = makeInvite(world.services, turn, owner.user.n, "guest", uses, 1);
      if (expires_ms !== undefined)
        turn.put(world.services.directory.invites, made.id, { ...made, expires: expires_ms });
      return made;
    });
    return world.services.links.seal("invite", id);
  }

  test.each([1, 5])("for %d makes as many accounts, of 64 who use it at once", async (uses) => {
    await using world = await open();
    const secret = await invite(world, uses);
    const before = await people(world);
    const answers = await atOnce(64, (i) => world.post(undefined, "invite.accept", newcomer(secret, `n${i}`)));
    expect(codes(answers)).toEqual({ ok: uses, link_dead: 64 - uses });
    expect(await people(world)).toBe(before + uses);
    expect(codes([await world.post(undefined, "invite.look", { secret })])).toEqual({ link_dead: 1 });
  });

  test("makes one account of a handle, of 64 who choose it at once, and takes no use for the others", async () => {
    await using world = await open();
    const secret = await invite(world, 2);
    const answers = await atOnce(64, (i) =>
      world.post(undefined, "invite.accept", newcomer(secret, i % 2 ? "ana" : "ANA")),
    );
    expect(codes(answers)).toEqual({ ok: 1, handle_taken: 63 });
    expect(codes([await world.post(undefined, "invite.accept", newcomer(secret, "ben"))])).toEqual({ ok: 1 });
  });

  test("gives the role that it was made for, whatever is asked", async () => {
    await using world = await open();
    const secret = await invite(world, 2);
    const greedy = await world.post(undefined, "invite.accept", { ...newcomer(secret, "ana"), role: "owner" });
    expect(codes([greedy])).toEqual({ bad_value: 1 });
    const modest = await world.post(undefined, "invite.accept", newcomer(secret, "ana"));
    expect(modest).toMatchObject({ ok: { user: { role: "guest" } } });
  });

  test("that has expired, was revoked, was changed, or was made for something else, is dead: all with one answer", async () => {
    await using world = await open();
    const good = await invite(world, 5);
    const { links } = world.services;
    const dead = [
      await invite(world, 5, Date.now() - 1),
      links.seal("invite", randomId()),
      links.seal("recovery", randomId()),
      `${good.slice(0, -1)}${good.endsWith("A") ? "B" : "A"}`,
      `${good}=`,
      good.toUpperCase(),
      "x",
    ];
    const answers: Answer[] = [];
    for (const secret of dead) {
      answers.push(await world.post(undefined, "invite.look", { secret }));
      answers.push(await world.post(undefined, "invite.accept", newcomer(secret, "mallory")));
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(codes(answers)).toEqual({ link_dead: answers.length });
    expect(codes([await world.post(undefined, "invite.look", { secret: good })])).toEqual({ ok: 1 });
  });
});

describe("a recovery link", () => {
  async function recovery(world: World, victim: Person): Promise<string> {
    return (await world.chat.work((turn) => makeRecovery(world.services, turn, victim.user))).secret;
  }
  const finish = (world: World, secret: string, chosen: string) =>
    world.post(undefined, "recovery.finish", { secret, password: chosen, bearer: true });

  test("sets one password, of 8 who use it at once, and none after", async () => {
    // All hashes are done at the same moment, so that all eight have seen the link alive before the first is stored.
    const { promise: all, resolve: release } = Promise.withResolvers<void>();
    let hashing = 0;
    const hash = async (chosen: string) => {
      if (++hashing === 8) release();
      await all;
      return quickPasswords.hash(chosen);
    };
    await using world = await World.open({}, { ...quickPasswords, hash });
    const victim = await world.person({ password });
    const secret = await recovery(world, victim);
    const answers = await atOnce(8, (i) => finish(world, secret, `the new password ${i}`));
    expect(codes(answers)).toEqual({ ok: 1, link_dead: 7 });
    const chosen = answers.findIndex((answer) => "ok" in answer);
    const signIn = (tried: string) =>
      world.post(undefined, "session.create", { handle: victim.handle, password: tried });
    expect(codes([await signIn(`the new password ${chosen}`), await signIn(password)])).toEqual({
      ok: 1,
      wrong_password: 1,
    });
    expect(codes([await finish(world, secret, password)])).toEqual({ link_dead: 1 });
  });

  test("is dead when another was made, the password was changed, the user is deactivated, or its time is over", async () => {
    await using world = await open();
    const [again, changed, gone, late] = [
      await world.person({ password }),
      await world.person({ password }),
      await world.person({ password }),
      await world.person({ password }),
    ];
    const dead = [await recovery(world, again), await recovery(world, changed), await recovery(world, gone)];
    await recovery(world, again);
    await world.post(changed.token, "password.change", { current: password, password: `${password}!` });
    await world.deactivate(gone);
    const expired = { id: randomId(), user: late.user.n, expires: Date.now() - 1 };
    await world.store.commit([{ type: "recovery.created", recovery: expired }]);
    dead.push(world.services.links.seal("recovery", expired.id), world.services.links.seal("invite", expired.id));
    const answers = await Promise.all(dead.map((secret) => finish(world, secret, password)));
    expect(codes(answers)).toEqual({ link_dead: 5 });
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });
});

describe("at least one active owner remains", () => {
  const each: [CommandName, object][] = [
    ["user.set_role", { role: "member" }],
    ["user.deactivate", {}],
  ];

  test.each(each)("when two do %s to each other at once", async (name, fields) => {
    await using world = await open();
    const [ana, ben] = [await world.person({ role: "owner" }), await world.person({ role: "owner" })];
    const answers = await Promise.all([
      world.post(ana.token, name, { ...fields, user: ben.id }),
      world.post(ben.token, name, { ...fields, user: ana.id }),
    ]);
    expect(answers.filter((answer) => "ok" in answer)).toHaveLength(1);
    expect(owners(world)).toBe(1);
  });

  test.each(each)("when the last does %s to oneself, with an owner who is deactivated", async (name, fields) => {
    await using world = await open();
    const ana = await world.person({ role: "owner" });
    await world.deactivate(await world.person({ role: "owner" }));
    expect(await world.post(ana.token, name, { ...fields, user: ana.id })).toMatchObject({
      error: { code: "last_owner" },
    });
    expect(owners(world)).toBe(1);
  });

  const owners = (world: World) => world.services.directory.owners().length;
});
