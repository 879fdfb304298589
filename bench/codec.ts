/** What a frame costs in each format, beside @msgpack/msgpack with an Encoder and Decoder that are used again. */
import { Decoder, Encoder } from "@msgpack/msgpack";
import { bench, do_not_optimize, group, run } from "mitata";
import { type Command, readCommand } from "../src/protocol/commands.ts";
import type { EventOf } from "../src/protocol/events.ts";
import { commandId, idToBytes, isId, randomId } from "../src/protocol/id.ts";
import { json } from "../src/protocol/json.ts";
import { msgpack } from "../src/protocol/msgpack.ts";

/** Frames take turns, as they do on a socket: what is the same each time is quicker than it ever is in a server. */
const variants = 64;
const page_messages = 50;
const channel = randomId();
const author = randomId();
const encoder = new Encoder();
const decoder = new Decoder();

const bodies = {
  "128 letters": "The quick brown fox jumps over the lazy dog. ".repeat(3).slice(0, 124),
  "24 Japanese letters": "いろはにほへと ちりぬるを わかよたれそ つねな",
};

function sends(body: string): Command[] {
  return Array.from({ length: variants }, (_, i) => ({
    id: commandId(),
    do: "message.send",
    channel,
    body: `${body} ${i}`,
  }));
}

function messageEvents(body: string): EventOf<"message">[] {
  const now_ms = Date.now();
  return Array.from({ length: variants }, (_, i) => {
    const seq = 1_234_000 + i;
    return { event: "message", channel, rev: seq, seq, id: commandId(), author, at: now_ms + i, body: `${body} ${i}` };
  });
}

/** The value as a library that knows no shapes has to be given it: ids are bytes. */
function withBinaryIds(value: unknown): unknown {
  if (typeof value === "string") return isId(value) ? idToBytes(value) : value;
  if (Array.isArray(value)) return value.map(withBinaryIds);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withBinaryIds(entry)]));
}

function compare<T>(name: string, values: readonly T[], work: (value: T) => unknown): void {
  let turn = 0;
  bench(name, () => {
    const value = values[turn++ % values.length];
    if (value !== undefined) do_not_optimize(work(value));
  });
}

for (const [name, body] of Object.entries(bodies)) {
  const texts = sends(body).map((command) => json.commands([command]));
  const frames = sends(body).map((command) => msgpack.commands([command]));
  group(`decode and check message.send, ${name}`, () => {
    compare("JSON", texts, (text) => readCommand(json.decode(text)[0]));
    compare("MessagePack", frames, (frame) => readCommand(msgpack.decode(frame)[0]));
    compare("JSON.parse, unchecked", texts, (text) => JSON.parse(text));
    compare("@msgpack/msgpack, unchecked", frames, (frame) => decoder.decode(frame));
  });

  const events = messageEvents(body);
  group(`encode a message event, ${name}`, () => {
    compare("JSON", events, (event) => json.event(event));
    compare("MessagePack", events, (event) => msgpack.event(event));
    compare("JSON.stringify", events, (event) => JSON.stringify(event));
    compare("@msgpack/msgpack", events.map(withBinaryIds), (event) => encoder.encodeSharedRef(event));
  });
}

const messages = messageEvents(bodies["128 letters"]).slice(0, page_messages);
const re = commandId();
const more = { more_before: true } as const;
const answer = { messages: messages.map(({ event: _event, ...message }) => message), ...more };
const page = [{ re, ok: answer }];
const binaryPage = withBinaryIds(page);

group(`a page of ${page_messages} messages: encode`, () => {
  bench("JSON", () => do_not_optimize(json.frame([json.ok("message.list", re, answer)])));
  bench("MessagePack", () => do_not_optimize(msgpack.frame([msgpack.ok("message.list", re, answer)])));
  bench("JSON.stringify", () => do_not_optimize(JSON.stringify(page)));
  bench("@msgpack/msgpack", () => do_not_optimize(encoder.encodeSharedRef(binaryPage)));
});

const text = JSON.stringify(page);
const frame = msgpack.frame([msgpack.ok("message.list", re, answer)]);
group(`a client decodes a page of ${page_messages} messages`, () => {
  bench("JSON", () => do_not_optimize(json.decodeFromServer(text)));
  bench("MessagePack", () => do_not_optimize(msgpack.decodeFromServer(frame)));
  bench("@msgpack/msgpack", () => do_not_optimize(decoder.decode(frame)));
});

await run();
