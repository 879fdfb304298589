import type { Id } from "../../protocol/id.ts";
import type { Channel } from "../../sdk/model.ts";
import { words } from "../language/language.ts";
import { type Store, useStore } from "../state/store.ts";
import { Icon } from "./icon.tsx";

/** A user's display name. What a name is written in must not turn the text around it: hence bdi. */
export function UserName({ user }: { user: Id }) {
  return <bdi class="name">{useStore().user(user)?.name ?? "…"}</bdi>;
}

/** The name of a channel; of a direct one the names of the others in it. */
export function channelName(store: Store, { name, users = [] }: Channel): string {
  if (name !== undefined) return name;
  const me = store.me?.id;
  const others = users.filter((user) => user !== me);
  if (others.length === 0) return words().sidebar.yourself(store.me?.name ?? words().sidebar.you);
  return others.map((user) => store.user(user)?.name ?? "…").join(", ");
}

export function ChannelName({ channel }: { channel: Channel }) {
  const store = useStore();
  return <bdi class="name">{channelName(store, channel)}</bdi>;
}

export function ChannelIcon({ channel }: { channel: Channel }) {
  return <Icon name={channel.kind === "private" ? "lock" : "hash"} />;
}

/** "#general", or the names of a direct channel, for labels and titles. */
export function channelTitle(store: Store, channel: Channel): string {
  return channel.kind === "direct" ? channelName(store, channel) : words().channel.title(channelName(store, channel));
}

/** Whether one other is all of it: whether they are there says whether somebody is. */
export function isOfTwo({ users = [] }: Channel): boolean {
  return users.length <= 2;
}

/** The other one in a direct channel of two; oneself in one's own; the first of several others. */
export function partnerOf({ kind, users = [] }: Channel, me: Id | undefined): Id | undefined {
  if (kind !== "direct") return undefined;
  return users.find((user) => user !== me) ?? users[0];
}
