import { expect, test } from "bun:test";
import { closes, errors } from "../../src/protocol/errors.ts";
import type { Failure } from "../../src/protocol/frames.ts";
import { sdkLimits } from "../../src/sdk/limits.ts";
import { online, until } from "./stage.ts";
import { general } from "./world.ts";

/** What the server refuses for now is sent again by itself. */

function forNow(code: "busy" | "rate_limited", retry_after_ms = 1): Failure {
  return { code, message: errors[code].message, retry_after_ms };
}

test("messages of a burst are sent again with their ids, one at a time and in order, and stay pending meanwhile", async () => {
  const { client, socket, world } = await online();
  const bodies = ["one", "two", "three"];
  const ids = bodies.map((body) => client.send(general, body));
  for (const _ of ids) socket.error(await socket.take("message.send"), forNow("rate_limited"));
  socket.tell(world.post(1));
  await until(client, () => client.model.channels.get(general)?.unread === 1);
  const late = client.send(general, "four");
  for (const id of ids) {
    const again = await socket.frames.take();
    expect(again.map((command) => command.id)).toEqual([id]);
    expect(client.model.pending.get(general)?.map(({ error }) => error)).not.toContainEqual(expect.anything());
    socket.tell({ ...world.post(0), id });
  }
  expect((await socket.take("message.send")).id).toBe(late);
  socket.tell({ ...world.post(0), id: late });
  await until(client, () => client.model.pending.size === 0);
});

test("a page that the server was too busy for comes after all", async () => {
  const { client, socket, world } = await online();
  const opened = client.open(general);
  socket.error(await socket.take("message.list"), forNow("busy"));
  socket.ok(await socket.take("message.list"), world.page(0, 0));
  await opened;
  expect(client.model.windows.has(general)).toBe(true);
});

test("what waits keeps commands of other names waiting for nothing", async () => {
  const { client, socket } = await online();
  client.send(general, "hi");
  socket.error(await socket.take("message.send"), forNow("rate_limited", sdkLimits.resend_wait_ms_max));
  const asked = client.do("session.list", {});
  socket.ok(await socket.take("session.list"), { sessions: [] });
  expect(await asked).toEqual({ sessions: [] });
});

test("what was put back goes out on the next connection", async () => {
  const { server, client, socket, world } = await online();
  const id = client.send(general, "hi");
  const asked = await socket.take("message.send");
  socket.error(asked, forNow("rate_limited", 20));
  socket.ws.close(closes.restart.code);
  const next = await server.sockets.take();
  next.ok(await next.take("hello"), world.hello());
  expect((await next.take("message.send")).id).toBe(id);
});

test("it fails when it is refused too often, and those behind it go on", async () => {
  const { client, socket } = await online();
  const first = client.send(general, "first");
  const second = client.send(general, "second");
  const [one, two] = [await socket.take("message.send"), await socket.take("message.send")];
  socket.error(two, forNow("busy"));
  socket.error(one, forNow("busy"));
  for (let i = 0; i < sdkLimits.resends_max; i++) {
    const again = await socket.take("message.send");
    expect(again.id).toBe(first);
    socket.error(again, forNow("busy"));
  }
  expect((await socket.take("message.send")).id).toBe(second);
  expect(client.model.pending.get(general)).toMatchObject([{ id: first, error: { code: "busy" } }, { id: second }]);
});

test("a wait that is too long for somebody to sit through is told, and so is what is said about the socket", async () => {
  const { client, socket } = await online();
  const asked = client.do("session.list", {});
  const long_ms = sdkLimits.resend_wait_ms_max + 1;
  socket.error(await socket.take("session.list"), forNow("rate_limited", long_ms));
  expect(asked).rejects.toMatchObject({ code: "rate_limited", retry_after_ms: long_ms });
  const typing = client.do("typing.set", { channel: general });
  socket.error(await socket.take("typing.set"), forNow("busy"));
  expect(typing).rejects.toMatchObject({ code: "busy" });
});
