/**
 * The baseline's chat: every command is checked, authenticated, looked up and done by itself. What Bantam is compared
 * with: see README.md.
 */
import type { Database } from "bun:sqlite";
import { errors, jwtVerify } from "jose";
import { commands } from "../../src/protocol/commands.ts";
import { Refusal } from "../../src/protocol/errors.ts";
import type { Id } from "../../src/protocol/id.ts";
import { choice, id, type Infer, int, Misfit, object, optional, union } from "../../src/protocol/shape.ts";

const page_messages = 50;

const hello = object({ id, do: choice("hello") });
const send = commands["message.send"].shape;
/** A page is counted from the channel's newest message. */
const list = object({
  id,
  do: choice("message.list"),
  channel: id,
  offset: optional(int()),
  limit: optional(int(1, 200)),
});
const shape = union<Infer<typeof hello> | Infer<typeof send> | Infer<typeof list>>("do", {
  hello,
  "message.send": send,
  "message.list": list,
});
export type Command = Infer<typeof shape>;

export interface User {
  readonly id: Id;
  readonly handle: string;
  readonly name: string;
}

export interface Message {
  readonly channel: Id;
  readonly seq: number;
  readonly id: Id;
  readonly author: Id;
  readonly at: number;
  readonly body: string;
}

/** What becomes of a command, in its user's name. `told` is for everybody in the channel. */
export interface Outcome {
  readonly user: User;
  readonly answer?: object;
  readonly joined?: readonly Id[];
  readonly told?: Message;
}

/** Throws a Refusal. */
export function readCommand(raw: unknown): Command {
  try {
    return shape.read(raw, "command");
  } catch (error) {
    if (error instanceof Misfit) throw new Refusal("bad_value", error.message);
    throw error;
  }
}

/** The bearer token of a request; empty without one. */
export function tokenOf(request: Request): string {
  return /^Bearer (\S+)$/.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
}

export function makeChat(db: Database, secret: Uint8Array, now: () => number = Date.now) {
  const findUser = db.prepare<User, [string, number]>(
    `SELECT users.id, users.handle, users.name FROM sessions JOIN users ON users.id = sessions.user_id
     WHERE sessions.id = ? AND sessions.expires_at > ? AND users.active = 1`,
  );
  const findMember = db.prepare<{ user_id: Id }, [Id, Id]>(
    "SELECT user_id FROM members WHERE channel_id = ? AND user_id = ?",
  );
  const findChannels = db.prepare<{ channel_id: Id }, [Id]>("SELECT channel_id FROM members WHERE user_id = ?");
  const findNewest = db.prepare<{ seq: number }, [Id]>(
    "SELECT seq FROM messages WHERE channel_id = ? ORDER BY id DESC LIMIT 1",
  );
  const addMessage = db.prepare(
    "INSERT INTO messages (channel_id, seq, command_id, author_id, created_at, body) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const findPage = db.prepare<Message, [Id, number, number]>(
    `SELECT channel_id AS channel, seq, command_id AS id, author_id AS author, created_at AS at, body
     FROM messages WHERE channel_id = ? ORDER BY messages.id DESC LIMIT ? OFFSET ?`,
  );
  /** The newest of each channel that somebody wrote in. */
  const seqs = new Map<Id, number>();

  /** Throws a Refusal. */
  async function authenticate(token: string): Promise<User> {
    try {
      const { payload } = await jwtVerify<{ sid: string }>(token, secret, { algorithms: ["HS256"] });
      const user = findUser.get(payload.sid, now());
      if (user) return user;
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
    }
    throw new Refusal("not_signed_in");
  }

  async function perform(token: string, command: Command): Promise<Outcome> {
    const user = await authenticate(token);
    switch (command.do) {
      case "hello": {
        const joined = findChannels.all(user.id).map(({ channel_id }) => channel_id);
        return { user, joined, answer: { me: user, channels: joined } };
      }
      case "message.send": {
        const { channel, body } = command;
        refuseOthers(user, channel);
        const message = { channel, seq: nextSeq(channel), id: command.id, author: user.id, at: now(), body };
        addMessage.run(channel, message.seq, message.id, message.author, message.at, body);
        seqs.set(channel, message.seq);
        return { user, told: message };
      }
      case "message.list": {
        const { channel, limit = page_messages, offset = 0 } = command;
        refuseOthers(user, channel);
        return { user, answer: { messages: findPage.all(channel, limit, offset).reverse() } };
      }
    }
  }

  function refuseOthers(user: User, channel: Id): void {
    if (!findMember.get(channel, user.id)) throw new Refusal("not_found");
  }

  function nextSeq(channel: Id): number {
    return (seqs.get(channel) ?? findNewest.get(channel)?.seq ?? 0) + 1;
  }

  return { authenticate, perform };
}
