/** A11, P3, P6: a command's fields are those that it declares, of the types that it declares, and nothing more is taken. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { type CommandName, commands } from "../../src/protocol/commands.ts";
import { commandId } from "../../src/protocol/id.ts";
import { isRecord, type Shape } from "../../src/protocol/shape.ts";
import type { Socket } from "../support/socket.ts";
import { type Answer, type Person, World } from "./world.ts";

setDefaultTimeout(30_000);

let world: World;
let ana: Person;
let socket: Socket;
beforeAll(async () => {
  world = await World.open();
  ana = await world.person({ role: "owner" });
  socket = await world.enter(ana);
});
afterAll(() => world[Symbol.asyncDispose]());

const names = Object.keys(commands).filter((name): name is CommandName => Object.hasOwn(commands, name));

/** What somebody would like to set with a command that does not let them. */
const wishes: Record<string, unknown> = {
  role: "owner",
  kind: "bot",
  owner: true,
  is_admin: true,
  author: "AAAAAAAAAAAAAAAA",
  user: "AAAAAAAAAAAAAAAA",
  session: "AAAAAAAAAAAAAAAA",
  channel: "AAAAAAAAAAAAAAAA",
  at: 1,
  created: 1,
  expires: 9_000_000_000_000,
  seq: 1,
  rev: 1,
  n: 1,
  deactivated: false,
  edited: 1,
  deleted: true,
  mentions: ["AAAAAAAAAAAAAAAA"],
  everyone: "channel",
  archived: false,
  uses_left: 1000,
  password_hash: "x",
  handle_key: "x",
  key: "x",
  token: "x",
  re: "AAAAAAAAAAAAAAAA",
};

/** Values that a careless check or query would take for another. */
const odd: unknown[] = [{ $ne: "" }, { $gt: "" }, { toString: "x" }, [], [[]], [""], null, { length: 3 }, { id: "x" }];

const declared = (name: CommandName) => {
  const { kind } = commands[name].shape;
  return kind.type === "object" ? kind.fields.filter((field) => field.name !== "id" && field.name !== "do") : [];
};
const exampleOf = (name: CommandName) => {
  const { id: _id, do: _do, ...fields } = commands[name].shape.example;
  return fields;
};

async function expectRefused(name: CommandName, fields: object, sentence: RegExp): Promise<void> {
  const before = world.commits();
  const answers: Answer[] = [await world.post(ana.token, name, fields)];
  const id = commandId();
  socket.send(JSON.stringify([{ ...fields, id, do: name }]));
  const item = await socket.until((each) => "re" in each && each.re === id);
  if ("error" in item) answers.push({ error: item.error });
  const refused = { error: { code: "bad_value", message: expect.stringMatching(sentence) } };
  expect([fields, answers]).toEqual([fields, [refused, refused]]);
  expect(world.commits()).toBe(before);
}

describe.each(names)("%s", (name) => {
  const fields = declared(name);

  test("takes no field that it does not declare", async () => {
    for (const [wish, value] of Object.entries(wishes)) {
      if (fields.some((field) => field.name === wish)) continue;
      await expectRefused(name, { ...exampleOf(name), [wish]: value }, new RegExp(`^"${wish}" is not a field`));
    }
  });

  test("takes no value of another type", async () => {
    for (const field of fields)
      for (const value of odd) {
        if (fits(field.shape, value)) continue;
        await expectRefused(name, { ...exampleOf(name), [field.name]: value }, /must|is not a field|is missing/);
      }
  });
});

test("texts that mean something to a database, a shell or a page are texts", async () => {
  const quotes = [
    "'; DROP TABLE users; --",
    '" OR 1=1 --',
    "%' UNION SELECT password_hash FROM users --",
    "\\'; --",
    "$1 ?1 :id @id",
    "{{7*7}} ${7*7} #{7*7}",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "%s%n%x",
    "\r\nset-cookie: a=b",
  ];
  const ben = await world.person();
  const channel = await world.channel({ owner: ana, members: [ben] });
  for (const text of quotes) {
    await world.post(ana.token, "message.send", { channel: channel.id, body: text });
    await world.post(ana.token, "channel.set_topic", { channel: channel.id, topic: text });
    await world.post(ana.token, "user.find", { query: text.slice(0, 60) });
    await world.post(ana.token, "channel.browse", { query: text.slice(0, 60), after: text.slice(0, 60) });
    expect(channel.topic).toBe(text);
  }
  const { ok } = (await world.post(ben.token, "message.list", { channel: channel.id })) as {
    ok: { messages: { body: string }[] };
  };
  expect(ok.messages.map(({ body }) => body)).toEqual(quotes);
  const { ok: found } = (await world.post(ben.token, "user.find", {})) as { ok: { users: { id: string }[] } };
  expect(found.users.map(({ id }) => id).sort()).toEqual([ana.id, ben.id].map(String).sort());
});

function fits(shape: Shape<unknown>, value: unknown): boolean {
  try {
    shape.read(value, "value");
    return true;
  } catch {
    return isRecord(value) && Object.keys(value).length === 0;
  }
}
