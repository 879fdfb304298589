import { limits } from "../protocol/limits.ts";
import { accent, accent_default, count, type Message, message, name, summary, user } from "../protocol/records.ts";
import { bool, id, type Infer, list, object, optional } from "../protocol/shape.ts";
import { putSummary } from "./apply.ts";
import { sdkLimits } from "./limits.ts";
import { type Model, noChanges } from "./model.ts";
import { fromNewest, type MessageWindow, windowOf } from "./window.ts";

const window = object({
  channel: id,
  messages: list(message, sdkLimits.snapshot_messages_max),
  more_before: bool,
});

/**
 * What a client knows, as plain data that can be kept and given to a later client of the same session: its channels, the newest
 * messages of those that were opened last, and the users who are seen there. Each channel is as of its own `rev`, so that
 * the later client resumes as one that was away.
 */
const snapshot = object({
  epoch: id,
  me: id,
  workspace: name,
  accent: optional(accent),
  users_rev: count,
  users: list(user, limits.integer_max),
  channels: list(summary, limits.integer_max),
  /** In the order in which they were opened. */
  windows: list(window, sdkLimits.windows_max),
});
export type Snapshot = Infer<typeof snapshot>;

/** What was kept, perhaps by another version of this library. Throws Misfit when it cannot be used. */
export function readSnapshot(raw: unknown): Snapshot {
  return snapshot.read(raw, "snapshot", "server");
}

/** Undefined before the server has said anything. */
export function takeSnapshot(model: Model): Snapshot | undefined {
  const { epoch, me, workspace, accent: colour, users_rev, users, channels } = model;
  if (epoch === undefined || me === undefined) return undefined;
  const windows = takeWindows(model);
  const seen = new Set([me]);
  for (const { users: partners = [] } of channels.values()) for (const partner of partners) seen.add(partner);
  for (const { messages } of windows)
    for (const { author, mentions = [] } of messages) for (const each of [author, ...mentions]) seen.add(each);
  const known = [...seen].map((each) => users.get(each)).filter((each) => each !== undefined);
  return { epoch, me, workspace, accent: colour, users_rev, users: known, channels: [...channels.values()], windows };
}

/** Puts a snapshot into a model that is new. */
export function restore(model: Model, from: Snapshot): void {
  model.epoch = from.epoch;
  model.me = from.me;
  model.workspace = from.workspace;
  model.accent = from.accent ?? accent_default;
  model.users_rev = from.users_rev;
  for (const each of from.users) model.users.set(each.id, each);
  for (const each of from.channels) putSummary(model, each, noChanges());
  for (const { channel, messages, more_before } of from.windows)
    if (model.channels.has(channel)) model.windows.set(channel, windowOf({ messages, more_before }));
}

/** The ends of those windows that reach to their channel's end, as many as there is room for, those opened last before others. */
function takeWindows({ windows }: Model): Snapshot["windows"] {
  const taken: Snapshot["windows"] = [];
  let room_chars: number = sdkLimits.snapshot_chars_max;
  for (const [channel, each] of [...windows].toReversed()) {
    if (each.more_after) continue;
    const messages = newest(each);
    room_chars -= messages.reduce((sum, { body }) => sum + body.length, 0);
    if (room_chars < 0) break;
    taken.unshift({ channel, messages, more_before: each.more_before || messages.length < each.count });
  }
  return taken;
}

function newest(from: MessageWindow): Message[] {
  return [...fromNewest(from).take(sdkLimits.snapshot_messages_max)].toReversed();
}
