import { afterEach, expect, jest, test } from "bun:test";
import { sdkLimits } from "../../src/sdk/limits.ts";
import { online, until } from "./stage.ts";
import { ana, general } from "./world.ts";

afterEach(() => {
  jest.useRealTimers();
});

test("what was read is told at once, then gathered for a while, and not told when it is known", async () => {
  const { client, world, socket } = await online();
  client.markRead(general);
  const arrive = async () => {
    const message = world.post(1);
    socket.tell(message);
    await until(client, () => client.model.channels.get(general)?.last === message.seq);
    client.markRead(general);
    return message.seq;
  };
  const seq = await arrive();
  expect(await socket.take("read.set")).toMatchObject({ channel: general, seq });
  await arrive();
  const last = await arrive();
  expect((await socket.take("read.set")).seq).toBe(last);
  expect(socket.untaken).toEqual([]);
});

test("what is marked as unread is not told as read by what was gathered before", async () => {
  const { client, world, socket } = await online();
  const arrive = async () => {
    const message = world.post(1);
    socket.tell(message);
    await until(client, () => client.model.channels.get(general)?.last === message.seq);
    client.markRead(general);
    return message.seq;
  };
  await arrive();
  await socket.take("read.set");
  jest.useFakeTimers();
  const seq = await arrive();
  client.markUnread(general, seq).catch(() => undefined);
  expect(await socket.take("read.set")).toMatchObject({ channel: general, seq: seq - 1 });
  jest.advanceTimersByTime(2 * sdkLimits.read_repeat_ms);
  expect(socket.untaken).toEqual([]);
});

test("typing is said again only after a while, however often it is called", async () => {
  const { client, socket } = await online();
  for (let i = 0; i < 5; i++) client.setTyping(general);
  await socket.take("typing.set");
  client.setPresence("away");
  await socket.take("presence.set");
});

test("that somebody types is shown for a while, by itself", async () => {
  jest.useFakeTimers();
  const { client, socket } = await online();
  socket.tell({ event: "typing", channel: general, user: ana });
  await until(client, () => client.model.typing.has(general));
  jest.advanceTimersByTime(sdkLimits.typing_shown_ms - 1);
  expect(client.model.typing.has(general)).toBe(true);
  jest.advanceTimersByTime(1);
  expect(client.model.typing.has(general)).toBe(false);
});
