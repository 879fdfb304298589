import type { Id } from "../protocol/id.ts";
import {
  type Accent,
  accent_default,
  type Attachment,
  type Member,
  type Notify,
  type Presence,
  type Summary,
  type User,
} from "../protocol/records.ts";
import type { CommandError } from "./error.ts";
import { type MessageWindow, messagesOf } from "./window.ts";

export interface Channel extends Summary {
  readonly unread: number;
  readonly mentions: number;
  readonly notify: Notify;
}

/** Who is in a channel, by user; `complete` once all are known. */
export interface Members {
  readonly complete: boolean;
  readonly list: ReadonlyMap<Id, Member>;
}

/** A message on its way. It leaves the model when its stored message comes in. */
export interface Pending {
  readonly id: Id;
  readonly channel: Id;
  readonly body: string;
  /** What was uploaded for it. Absent where there is nothing. */
  readonly attachments?: readonly Attachment[] | undefined;
  readonly at: number;
  /** Why it was not sent; it waits for the user to try again or to drop it. */
  readonly error: CommandError | undefined;
}

/** What a client knows. What the maps hold is replaced and never changed: the same object means the same value. */
export interface Model {
  epoch: Id | undefined;
  me: Id | undefined;
  session: Id | undefined;
  workspace: string;
  accent: Accent;
  users_rev: number;
  /** The server's clock minus this one's, when hello was answered. */
  clock_ahead_ms: number;

  readonly users: Map<Id, User>;
  readonly channels: Map<Id, Channel>;
  readonly windows: Map<Id, MessageWindow>;
  readonly members: Map<Id, Members>;
  readonly pending: Map<Id, readonly Pending[]>;
  /** By channel and user: until when to show that the user types. */
  readonly typing: Map<Id, ReadonlyMap<Id, number>>;
  /** Users of watched channels who are not offline. */
  readonly presence: Map<Id, Presence>;
  /** Channels known from before whose summary the server has not sent again yet, while it lists them page by page. */
  readonly unlisted: Set<Id>;
}

export function newModel(): Model {
  return {
    epoch: undefined,
    me: undefined,
    session: undefined,
    workspace: "",
    accent: accent_default,
    users_rev: 0,
    clock_ahead_ms: 0,
    users: new Map(),
    channels: new Map(),
    windows: new Map(),
    members: new Map(),
    pending: new Map(),
    typing: new Map(),
    presence: new Map(),
    unlisted: new Set(),
  };
}

/** Which parts of the model changed. The ids are those of channels, also of such that are gone now. */
export interface Changes {
  connection: boolean;
  me: boolean;
  users: boolean;
  presence: boolean;
  readonly channels: Set<Id>;
  /** Windows and pending messages. */
  readonly messages: Set<Id>;
  readonly members: Set<Id>;
  readonly typing: Set<Id>;
}

export function noChanges(): Changes {
  return {
    connection: false,
    me: false,
    users: false,
    presence: false,
    channels: new Set(),
    messages: new Set(),
    members: new Set(),
    typing: new Set(),
  };
}

export function isEmpty(changes: Changes): boolean {
  return Object.values(changes).every((part: boolean | Set<Id>) => (part instanceof Set ? part.size === 0 : !part));
}

/** Forgets a channel but for what is on its way there: that may be stored already, which only its answer says. */
export function dropChannel(model: Model, channel: Id, changes: Changes): void {
  dropContent(model, channel, changes);
  if (model.channels.delete(channel)) changes.channels.add(channel);
  if (model.typing.delete(channel)) changes.typing.add(channel);
  model.unlisted.delete(channel);
}

/** Lets go of a channel's messages and members, which can be loaded again. */
export function dropContent(model: Model, channel: Id, changes: Changes): void {
  if (model.windows.delete(channel)) changes.messages.add(channel);
  if (model.members.delete(channel)) changes.members.add(channel);
}

/** Forgets everything but what is on its way to the server. */
export function forget(model: Model, changes: Changes): void {
  for (const channel of model.channels.keys()) {
    dropContent(model, channel, changes);
    changes.channels.add(channel);
  }
  model.epoch = undefined;
  model.channels.clear();
  model.unlisted.clear();
  model.users.clear();
  model.presence.clear();
  changes.users = true;
  changes.presence = true;
}

/** What is known as plain data in a fixed order: two models that know the same give equal snapshots. */
export function snapshotOf(model: Model) {
  const sorted = <T>(map: ReadonlyMap<Id, T>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    epoch: model.epoch,
    me: model.me,
    workspace: model.workspace,
    accent: model.accent,
    users: sorted(model.users).map(([, user]) => user),
    channels: sorted(model.channels).map(([, channel]) => channel),
    messages: Object.fromEntries(
      sorted(model.windows).map(([channel, window]) => {
        const { more_before, more_after } = window;
        return [channel, { messages: messagesOf(window), more_before, more_after }];
      }),
    ),
    members: Object.fromEntries(
      sorted(model.members).map(([channel, { list }]) => [
        channel,
        sorted(list).map(([user, { role }]) => ({ user, role })),
      ]),
    ),
  };
}
