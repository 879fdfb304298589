import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import type { Member } from "../../protocol/records.ts";
import type { Client } from "../../sdk/client.ts";
import { order } from "../language/language.ts";
import { useStore } from "../state/store.ts";
import { Groups } from "./groups.tsx";
import { MemberRow } from "./memberrow.tsx";

const group_members = 50;
/** What changes within this time changes the list once: pages and names of a large channel come by the dozen. */
const pause_ms = 250;

/** The members of a channel that are known. */
export function MemberList({ channel }: { channel: Id }) {
  return <Groups items={useListed(channel).value} size={group_members} class="member-group" first={[0]} draw={row} />;
}

function row(member: Member) {
  return <MemberRow key={member.user} member={member} />;
}

/** The members in their order. No signals of each: thousands would be looked at again for each that changes. */
function useListed(channel: Id): ReadonlySignal<readonly Member[]> {
  const { client } = useStore();
  const { compare } = order.value;
  const listed = useSignal<readonly Member[]>([]);
  useLayoutEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      timer = undefined;
      listed.value = sorted(client, channel, compare);
    };
    look();
    const stop = client.on("change", ({ members, users, presence }) => {
      if (members.has(channel) || users || presence)
        timer ??= setTimeout(look, listed.peek().length > 0 ? pause_ms : 0);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [client, channel, compare, listed]);
  return listed;
}

/** Those who are there first, then by name; last those whose names are not known yet. */
function sorted(client: Client, channel: Id, compare: Intl.Collator["compare"]): Member[] {
  const { presence, members } = client.model;
  const named = Array.from(members.get(channel)?.list.values() ?? [], (member) => {
    const name = client.user(member.user)?.name;
    return { member, name: name ?? "", rank: name === undefined ? 2 : presence.has(member.user) ? 0 : 1 };
  });
  named.sort((a, b) => a.rank - b.rank || compare(a.name, b.name));
  return named.map(({ member }) => member);
}
