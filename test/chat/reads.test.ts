import { expect, test } from "bun:test";
import { makeOperator } from "../../src/chat/operator.ts";
import type { Caller } from "../../src/chat/services.ts";
import { openWorkspace } from "../../src/cli/workspace.ts";
import { readSettings } from "../../src/config/sources.ts";
import { type CommandName, type FieldsOf, readCommand } from "../../src/protocol/commands.ts";
import { commandId } from "../../src/protocol/id.ts";
import { connect } from "../../src/sdk/client.ts";
import { startServer } from "../../src/server/serve.ts";
import { newFolder, removeFolder } from "../support/temp.ts";

test("unread counts hold when a message, a removal and a read position come in one turn", async () => {
  const settings = readSettings({ data: newFolder(), port: "0" }, {});
  const workspace = await openWorkspace(settings.data, settings);
  const { chat } = workspace;
  const server = await startServer(chat, settings);
  const { directory, sessions } = chat.services;

  const person = async (handle: string) => {
    const operator = makeOperator(chat);
    const { id } = await operator.createUser({
      handle,
      name: handle,
      role: "member",
      kind: "person",
      password: undefined,
    });
    const token = await operator.createToken(handle, 1);
    const session = await sessions.verify(token);
    const user = directory.users.get(id);
    if (!session || !user) throw new Error("the session has begun");
    const ask = <N extends CommandName>(name: N, fields: FieldsOf<N>) =>
      new Promise((resolve, reject) => {
        const answers = {
          ok: (_: string, __: string, answer: unknown) => resolve(answer),
          fail: (_: unknown, e: Error) => reject(e),
        };
        const caller: Caller = {
          carrier: "http",
          hears: false,
          ending: undefined,
          address: "",
          hear() {},
          watch() {},
          appear() {},
          ...answers,
        };
        chat.submit(caller, readCommand({ id: commandId(), do: name, ...fields }), { user, session, caller });
      });
    return { id, token, ask };
  };
  const cleo = await person("cleo");
  const ana = await person("ana");
  const ben = await person("ben");
  const client = connect({ url: server.url, token: ben.token });
  await client.ready();
  const [channel] = client.model.channels.keys();
  if (channel === undefined) throw new Error("everybody is in the first channel");

  await ana.ask("message.send", { channel, body: "read" });
  const { last = 0 } = directory.channels.get(channel) ?? {};
  await Promise.all([
    ana.ask("message.send", { channel, body: "not read" }),
    cleo.ask("member.remove", { channel, user: ana.id }),
    ben.ask("read.set", { channel, seq: last }),
  ]);
  await client.do("session.list", {});
  expect(client.model.channels.get(channel)).toMatchObject({ read: last, unread: 1 });
  const fresh = connect({ url: server.url, token: ben.token });
  await fresh.ready();
  expect(client.model.channels.get(channel)).toEqual(fresh.model.channels.get(channel));

  client.close();
  fresh.close();
  await server.stop();
  await workspace.close();
  removeFolder(settings.data);
});
