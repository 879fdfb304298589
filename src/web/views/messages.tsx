import { effect, type Signal, untracked, useComputed, useSignal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import { limits } from "../../protocol/limits.ts";
import { words } from "../language/language.ts";
import { whenIdle } from "../state/idle.ts";
import { dialog } from "../state/layout.ts";
import { isOpenChannel } from "../state/place.ts";
import { useStore } from "../state/store.ts";
import { Announcer } from "./announcer.tsx";
import { ChannelStart } from "./channelstart.tsx";
import { DayJump } from "./dayjump.tsx";
import { Icon } from "./icon.tsx";
import { lazy } from "./lazy.tsx";
import { isOfAuthor, MessageRow, pressOnMessage } from "./message.tsx";
import { Missing } from "./missing.tsx";
import { PendingRow } from "./pending.tsx";
import { longPress } from "./press.ts";
import { seqAround, useReach } from "./reach.ts";
import { Reader } from "./reader.ts";
import { type Rows, seqOf } from "./rows.ts";
import type { Range } from "./scroll.ts";
import type { Row } from "./timeline.ts";

/** Nobody gets to a message sooner after its channel was opened. */
const reach_ms_max = 100;

const MessageSheet = lazy(() => import("./dialog/later.ts").then((part) => part.MessageSheet));

interface MessagesProps {
  readonly id: Id;
  readonly editing: Signal<number | undefined>;
}

/**
 * The messages of one channel: of however many there are, those in sight and around are drawn. As long as the channel is not the
 * open one nobody sees or reads them; when it becomes that, nothing of them is drawn again.
 */
export function Messages({ id, editing }: MessagesProps) {
  const store = useStore();
  const isOpen = useComputed(() => isOpenChannel(id));
  const isInert = useSignal(!isOpen.peek());
  const reader = useMemo(() => new Reader(store, id), [store, id]);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const { focused, isReached, handlers } = useReach();
  /** On which message a finger rested. */
  const held = useSignal<number | undefined>(undefined);
  const holding = useMemo(
    () =>
      longPress((target) => {
        const message = reader.message(seqAround(target) ?? 0);
        if (!message || message.deleted || message.seq === editing.peek()) return undefined;
        return () => {
          held.value = message.seq;
        };
      }),
    [reader, editing, held],
  );
  const editedLast = useRef<number | undefined>(undefined);
  const channel = store.channel(id);
  const { keeper, window } = reader;
  const rows = reader.rows();
  const range = keeper.toDraw(rows, reader.hasNewest);

  useLayoutEffect(
    () => (scroller.current && list.current ? keeper.attach(scroller.current, list.current) : undefined),
    [keeper],
  );
  useLayoutEffect(
    () =>
      effect(() => {
        if (!isOpen.value) return undefined;
        // It has the browser look at the style of every element, which can wait until they are seen.
        whenIdle(() => {
          isInert.value = false;
        }, reach_ms_max);
        return untracked(() => reader.start());
      }),
    [reader, isOpen, isInert],
  );
  useLayoutEffect(() => {
    keeper.drawn(range);
    if (editing.value !== editedLast.current) {
      const edited = list.current?.querySelector<HTMLElement>(`[data-seq="${editing.value}"]`);
      if (edited) keeper.show(edited);
      if (edited || editing.value === undefined) editedLast.current = editing.value;
    }
    const toFocus = list.current?.querySelector<HTMLElement>(`[data-seq="${reader.toFocus}"]`);
    if (!toFocus) return;
    reader.toFocus = undefined;
    // What is inert takes no focus, and the signal says it to the document a moment later.
    isInert.value = false;
    toFocus.closest("[inert]")?.removeAttribute("inert");
    toFocus.focus({ preventScroll: true });
  });

  const drawn = rows.slice(range.from, range.to);
  // One message can be reached by Tab: the newest of those that are drawn.
  const tabStop = drawn.map(seqOf).findLast((seq) => seq !== undefined);
  const aside = asides(rows, range, [focused, editing.value]);
  const heldMessage = held.value === undefined ? undefined : reader.message(held.value);
  const listed = (row: Row) => {
    switch (row.type) {
      case "day":
        return (
          <li key={row.key} class="day">
            <DayJump channel={id} at={row.at} />
          </li>
        );
      case "new":
        return (
          <li key={row.key} class="new-line">
            <span>{words().messages.new}</span>
          </li>
        );
      case "message": {
        const { seq } = row.message;
        return (
          <MessageRow
            key={row.key}
            message={row.message}
            isFirst={row.isFirst}
            isTabStop={seq === tabStop}
            isPointed={seq === reader.pointed.value}
            isAside={aside.above.includes(row) || aside.below.includes(row)}
            isEditing={seq === editing.value}
            isReached={isReached(seq)}
            editing={editing}
          />
        );
      }
      case "pending":
        return <PendingRow key={row.key} pending={row.pending} isFirst={row.isFirst} />;
    }
  };
  return (
    <div class="messages" inert={isInert}>
      <div class="messages-top">
        {!reader.isPinned.value && reader.firstAt.value !== undefined && (
          <div class="day-in-sight">
            <DayJump channel={id} at={reader.firstAt.value} />
          </div>
        )}
        {window && reader.isNewAbove.value && (
          <button type="button" class="pill" onClick={() => reader.goTo({ to: "unread" })}>
            {words().messages.newAbove}
          </button>
        )}
        {window && reader.isGoing && <output class="going">{words().general.loading}</output>}
      </div>
      <Announcer channel={id} />
      <div class="messages-scroll" ref={scroller}>
        {channel && window && !window.more_before && <ChannelStart channel={channel} />}
        {/* Above what is drawn nobody sees it: its moving bars would cost as much as a third of the messages. */}
        {(!window || (window.more_before && range.from === 0)) && (
          <Edge reader={reader} edge="before" isEmpty={!window} />
        )}
        {/* The arrow keys go from message to message, so that what can be done with one can be reached. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <ol
          ref={list}
          class="messages-list"
          aria-label={words().messages.list}
          onKeyDown={(event) => {
            const message = event.target instanceof HTMLLIElement && reader.message(seqAround(event.target) ?? 0);
            if (message) pressOnMessage(event, store, message, editing);
          }}
          onClick={({ target }) => {
            const message = isOfAuthor(target) && reader.message(seqAround(target) ?? 0);
            if (message) dialog.value = { type: "person", user: message.author };
          }}
          {...handlers}
          {...holding}
        >
          {[...aside.above, ...drawn, ...aside.below].map(listed)}
        </ol>
        {window?.more_after && <Edge reader={reader} edge="after" />}
      </div>
      {!(reader.isPinned.value && reader.hasNewest) && window && (
        <button type="button" class="pill bottom" onClick={() => reader.goTo({ to: "newest" })}>
          <Icon name="arrow" />
          {channel && channel.unread > 0
            ? words().history.newBelow(channel.unread, channel.unread >= limits.unread_max)
            : words().messages.toNewest}
        </button>
      )}
      {heldMessage && (
        <MessageSheet
          message={heldMessage}
          editing={editing}
          close={() => {
            held.value = undefined;
          }}
        />
      )}
    </div>
  );
}

/** In place of messages that are not loaded yet, or could not be. */
function Edge({ reader, edge, isEmpty = false }: { reader: Reader; edge: "before" | "after"; isEmpty?: boolean }) {
  const failed = reader.failed.value;
  const isHere = failed && (failed.wanted === edge || (typeof failed.wanted === "object" && edge === "before"));
  if (!isHere)
    return edge === "before" ? (
      <Missing what={isEmpty ? "all" : "older"} />
    ) : (
      <p class="loading">{words().general.loading}</p>
    );
  return (
    <p class="loading" role="alert">
      <span>{failed.why}</span>
      <button type="button" class="link-button" onClick={() => reader.tryAgain()}>
        {words().general.tryAgain}
      </button>
    </p>
  );
}

/** The rows that stay drawn out of sight: what has the focus would lose it, and what is being written would be lost. */
function asides(
  rows: Rows,
  { from, to }: Range,
  seqs: readonly (number | undefined)[],
): { above: Row[]; below: Row[] } {
  const above: Row[] = [];
  const below: Row[] = [];
  for (const seq of [...new Set(seqs)].filter((each) => each !== undefined).sort((a, b) => a - b)) {
    const place = rows.placeOf(seq);
    const row = rows.at(place);
    if (row && seqOf(row) === seq && (place < from || place >= to)) (place < from ? above : below).push(row);
  }
  return { above, below };
}
