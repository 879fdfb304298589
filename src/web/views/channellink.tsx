import { useComputed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import { limits } from "../../protocol/limits.ts";
import type { Channel } from "../../sdk/model.ts";
import { words } from "../language/language.ts";
import { expectNext, expectNone, loadNext } from "../state/ahead.ts";
import { isBeingRead } from "../state/attention.ts";
import { callsIn, isWaiting } from "../state/calls.ts";
import { isDrawerOpen } from "../state/layout.ts";
import { draftOf } from "../state/memory.ts";
import { channelPath, go, isOpenChannel } from "../state/place.ts";
import { useStore } from "../state/store.ts";
import { attachedTo } from "../state/uploads.ts";
import { PresenceText } from "./avatar.tsx";
import { ChannelMark } from "./channelmark.tsx";
import { Icon } from "./icon.tsx";
import { ChannelName, isOfTwo, partnerOf } from "./name.tsx";

/** A channel in the list: bold when something in it is unread. */
export function ChannelLink({ id }: { id: Id }) {
  const store = useStore();
  const channel = store.channel(id);
  const hasDraft = useComputed(() => draftOf(id).value.trim() !== "" || attachedTo(id).value.length > 0).value;
  const isCurrent = isOpenChannel(id);
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (isCurrent && link.current) bringIntoSight(link.current);
  }, [isCurrent]);
  if (!channel) return null;
  // The server is told of what is read a little later: what is read before one's eyes must not flicker as unread.
  const isUnread = isWaiting(channel) && !isBeingRead(id);
  const isMuted = channel.notify === "nothing";
  const partner = partnerOf(channel, store.me?.id);
  return (
    // oxlint-disable-next-line jsx-a11y/no-redundant-roles
    <li role="listitem">
      <a
        ref={link}
        class={`channel-link${isUnread ? " unread" : ""}${isMuted ? " muted" : ""}`}
        href={channelPath(id)}
        aria-current={isCurrent ? "page" : undefined}
        onPointerDown={() => loadNext(store, id)}
        // What moves below a mouse that rests is not pointed at: of that a browser tells no move.
        onPointerMove={({ pointerType }) => pointerType === "mouse" && expectNext(id)}
        onPointerLeave={expectNone}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          // Also when it is the one that is open already.
          isDrawerOpen.value = false;
          go(channelPath(id));
        }}
      >
        <ChannelMark channel={channel} dot />
        <ChannelName channel={channel} />
        {partner && isOfTwo(channel) && <PresenceText user={partner} />}
        {channel.kind === "private" && <span class="unseen"> ({words().channel.private})</span>}
        {hasDraft && !isCurrent && (
          <span class="draft" title={words().composer.draft}>
            <Icon name="pencil" />
            <span class="unseen">{words().composer.draft}</span>
          </span>
        )}
        {isMuted && <MutedMark />}
        {isUnread && <Counts channel={channel} />}
      </a>
    </li>
  );
}

/** Where one is may be far down the list, when keys or a search led there. Only the list is scrolled, which may be a drawer off the screen. */
function bringIntoSight(link: HTMLElement): void {
  const list = link.closest(".sidebar-scroll");
  if (!list) return;
  const [place, sight] = [link.getBoundingClientRect(), list.getBoundingClientRect()];
  list.scrollTop += Math.max(0, place.bottom - sight.bottom) - Math.max(0, sight.top - place.top);
}

export function MutedMark() {
  const { muted } = words().settings.notifications.channel;
  return (
    <span class="muted-mark" title={muted}>
      <Icon name="muted" />
      <span class="unseen">{muted}</span>
    </span>
  );
}

export function Counts({ channel }: { channel: Channel }) {
  const { kind, unread, mentions } = channel;
  const calls = callsIn(channel);
  if (calls > 0)
    return (
      <span
        class="badge"
        aria-label={
          kind === "direct" ? words().sidebar.unread(unread) : words().sidebar.unreadWithMentions(unread, mentions)
        }
      >
        {shown(calls)}
      </span>
    );
  return (
    <span class="count" aria-label={words().sidebar.unread(unread)}>
      {shown(unread)}
    </span>
  );
}

function shown(count: number): string {
  return count >= limits.unread_max ? `${limits.unread_max - 1}+` : String(count);
}
