/** Who may do what: the expected outcome of every command for every actor, written by hand. */
import type { CommandName, FieldsOf } from "../../src/protocol/commands.ts";
import type { ErrorCode } from "../../src/protocol/errors.ts";
import { aPicture } from "../support/pictures.ts";
import type { Stage } from "./stage.ts";

/**
 * What an actor gets. `nothing`: an answer that is the same as for what does not exist. Of not_found and `nothing` it is
 * also held that they are the same, byte for byte, as for an id that is nobody's.
 */
export type Outcome = "ok" | "nothing" | ErrorCode;

/** In the order of the columns. The guest, bot, admin and owner are outside of the channel unless it is `inside`. */
export const actors = [
  "anonymous",
  "deactivated",
  "guest",
  "outsider",
  "member",
  "exmember",
  "bot",
  "admin",
  "owner",
  "runner",
] as const;
export type Actor = (typeof actors)[number];
type Cells = readonly [C, C, C, C, C, C, C, C, C, C];
type C = Outcome | undefined;

export const places = ["public", "private", "direct"] as const;
export type Place = (typeof places)[number];

export interface Row {
  /** What the command is about, for the test's title. */
  readonly about: string;
  readonly place: Place;
  /** Whether the guest, bot, admin and owner are in the channel. */
  readonly inside: boolean;
  readonly fields: (stage: Stage) => Promise<object> | object;
  readonly cells: Cells;
}

type Fields<N extends CommandName> = (stage: Stage) => Promise<FieldsOf<N>> | FieldsOf<N>;

/** A row of a command that is about no channel. */
function row<N extends CommandName>(about: string, fields: Fields<N>, ...cells: Cells): Row {
  return { about, place: "private", inside: false, fields, cells };
}

/** Rows of a command about a channel: one for each kind of channel, with the four actors outside and inside of it. */
function rows<N extends CommandName>(
  about: string,
  fields: Fields<N>,
  cells: Readonly<Record<Place | `${Place} inside`, Cells>>,
): Row[] {
  return places.flatMap((place) => [
    { about: `${about} (${place})`, place, inside: false, fields, cells: cells[place] },
    { about: `${about} (${place}, inside)`, place, inside: true, fields, cells: cells[`${place} inside`] },
  ]);
}

const ok = "ok";
const _ = undefined;
const S = "not_signed_in";
const F = "forbidden";
const N = "not_found";
const D = "direct";
const W = "wrong_password";
const L = "link_dead";
const already = "already";
const nothing = "nothing";

const channel = ({ channel: { id } }: Stage) => ({ channel: id });
const foreignMessage = ({ channel: { id }, seq }: Stage) => ({ channel: id, seq });
const ownMessage = ({ channel: { id }, own }: Stage) => ({ channel: id, seq: own });
const other = ({ other: { id } }: Stage) => id;
const newcomer = (secret: string, name = crypto.randomUUID().slice(0, 13)) => ({
  secret,
  name,
  handle: `n${name}`,
  password: "correct horse battery",
});
const asMember = (user: Stage["other"]) => ({ user: user.id, role: "member" }) as const;

const eightTimes = (cell: C) => [cell, cell, cell, cell, cell, cell, cell, cell] as const;

// Where a row is the same for public and private channels.
const membersOnly: Cells = [S, S, N, N, ok, N, N, N, N, ok];
const membersInside: Cells = [_, _, ok, _, _, _, ok, ok, ok, _];
const membersOfDirect: Cells = [S, S, N, N, ok, _, N, N, N, _];
const forMembers = {
  public: membersOnly,
  "public inside": membersInside,
  private: membersOnly,
  "private inside": membersInside,
  direct: membersOfDirect,
  "direct inside": membersInside,
};
const whoRunsIt: Cells = [S, S, N, N, F, N, N, N, N, ok];
const whoRunsItInside: Cells = [_, _, F, _, _, _, F, ok, ok, _];
const forWhoRunsIt = {
  public: whoRunsIt,
  "public inside": whoRunsItInside,
  private: whoRunsIt,
  "private inside": whoRunsItInside,
  direct: [S, S, N, N, D, _, N, N, N, _],
  "direct inside": [_, _, D, _, _, _, D, D, D, _],
} as const;
const archiving = {
  public: [S, S, F, N, F, N, N, N, N, ok],
  "public inside": whoRunsItInside,
  private: [S, S, F, N, F, N, N, N, N, ok],
  "private inside": whoRunsItInside,
  direct: [S, S, F, N, D, _, N, N, N, _],
  "direct inside": [_, _, F, _, _, _, D, D, D, _],
} as const;

// The columns:  anonymous, deactivated, guest, outsider, member, exmember, bot, admin, owner, runner of the channel.
export const matrix: Readonly<Record<CommandName, readonly Row[]>> = {
  "setup.finish": [
    row<"setup.finish">("once there is an owner", () => newcomer("a".repeat(32)), L, L, L, L, L, L, L, L, L, L),
  ],
  "session.create": [
    row<"session.create">("with one's password", (s) => s.credentials, W, W, ok, ok, ok, ok, W, ok, ok, ok),
    row<"session.create">("with another's", (s) => s.mistaken, W, W, W, W, W, W, W, W, W, W),
  ],
  "invite.look": [
    row<"invite.look">("open", async (s) => ({ secret: await s.invite() }), ok, ok, ok, ok, ok, ok, ok, ok, ok, ok),
    row<"invite.look">("revoked", async (s) => ({ secret: await s.deadInvite() }), L, L, L, L, L, L, L, L, L, L),
  ],
  "invite.accept": [
    row<"invite.accept">("open", async (s) => newcomer(await s.invite()), ok, ok, ok, ok, ok, ok, ok, ok, ok, ok),
    row<"invite.accept">("revoked", async (s) => newcomer(await s.deadInvite()), L, L, L, L, L, L, L, L, L, L),
    row<"invite.accept">("a recovery's", async (s) => newcomer(await s.recovery()), L, L, L, L, L, L, L, L, L, L),
  ],
  "recovery.finish": [
    row<"recovery.finish">(
      "open",
      async (s) => ({ secret: await s.recovery(), password: "correct horse battery" }),
      ...([ok, ok, ok, ok, ok, ok, ok, ok, ok, ok] as const),
    ),
    row<"recovery.finish">(
      "an invite's",
      async (s) => ({ secret: await s.invite(), password: "correct horse battery" }),
      ...([L, L, L, L, L, L, L, L, L, L] as const),
    ),
  ],

  hello: [row<"hello">("first", () => ({}), S, S, ok, ok, ok, ok, ok, ok, ok, ok)],

  "session.list": [row<"session.list">("one's own", () => ({}), S, S, ok, ok, ok, ok, ok, ok, ok, ok)],
  "session.revoke": [
    row<"session.revoke">("one's own", (s) => s.ownSession(), S, S, ok, ok, ok, ok, ok, ok, ok, ok),
    row<"session.revoke">("another's", (s) => ({ session: s.host.session }), S, S, N, N, N, N, N, N, N, N),
  ],
  "session.revoke_others": [
    row<"session.revoke_others">("one's own", () => ({}), S, S, ok, ok, ok, ok, ok, ok, ok, ok),
  ],
  "session.end": [row<"session.end">("one's own", () => ({}), S, S, ok, ok, ok, ok, ok, ok, ok, ok)],
  "password.change": [row<"password.change">("one's own", (s) => s.newPassword, S, S, ok, ok, ok, ok, W, ok, ok, ok)],

  "user.get": [
    row<"user.get">("a stranger", (s) => ({ users: [s.stranger.id] }), S, S, nothing, ok, ok, ok, ok, ok, ok, ok),
    row<"user.get">("a friend", (s) => ({ users: [s.friend.id] }), S, S, ok, ok, ok, ok, ok, ok, ok, ok),
  ],
  "user.find": [
    row<"user.find">("a stranger", (s) => ({ query: s.stranger.handle }), S, S, nothing, ok, ok, ok, ok, ok, ok, ok),
    row<"user.find">("a friend", (s) => ({ query: s.friend.handle }), S, S, ok, ok, ok, ok, ok, ok, ok, ok),
    ...rows<"user.find">("in a channel", channel, forMembers),
  ],
  "user.list": [row<"user.list">("everybody", () => ({}), S, S, F, F, F, F, F, ok, ok, F)],
  "user.rename": [row<"user.rename">("oneself", () => ({ name: "Another" }), S, S, ok, ok, ok, ok, ok, ok, ok, ok)],
  "user.set_avatar": [
    row<"user.set_avatar">("one's own", () => ({ picture: aPicture() }), S, S, ok, ok, ok, ok, ok, ok, ok, ok),
  ],
  "user.remove_avatar": [
    row<"user.remove_avatar">("a member's", async (s) => s.pictured("member"), S, S, F, F, F, F, F, ok, ok, F),
    row<"user.remove_avatar">("an owner's", async (s) => s.pictured("owner"), S, S, F, F, F, F, F, F, ok, F),
    row<"user.remove_avatar">("one's own, that is not there", () => ({}), S, S, ...eightTimes(already)),
    row<"user.remove_avatar">("nobody's", (s) => ({ user: s.nobody }), S, S, F, F, F, F, F, N, N, F),
  ],
  "user.set_role": [
    row<"user.set_role">("member to admin", (s) => s.raised("admin"), S, S, F, F, F, F, F, ok, ok, F),
    row<"user.set_role">("member to owner", (s) => s.raised("owner"), S, S, F, F, F, F, F, F, ok, F),
    row<"user.set_role">(
      "admin to member",
      async (s) => asMember(await s.some("admin")),
      S,
      S,
      F,
      F,
      F,
      F,
      F,
      ok,
      ok,
      F,
    ),
    row<"user.set_role">(
      "owner to member",
      async (s) => asMember(await s.some("owner")),
      S,
      S,
      F,
      F,
      F,
      F,
      F,
      F,
      ok,
      F,
    ),
    row<"user.set_role">("bot to owner", (s) => s.raisedBot(), S, S, F, F, F, F, F, F, F, F),
    row<"user.set_role">("oneself to owner", (s) => s.raisedSelf, S, S, F, F, F, F, F, F, already, F),
    row<"user.set_role">("nobody", (s) => ({ user: s.nobody, role: "guest" }), S, S, F, F, F, F, F, N, N, F),
  ],
  "user.deactivate": [
    row<"user.deactivate">("a member", async (s) => s.user("member"), S, S, F, F, F, F, F, ok, ok, F),
    row<"user.deactivate">("an admin", async (s) => s.user("admin"), S, S, F, F, F, F, F, ok, ok, F),
    row<"user.deactivate">("an owner", async (s) => s.user("owner"), S, S, F, F, F, F, F, F, ok, F),
    row<"user.deactivate">("nobody", (s) => ({ user: s.nobody }), S, S, F, F, F, F, F, N, N, F),
  ],
  "user.reactivate": [
    row<"user.reactivate">("a member", async (s) => s.gone("member"), S, S, F, F, F, F, F, ok, ok, F),
    row<"user.reactivate">("an owner", async (s) => s.gone("owner"), S, S, F, F, F, F, F, F, ok, F),
    row<"user.reactivate">("nobody", (s) => ({ user: s.nobody }), S, S, F, F, F, F, F, N, N, F),
  ],
  "user.recover": [
    row<"user.recover">("a member", async (s) => s.user("member"), S, S, F, F, F, F, F, F, ok, F),
    row<"user.recover">("an owner", async (s) => s.user("owner"), S, S, F, F, F, F, F, F, ok, F),
    row<"user.recover">("somebody deactivated", async (s) => s.gone("member"), S, S, F, F, F, F, F, F, F, F),
    row<"user.recover">("nobody", (s) => ({ user: s.nobody }), S, S, F, F, F, F, F, F, N, F),
  ],

  "workspace.set": [
    row<"workspace.set">("name and colour", () => ({ name: "Crew", accent: "teal" }), S, S, F, F, F, F, F, ok, ok, F),
  ],

  "invite.create": [
    row<"invite.create">("of a guest", () => ({ role: "guest" }), S, S, F, F, F, F, F, ok, ok, F),
    row<"invite.create">("of a member", () => ({ role: "member" }), S, S, F, F, F, F, F, ok, ok, F),
    row<"invite.create">("of an admin", () => ({ role: "admin" }), S, S, F, F, F, F, F, ok, ok, F),
    row<"invite.create">("of an owner", () => ({ role: "owner" }), S, S, F, F, F, F, F, F, ok, F),
  ],
  "invite.list": [row<"invite.list">("all", () => ({}), S, S, F, F, F, F, F, ok, ok, F)],
  "invite.link": [
    row<"invite.link">("of a member", async (s) => s.inviteOf("member"), S, S, F, F, F, F, F, ok, ok, F),
    row<"invite.link">("of an owner", async (s) => s.inviteOf("owner"), S, S, F, F, F, F, F, F, ok, F),
    row<"invite.link">("nobody's", (s) => ({ invite: s.nobody }), S, S, F, F, F, F, F, N, N, F),
  ],
  "invite.revoke": [
    row<"invite.revoke">("of a member", async (s) => s.inviteOf("member"), S, S, F, F, F, F, F, ok, ok, F),
    row<"invite.revoke">("nobody's", (s) => ({ invite: s.nobody }), S, S, F, F, F, F, F, N, N, F),
  ],

  "channel.create": [
    row<"channel.create">("public", (s) => ({ kind: "public", name: s.newName }), S, S, F, ok, ok, ok, ok, ok, ok, ok),
    row<"channel.create">(
      "private",
      (s) => ({ kind: "private", name: s.newName }),
      S,
      S,
      F,
      ok,
      ok,
      ok,
      ok,
      ok,
      ok,
      ok,
    ),
  ],
  "channel.open_direct": [
    row<"channel.open_direct">("friend", (s) => ({ users: [s.friend.id] }), S, S, ok, ok, ok, ok, ok, ok, ok, ok),
    row<"channel.open_direct">("stranger", (s) => ({ users: [s.stranger.id] }), S, S, N, ok, ok, ok, ok, ok, ok, ok),
    row<"channel.open_direct">("nobody", (s) => ({ users: [s.nobody] }), S, S, N, N, N, N, N, N, N, N),
  ],
  "channel.list": [row<"channel.list">("one's own", () => ({}), S, S, ok, ok, ok, ok, ok, ok, ok, ok)],
  "channel.browse": [row<"channel.browse">("public ones", () => ({}), S, S, F, ok, ok, ok, ok, ok, ok, ok)],
  "channel.look": rows<"channel.look">("look", channel, {
    public: [S, S, F, ok, ok, ok, ok, ok, ok, ok],
    "public inside": [_, _, F, _, _, _, ok, ok, ok, _],
    private: [S, S, F, N, N, N, N, N, N, N],
    "private inside": [_, _, F, _, _, _, N, N, N, _],
    direct: [S, S, F, N, N, _, N, N, N, _],
    "direct inside": [_, _, F, _, _, _, N, N, N, _],
  }),
  "channel.join": rows<"channel.join">("join", channel, {
    public: [S, S, F, ok, already, ok, ok, ok, ok, already],
    "public inside": [_, _, F, _, _, _, already, already, already, _],
    private: [S, S, F, N, already, N, N, N, N, already],
    "private inside": [_, _, F, _, _, _, already, already, already, _],
    direct: [S, S, F, N, already, _, N, N, N, _],
    "direct inside": [_, _, F, _, _, _, already, already, already, _],
  }),
  "channel.leave": rows<"channel.leave">("leave", channel, {
    ...forMembers,
    direct: [S, S, N, N, D, _, N, N, N, _],
    "direct inside": [_, _, D, _, _, _, D, D, D, _],
  }),
  "channel.rename": rows<"channel.rename">("rename", (s) => ({ ...channel(s), name: s.newName }), forWhoRunsIt),
  "channel.set_topic": rows<"channel.set_topic">("topic", (s) => ({ ...channel(s), topic: "Another" }), {
    public: [S, S, F, N, ok, N, N, N, N, ok],
    "public inside": [_, _, F, _, _, _, ok, ok, ok, _],
    private: [S, S, F, N, ok, N, N, N, N, ok],
    "private inside": [_, _, F, _, _, _, ok, ok, ok, _],
    direct: [S, S, F, N, D, _, N, N, N, _],
    "direct inside": [_, _, F, _, _, _, D, D, D, _],
  }),
  "channel.archive": rows<"channel.archive">("archive", channel, archiving),
  "channel.unarchive": rows<"channel.unarchive">("unarchive", async (s) => (await s.archive(), channel(s)), archiving),

  "channel.set_notify": rows<"channel.set_notify">("mute", (s) => ({ ...channel(s), notify: "nothing" }), forMembers),

  "member.list": rows<"member.list">("list", channel, forMembers),
  "member.add": rows<"member.add">("add a friend", (s) => ({ ...channel(s), users: [s.friend.id] }), {
    ...forMembers,
    "public inside": [_, _, F, _, _, _, ok, ok, ok, _],
    "private inside": [_, _, F, _, _, _, ok, ok, ok, _],
    direct: [S, S, N, N, D, _, N, N, N, _],
    "direct inside": [_, _, D, _, _, _, D, D, D, _],
  }),
  "member.remove": rows<"member.remove">("remove", (s) => ({ ...channel(s), user: other(s) }), forWhoRunsIt),
  "member.set_role": rows<"member.set_role">(
    "raise",
    (s) => ({ ...channel(s), user: other(s), role: "owner" }),
    forWhoRunsIt,
  ),

  "message.send": rows<"message.send">("send", (s) => ({ ...channel(s), body: "Hello" }), forMembers),
  "message.edit": [
    ...rows<"message.edit">("one's own", (s) => ({ ...ownMessage(s), body: "Better" }), forMembers),
    ...rows<"message.edit">("another's", (s) => ({ ...foreignMessage(s), body: "Mine" }), {
      public: [S, S, N, N, F, N, N, N, N, F],
      "public inside": [_, _, F, _, _, _, F, F, F, _],
      private: [S, S, N, N, F, N, N, N, N, F],
      "private inside": [_, _, F, _, _, _, F, F, F, _],
      direct: [S, S, N, N, F, _, N, N, N, _],
      "direct inside": [_, _, F, _, _, _, F, F, F, _],
    }),
  ],
  "message.delete": [
    ...rows<"message.delete">("one's own", ownMessage, forMembers),
    ...rows<"message.delete">("another's", foreignMessage, {
      ...forWhoRunsIt,
      direct: [S, S, N, N, F, _, N, N, N, _],
      "direct inside": [_, _, F, _, _, _, F, F, F, _],
    }),
  ],
  "message.list": rows<"message.list">("read", channel, forMembers),
  "message.search": [
    ...rows<"message.search">("in it", (s) => ({ ...channel(s), query: "hello" }), forMembers),
    row<"message.search">("in one's own", () => ({ query: "hello" }), S, S, ok, ok, ok, ok, ok, ok, ok, ok),
  ],
  "read.set": rows<"read.set">("read", foreignMessage, forMembers),

  "watch.set": rows<"watch.set">("watch", (s) => ({ channels: [s.channel.id] }), forMembers),
  "typing.set": rows<"typing.set">("type", channel, forMembers),
  "presence.set": [row<"presence.set">("away", () => ({ state: "away" }), S, S, ok, ok, ok, ok, ok, ok, ok, ok)],
};
