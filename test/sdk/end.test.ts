import { describe, expect, test } from "bun:test";
import { closes, errors } from "../../src/protocol/errors.ts";
import { connect } from "../../src/sdk/client.ts";
import { fakeServer } from "./fake.ts";
import { atEnd, online, quick, start, until } from "./stage.ts";
import { ana, general, people } from "./world.ts";

describe("the end", () => {
  test.each([
    ["signed_out", closes.signed_out],
    ["signed_out", closes.expired],
    ["signed_out", closes.deactivated],
    ["failed", closes.bad_frame],
    ["failed", closes.too_large],
  ] as const)("%s after close code %p: no return, and everything asked is refused", async (state, { code, reason }) => {
    const { server, client, socket } = await online();
    const asked = client.do("session.list", {});
    const id = client.send(general, "hi");
    await socket.take("session.list");
    socket.ws.close(code, reason);
    expect(asked).rejects.toMatchObject({ code: "closed", message: reason });
    await until(client, () => client.model.pending.get(general)?.[0]?.error !== undefined);
    expect(client.connection).toEqual({ state, reason });
    expect(client.do("session.list", {})).rejects.toMatchObject({ code: "closed" });
    expect(client.ready()).rejects.toMatchObject({ code: "closed" });
    expect(client.model.pending.get(general)).toMatchObject([{ id, error: { code: "closed" } }]);
    expect(server.sockets.waiting).toEqual([]);
  });

  test("is known when the server refuses a socket because the session is over", async () => {
    const server = fakeServer();
    server.refuses = true;
    server.http = () => Response.json({ error: { code: "not_signed_in", message: "Sign in first." } }, { status: 401 });
    const client = connect({ url: server.url, token: "secret", timing: quick });
    atEnd(() => server[Symbol.asyncDispose]());
    expect(await server.authorization.take()).toBe("Bearer secret");
    await until(client, () => client.connection.state === "signed_out");
    expect(client.connection).toEqual({ state: "signed_out", reason: "Sign in first." });
  });

  test("does not come while the server is merely away", async () => {
    const { server, client, world } = start();
    server.refuses = true;
    server.http = () => new Response("bad gateway", { status: 502 });
    await until(client, () => client.connection.state === "waiting");
    server.refuses = false;
    const socket = await server.sockets.take();
    socket.ok(await socket.take("hello"), world.hello());
    await client.ready();
  });

  test("comes when hello is refused for good, and not when it is to be tried again", async () => {
    const { server, client } = start();
    const busy = await server.sockets.take();
    busy.error(await busy.take("hello"), { code: "busy", message: errors.busy.message, retry_after_ms: 1 });
    const socket = await server.sockets.take();
    socket.error(await socket.take("hello"), { code: "not_signed_in", message: errors.not_signed_in.message });
    await until(client, () => client.connection.state === "signed_out");
  });

  test("comes when hello is refused with a code of a newer server", async () => {
    const { server, client } = start();
    const socket = await server.sockets.take();
    const { id } = await socket.take("hello");
    socket.ws.send(JSON.stringify([{ re: id, error: { code: "too_blue", message: "Too blue." } }]));
    await until(client, () => "reason" in client.connection || client.connection.state === "waiting");
    expect(client.connection).toEqual({ state: "failed", reason: "Too blue." });
  });

  test("comes when the session is another user's after a loss, and nothing is sent in their name", async () => {
    const { server, client, world, socket } = await online();
    client.send(general, "hi");
    await socket.take("message.send");
    socket.ws.close(closes.restart.code);
    const next = await server.sockets.take();
    const other = people.find(({ id }) => id === ana);
    if (!other) throw new Error("ana is not in the cast");
    next.ok(await next.take("hello"), { ...world.hello(), me: other });
    await until(client, () => client.connection.state === "signed_out");
    await next.closed.promise;
    expect(next.untaken).toEqual([]);
    expect(client.model.pending.get(general)).toMatchObject([{ error: { code: "closed" } }]);
  });

  test("comes when what the server says cannot be understood", async () => {
    const { client, socket } = await online();
    socket.ws.send("[{");
    await until(client, () => client.connection.state === "failed");
  });
});
