import { describe, expect, test } from "bun:test";
import { commandTable } from "../../src/chat/commands.ts";
import { type CommandName, commands, readCommand } from "../../src/protocol/commands.ts";
import { closes, errors } from "../../src/protocol/errors.ts";
import { event, events } from "../../src/protocol/events.ts";
import { errorReply } from "../../src/protocol/frames.ts";
import { isId } from "../../src/protocol/id.ts";
import { json } from "../../src/protocol/json.ts";
import { limits } from "../../src/protocol/limits.ts";
import { msgpack } from "../../src/protocol/msgpack.ts";
import { reference } from "../../src/protocol/reference.ts";
import { isRecord } from "../../src/protocol/shape.ts";

const page = await Bun.file("src/protocol/REFERENCE.md").text();
const sections = new Map(page.split(/^### /m).map((text) => [text.slice(0, text.indexOf("\n")), text]));

function blocks(text: string): { json: string[]; hex: string[] } {
  const found = [...text.matchAll(/^```(\w*)\n([^`]*)\n```$/gm)];
  const of = (language: string) => found.filter(([, name]) => name === language).map(([, , content = ""]) => content);
  return { json: of("json"), hex: of("").filter((content) => /^[0-9a-f\n]+$/.test(content)) };
}

function fromHex(digits: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromHex(digits.replaceAll("\n", ""));
}

describe("P16: the reference says what the definition says", () => {
  test("it is current: `bun run protocol` writes it anew", () => {
    expect(page).toBe(reference(commandTable));
  });

  test("every command, event, error, close code and limit is in it", () => {
    for (const name of Object.keys(commands)) expect(sections.has(name)).toBe(true);
    for (const name of Object.keys(events)) expect(sections.has(`${name} (event)`)).toBe(true);
    for (const [code, { message, status }] of Object.entries(errors))
      expect(page).toMatch(new RegExp(`\\| \`${code}\` \\| ${status} \\| (yes)? \\| ${RegExp.escape(message)} \\|`));
    for (const { code, reason } of Object.values(closes)) expect(page).toContain(`| ${code} | ${reason} |`);
    for (const [name, value] of Object.entries(limits)) expect(page).toContain(`| \`${name}\` | ${value} |`);
  });

  for (const name of Object.keys(commands) as CommandName[])
    test(`the examples of ${name} are taken, and say the same in both formats`, () => {
      const { json: texts, hex } = blocks(sections.get(name) ?? "");
      const { carrier, answer } = commands[name];
      const [sent = "", answered = ""] = texts;
      if (carrier === "http") {
        const fields: unknown = JSON.parse(sent);
        if (!isRecord(fields)) throw new Error("the fields are an object");
        readCommand({ id: "AAAAAAAAAAAAAAAA", do: name, ...fields });
        const { ok } = JSON.parse(answered) as { ok: unknown };
        expect(answer.read(ok, name)).toEqual(ok as never);
        expect(hex).toEqual([]);
        return;
      }
      const [first] = json.decode(sent);
      const command = readCommand(first);
      expect(command.do).toBe(name);
      expect(readCommand(msgpack.decode(fromHex(hex[0] ?? ""))[0])).toEqual(command);
      const reply = json.decodeFromServer(answered);
      const [{ re, ok }] = reply as [{ re: string; ok: unknown }];
      expect(re).toBe(command.id);
      expect(answer.read(ok, name)).toEqual(ok as never);
      expect(msgpack.decodeFromServer(fromHex(hex[1] ?? ""))).toEqual(reply);
    });

  test("the examples of events and errors are as their shapes say, and the same in both formats", () => {
    for (const name of Object.keys(events)) {
      const { json: texts, hex } = blocks(sections.get(`${name} (event)`) ?? "");
      const [item] = json.decodeFromServer(texts[0] ?? "");
      expect<unknown>(event.read(item, name)).toEqual(item);
      expect(msgpack.decodeFromServer(fromHex(hex[0] ?? ""))).toEqual([item]);
    }
    const together = blocks(sections.get("messages (event)") ?? "");
    const posted = json.decodeFromServer(together.json[0] ?? "");
    expect(posted.map((item) => event.read(item, "messages"))).toHaveLength(2);
    expect(msgpack.decodeFromServer(fromHex(together.hex[0] ?? ""))).toEqual(posted);
    const { json: texts, hex } = blocks(page.slice(page.indexOf("\n## Errors")));
    const [item] = json.decodeFromServer(texts[0] ?? "");
    expect<unknown>(errorReply.read(item, "error")).toEqual(item);
    expect(msgpack.decodeFromServer(fromHex(hex[0] ?? ""))).toEqual([item]);
  });

  test("ids in its prose are ids, and links lead somewhere", () => {
    const prose = page.slice(0, page.indexOf("\n## Records"));
    for (const [, id = ""] of prose.matchAll(/"(?:id|re|channel)":"([\w-]+)"/g))
      expect([id, isId(id)]).toEqual([id, true]);
    const anchors = [...page.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replace(/[^\w -]/g, "")
        .replaceAll(" ", "-"),
    );
    for (const [, target = ""] of page.matchAll(/\]\(#([^)]*)\)/g)) expect(anchors).toContain(target);
  });
});
