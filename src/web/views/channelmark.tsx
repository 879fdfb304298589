import type { Channel } from "../../sdk/model.ts";
import { useStore } from "../state/store.ts";
import { Avatar, showAvatar } from "./avatar.tsx";
import { ChannelIcon, isOfTwo, partnerOf } from "./name.tsx";

/** What stands before a channel's name: its kind; who the other one is, with a dot for whether they are there; or two of several others. */
export function ChannelMark({ channel, dot = false }: { channel: Channel; dot?: boolean }) {
  const store = useStore();
  const { users = [] } = channel;
  const me = store.me?.id;
  const partner = partnerOf(channel, me);
  if (!partner) return <ChannelIcon channel={channel} />;
  if (isOfTwo(channel)) return <Avatar user={partner} dot={dot} />;
  return (
    <span class="avatar-pair" aria-hidden="true">
      {users
        .filter((user) => user !== me)
        .slice(0, 2)
        .toReversed()
        .map((user) => showAvatar(user, store.user(user), undefined, 1))}
    </span>
  );
}
