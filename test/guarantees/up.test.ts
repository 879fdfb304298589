/** Guarantee 7: nothing that a client sends ends the process; what breaks is answered, and costs nobody else. */
import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { commandTable } from "../../src/chat/commands.ts";
import { type CommandName, commands, type FieldsOf } from "../../src/protocol/commands.ts";
import { commandId, type Id } from "../../src/protocol/id.ts";
import { countChanged, dump, look } from "../support/database.ts";
import { deeds, setStage, writingNames } from "../support/deeds.ts";
import { post } from "../support/http.ts";
import { type Inside, openInside } from "../support/inside.ts";
import { openWorkspace, type Workspace } from "../support/people.ts";
import { commandOf, Socket } from "../support/socket.ts";

setDefaultTimeout(60_000);

let workspace: Workspace<Inside>;
beforeAll(async () => {
  workspace = await openInside();
});
afterAll(() => workspace[Symbol.asyncDispose]());

type Handler = (...given: unknown[]) => unknown;
const names = Object.keys(commandTable) as CommandName[];
const parts = ["before", "find", "decide", "read"] as const;
type Part = (typeof parts)[number];

let mend = () => {};
afterEach(() => mend());

/** Puts another function in place of a part of a command's row, until the test is over. */
function replace(name: CommandName, part: Part, make: (own: Handler) => Handler): void {
  const row = commandTable[name] as unknown as Record<Part, Handler>;
  const own = row[part];
  row[part] = make(own);
  mend = () => {
    row[part] = own;
  };
}

const breaks: Record<string, (own: Handler) => Handler> = {
  throws: () => () => {
    throw new Error("broken");
  },
  "rejects later": () => async () => {
    await Bun.sleep(1);
    throw new Error("broken");
  },
  "throws when it has done its work":
    (own) =>
    (...given) => {
      own(...given);
      throw new Error("broken");
    },
};

/** Every part of every row, with the ways in which it can break. Nobody comes to decide on setting up what is set up. */
const cases = names.flatMap((name) =>
  parts
    .filter((part) => part in commandTable[name] && !(name === "setup.finish" && part === "decide"))
    .flatMap((part) =>
      Object.keys(breaks)
        .filter((way) => (part === "decide" ? way !== "rejects later" : way !== "throws when it has done its work"))
        .map((way) => [name, part, way] as const),
    ),
);

interface Try {
  readonly token: string;
  readonly fields: object;
}

/** What gets as far as the part of the row that is broken. */
async function tryOf(name: CommandName): Promise<Try> {
  const writing = writingNames.find((writes) => writes === name);
  if (writing) return deeds[writing](await setStage(workspace));
  const { cho, ben } = workspace.people;
  const { token } = commandTable[name].who === "admin" ? ben : cho;
  // A cursor that is made up gets no further than the first part.
  if (name === "message.search") return { token, fields: { query: "hello" } };
  const { id: _id, do: _do, ...fields } = commands[name].shape.example;
  return { token, fields: { ...fields, ...(await doorFields(name)) } };
}

async function doorFields(name: CommandName): Promise<object> {
  if (name === "session.create") return { handle: "cho", password: workspace.people.cho.password };
  if (name === "recovery.finish") {
    const { secret } = await workspace.call("ana", "user.recover", { user: workspace.people.cho.id });
    return { secret };
  }
  if (name !== "invite.accept" && name !== "invite.look") return {};
  const { invite } = await workspace.call("ben", "invite.create", { role: "guest", uses: 1 });
  const { secret } = await workspace.call("ben", "invite.link", { invite: invite.id });
  return name === "invite.look" ? { secret } : { secret, handle: "gus" };
}

/** What somebody else does meanwhile, and the rows that doing it twice changes. */
function neighbourOf(name: CommandName, channel: Id) {
  return name === "message.send"
    ? ({
        does: "channel.set_topic",
        fields: { channel, topic: "beside it" },
        rows: { answers: 2, channels: 1 },
      } as const)
    : ({ does: "message.send", fields: { channel, body: "beside it" }, rows: { messages: 2 } } as const);
}

describe("G7 a command whose handler breaks gets an error, changes nothing, and its neighbours are served:", () => {
  test.each(cases)("%s: its %s %s", async (name, part, way) => {
    const { token, fields } = await tryOf(name);
    const { server, general } = workspace;
    const socket = await Socket.open(server.url, token);
    if (name !== "hello") await socket.hello();
    const neighbour = await workspace.socket("ben", "msgpack");
    const beside = neighbourOf(name, general);
    const before = dump(server.dataDir);
    const reported = server.reports.length;

    replace(name, part, breaks[way] ?? ((own) => own));
    const id = neighbour.post(beside.does, beside.fields);
    if (commandTable[name].does === "enter")
      expect((await post(server.url, undefined, name, fields as FieldsOf<CommandName>)).error?.code).toBe("internal");
    else expect((await socket.refused(name, fields as FieldsOf<CommandName>)).code).toBe("internal");
    await neighbour.answer(beside.does, id);
    expect(server.reports.length).toBeGreaterThan(reported);
    mend();

    await neighbour.do(beside.does, beside.fields);
    expect(countChanged(before, dump(server.dataDir))).toEqual(beside.rows);
    // Memory is as it was too: what broke can be done now.
    if (commandTable[name].does === "write")
      expect(await post(server.url, token, name, fields as FieldsOf<CommandName>)).toContainKey("ok");
    socket.cut();
  });
});

test("G7 of commands in one frame the one that breaks is refused, and those before and after it are done", async () => {
  const { channel } = await setStage(workspace);
  const cho = await workspace.socket("cho");
  replace("channel.set_topic", "decide", breaks["throws when it has done its work"] ?? ((own) => own));
  const [before, broken, after] = [commandId(), commandId(), commandId()];
  cho.postAll([
    commandOf("message.send", { channel, body: "one" }, before),
    commandOf("channel.set_topic", { channel, topic: "broken" }, broken),
    commandOf("message.send", { channel, body: "two" }, after),
  ]);
  const one = await cho.answer("message.send", before);
  const two = await cho.answer("message.send", after);
  expect(two.seq).toBe(one.seq + 1);
  expect(await cho.until((item) => "re" in item && item.re === broken)).toMatchObject({ error: { code: "internal" } });
  const { channels } = await workspace.call("cho", "channel.list", {});
  expect(channels.find((each) => each.channel === channel)).not.toHaveProperty("topic");
});

test("G7 a store that breaks in any of its reads costs an error reply at most", async () => {
  const { channel, seq } = await setStage(workspace);
  const store = workspace.server.store as unknown as Record<string, Handler | undefined>;
  const reads = Object.keys(store).filter((name) => !["epoch", "commit", "close"].includes(name));
  expect(reads.length).toBeGreaterThan(10);
  for (const read of reads) {
    const own = store[read];
    store[read] = () => Promise.reject(new Error("the disk is broken"));
    for (const [name, fields] of [
      ["message.list", { channel }],
      ["member.list", { channel }],
      ["message.edit", { channel, seq, body: "edited" }],
      ["channel.list", {}],
      ["user.find", {}],
      ["session.list", {}],
    ] as const) {
      const reply = await post<CommandName>(workspace.server.url, workspace.people.cho.token, name, fields);
      expect([200, 401, 500]).toContain(reply.status);
    }
    store[read] = own;
  }
  const cho = await workspace.socket("cho");
  expect(await cho.do("message.send", { channel, body: "still here" })).toContainKey("seq");
});

test("G7 a corrupted row of the database is an error to who reads it, and the executable goes on", async () => {
  await using built = await openWorkspace({ run: "binary" });
  const { server, general } = built;
  const [cho, dia] = [await built.socket("cho"), await built.socket("dia", "msgpack")];
  const { seq } = await cho.do("message.send", { channel: general, body: "soon broken" });
  look(server.dataDir, (db) => db.run("UPDATE messages SET author = 999 WHERE seq = ?", [seq]));
  expect((await cho.refused("message.list", { channel: general })).code).toBe("internal");
  expect((await dia.refused("message.edit", { channel: general, seq, body: "x" })).code).toMatch(/internal|forbidden/);
  const back = await Socket.open(server.url, built.people.ben.token);
  const { epoch, users_rev } = await (await Socket.open(server.url, built.people.ben.token)).hello();
  const resume = { epoch, users_rev, channels: { [general]: seq - 1 } };
  expect((await back.refused("hello", { resume })).code).toBe("internal");
  expect(await dia.do("message.send", { channel: general, body: "and yet" })).toContainKey("seq");
  expect(await server.stop()).toBe(0);
});

test("G7 overload is refused with the time to come back, each command has one answer, and others are served after", async () => {
  await using built = await openWorkspace({ run: "binary", settings: { outgoing_bytes_max: 16 * 1024 * 1024 } });
  const { server, general } = built;
  const [cho, dia] = [await built.socket("cho"), await built.socket("dia", "msgpack")];
  const [frames, per_frame] = [1500, 64];
  const answers = new Map<Id, number>();
  const errors = new Set<string>();
  let count = 0;
  const all = Promise.withResolvers<void>();
  cho.onItem = (item) => {
    if (!("re" in item) || item.re === undefined) return;
    answers.set(item.re, (answers.get(item.re) ?? 0) + 1);
    if ("error" in item) errors.add(`${item.error.code}, come back in ${item.error.retry_after_ms} ms`);
    if (++count === frames * per_frame) all.resolve();
  };
  for (let frame = 0; frame < frames; frame++)
    cho.postAll(Array.from({ length: per_frame }, () => commandOf("typing.set", { channel: general })));
  await Promise.race([all.promise, cho.closed]);
  expect([...answers.values()].every((times) => times === 1)).toBe(true);
  expect(answers.size).toBe(frames * per_frame);
  expect([...errors]).toEqual([expect.stringMatching(/^busy, come back in [1-9][0-9]* ms$/)]);
  expect(await dia.do("message.send", { channel: general, body: "after the flood" })).toContainKey("seq");
  expect(server.isRunning).toBe(true);
});
