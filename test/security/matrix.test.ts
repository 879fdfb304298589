/** A1, A7, A8, A10: every command, for every actor, over both carriers, on what is theirs and what is not. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { Directory } from "../../src/chat/directory.ts";
import { type CommandName, commands } from "../../src/protocol/commands.ts";
import { type Id, randomId } from "../../src/protocol/id.ts";
import { Socket } from "../support/socket.ts";
import { type Actor, actors, matrix, type Outcome, type Row } from "./matrix.ts";
import { castExtras, type Extras, Stage } from "./stage.ts";
import { type Answer, quickPasswords, World } from "./world.ts";

setDefaultTimeout(30_000);

let world: World;
let extras: Extras;
beforeAll(async () => {
  world = await World.open({}, quickPasswords);
  extras = await castExtras(world);
});
afterAll(() => world[Symbol.asyncDispose]());

type Send = (name: CommandName, fields: object) => Promise<Answer>;

describe.each(Object.entries(matrix) as [CommandName, readonly Row[]][])("%s", (name, rows) => {
  test.each(rows.map((row) => [row.about, row] as const))("%s, by HTTP", async (_about, row) => {
    await forActors(row, async (actor, outcome) => {
      const stage = await Stage.set(world, extras, actor, row);
      const send: Send = (command, fields) => world.post(stage.actor?.token, command, fields);
      const knocks = commands[name].carrier === "socket" && actor !== "deactivated";
      await expectOutcome(send, name, row, stage, knocks ? "wrong_carrier" : outcome);
    });
  });

  test.each(rows.map((row) => [row.about, row] as const))("%s, on a socket", async (_about, row) => {
    await forActors(row, async (actor, outcome) => {
      const stage = await Stage.set(world, extras, actor, row);
      if (stage.actor === undefined || actor === "deactivated") return;
      const socket = name === "hello" ? await world.open(stage.actor) : await world.enter(stage.actor);
      const send: Send = (command, fields) => world.ask(socket, command, fields);
      await expectOutcome(send, name, row, stage, commands[name].carrier === "http" ? "wrong_carrier" : outcome);
      socket.cut();
    });
  });
});

test("nobody without a session gets a socket", async () => {
  const [row] = matrix.hello;
  if (!row) throw new Error("hello has a row");
  for (const actor of ["anonymous", "deactivated"] as const) {
    const stage = await Stage.set(world, extras, actor, row);
    const outcome = await Socket.open(world.url, stage.actor?.token ?? "").then(() => "taken", String);
    expect(outcome).toContain("was not taken");
  }
});

test("every command but hello is refused before hello", async () => {
  const socket = await world.open(await world.person());
  for (const name of Object.keys(commands) as CommandName[]) {
    if (name === "hello" || commands[name].carrier === "http") continue;
    const answer = await world.ask(socket, name, commands[name].shape.example);
    expect([name, answer]).toMatchObject([name, { error: { code: "hello_first" } }]);
  }
  await socket.hello();
  expect((await socket.refused("hello", {})).code).toBe("hello_first");
  socket.cut();
});

test("after all of it memory holds what the store holds", async () => {
  const { directory } = world.services;
  const stored = await Directory.load(world.store);
  for (const user of directory.users.values()) {
    await directory.enter(user);
    await stored.enter(stored.userByN(user.n));
  }
  expect(snapshot(directory)).toEqual(snapshot(stored));
});

function snapshot({ workspace, users, channels, invites, users_rev }: Directory) {
  const list = [...users.values()].map(({ memberships, here: _here, passwords: _passwords, used: _used, ...user }) => {
    const own = [...(memberships?.values() ?? [])].map((each) => [each.channel.id, each.role, each.read]);
    return { ...user, memberships: own.map(String).sort((a, b) => (a < b ? -1 : 1)) };
  });
  const all = [...channels.values()].map(({ present: _present, users: direct, ...channel }) => {
    return { ...channel, users: direct.map(({ id }) => id) };
  });
  return {
    workspace,
    users_rev,
    users: list,
    channels: all,
    invites: [...invites.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

async function forActors(row: Row, check: (actor: Actor, outcome: Outcome) => Promise<void>): Promise<void> {
  for (const [i, actor] of actors.entries()) {
    const outcome = row.cells[i];
    if (outcome === undefined) continue;
    try {
      await check(actor, outcome);
    } catch (error) {
      throw new Error(`for the ${actor}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
}

async function expectOutcome(send: Send, name: CommandName, row: Row, stage: Stage, expected: Outcome): Promise<void> {
  const fields = await row.fields(stage);
  const before = world.commits();
  const answer = await send(name, fields);
  const outcome = "error" in answer ? answer.error.code : expected === "nothing" ? "nothing" : "ok";
  expect(outcome, JSON.stringify(answer)).toBe(expected);
  if (expected !== "ok") expect(world.commits(), "something was stored").toBe(before);
  if (expected === "not_found" || expected === "nothing") expect(await send(name, ofNobody(fields))).toEqual(answer);
}

/** The same about something that is not there. */
function ofNobody(fields: object): object {
  const names = ["channel", "session", "invite", "user", "users", "channels", "query"];
  const name = names.find((each) => each in fields);
  const nobody: Id = randomId();
  const value = name === "query" ? "nobody-is-called-this" : name?.endsWith("s") ? [nobody] : nobody;
  return { ...fields, ...(name !== undefined && { [name]: value }) };
}

test("the commands of the matrix are those of the protocol", () => {
  expect(Object.keys(matrix)).toEqual(Object.keys(commands));
  for (const [name, rows] of Object.entries(matrix)) expect([name, rows.length > 0]).toEqual([name, true]);
});
