import { type CommandName, commands } from "./commands.ts";
import { closes, errors } from "./errors.ts";
import { type EventName, eventMeanings, events, messagesMeaning } from "./events.ts";
import { errorReply } from "./frames.ts";
import { json } from "./json.ts";
import { limits } from "./limits.ts";
import { msgpack } from "./msgpack.ts";
import { answerExample, commandExample, eventExample, messagesExample } from "./reference/examples.ts";
import { FieldTables, recordIn, recordLink, recordRows } from "./reference/fields.ts";
import { guide } from "./reference/guide.ts";
import { anchor, code, section, table } from "./reference/markdown.ts";
import { limitMeanings } from "./reference/meanings.ts";

/** What the product's table says of a command: this folder may not import it. */
export interface Rule {
  readonly who: "anonymous" | "guest" | "member" | "admin";
  readonly rate?: "command" | "send" | "sign_in" | "picture";
}

const hex_digits_per_line = 96;
const whoMay: Record<Rule["who"], string> = {
  anonymous: "Anybody, without a session",
  guest: "Every signed-in user",
  member: "Members, admins and owners",
  admin: "Admins and owners",
};
const counts = {
  command: "",
  send: " Counts as sending.",
  sign_in: " Counts as a try to sign in.",
  picture: " Counts as giving a picture.",
};

/** REFERENCE.md: the whole protocol, from its definition. Throws when a field has no meaning, or a meaning no field. */
export function reference(rules: Readonly<Record<CommandName, Rule>>): string {
  const fields = new FieldTables();
  const { id } = commandExample("message.send");
  const error = { code: "rate_limited", message: errors.rate_limited.message, retry_after_ms: 1000 } as const;
  const page = [
    "# The protocol of Bantam, version 1",
    "Made by `bun run protocol` from the definition in this folder; a test keeps it current. Who has this page can write a client.",
    contents(),
    guide.trim(),
    "## Records",
    "A `?` marks fields that may be left out.",
    ...recordRows.map(({ name, shape, meaning }) => section(`${name} (record)`, meaning, fields.of(shape, name))),
    "## Commands",
    'An answer stands in a frame as `{"re":ID,"ok":{…}}`; what is listed are the fields of `ok`.',
    ...names(commands).map((name) => commandSection(fields, name, rules[name])),
    "## Events",
    ...names(events).map((name) => eventSection(fields, name)),
    section("messages (event)", messagesMeaning, bothFormats(...messagesFrames())),
    "## Errors",
    'In a frame as `{"re":ID,"error":{…}}`. Commands may send a more exact sentence than the one of their code.',
    fields.of(errorReply, "error"),
    bothFormats(json.frame([json.error(id, error)]), msgpack.frame([msgpack.error(id, error)])),
    errorTable(),
    "## Close codes",
    "4000 to 4099: come back and resume, later and later if it happens again. 4100 to 4199: sign in again. 4200 to 4299: the client " +
      "has a bug, and does not come back by itself; 1009 says the same. Codes that are not listed are understood by their range. A socket that ends " +
      "with any other code, or with none, was a lost connection: come back and resume.",
    closeTable(),
    "## Limits",
    "Sizes are in bytes, of texts in UTF-8.",
    limitTable(),
    "Beside these there are limits on how often: of a user's commands over all sockets and HTTP together, of those that send, of " +
      "pictures that are given, of uploads, and of tries to sign in, by account and address. They are settings of the server (`bantam serve --help`). Beyond them the error is " +
      "`rate_limited`, with the time to wait.",
  ];
  const unused = fields.unusedMeanings();
  if (unused.length > 0) throw new Error(`no field has these meanings: ${unused.join(", ")}`);
  return `${page.join("\n\n")}\n`;
}

function contents(): string {
  const titles = [...guide.matchAll(/^## (.*)$/gm)].map(([, title = ""]) => title);
  const parts = [...titles, "Records", "Commands", "Events", "Errors", "Close codes", "Limits"];
  return parts.map((title) => `[${title}](#${anchor(title)})`).join(" · ");
}

function commandSection(fields: FieldTables, name: CommandName, { who, rate = "command" }: Rule): string {
  const { meaning, carrier, shape, answer } = commands[name];
  const places = {
    both: `over a socket or \`POST /api/${name}\``,
    socket: "over a socket",
    http: `\`POST /api/${name}\``,
  };
  return section(
    name,
    meaning,
    `${whoMay[who]}, ${places[carrier]}.${counts[rate]}`,
    fields.of(shape, name, 2) || "No fields.",
    fields.of(answer, `${name}!`).replace("| field |", "| answer |") || "The answer has no fields.",
    ...(carrier === "http" ? httpExample(name) : socketExample(name)),
  );
}

function httpExample(name: CommandName): string[] {
  const { id: _id, do: _do, ...fields } = commandExample(name);
  return [
    code("json", JSON.stringify(fields)),
    "is answered by",
    code("json", JSON.stringify({ ok: answerExample(name) })),
  ];
}

function socketExample(name: CommandName): string[] {
  const command = commandExample(name);
  const answer = answerExample(name);
  const answeredBy =
    name === "message.send" ? "is answered by the event [message](#message-event); sent again, by" : "is answered by";
  return [
    bothFormats(json.commands([command]), msgpack.commands([command])),
    answeredBy,
    bothFormats(json.frame([json.ok(name, command.id, answer)]), msgpack.frame([msgpack.ok(name, command.id, answer)])),
  ];
}

function eventSection(fields: FieldTables, name: EventName): string {
  const shape = events[name];
  const record = recordIn(shape);
  const example = eventExample(name);
  return section(
    `${name} (event)`,
    eventMeanings[name],
    record ? `It has the fields of the record ${recordLink(record)}.` : fields.of(shape, name, 1),
    bothFormats(json.frame([json.event(example)]), msgpack.frame([msgpack.event(example)])),
  );
}

function messagesFrames(): [string, Uint8Array] {
  const posted = messagesExample();
  return [json.events(posted), msgpack.events(posted)];
}

/** The frame as JSON, and as MessagePack in hexadecimal. */
function bothFormats(text: string, bytes: Uint8Array): string {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const lines = digits.match(new RegExp(`.{1,${hex_digits_per_line}}`, "g")) ?? [];
  return `${code("json", text)}\n\n${code("", lines.join("\n"))}`;
}

function errorTable(): string {
  const rows = names(errors).map((name) => {
    const { status, retry, message } = errors[name];
    return [`\`${name}\``, `${status}`, retry ? "yes" : "", message];
  });
  return table(["code", "HTTP", "may succeed later by itself", "sentence"], rows);
}

function closeTable(): string {
  const sorted = Object.values(closes).toSorted((a, b) => a.code - b.code);
  return table(
    ["code", "reason"],
    sorted.map(({ code: number, reason }) => [`${number}`, reason]),
  );
}

function limitTable(): string {
  return table(
    ["limit", "", ""],
    names(limits).map((name) => [`\`${name}\``, `${limits[name]}`, limitMeanings[name]]),
  );
}

function names<K extends string>(rows: Readonly<Record<K, unknown>>): K[] {
  return Object.keys(rows).filter((name): name is K => Object.hasOwn(rows, name));
}
