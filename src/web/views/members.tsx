import { useEffect } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import { words } from "../language/language.ts";
import { dialog, isMembersOpen } from "../state/layout.ts";
import { attempt } from "../state/notice.ts";
import { useStore } from "../state/store.ts";
import { Icon } from "./icon.tsx";
import { IconButton } from "./iconbutton.tsx";
import { MemberList } from "./memberlist.tsx";
import { mayAdd } from "./right.ts";

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
  const isAll = members?.complete ?? false;
  return (
    <aside class="members" aria-label={words().members.title}>
      <header class="members-header">
        <h2>
          {words().members.title}
          {isAll && <span class="count">{members?.list.size}</span>}
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
      <output class="hint">{!isAll && words().general.loading}</output>
      <MemberList key={id} channel={id} />
    </aside>
  );
}
