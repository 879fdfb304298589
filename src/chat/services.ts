import type { Cursors } from "../auth/cursors.ts";
import type { Links } from "../auth/links.ts";
import type { Passwords } from "../auth/passwords.ts";
import type { LiveSession, Sessions } from "../auth/sessions.ts";
import type { Tokens } from "../auth/tokens.ts";
import type { AnswerOf, CommandName } from "../protocol/commands.ts";
import type { Presence } from "../protocol/records.ts";
import { type CloseName, errors, Refusal } from "../protocol/errors.ts";
import type { Id } from "../protocol/id.ts";
import type { Files } from "../store/files/files.ts";
import { StorageFailed, type Store } from "../store/store.ts";
import type { Directory, User } from "./directory.ts";
import type { Presences } from "./presence.ts";
import type { Recents } from "./recents.ts";
import type { Searches } from "./search.ts";
import type { Audience } from "./turn.ts";

/** What the product needs from below. */
export interface Services {
  readonly store: Store;
  readonly files: Files;
  readonly directory: Directory;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly passwords: Passwords;
  readonly links: Links;
  readonly cursors: Cursors;
  readonly presences: Presences;
  readonly recents: Recents;
  readonly searches: Searches;
  readonly settings: ChatSettings;
  /** The server's sockets; nobody until the server starts. */
  audience: Audience;
  /** The secret of the first-run link; undefined once there is an owner. */
  setup: string | undefined;
  readonly now: () => number;
  /** Logs what should not have happened, and returns the id under which it is found there. */
  readonly report: (error: unknown) => string;
}

const failed_retry_ms = 1000;

/** What a client is told of an error: a refusal as it is, and of anything else no more than an id to find it in the log. */
export function refusalOf({ report }: Services, error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const code = error instanceof StorageFailed ? "storage_failed" : "internal";
  return new Refusal(code, `${errors[code].message} Its id in the log: ${report(error)}.`, failed_retry_ms);
}

export interface ChatSettings {
  readonly workspace: string;
  readonly session_days: number;
  /** 0: no limit. */
  readonly sends_per_10s: number;
  readonly commands_per_minute: number;
  readonly pictures_per_minute: number;
  readonly uploads_per_minute: number;
  /** 0: no limit. */
  readonly attachments_mib_per_user: number;
  /** How many times a limit's amount may come at once. */
  readonly burst: number;
  readonly sign_ins_per_5_minutes: number;
  readonly sign_ins_per_address: number;
}

/** Who sends a command, and how it is answered: one socket, or one HTTP request. */
export interface Caller {
  /** Whether the caller gets the events of its channels, so that its own message's event is the answer. */
  readonly hears: boolean;
  readonly carrier: "socket" | "http";
  /** Why the caller's socket ends, or has ended: nothing is read for it any more. */
  readonly ending: CloseName | undefined;
  /** Where the caller comes from, for limits before sign-in; empty on a socket, which has a session. */
  readonly address: string;
  /** Shows the person at this caller as there or away. */
  appear(state: Presence): void;
  /** From now on the caller gets the events of the user's channels. */
  hear(): void;
  /** From now on the caller gets typing and presence of these channels. */
  watch(channels: readonly Id[]): void;
  ok(name: CommandName, re: Id, answer: AnswerOf<CommandName>): void;
  fail(re: Id | undefined, refusal: Refusal): void;
}

/** A caller with its session. */
export interface Asker {
  readonly user: User;
  readonly session: LiveSession;
  readonly caller: Caller;
}
