import { describe, expect, test } from "bun:test";
import { type AnswerOf, type CommandName, commands } from "../../src/protocol/commands.ts";
import { event, events } from "../../src/protocol/events.ts";
import { errorReply, failure } from "../../src/protocol/frames.ts";
import { type Kind, Misfit, type Shape } from "../../src/protocol/shape.ts";

/** The value as a newer server may send it: with one more field in every object. */
function grown({ kind }: Shape<unknown>, value: unknown): unknown {
  if (kind.type === "list") return (value as unknown[]).map((entry) => grown(kind.of, entry));
  if (kind.type === "union") {
    const member = kind.members[String((value as Record<string, unknown>)[kind.tag])];
    return member ? grown(member, value) : value;
  }
  if (kind.type !== "object") return value;
  const record = value as Record<string, unknown>;
  const fields = kind.fields.map(({ name, shape }) => [name, grown(shape, record[name])]);
  return { ...Object.fromEntries(fields), since_version_9: [{}] };
}

/** The value with more than this client knows limits for. */
function beyond(kind: Kind, value: unknown): unknown {
  if (kind.type === "text") return "é".repeat(kind.bytes_max);
  if (kind.type === "int") return Number.MAX_SAFE_INTEGER;
  if (kind.type === "list")
    return Array.from({ length: Math.min(kind.entries_max, 1024) + 1 }, () => beyond(kind.of.kind, kind.of.example));
  if (kind.type !== "object") return value;
  const record = value as Record<string, unknown>;
  return Object.fromEntries(kind.fields.map(({ name, shape }) => [name, beyond(shape.kind, record[name])]));
}

const answers = (Object.keys(commands) as CommandName[]).map((name): [string, Shape<AnswerOf<CommandName>>] => [
  name,
  commands[name].answer,
]);
const told: [string, Shape<unknown>][] = [...answers, ...Object.entries(events), ["error", errorReply]];

describe("P14: a client lives with a newer server", () => {
  test("fields that it does not know are left out", () => {
    for (const [name, shape] of told) {
      expect([name, shape.read(grown(shape, shape.example), name, "server")]).toEqual([name, shape.example]);
      expect(() => shape.read(grown(shape, shape.example), name)).toThrow(Misfit);
    }
  });

  test("limits that have grown are no errors", () => {
    for (const [name, shape] of told) {
      const value = beyond(shape.kind, shape.example);
      expect([name, shape.read(value, name, "server")]).toEqual([name, value]);
    }
  });

  test("events that it does not know are left out of an answer, and told apart by their name", () => {
    const { example } = commands.hello.answer;
    const changes = [{ event: "poll", poll: 7 }, events.message.example, { event: "toString" }, events.member.example];
    const { changes: known } = commands.hello.answer.read({ ...example, changes }, "hello", "server");
    expect(known).toEqual([events.message.example, events.member.example]);
    expect(event.knows?.({ event: "poll" })).toBe(false);
    expect(event.knows?.({ event: "message" })).toBe(true);
  });

  test("an error whose code it does not know keeps its sentence, and is not one to repeat", () => {
    const raw = { code: "poll_closed", message: "This poll is closed.", retry_after_ms: 5 };
    expect(failure.read(raw, "error", "server")).toEqual({ ...raw, code: "bad_value" });
    expect(() => failure.read(raw, "error")).toThrow(Misfit);
  });

  test("but a value of a wrong type is one, and its name is told", () => {
    for (const [name, shape] of told) {
      if (shape.kind.type !== "object") throw new Error("answers and events are objects");
      for (const field of shape.kind.fields) {
        const wrong = { ...(shape.example as object), [field.name]: () => 7 };
        expect(() => shape.read(wrong, name, "server")).toThrow(`"${field.name}"`);
      }
    }
  });
});
