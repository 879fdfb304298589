import { useEffect } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import type { ChannelRole, Member, User } from "../../protocol/records.ts";
import { order, words } from "../language/language.ts";
import { dialog, isMembersOpen } from "../state/layout.ts";
import { attempt } from "../state/notice.ts";
import { type Store, useStore } from "../state/store.ts";
import { Avatar, PresenceText } from "./avatar.tsx";
import { openDirect } from "./direct.ts";
import { Icon } from "./icon.tsx";
import { IconButton } from "./iconbutton.tsx";
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
    <aside class="members" aria-label={words().members.title}>
      <header class="members-header">
        <h2>
          {words().members.title}
          {members?.complete && <span class="count">{list.length}</span>}
        </h2>
        <IconButton
          icon="close"
          label={words().members.close}
          onClick={() => {
            isMembersOpen.value = false;
          }}
        />
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
          {words().general.addPeople}
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
    items.push({ text: words().members.write, run: () => attempt(openDirect(store, [user])) });
  if (channel && mayRun(channel, me) && user !== me?.id) {
    const other = role === "owner" ? "member" : "owner";
    if (!channel.archived)
      items.push({
        text: other === "owner" ? words().members.makeOwner : words().members.makeMember,
        run: () => attempt(client.do("member.set_role", { channel: id, user, role: other })),
      });
    items.push({
      text: words().members.remove,
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
          <bdi>@{known?.handle}</bdi>
          {rank !== "" && ` · ${rank}`}
        </span>
      </span>
      {items.length > 0 && (
        <Menu
          class="icon-button"
          label={known ? words().members.actionsFor(known.name) : words().members.actions}
          items={items}
        >
          <Icon name="more" />
        </Menu>
      )}
    </li>
  );
}

/** What sets a member apart: the rank in the workspace, or else in the channel. */
function rankOf(inChannel: ChannelRole, user: User | undefined): string {
  if (user?.kind === "bot") return words().members.bot;
  if (user && user.role !== "member") return words().roles[user.role];
  return inChannel === "owner" ? words().members.channelOwner : "";
}

/** Those who are there first, then by name. */
function sorted(store: Store, members: readonly Member[]): Member[] {
  const isAway = ({ user }: Member) => Number(store.presence(user) === "offline");
  const name = ({ user }: Member) => store.user(user)?.name ?? "";
  return members.toSorted((a, b) => isAway(a) - isAway(b) || order.value.compare(name(a), name(b)));
}
