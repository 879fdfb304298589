import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import { limits } from "../../protocol/limits.ts";
import { words } from "../language/language.ts";
import { useStore } from "../state/store.ts";
import { ChannelStart } from "./channelstart.tsx";
import { DayJump } from "./dayjump.tsx";
import { Icon } from "./icon.tsx";
import { MessageRow } from "./message.tsx";
import { Missing } from "./missing.tsx";
import { PendingRow } from "./pending.tsx";
import { Reader } from "./reader.ts";
import { type Rows, seqOf } from "./rows.ts";
import { type Range, ScrollKeeper } from "./scroll.ts";
import type { Row } from "./timeline.ts";

interface MessagesProps {
  readonly id: Id;
  readonly editing: Signal<number | undefined>;
  readonly isShown: boolean;
}

/** The messages of one channel: of however many there are, those in sight and around are drawn. */
export function Messages(props: MessagesProps) {
  return (
    <div class={props.isShown ? "messages" : "messages kept"}>
      <Timeline {...props} />
    </div>
  );
}

/**
 * While another channel is shown it stays as it is, laid out but not painted, and follows nothing: for who comes back,
 * only what has changed meanwhile is drawn.
 */
function Timeline({ id, editing, isShown }: MessagesProps) {
  const store = useStore();
  const keeper = useMemo(() => new ScrollKeeper(store.places.get(id)), [store, id]);
  const reader = useMemo(() => (isShown ? new Reader(store, id, keeper) : undefined), [store, id, keeper, isShown]);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const focused = useSignal<number | undefined>(undefined);
  const range = useRef<Range | undefined>(undefined);
  const drawn = useRef<ComponentChildren>(null);

  useLayoutEffect(() => {
    if (!reader || !scroller.current || !list.current) return undefined;
    const detach = keeper.attach(scroller.current, list.current, reader.moved);
    const stop = reader.start();
    return () => {
      stop();
      detach();
      focused.value = undefined;
    };
  }, [reader, keeper, focused]);
  useLayoutEffect(() => {
    if (!reader || !range.current) return;
    keeper.drawn(range.current);
    const toFocus = list.current?.querySelector<HTMLElement>(`[data-seq="${reader.toFocus}"]`);
    if (!toFocus) return;
    reader.toFocus = undefined;
    toFocus.focus({ preventScroll: true });
  });
  if (!reader) return drawn.current;

  const channel = store.channel(id);
  const { window } = reader;
  const rows = reader.rows();
  range.current = keeper.toDraw(rows, reader.hasNewest);
  const inRange = rows.slice(range.current.from, range.current.to);
  // One message can be reached by Tab: the newest of those that are drawn.
  const tabStop = inRange.map(seqOf).findLast((seq) => seq !== undefined);
  const aside = asides(rows, range.current, [focused.value, editing.value]);
  const listed = (row: Row) => (
    <ListedRow
      key={row.key}
      row={row}
      channel={id}
      editing={editing}
      isTabStop={seqOf(row) === tabStop}
      isPointed={seqOf(row) === reader.pointed.value}
      isAside={aside.above.includes(row) || aside.below.includes(row)}
    />
  );
  drawn.current = (
    <>
      <div class="messages-top">
        {!reader.isPinned.value && reader.firstAt.value !== undefined && (
          <div class="day-in-sight">
            <DayJump channel={id} at={reader.firstAt.value} />
          </div>
        )}
        {reader.isNewAbove.value && (
          <button type="button" class="pill" onClick={() => reader.goTo({ to: "unread" })}>
            {words().messages.newAbove}
          </button>
        )}
      </div>
      <div class="messages-scroll" ref={scroller}>
        {channel && window && !window.more_before && <ChannelStart channel={channel} />}
        {(!window || window.more_before) && <Edge reader={reader} edge="before" isEmpty={!window} />}
        <ol
          ref={list}
          class="messages-list"
          aria-label={words().messages.list}
          onFocusIn={({ target }) => {
            focused.value = seqAround(target);
          }}
          onFocusOut={() => {
            focused.value = undefined;
          }}
        >
          {[...aside.above, ...inRange, ...aside.below].map(listed)}
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
    </>
  );
  return drawn.current;
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

interface RowProps {
  readonly row: Row;
  readonly channel: Id;
  readonly editing: Signal<number | undefined>;
  readonly isTabStop: boolean;
  readonly isPointed: boolean;
  readonly isAside: boolean;
}

function ListedRow({ row, channel, editing, isTabStop, isPointed, isAside }: RowProps) {
  switch (row.type) {
    case "day":
      return (
        <li class="day">
          <DayJump channel={channel} at={row.at} />
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
          isTabStop={isTabStop}
          isPointed={isPointed}
          isAside={isAside}
          isEditing={editing.value === row.message.seq}
          editing={editing}
        />
      );
    case "pending":
      return <PendingRow pending={row.pending} isFirst={row.isFirst} />;
  }
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

function seqAround(target: EventTarget | null): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>("[data-seq]") : undefined;
  return row ? Number(row.dataset["seq"]) : undefined;
}
