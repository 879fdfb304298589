/** The cast of the tests, in a workspace that is theirs: each with a token, in the channel #general but for the guest. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CodecName } from "../../src/protocol/codec.ts";
import type { AnswerOf, CommandName, FieldsOf } from "../../src/protocol/commands.ts";
import type { Id } from "../../src/protocol/id.ts";
import type { Role } from "../../src/protocol/records.ts";
import { printed } from "../cli/run.ts";
import { call } from "./http.ts";
import { type ServerOptions, startServer, TestServer } from "./server.ts";
import { Socket } from "./socket.ts";
import { newFolder } from "./temp.ts";

/** The handles; their owners are called the same with a capital letter. fin is a bot. */
export const cast = { ana: "owner", ben: "admin", cho: "member", dia: "member", eli: "guest", fin: "member" } as const;
export type Handle = keyof typeof cast;
export const handles: readonly Handle[] = ["ana", "ben", "cho", "dia", "eli", "fin"];

export interface Person {
  readonly handle: Handle;
  readonly id: Id;
  readonly role: Role;
  readonly token: string;
  /** The bot has none. */
  readonly password: string;
}

type People = Readonly<Record<Handle, Person>>;

interface Template {
  /** In memory, since the folders of a file of tests end with it; folders have no bytes, and come before what is in them. */
  readonly files: readonly { name: string; bytes: Uint8Array | undefined; mode: number }[];
  readonly people: People;
  readonly general: Id;
}

let template: Promise<Template> | undefined;

/** A server with the cast in it. Use it with `await using`. */
export async function openWorkspace(options: Omit<ServerOptions, "dataDir"> = {}): Promise<Workspace> {
  const server = new TestServer(options);
  return openOn(server.dataDir, async () => {
    await server.start();
    return server;
  });
}

/** A workspace with the cast in it, on whatever `start` starts on the data folder, which is new. */
export async function openOn<S extends Running>(dataDir: string, start: () => Promise<S>): Promise<Workspace<S>> {
  const { files, people, general } = await (template ??= makeTemplate());
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  for (const { name, bytes, mode } of files) {
    if (bytes) writeFileSync(join(dataDir, name), bytes, { mode });
    else mkdirSync(join(dataDir, name), { mode });
  }
  return new Workspace(await start(), people, general);
}

export interface Running extends AsyncDisposable {
  readonly url: string;
  readonly dataDir: string;
}

export class Workspace<S extends Running = TestServer> implements AsyncDisposable {
  readonly #sockets: Socket[] = [];

  constructor(
    readonly server: S,
    readonly people: People,
    readonly general: Id,
  ) {}

  /** A socket of the person, which has said hello. */
  async socket(handle: Handle, format: CodecName = "json"): Promise<Socket> {
    const socket = await Socket.enter(this.server.url, this.people[handle].token, format);
    this.#sockets.push(socket);
    return socket;
  }

  /** Does a command by HTTP. Rejects with Refused. */
  call<N extends CommandName>(handle: Handle, name: N, fields: FieldsOf<N>): Promise<AnswerOf<N>> {
    return call(this.server.url, this.people[handle].token, name, fields);
  }

  /** A new token of the person. */
  async signIn(handle: Handle): Promise<{ token: string; session: Id }> {
    const { password } = this.people[handle];
    const { token = "", session } = await call(this.server.url, undefined, "session.create", {
      handle,
      password,
      bearer: true,
    });
    return { token, session };
  }

  /** A new channel that the first of these makes, with the others in it. */
  async channel(maker: Handle, others: readonly Handle[] = [], kind: "public" | "private" = "private"): Promise<Id> {
    const name = `c-${crypto.randomUUID()}`;
    const { channel } = await this.call(maker, "channel.create", { kind, name });
    const users = others.map((handle) => this.people[handle].id);
    if (users.length > 0) await this.call(maker, "member.add", { channel, users });
    return channel;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.cut();
    await this.server[Symbol.asyncDispose]();
  }
}

/** The data folder that the others are copies of, made by the commands that people use. */
async function makeTemplate(): Promise<Template> {
  const folder = join(newFolder(), "data");
  await using server = await startServer({ dataDir: folder });
  const { url, setup: secret = "" } = server;
  const ana = await call(url, undefined, "setup.finish", { secret, ...newPerson("ana") });
  const own = ana.token ?? "";
  const enter = async (handle: Handle) => {
    const { invite } = await call(url, own, "invite.create", { role: cast[handle], uses: 1 });
    const link = await call(url, own, "invite.link", { invite: invite.id });
    return personOf(handle, await call(url, undefined, "invite.accept", { secret: link.secret, ...newPerson(handle) }));
  };
  const [ben, cho, dia, eli] = await Promise.all([enter("ben"), enter("cho"), enter("dia"), enter("eli")]);
  const { channels } = await call(url, own, "channel.list", {});
  const general = channels[0]?.channel;
  if (general === undefined) throw new Error("setting up made no channel");
  const fin = await makeBot(folder, url, own);
  await server.stop();
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const files = names.map((name) => {
    const path = join(folder, name);
    const stat = statSync(path);
    return { name, bytes: stat.isDirectory() ? undefined : readFileSync(path), mode: stat.mode };
  });
  return { files, general, people: { ana: personOf("ana", ana), ben, cho, dia, eli, fin } };
}

/** Bots are made from the shell alone. */
async function makeBot(folder: string, url: string, token: string): Promise<Person> {
  const data = ["--data", folder];
  await printed(["user", "create", "fin", "--role", cast.fin, "--kind", "bot", "--name", "Fin", ...data]);
  const { users } = await call(url, token, "user.find", { query: "fin" });
  const [bot] = users;
  if (!bot) throw new Error("the bot was not made");
  return {
    handle: "fin",
    id: bot.id,
    role: bot.role,
    token: await printed(["token", "create", "fin", ...data]),
    password: "",
  };
}

function newPerson(handle: Handle) {
  const name = handle[0]?.toUpperCase() + handle.slice(1);
  return { handle, name, password: passwordOf(handle), bearer: true };
}

function personOf(handle: Handle, { user, token = "" }: AnswerOf<"session.create">): Person {
  return { handle, id: user.id, role: user.role, token, password: passwordOf(handle) };
}

function passwordOf(handle: Handle): string {
  return `the secret of ${handle}`;
}
