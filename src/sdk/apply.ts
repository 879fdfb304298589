import type { Event, EventOf } from "../protocol/events.ts";
import { accent_default, type Message, notify_default, type Summary } from "../protocol/records.ts";
import { countOn } from "../protocol/unread.ts";
import { sdkLimits } from "./limits.ts";
import { putMember } from "./members.ts";
import { type Changes, type Channel, dropChannel, dropContent, type Model } from "./model.ts";
import { takePending } from "./pending.ts";
import { setTyping } from "./typing.ts";
import { put } from "./window.ts";

/** Puts a live event into the model. "gap": changes of its channel were missed, and it was not put in: resume. */
export function apply(model: Model, event: Event, changes: Changes, now_ms: number): "applied" | "gap" {
  switch (event.event) {
    case "message":
      settleOwn(model, event, changes);
      return inOrder(model, event, changes, posted);
    case "channel":
      return inOrder(model, event, changes, described);
    case "member":
      return inOrder(model, event, changes, moved);
    case "joined":
      joined(model, event, changes);
      break;
    case "left":
      dropChannel(model, event.channel, changes);
      break;
    case "read":
      read(model, event, changes);
      break;
    case "notify":
      notified(model, event, changes);
      break;
    case "user":
      model.users_rev = Math.max(model.users_rev, event.users_rev);
      model.users.set(event.user.id, event.user);
      changes.users = true;
      if (event.user.id === model.me) changes.me = true;
      break;
    case "workspace":
      model.workspace = event.name;
      model.accent = event.accent ?? accent_default;
      changes.me = true;
      break;
    case "typing":
      if (event.user !== model.me && model.channels.has(event.channel))
        setTyping(model, event.channel, event.user, now_ms + sdkLimits.typing_shown_ms, changes);
      break;
    case "presence":
      if (event.state === "offline") model.presence.delete(event.user);
      else model.presence.set(event.user, event.state);
      changes.presence = true;
      break;
  }
  return "applied";
}

/** Puts in what changed while the client was away. All but the records themselves comes with the channel's summary. */
export function catchUp(model: Model, event: Event, changes: Changes): void {
  if (event.event === "message") {
    settleOwn(model, event, changes);
    putMessage(model, event, changes);
  } else if (event.event === "member") {
    putMember(model, recordOf(event), changes);
  }
}

export function putSummary(model: Model, summary: Summary, changes: Changes): void {
  const { unread = 0, mentions = 0, notify = notify_default } = summary;
  setChannel(model, { ...summary, unread, mentions, notify }, changes);
  model.unlisted.delete(summary.channel);
}

type Numbered = EventOf<"message"> | EventOf<"channel"> | EventOf<"member">;
type Change<E> = (model: Model, channel: Channel, event: E, changes: Changes) => Channel;

/** Every change in a channel takes its next rev: one that is not later than the channel's is known already. */
function inOrder<E extends Numbered>(model: Model, event: E, changes: Changes, change: Change<E>): "applied" | "gap" {
  const channel = model.channels.get(event.channel);
  if (!channel || event.rev <= channel.rev) return "applied";
  if (model.unlisted.has(event.channel)) {
    catchUp(model, event, changes);
    return "applied";
  }
  if (event.rev !== channel.rev + 1) return "gap";
  setChannel(model, { ...change(model, channel, event, changes), rev: event.rev }, changes);
  return "applied";
}

function posted(model: Model, channel: Channel, event: EventOf<"message">, changes: Changes): Channel {
  putMessage(model, event, changes);
  setTyping(model, event.channel, event.author, undefined, changes);
  const isNew = event.rev === event.seq;
  return { ...channel, last: isNew ? event.seq : channel.last, ...countOn(channel, event, model.me, channel.read) };
}

function described(_model: Model, channel: Channel, event: EventOf<"channel">): Channel {
  const { last, role, read, unread, mentions, notify } = channel;
  return { ...recordOf(event), last, role, read, unread, mentions, notify };
}

function moved(model: Model, channel: Channel, event: EventOf<"member">, changes: Changes): Channel {
  putMember(model, recordOf(event), changes);
  return event.user === model.me && !event.gone ? { ...channel, role: event.role } : channel;
}

/** Whoever was away from a channel and is back may have missed something in it. */
function joined(model: Model, event: EventOf<"joined">, changes: Changes): void {
  const summary = recordOf(event);
  const known = model.channels.get(summary.channel);
  if (known && known.rev >= summary.rev) return;
  dropContent(model, summary.channel, changes);
  putSummary(model, summary, changes);
}

function read(model: Model, { channel: id, seq, unread, mentions }: EventOf<"read">, changes: Changes): void {
  const channel = model.channels.get(id);
  if (channel) setChannel(model, { ...channel, read: seq, unread, mentions }, changes);
}

function notified(model: Model, { channel: id, notify }: EventOf<"notify">, changes: Changes): void {
  const channel = model.channels.get(id);
  if (channel) setChannel(model, { ...channel, notify }, changes);
}

function putMessage(model: Model, event: EventOf<"message">, changes: Changes): void {
  const message = recordOf(event);
  const window = model.windows.get(message.channel);
  const next = window && put(window, message);
  if (!next || next === window) return;
  model.windows.set(message.channel, next);
  changes.messages.add(message.channel);
}

function settleOwn(model: Model, { author, channel, id }: Message, changes: Changes): void {
  if (author === model.me) takePending(model, channel, id, changes);
}

function setChannel(model: Model, channel: Channel, changes: Changes): void {
  model.channels.set(channel.channel, channel);
  changes.channels.add(channel.channel);
}

function recordOf<E extends Event>(event: E): Omit<E, "event"> {
  const { event: _, ...record } = event;
  return record;
}
