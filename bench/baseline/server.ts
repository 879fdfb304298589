/** The baseline as a server: `bun bench/baseline/server.ts FOLDER`, on a folder that fillDatabase has filled. */
import type { Server, ServerWebSocket } from "bun";
import { openKey, purposeKey } from "../../src/auth/key.ts";
import { commandIdIn } from "../../src/protocol/command.ts";
import { errors, Refusal } from "../../src/protocol/errors.ts";
import { failureOf } from "../../src/protocol/frames.ts";
import { commandId, type Id } from "../../src/protocol/id.ts";
import { isRecord } from "../../src/protocol/shape.ts";
import { type Command, makeChat, type Message, readCommand, tokenOf } from "./chat.ts";
import { openDatabase } from "./database.ts";

interface Connection {
  readonly token: string;
  readonly channels: Id[];
  /** The command before must be done first: a member's messages keep their order. */
  done: Promise<void>;
}

type Socket = ServerWebSocket<Connection>;

const [folder = ""] = process.argv.slice(2);
const db = openDatabase(folder);
const chat = makeChat(db, purposeKey(await openKey(folder), "session"));
const listeners = new Map<Id, Set<Socket>>();

function join(ws: Socket, channel: Id): void {
  const sockets = listeners.get(channel) ?? new Set();
  listeners.set(channel, sockets.add(ws));
  ws.data.channels.push(channel);
}

function tell(message: Message): void {
  const event = { event: "message", rev: message.seq, ...message };
  for (const ws of listeners.get(message.channel) ?? []) ws.send(JSON.stringify([event]));
}

async function obeyAll(ws: Socket, frame: string | Buffer): Promise<void> {
  try {
    const commands: unknown = JSON.parse(String(frame));
    if (!Array.isArray(commands)) throw new Refusal("bad_frame");
    for (const raw of commands) await obey(ws, raw);
  } catch (error) {
    ws.send(JSON.stringify([{ error: failureOf(refusalOf(error)) }]));
  }
}

async function obey(ws: Socket, raw: unknown): Promise<void> {
  try {
    const command = readCommand(raw);
    const { answer: found, joined = [], told } = await chat.perform(ws.data.token, command);
    for (const channel of joined) join(ws, channel);
    if (told) tell(told);
    // Who sent a message is told by its event.
    else ws.send(JSON.stringify([{ re: command.id, ok: found }]));
  } catch (error) {
    ws.send(JSON.stringify([{ re: commandIdIn(raw), error: failureOf(refusalOf(error)) }]));
  }
}

async function answer(request: Request): Promise<Response> {
  try {
    const fields: unknown = await request.json();
    if (!isRecord(fields)) throw new Refusal("bad_frame");
    const name = new URL(request.url).pathname.slice("/api/".length);
    const command: Command = readCommand({ id: commandId(), ...fields, do: name });
    const { answer: found, told } = await chat.perform(tokenOf(request), command);
    if (told) tell(told);
    return Response.json({ ok: found ?? { seq: told?.seq, at: told?.at } });
  } catch (error) {
    const refusal = refusalOf(error);
    return Response.json({ error: failureOf(refusal) }, { status: errors[refusal.code].status });
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof SyntaxError) return new Refusal("bad_frame");
  console.error(error);
  return new Refusal("internal");
}

async function upgrade(request: Request, self: Server<Connection>): Promise<Response | undefined> {
  const token = tokenOf(request);
  try {
    await chat.authenticate(token);
  } catch (error) {
    return new Response(null, { status: errors[refusalOf(error).code].status });
  }
  const headers = { "sec-websocket-protocol": "bantam.v1.json" };
  const data = { token, channels: [], done: Promise.resolve() };
  return self.upgrade(request, { data, headers }) ? undefined : new Response(null, { status: 426 });
}

const server = Bun.serve<Connection>({
  hostname: "127.0.0.1",
  port: 0,
  development: false,
  routes: { "/ws": upgrade, "/api/*": { POST: answer } },
  websocket: {
    perMessageDeflate: false,
    message(ws, frame) {
      ws.data.done = ws.data.done.then(() => obeyAll(ws, frame));
    },
    close(ws) {
      for (const channel of ws.data.channels) listeners.get(channel)?.delete(ws);
    },
  },
});

console.log(`The baseline is at ${server.url.origin}`);
