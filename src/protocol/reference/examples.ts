import { type AnswerOf, type Command, type CommandName, commands, type FieldsOf } from "../commands.ts";
import { type Event, type EventName, type EventOf, events } from "../events.ts";
import { type Id, idFromBytes } from "../id.ts";
import type { Shape } from "../shape.ts";

/** Examples for the reference: every required field, and of the others those without which there is nothing to see. */

const exampleId = (n: number): Id =>
  idFromBytes(Uint8Array.from({ length: 12 }, (_, i) => n * 158 + i * i * 53 + n * i * 97));

const ids = {
  command: exampleId(1),
  channel: exampleId(2),
  user: exampleId(3),
  session: exampleId(4),
  invite: exampleId(5),
  epoch: exampleId(6),
  attachment: exampleId(8),
};

/** Whose id stands in a field of this name. A record's own `id` is told by the record. */
const idNames: Readonly<Record<string, Id>> = {
  channel: ids.channel,
  channels: ids.channel,
  reload: ids.channel,
  user: ids.user,
  users: ids.user,
  me: ids.user,
  author: ids.user,
  online: ids.user,
  away: ids.user,
  session: ids.session,
  sessions: ids.session,
  invite: ids.invite,
  invites: ids.invite,
  attachment: ids.attachment,
  attachments: ids.attachment,
  epoch: ids.epoch,
  re: ids.command,
};

const tellingFields: { [N in CommandName]?: Partial<FieldsOf<N>> } = {
  "session.create": { label: "Firefox on Linux", bearer: true },
  hello: { resume: { epoch: ids.epoch, users_rev: 3, channels: { [ids.channel]: 41 } } },
  "user.find": { query: "an", limit: 20 },
  "user.list": { query: "an", role: "admin", limit: 20 },
  "user.set_role": { role: "admin" },
  "workspace.set": { name: "Crew", accent: "teal" },
  "invite.create": { role: "member", uses: 25, expires_in_days: 7 },
  "channel.create": { topic: "What everybody should know" },
  "channel.browse": { query: "ge", limit: 20 },
  "message.list": { before: 42, limit: 50 },
};

const tellingAnswers: { [N in CommandName]?: Partial<AnswerOf<N>> } = {
  "session.create": { token: "eyJhbGciOi..." },
  "invite.look": { workspace: "Bantam", role: "member" },
  hello: { workspace: "Bantam", changes: [eventExample("message")] },
};

export function commandExample(name: CommandName): Command {
  const shape: Shape<Command> = commands[name].shape;
  return shape.read({ ...required(shape), ...tellingFields[name] }, name);
}

export function answerExample(name: CommandName): AnswerOf<CommandName> {
  const shape: Shape<AnswerOf<CommandName>> = commands[name].answer;
  return shape.read({ ...required(shape), ...tellingAnswers[name] }, name);
}

export function eventExample(name: EventName): Event {
  const shape: Shape<Event> = events[name];
  return shape.read(required(shape), name);
}

/** Two messages that were posted in one turn. */
export function messagesExample(): EventOf<"message">[] {
  const first = events.message.read(required(events.message), "message");
  const seq = first.seq + 1;
  return [
    { ...first, rev: first.seq },
    { ...first, rev: seq, seq, id: exampleId(7), body: "Hello to you" },
  ];
}

/** An object's required fields, and the name of what has one. */
function required({ kind }: Shape<unknown>, name = ""): Record<string, unknown> {
  if (kind.type !== "object") throw new Error("only objects have fields");
  const shown = kind.fields.filter((field) => !field.optional || field.name === "name");
  return Object.fromEntries(shown.map((field) => [field.name, valueOf(field.shape, field.name, name)]));
}

function valueOf(shape: Shape<unknown>, name: string, owner: string): unknown {
  const { kind } = shape;
  if (kind.type === "id") return idNames[name === "id" ? owner : name] ?? ids.command;
  if (kind.type === "list") return [valueOf(kind.of, name, owner)];
  return kind.type === "object" ? required(shape, name) : shape.example;
}
