import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import { words } from "../language/language.ts";
import { isFocused, readingChannel } from "../state/attention.ts";
import { attempt } from "../state/notice.ts";
import { useStore } from "../state/store.ts";
import { Announcer } from "./announcer.tsx";
import { ChannelStart } from "./channelstart.tsx";
import { Icon } from "./icon.tsx";
import { MessageRow } from "./message.tsx";
import { Missing } from "./missing.tsx";
import { PendingRow } from "./pending.tsx";
import { ScrollKeeper } from "./scroll.ts";
import { dayName } from "./time.ts";
import { type Row, timeline } from "./timeline.ts";

/** More is loaded when less than this is left to scroll. */
const ahead_px = 1000;

interface MessagesProps {
  readonly id: Id;
  readonly editing: Signal<number | undefined>;
}

export function Messages({ id, editing }: MessagesProps) {
  const store = useStore();
  const { client } = store;
  const channel = store.channel(id);
  const window = store.windows.get(id);
  const pending = store.pending.get(id);
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLOListElement>(null);
  const keeper = useRef<ScrollKeeper | undefined>(undefined);
  const isPinned = useSignal(true);
  const isNewAbove = useSignal(false);
  /** Up to where the reader had read when the first message came that was not seen at once. */
  const readUpTo = useSignal<number | undefined>(undefined);
  const wantsNew = useRef(false);
  const hasNewest = window?.more_after === false;

  useEffect(() => attempt(client.open(id)), [client, id]);
  useSignalEffect(() => {
    const now = store.channel(id);
    const isReading = isFocused() && isPinned.value && store.windows.get(id)?.more_after === false;
    readingChannel.value = isReading ? id : undefined;
    if (isReading) client.markRead(id);
    else if (now && now.unread > 0 && (readUpTo.peek() ?? -1) < now.read) readUpTo.value = now.read;
  });

  useLayoutEffect(() => {
    if (!scroller.current || !content.current) return undefined;
    const list = content.current;
    const kept = new ScrollKeeper(scroller.current, list, ({ above_px, below_px, isPinned: now }) => {
      const loaded = client.model.windows.get(id);
      isPinned.value = now;
      const line = list.querySelector<HTMLElement>(".new-line");
      const isBeforeLoaded =
        loaded !== undefined && loaded.more_before && (loaded.messages[0]?.seq ?? 0) > (readUpTo.peek() ?? 0);
      isNewAbove.value =
        readUpTo.peek() !== undefined && (line ? line.offsetTop + line.offsetHeight < above_px : isBeforeLoaded);
      if (above_px < ahead_px && loaded?.more_before) attempt(client.loadBefore(id));
      if (below_px < ahead_px && loaded?.more_after) attempt(client.loadAfter(id));
    });
    keeper.current = kept;
    return () => kept.stop();
  }, [client, id, isPinned, isNewAbove, readUpTo]);

  // The line belongs where the new messages begin: while that is not loaded, there is none.
  const isBeginLoaded =
    window !== undefined && (!window.more_before || (window.messages[0]?.seq ?? 0) <= (readUpTo.value ?? 0));
  const newAfter = isBeginLoaded ? readUpTo.value : undefined;
  const rows = useMemo(
    () => timeline(window?.messages ?? [], hasNewest ? (pending ?? []) : [], store.me?.id, newAfter),
    [window, hasNewest, pending, store.me?.id, newAfter],
  );
  useLayoutEffect(() => keeper.current?.keep(), [rows]);
  const lastSeq = window?.messages.at(-1)?.seq;
  useLayoutEffect(() => {
    if (keeper.current) keeper.current.hasNewest = hasNewest;
    const line = content.current?.querySelector<HTMLElement>(".new-line");
    if (!wantsNew.current || !line) return;
    wantsNew.current = false;
    keeper.current?.show(line);
  });

  const goToNewest = () => {
    attempt(client.open(id).then(() => keeper.current?.pin()));
  };
  const goToNew = () => {
    wantsNew.current = true;
    attempt(client.loadAround(id, readUpTo.value ?? 0));
  };
  // What one sends is at the end: there one wants to be.
  const sent = pending?.length ?? 0;
  const sentBefore = useRef(sent);
  useLayoutEffect(() => {
    if (sent > sentBefore.current) {
      readUpTo.value = undefined;
      goToNewest();
    }
    sentBefore.current = sent;
  });

  return (
    <div class="messages">
      {isNewAbove.value && (
        <button type="button" class="pill top" onClick={goToNew}>
          {words().messages.newAbove}
        </button>
      )}
      <Announcer channel={id} />
      <div class="messages-scroll" ref={scroller}>
        {channel && window && !window.more_before && <ChannelStart channel={channel} />}
        {(!window || window.more_before) && <Missing what={window ? "older" : "all"} />}
        <ol ref={content} class="messages-list" aria-label={words().messages.list}>
          {rows.map((row) => (
            <ListedRow key={row.key} row={row} editing={editing} lastSeq={lastSeq} />
          ))}
        </ol>
      </div>
      {!(isPinned.value && hasNewest) && window && (
        <button type="button" class="pill bottom" onClick={goToNewest}>
          <Icon name="arrow" />
          {channel && channel.unread > 0 ? words().messages.newMessages : words().messages.toNewest}
        </button>
      )}
    </div>
  );
}

interface RowProps {
  readonly row: Row;
  readonly editing: Signal<number | undefined>;
  readonly lastSeq: number | undefined;
}

function ListedRow({ row, editing, lastSeq }: RowProps) {
  switch (row.type) {
    case "day":
      return (
        <li class="day">
          <span>{dayName(row.at)}</span>
        </li>
      );
    case "new":
      return (
        <li class="new-line">
          <span>{words().messages.new}</span>
        </li>
      );
    case "message":
      return (
        <MessageRow
          message={row.message}
          isFirst={row.isFirst}
          isLast={row.message.seq === lastSeq}
          isEditing={editing.value === row.message.seq}
          editing={editing}
        />
      );
    case "pending":
      return <PendingRow pending={row.pending} isFirst={row.isFirst} />;
  }
}
