import { Refusal } from "../protocol/errors.ts";
import { id_chars, randomId } from "../protocol/id.ts";
import { limits } from "../protocol/limits.ts";
import type { ChannelKind } from "../protocol/records.ts";
import type { ChannelRow } from "../store/rows.ts";
import type { Channel, Membership, User } from "./directory.ts";
import { enteredUsers, openMembership, runMembership } from "./find.ts";
import { enterChannel } from "./members.ts";
import { readChannelName } from "./names.ts";
import { read, write } from "./row.ts";
import type { Services } from "./services.ts";
import type { Turn } from "./turn.ts";
import { channelRecord, summaryRecord } from "./wire.ts";

/** Of a summary in JSON: all fields but texts and users, each at its longest, and the comma before the next. */
const fixed_bytes_max = 256;
/** \u0000 */
const escaped_char_bytes_max = 6;
const quoted_id_bytes = id_chars + 3;

export const create = write<"channel.create">({
  who: "member",
  decide(services, turn, { user }, { kind, name, topic = "" }) {
    const channel = makeChannel(services, turn, { kind, topic, users: [], ...readNameOf(services, kind, name) });
    enterChannel(services, turn, channel, [user], "owner");
    return { channel: channel.id };
  },
});

export const openDirect = write<"channel.open_direct", User[]>({
  who: "guest",
  find: (services, command, asker) => enteredUsers(services, asker, command.users),
  decide(services, turn, { user }, _command, others) {
    const users = [...new Set([user, ...others])].sort((a, b) => a.n - b.n);
    if (users.length < 2) throw new Refusal("bad_value", "A direct channel is for two or more: name somebody else.");
    const key = `direct:${users.map(({ n }) => n).join(",")}`;
    const found = services.directory.channelKeys.get(key);
    if (found) return { channel: found.id };
    if (users.some((other) => other.deactivated)) throw new Refusal("not_found", "One of these users is deactivated.");
    const channel = makeChannel(services, turn, {
      kind: "direct",
      name: "",
      key,
      topic: "",
      users: users.map(({ n }) => n),
    });
    enterChannel(services, turn, channel, users, "member");
    return { channel: channel.id };
  },
});

export const rename = write<"channel.rename">({
  who: "guest",
  decide(services, turn, { user }, command) {
    const { channel } = runMembership(services, user, command.channel);
    if (channel.archived) throw new Refusal("archived");
    const { name, key } = readNameOf(services, channel.kind, command.name, channel);
    turn.drop(services.directory.channelKeys, channel.key);
    turn.put(services.directory.channelKeys, key, channel);
    turn.set(channel, "name", name);
    turn.set(channel, "key", key);
    storeChannel(turn, channel);
    return {};
  },
});

export const setTopic = write<"channel.set_topic">({
  who: "member",
  decide(services, turn, { user }, command) {
    const { channel } = openMembership(services, user, command.channel);
    if (channel.kind === "direct") throw new Refusal("direct");
    turn.set(channel, "topic", command.topic);
    storeChannel(turn, channel);
    return {};
  },
});

export const archive = write<"channel.archive">({ who: "member", decide: archiving(true) });
export const unarchive = write<"channel.unarchive">({ who: "member", decide: archiving(false) });

export const list = read<"channel.list">({
  who: "guest",
  async read(services, { user }, { after }) {
    const memberships = [...(user.memberships?.values() ?? [])]
      .filter(({ channel }) => after === undefined || channel.id > after)
      .sort(byId);
    return summaries(services, memberships);
  },
});

export const look = read<"channel.look">({
  who: "member",
  async read(services, _asker, { channel: id }) {
    const channel = services.directory.channels.get(id);
    const [shown] = channel?.kind === "public" ? await shownRecords(services, [channel]) : [];
    if (!shown) throw new Refusal("not_found", "There is no such public channel.");
    return shown;
  },
});

export const browse = read<"channel.browse">({
  who: "member",
  async read(services, _asker, { query = "", after, limit = limits.page_messages_default }) {
    const start = query.toLowerCase();
    const found = [...services.directory.channels.values()]
      .filter(
        ({ kind, name }) =>
          kind === "public" && name.toLowerCase().startsWith(start) && (after === undefined || name > after),
      )
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const channels = await shownRecords(services, found.slice(0, limit));
    return { channels, ...(found.length > limit && { more: true }) };
  },
});

/** What is told of public channels, also to who is not in them. */
async function shownRecords({ store }: Services, channels: readonly Channel[]) {
  const counts = await store.memberCounts(channels.map(({ n }) => n));
  return channels.map(({ id, n, name, topic, archived }) => ({
    channel: id,
    name,
    members: counts.get(n) ?? 0,
    ...(topic !== "" && { topic }),
    ...(archived && { archived }),
  }));
}

/**
 * The memberships as summaries, with counts of what is unread, in their order; as many as a snapshot's bytes allow.
 */
export async function summaries({ store }: Services, memberships: readonly Membership[]) {
  const channels = [];
  // Room is left for what else stands in the answer that holds them.
  const room_bytes = limits.snapshot_bytes_max - 4096;
  // Encoding each only to count its bytes would be much of the work of a hello: most people's fit, whatever stands in them.
  const isCounted = memberships.reduce((sum, { channel }) => sum + summaryBytesMax(channel), 0) > room_bytes;
  let bytes = 0;
  for (const membership of memberships) {
    const { channel, user, read: position } = membership;
    const counts =
      channel.last > position
        ? await store.unread(channel.n, user.n, position, limits.unread_max)
        : { unread: 0, mentions: 0 };
    const summary = summaryRecord(membership, counts);
    if (isCounted) bytes += Buffer.byteLength(JSON.stringify(summary)) + 1;
    if (bytes > room_bytes || channels.length === limits.entries_max) return { channels, more: true };
    channels.push(summary);
  }
  return { channels };
}

/** What the channel's summary takes as JSON, at most. */
function summaryBytesMax({ name, topic, users }: Channel): number {
  return fixed_bytes_max + escaped_char_bytes_max * (name.length + topic.length) + quoted_id_bytes * users.length;
}

/** In order of ids: the order in which channel.list goes on. */
export function byId(a: Membership, b: Membership): number {
  return a.channel.id < b.channel.id ? -1 : 1;
}

export function makeChannel(
  services: Services,
  turn: Turn,
  fields: Omit<ChannelRow, "n" | "id" | "archived" | "rev">,
): Channel {
  const { directory } = services;
  const row: ChannelRow = { n: directory.nextChannel(), id: randomId(), archived: false, rev: 1, ...fields };
  const channel = directory.addChannel(row, 0);
  turn.onUndo(() => directory.removeChannel(channel));
  turn.rev(channel);
  turn.writes.push({ type: "channel.created", channel: row });
  return channel;
}

function archiving(archived: boolean) {
  return (services: Services, turn: Turn, { user }: { user: User }, command: { channel: Channel["id"] }) => {
    const { channel } = runMembership(services, user, command.channel);
    if (channel.archived === archived) throw new Refusal("already");
    turn.set(channel, "archived", archived);
    storeChannel(turn, channel);
    return {};
  };
}

function storeChannel(turn: Turn, channel: Channel): void {
  const rev = turn.rev(channel);
  const { n, id, kind, name, key, topic, archived, users } = channel;
  turn.writes.push({
    type: "channel.changed",
    channel: { n, id, kind, name, key, topic, archived, rev, users: users.map((user) => user.n) },
  });
  turn.told.push({ to: "channel", channel, event: { event: "channel", ...channelRecord(channel, rev) } });
}

/** The name and key as they are stored. Names of public channels are unique; of private ones not, since a refusal would betray them. */
function readNameOf(
  services: Services,
  kind: ChannelKind,
  text: string,
  self?: Channel,
): { name: string; key: string } {
  const { name, key } = readChannelName(text);
  if (kind === "private") return { name, key: self?.key ?? `private:${randomId()}` };
  const holder = services.directory.channelKeys.get(key);
  if (holder && holder !== self) throw new Refusal("name_taken");
  return { name, key };
}
