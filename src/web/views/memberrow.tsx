import type { ChannelRole, Member, User } from "../../protocol/records.ts";
import { words } from "../language/language.ts";
import { attempt } from "../state/notice.ts";
import { useStore } from "../state/store.ts";
import { Avatar, PresenceText } from "./avatar.tsx";
import { openDirect } from "./direct.ts";
import { Icon } from "./icon.tsx";
import { Menu, type MenuItem } from "./menu.tsx";
import { UserName } from "./name.tsx";
import { mayRun } from "./right.ts";

export function MemberRow({ member: { channel: id, user, role } }: { member: Member }) {
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
