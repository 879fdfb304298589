import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import type { Member } from "../../protocol/records.ts";
import type { Client } from "../../sdk/client.ts";
import { order } from "../language/language.ts";
import { useStore } from "../state/store.ts";
import { inGroups } from "./groups.ts";
import { MemberRow } from "./memberrow.tsx";

/** So many are drawn, or not, together. */
const group_members = 50;
/** What changes within this time changes the list once: pages and names of a large channel come by the dozen. */
const pause_ms = 250;

/** The members of a channel that are known. Of thousands only those in sight and around are drawn. */
export function MemberList({ channel }: { channel: Id }) {
  const groups = inGroups(useListed(channel).value, group_members);
  const list = useRef<HTMLUListElement>(null);
  const drawn = useSignal<ReadonlySet<number>>(new Set([0]));
  useEffect(() => {
    const all = list.current;
    if (!all) return undefined;
    const places = new Map([...all.children].map((group, i) => [group, i]));
    const look = (seen: readonly IntersectionObserverEntry[]) => {
      const next = new Set(drawn.peek());
      for (const { target, isIntersecting } of seen) {
        const at = places.get(target) ?? 0;
        if (isIntersecting) next.add(at);
        // What has the focus stays, also out of sight.
        else if (!target.contains(document.activeElement)) next.delete(at);
      }
      drawn.value = next;
    };
    const observer = new IntersectionObserver(look, { root: all.closest(".members"), rootMargin: "100% 0px" });
    for (const group of all.children) observer.observe(group);
    return () => observer.disconnect();
  }, [drawn, groups.length]);
  return (
    // What is between a list and its items says nothing: the roles say that they belong together all the same.
    // oxlint-disable-next-line jsx-a11y/no-redundant-roles
    <ul ref={list} role="list">
      {groups.map((members, at) => (
        <MemberGroup key={at} at={at} members={members} drawn={drawn} />
      ))}
    </ul>
  );
}

interface MemberGroupProps {
  readonly at: number;
  readonly members: readonly Member[];
  readonly drawn: ReadonlySignal<ReadonlySet<number>>;
}

function MemberGroup({ at, members, drawn }: MemberGroupProps) {
  const isDrawn = useComputed(() => drawn.value.has(at)).value;
  return (
    <div role="none" class="member-group" style={{ "--members": members.length }}>
      {isDrawn && members.map((member) => <MemberRow key={member.user} member={member} />)}
    </div>
  );
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
