/** What goes over the wire most: real commands, events, answers and pages, as objects of the protocol. */
import type { Codec, Wire } from "../../src/protocol/codec.ts";
import { type AnswerOf, type Command, type CommandName, commands, readCommand } from "../../src/protocol/commands.ts";
import { type Event, event } from "../../src/protocol/events.ts";
import { commandId, type Id, randomId } from "../../src/protocol/id.ts";
import { isRecord } from "../../src/protocol/shape.ts";
import type { Message, Summary } from "../../src/protocol/records.ts";

/** Frames take turns, as they do on a socket: what is the same each time is quicker than it ever is in a server. */
const variants = 64;
const pages = 4;
const page_messages = 50;
const channels_each = 20;
const now_ms = 1_767_225_600_000;

export interface Subject {
  readonly name: string;
  /** Frames as plain objects: what is given to the libraries, which check nothing. */
  readonly values: readonly unknown[];
  /** Encoded as Bantam does it: the i-th of the frames. */
  readonly encode: <W extends Wire>(codec: Codec<W>, i: number) => W;
  /** Decoded and checked as the server does with commands, and a client with the rest. */
  readonly decode: <W extends Wire>(codec: Codec<W>, frame: W) => unknown[];
}

const bodies = {
  ASCII: "The quick brown fox jumps over the lazy dog. ".repeat(3).slice(0, 124),
  Japanese: "いろはにほへと ちりぬるを わかよたれそ つねな",
  emoji: "Shipped it 🎉🚀 thanks everybody 🙏❤️👍",
};

const channel = randomId();
const people = ids(12);

export function subjects(): Subject[] {
  const each = Object.entries(bodies);
  return [
    ...each.map(([script, body]) =>
      command(`message.send, ${script}`, (id, i) => ({ id, do: "message.send", channel, body: `${body} ${i}` })),
    ),
    command("read.set", (id, i) => ({ id, do: "read.set", channel, seq: 1_234_000 + i })),
    command("typing.set", (id) => ({ id, do: "typing.set", channel })),
    command(`hello that resumes ${channels_each} channels`, (id, i) => ({
      id,
      do: "hello",
      resume: {
        epoch: channel,
        users_rev: 4000 + i,
        channels: Object.fromEntries(ids(channels_each).map((each, at) => [each, 1_234_000 + at])),
      },
    })),
    ...each.map(([script, body]) =>
      told(`message event, ${script}`, (i) => ({ event: "message", ...message(body, i) })),
    ),
    told("read event", (i) => ({ event: "read", channel, seq: 1_234_000 + i, unread: i % 3, mentions: 0 })),
    told("typing event", (i) => ({ event: "typing", channel, user: person(i) })),
    told("presence event", (i) => ({ event: "presence", channel, user: person(i), state: i % 2 ? "away" : "online" })),
    told("member event", (i) => ({ event: "member", channel, rev: 1_234_000 + i, user: person(i), role: "member" })),
    answered(`hello's answer, ${channels_each} channels`, "hello", (i) => ({
      epoch: channel,
      session: channel,
      me: { id: person(0), handle: "ana", name: "Ana Lima", role: "owner", kind: "person" },
      workspace: "Our workspace",
      now: now_ms + i,
      users_rev: 4000 + i,
      channels: ids(channels_each).map(summary),
    })),
    ...each.map(([script, body]) =>
      answered(`page of ${page_messages} messages, ${script}`, "message.list", (i) => ({
        messages: made(page_messages, (n) => message(body, i * page_messages + n)),
        more_before: true,
      })),
    ),
    turn(`a turn's ${page_messages} messages in one frame`, (i) =>
      made(page_messages, (n) => ({ event: "message", ...message(bodies.ASCII, i * page_messages + n) })),
    ),
  ];
}

function command(name: string, make: (id: Id, i: number) => Command): Subject {
  const list = made(variants, (i) => make(commandId(), i));
  return {
    name,
    values: list.map((each) => [each]),
    encode: (codec, i) => codec.commands([at(list, i)]),
    decode: (codec, frame) => codec.decode(frame).map(readCommand),
  };
}

function told(name: string, make: (i: number) => Event): Subject {
  const list = made(variants, make);
  return {
    name,
    values: list.map((each) => [each]),
    encode: (codec, i) => codec.events([at(list, i)]),
    decode: readEvents,
  };
}

function answered<N extends CommandName>(name: string, to: N, make: (i: number) => AnswerOf<N>): Subject {
  const re = commandId();
  const list = made(pages, make);
  return {
    name,
    values: list.map((ok) => [{ re, ok }]),
    encode: (codec, i) => codec.frame([codec.ok(to, re, at(list, i))]),
    decode: (codec, frame) =>
      codec.decodeFromServer(frame).map((reply) => ({
        re,
        ok: commands[to].answer.read(isRecord(reply) ? reply["ok"] : undefined, to, "server"),
      })),
  };
}

function turn(name: string, make: (i: number) => Event[]): Subject {
  const list = made(pages, make);
  return { name, values: list, encode: (codec, i) => codec.events(at(list, i)), decode: readEvents };
}

function readEvents<W extends Wire>(codec: Codec<W>, frame: W): unknown[] {
  return codec.decodeFromServer(frame).map((item) => event.read(item, "event", "server"));
}

function message(body: string, i: number): Message {
  const seq = 1_234_000 + i;
  return { channel, rev: seq, seq, id: commandId(now_ms + i), author: person(i), at: now_ms + i, body: `${body} ${i}` };
}

function summary(id: Id, i: number): Summary {
  const last = 1_234_000 + i;
  const unread = i % 4 === 0 ? { unread: 1 + i } : {};
  return {
    channel: id,
    rev: last,
    kind: "public",
    name: `channel ${i}`,
    last,
    role: "member",
    read: last - i,
    ...unread,
  };
}

function person(i: number): Id {
  return at(people, i);
}

function ids(count: number): Id[] {
  return made(count, () => randomId());
}

function made<T>(length: number, make: (i: number) => T): T[] {
  return Array.from({ length }, (_, i) => make(i));
}

export function at<T>(list: readonly T[], i: number): T {
  const found = list[i % list.length];
  if (found === undefined) throw new Error("the list is empty");
  return found;
}
