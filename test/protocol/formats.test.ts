import { afterAll, describe, expect, test } from "bun:test";
import { Decoder, Encoder } from "@msgpack/msgpack";
import fc from "fast-check";
import { type AnswerOf, type Command, type CommandName, commands, readCommand } from "../../src/protocol/commands.ts";
import { type Event, event, events } from "../../src/protocol/events.ts";
import { errorReply, failure } from "../../src/protocol/frames.ts";
import { commandId, idFromBytes } from "../../src/protocol/id.ts";
import { json } from "../../src/protocol/json.ts";
import { msgpack } from "../../src/protocol/msgpack.ts";
import { id, Misfit, type Shape } from "../../src/protocol/shape.ts";
import { arbitraryId, arbitraryOf } from "../support/arbitrary.ts";
import { newSeed } from "../support/random.ts";
import { Entries, type Wire, wireOf } from "./wire.ts";

const names = Object.keys(commands) as CommandName[];
const encoder = new Encoder();
const decoder = new Decoder();

fc.configureGlobal({ seed: newSeed("formats") });
afterAll(() => fc.resetConfigureGlobal());

/** The wire value as a library that knows no shapes has it. */
function plain(wire: Wire): unknown {
  if (wire instanceof Entries) return Object.fromEntries(wire.list.map(([key, value]) => [key, plain(value)]));
  return Array.isArray(wire) ? wire.map(plain) : wire;
}

function decodedBoth(text: string, bytes: Uint8Array<ArrayBuffer>): [unknown[], unknown[]] {
  return [json.decodeFromServer(text), msgpack.decodeFromServer(bytes)];
}

/** A frame of each format as libraries read it that know nothing of Bantam; ids, which alone are bytes, as JSON has them. */
function readByOthers(text: string, bytes: Uint8Array): [unknown, unknown] {
  return [JSON.parse(text), withTextIds(decoder.decode(bytes))];
}

function withTextIds(value: unknown): unknown {
  if (value instanceof Uint8Array) return idFromBytes(value);
  if (Array.isArray(value)) return value.map(withTextIds);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withTextIds(entry)]));
}

describe("P8: both formats carry the same values", () => {
  for (const name of names) {
    const shape: Shape<Command> = commands[name].shape;
    const answerShape: Shape<AnswerOf<CommandName>> = commands[name].answer;

    test(`the command ${name}`, () => {
      fc.assert(
        fc.property(arbitraryOf(shape), (command) => {
          expect(readCommand(json.decode(json.commands([command]))[0])).toEqual(command);
          expect(readCommand(msgpack.decode(msgpack.commands([command]))[0])).toEqual(command);
        }),
        { numRuns: 50 },
      );
    });

    test(`the answer to ${name}`, () => {
      fc.assert(
        fc.property(arbitraryId, arbitraryOf(answerShape), (re, answer) => {
          const text = json.frame([json.ok(name, re, answer)]);
          const bytes = msgpack.frame([msgpack.ok(name, re, answer)]);
          for (const [reply] of decodedBoth(text, bytes)) {
            expect(reply).toEqual({ re, ok: answer });
            const { ok } = reply as { ok: unknown };
            expect(answerShape.read(ok, name, "server")).toEqual(answer);
          }
        }),
        { numRuns: 20 },
      );
    });
  }

  for (const [name, shape] of Object.entries<Shape<Event>>(events))
    test(`the event ${name}`, () => {
      fc.assert(
        fc.property(arbitraryOf(shape), (value) => {
          const text = json.frame([json.event(value)]);
          const bytes = msgpack.frame([msgpack.event(value)]);
          for (const [item] of decodedBoth(text, bytes)) {
            expect(item).toEqual(value);
            expect(event.read(item, "event", "server")).toEqual(value);
          }
        }),
      );
    });

  test("errors, with and without the id of a command", () => {
    fc.assert(
      fc.property(fc.option(arbitraryId, { nil: undefined }), arbitraryOf(failure), (re, error) => {
        const reply = re === undefined ? { error } : { re, error };
        for (const [item] of decodedBoth(
          json.frame([json.error(re, error)]),
          msgpack.frame([msgpack.error(re, error)]),
        ))
          expect(errorReply.read(item, "error", "server")).toEqual(reply);
      }),
    );
  });

  test("frames of several items, in their order", () => {
    fc.assert(
      fc.property(fc.array(arbitraryOf(event), { maxLength: 70 }), (items) => {
        const text = json.frame(items.map((item) => json.event(item)));
        const bytes = msgpack.frame(items.map((item) => msgpack.event(item)));
        for (const decoded of decodedBoth(text, bytes)) expect(decoded).toEqual(items);
      }),
      { numRuns: 30 },
    );
  });

  test("frames of events: messages that share what is the same come out as they went in, among all others", () => {
    // Of two channels, so that runs of messages come about; some were edited.
    const near = fc.record({ channel: fc.constantFrom(id.example, commandId()), seq: fc.nat(9), edited: fc.boolean() });
    const message = fc.tuple(arbitraryOf(events.message), near).map(([whole, { channel, seq, edited }]) => {
      return { ...whole, channel, seq, rev: edited ? seq + 1 : seq };
    });
    fc.assert(
      fc.property(fc.array(fc.oneof(message, message, message, arbitraryOf(event)), { maxLength: 30 }), (told) => {
        for (const decoded of decodedBoth(json.events(told), msgpack.events(told))) expect(decoded).toEqual(told);
      }),
    );
  });

  test("what messages share is said once, and nothing but what is declared", () => {
    const { example } = events.message;
    const channel = commandId();
    const posted = [1, 2, 3].map((seq) => ({ ...example, channel, rev: seq, seq, password_hash: "$argon2id$" }));
    const text = json.events(posted);
    expect(text.split(channel)).toHaveLength(2);
    expect(text).not.toContain("argon2");
    expect(json.events(posted.slice(0, 1))).toBe(json.frame([json.event({ ...example, channel, rev: 1, seq: 1 })]));
    expect(json.decodeFromServer(text)).toEqual([1, 2, 3].map((seq) => ({ ...example, channel, rev: seq, seq })));
    expect(decoder.decode(msgpack.events(posted))).toHaveLength(1);
  });

  test("what a client cannot take apart is left to who reads it", () => {
    for (const item of [{ event: "messages" }, { event: "messages", messages: 7 }])
      expect(json.decodeFromServer(JSON.stringify([item]))).toEqual([item]);
    const item = { event: "messages", messages: [7, null] };
    for (const entry of json.decodeFromServer(JSON.stringify([item])))
      expect(() => event.read(entry, "event")).toThrow(Misfit);
  });

  test("only what a shape declares goes out, in its order, whatever else the object holds", () => {
    const { event: kind, ...record } = events.message.example;
    const row = { ...record, password_hash: "$argon2id$", n: 7 };
    const untidy: Event = { ...row, event: kind };
    expect(json.event(untidy)).toBe(json.event(events.message.example));
    expect(msgpack.event(untidy)).toEqual(msgpack.event(events.message.example));

    const hello = { ...commands.hello.answer.example, secret: "x", changes: [untidy] };
    const tidy = { ...commands.hello.answer.example, changes: [events.message.example] };
    expect(json.ok("hello", id.example, hello)).toBe(json.ok("hello", id.example, tidy));
    expect(msgpack.ok("hello", id.example, hello)).toEqual(msgpack.ok("hello", id.example, tidy));
  });

  test("a message event has so few fields that its MessagePack header is one byte, as pages take for granted", () => {
    const { kind } = events.message;
    expect(kind.type === "object" && kind.fields.length).toBeLessThan(16);
  });

  test("what could not be encoded leaves nothing behind in the next frame", () => {
    const broken = { ...events.message.example, mentions: 7 } as unknown as Event;
    expect(() => msgpack.event(broken)).toThrow();
    expect(() => msgpack.event({ event: "nonsense" } as unknown as Event)).toThrow();
    expect(() => json.event({ event: "nonsense" } as unknown as Event)).toThrow();
    const { example } = events.message;
    expect(msgpack.decodeFromServer(msgpack.frame([msgpack.event(example)]))).toEqual([example]);
  });
});

describe("P9: MessagePack is what every library reads and writes", () => {
  for (const name of names)
    test(`${name}, by way of @msgpack/msgpack`, () => {
      const shape: Shape<Command> = commands[name].shape;
      const answerShape: Shape<AnswerOf<CommandName>> = commands[name].answer;
      fc.assert(
        fc.property(arbitraryOf(shape), arbitraryOf(answerShape), (command, answer) => {
          const theirs = plain(wireOf(shape, command));
          expect(decoder.decode(msgpack.commands([command]))).toEqual([theirs]);
          expect(readCommand(msgpack.decode(Uint8Array.from(encoder.encode([theirs])))[0])).toEqual(command);

          const reply = { re: plain(wireOf(id, command.id)), ok: plain(wireOf(answerShape, answer)) };
          expect(decoder.decode(msgpack.ok(name, command.id, answer))).toEqual(reply);
          expect(msgpack.decodeFromServer(Uint8Array.from(encoder.encode([reply])))).toEqual([
            { re: command.id, ok: answer },
          ]);
        }),
        { numRuns: 25 },
      );
    });

  test("events", () => {
    fc.assert(
      fc.property(arbitraryOf(event), (value) => {
        const theirs = plain(wireOf(event, value));
        expect(decoder.decode(msgpack.event(value))).toEqual(theirs);
        expect(msgpack.decodeFromServer(Uint8Array.from(encoder.encode([theirs])))).toEqual([value]);
      }),
    );
  });

  test("errors", () => {
    fc.assert(
      fc.property(arbitraryOf(errorReply), (reply) => {
        const theirs = plain(wireOf(errorReply, reply));
        expect(decoder.decode(msgpack.error(reply.re, reply.error))).toEqual(theirs);
        expect(msgpack.decodeFromServer(Uint8Array.from(encoder.encode([theirs])))).toEqual([reply]);
      }),
    );
  });

  test("and JSON.parse reads from a frame of JSON what it reads from the same frame of MessagePack", () => {
    const command = fc.oneof(...names.map((name) => arbitraryOf<Command>(commands[name].shape)));
    const answer = fc.constantFrom(...names).chain((name) => {
      const shape: Shape<AnswerOf<CommandName>> = commands[name].answer;
      return fc.tuple(fc.constant(name), arbitraryOf(shape));
    });
    const frame = fc.oneof(
      fc.array(command, { maxLength: 5 }).map((list) => readByOthers(json.commands(list), msgpack.commands(list))),
      fc
        .array(arbitraryOf(event), { maxLength: 9 })
        .map((list) => readByOthers(json.events(list), msgpack.events(list))),
      fc
        .tuple(arbitraryId, answer)
        .map(([re, [name, ok]]) =>
          readByOthers(json.frame([json.ok(name, re, ok)]), msgpack.frame([msgpack.ok(name, re, ok)])),
        ),
      arbitraryOf(errorReply).map(({ re, error }) =>
        readByOthers(json.frame([json.error(re, error)]), msgpack.frame([msgpack.error(re, error)])),
      ),
    );
    fc.assert(
      fc.property(frame, ([text, bytes]) => expect(bytes).toEqual(text)),
      { numRuns: 300 },
    );
  });
});
