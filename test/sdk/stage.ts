import { onTestFinished } from "bun:test";
import type { CodecName } from "../../src/protocol/codec.ts";
import type { Id } from "../../src/protocol/id.ts";
import type { Message } from "../../src/protocol/records.ts";
import { type Client, connect } from "../../src/sdk/client.ts";
import type { Timing } from "../../src/sdk/limits.ts";
import { type MessageWindow, messagesOf } from "../../src/sdk/window.ts";
import { codecs } from "../support/socket.ts";
import { fakeServer } from "./fake.ts";
import { general, World } from "./world.ts";

/** A client with a server that a test plays. All of it ends with the test. */

export const quick: Timing = { retry_base_ms: 1, retry_max_ms: 20, answer_ms: 10_000, quiet_ms: 10_000 };

/** Has something done when the test ends. Not by afterEach here, which would hold for the first file alone that imports this. */
export const atEnd = onTestFinished;

export function start(format: CodecName = "json", timing: Partial<Timing> = {}) {
  const server = fakeServer();
  const client = connect({ url: server.url, format: codecs[format], timing: { ...quick, ...timing } });
  atEnd(async () => {
    client.close();
    await server[Symbol.asyncDispose]();
  });
  return { server, client, world: new World() };
}

/** A client that is online, and its socket. */
export async function online(format: CodecName = "json", timing: Partial<Timing> = {}) {
  const { server, client, world } = start(format, timing);
  const socket = await server.sockets.take();
  socket.ok(await socket.take("hello"), world.hello());
  await client.ready();
  return { server, client, world, socket };
}

/** Resolves when `look` is true, which is looked at after every change of the client. */
export function until(client: Client, look: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const see = () => {
      if (!look()) return;
      stop();
      resolve();
    };
    const stop = client.on("change", see);
    see();
  });
}

/** The messages of a channel that the client holds. */
export function loaded(client: Client, channel: Id): Message[] {
  const window = client.model.windows.get(channel);
  return window ? messagesOf(window) : [];
}

/** A window without its pages, which are nobody's business but its own. */
export function plain(window: MessageWindow | undefined) {
  return window && { ...window, pages: messagesOf(window) };
}

export function bodies(client: Client): string[] {
  return loaded(client, general).map(({ body }) => body);
}
