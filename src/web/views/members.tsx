import { useEffect } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import type { ChannelRole, Member, User } from "../../protocol/records.ts";
import { dialog, isMembersOpen } from "../state/layout.ts";
import { attempt } from "../state/notice.ts";
import { channelPath, go } from "../state/place.ts";
import { type Store, useStore } from "../state/store.ts";
import { Avatar, PresenceText } from "./avatar.tsx";
import { Icon } from "./icon.tsx";
import { Menu, type MenuItem } from "./menu.tsx";
import { UserName } from "./name.tsx";
import { mayAdd, mayRun } from "./right.ts";

/** Who is in the channel. */
export function MembersPanel({ channel: id }: { channel: Id }) {
  const store = useStore();
  const { client, me } = store;
  const channel = store.channel(id);
  const members = store.members.get(id);
  useEffect(() => {
    if (!members) attempt(client.loadMembers(id));
  }, [client, id, members]);
  if (!channel) return null;
  const list = sorted(store, [...(members?.list.values() ?? [])]);
  return (
    <aside class="members" aria-label="Members">
      <header class="members-header">
        <h2>Members{members?.complete && <span class="count">{list.length}</span>}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label="Close the members"
          onClick={() => {
            isMembersOpen.value = false;
          }}
        >
          <Icon name="close" />
        </button>
      </header>
      {mayAdd(channel, me) && (
        <button
          type="button"
          class="button quiet wide"
          onClick={() => {
            dialog.value = { type: "add", channel: id };
          }}
        >
          <Icon name="plus" />
          Add people
        </button>
      )}
      <ul>
        {list.map((member) => (
          <MemberRow key={member.user} member={member} />
        ))}
      </ul>
    </aside>
  );
}

function MemberRow({ member: { channel: id, user, role } }: { member: Member }) {
  const store = useStore();
  const { client, me } = store;
  const channel = store.channel(id);
  const known = store.user(user);
  const rank = rankOf(role, known);
  const items: MenuItem[] = [];
  if (user !== me?.id && !known?.deactivated)
    items.push({ text: "Write a message", run: () => attempt(openDirect(store, [user])) });
  if (channel && mayRun(channel, me) && user !== me?.id) {
    const other = role === "owner" ? "member" : "owner";
    if (!channel.archived)
      items.push({
        text: other === "owner" ? "Make an owner of the channel" : "Make a member only",
        run: () => attempt(client.do("member.set_role", { channel: id, user, role: other })),
      });
    items.push({
      text: "Remove from the channel",
      danger: true,
      run: () => attempt(client.do("member.remove", { channel: id, user })),
    });
  }
  return (
    <li class="member">
      <Avatar user={user} dot />
      <span class="member-names">
        <UserName user={user} />
        <PresenceText user={user} />
        <span class="handle">
          @{known?.handle}
          {rank !== "" && ` · ${rank}`}
        </span>
      </span>
      {items.length > 0 && (
        <Menu class="icon-button" label={`Actions for ${known?.name ?? "this member"}`} items={items}>
          <Icon name="more" />
        </Menu>
      )}
    </li>
  );
}

/** What sets a member apart: the rank in the workspace, or else in the channel. */
function rankOf(inChannel: ChannelRole, user: User | undefined): string {
  if (user?.kind === "bot") return "bot";
  if (user && user.role !== "member") return user.role;
  return inChannel === "owner" ? "channel owner" : "";
}

/** Goes to the direct channel with these users. */
export async function openDirect({ client }: Store, users: Id[]): Promise<Id> {
  const { channel } = await client.do("channel.open_direct", { users });
  isMembersOpen.value = false;
  go(channelPath(channel));
  return channel;
}

/** Those who are there first, then by name. */
function sorted(store: Store, members: readonly Member[]): Member[] {
  const key = ({ user }: Member) =>
    `${store.presence(user) === "offline" ? 1 : 0}${store.user(user)?.name.toLowerCase() ?? ""}`;
  return members.toSorted((a, b) => key(a).localeCompare(key(b)));
}
