import { limits } from "./limits.ts";
import { accent, channel, count, joined, membership, name, notify, posted, presence, rev, user } from "./records.ts";
import { choice, id, type Infer, int, list, object, optional, union } from "./shape.ts";

const unread = int(0, limits.unread_max, 2);

/**
 * What the server tells. An event is the record as it is after the change: the client puts it in place of what it had.
 * message, channel and member carry the `rev` that the change took in its channel; live, each is one more than the last
 * that was told of the channel, so that a client sees a gap by itself.
 */
export const events = {
  message: object({ event: choice("message"), ...posted }),
  channel: object({ event: choice("channel"), ...channel }),
  member: object({ event: choice("member"), ...membership }),
  joined: object({ event: choice("joined"), ...joined }),
  left: object({ event: choice("left"), channel: id }),
  read: object({ event: choice("read"), channel: id, seq: rev, unread, mentions: unread }),
  notify: object({ event: choice("notify"), channel: id, notify }),
  user: object({ event: choice("user"), users_rev: count, user }),
  workspace: object({ event: choice("workspace"), name, accent: optional(accent) }),
  typing: object({ event: choice("typing"), channel: id, user: id }),
  presence: object({ event: choice("presence"), channel: id, user: id, state: presence }),
} as const;

export type EventName = keyof typeof events;
export type EventOf<N extends EventName> = Infer<(typeof events)[N]>;
export type Event = { [N in EventName]: EventOf<N> }[EventName];

export const event = union<Event>("event", events);

const { channel: _channel, rev: _rev, ...alone } = posted;

/**
 * How a live frame carries several messages that were posted in a channel one after the other: what all of them share, or
 * follows from another field, is not said again. It is a matter of the wire alone: codecs make it of `message` events, and
 * take it apart into these.
 */
export const messages = object({
  event: choice("messages"),
  channel: id,
  messages: list(object(alone), limits.entries_max),
});

export const messagesMeaning =
  "Several messages were posted in a channel, one after the other: `channel`, and in `messages` a list of them with the fields of the record " +
  "[message](#message-record) but `channel` and `rev`. Each stands for a `message` event of this channel whose `rev` is its `seq`, and is to be " +
  "taken as such. One that was posted alone comes as `message`.";

/** What each event means, for the reference. */
export const eventMeanings: Record<EventName, string> = {
  message:
    "A message was posted (rev = seq), edited or deleted. At its author's clients, `id` settles the command that sent it.",
  channel: "A channel got another name or topic, or was archived or unarchived.",
  member: "A user came into a channel, got another role in it, or left it (`gone`).",
  joined: "You are in this channel now: its summary, as hello lists it.",
  left: "You are not in this channel any more. Nothing more of it will come.",
  read: "Your read position in a channel was moved, on this device or another one of yours.",
  notify:
    "You want to be told of other messages of a channel than before, as you said on this device or another one of yours.",
  user: "A user is new or changed. `users_rev` counts these changes.",
  workspace: "The workspace has another name or colour.",
  typing: "Somebody types in a channel that you watch. Show it for 5 seconds, or until their message comes.",
  presence: "Somebody in a channel that you watch went online, away or offline.",
};
