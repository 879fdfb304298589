import { type Signal, useSignal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import { limits } from "../../protocol/limits.ts";
import { words } from "../language/language.ts";
import { useStore } from "../state/store.ts";
import { Announcer } from "./announcer.tsx";
import { ChannelStart } from "./channelstart.tsx";
import { DayJump } from "./dayjump.tsx";
import { Icon } from "./icon.tsx";
import { MessageRow } from "./message.tsx";
import { Missing } from "./missing.tsx";
import { PendingRow } from "./pending.tsx";
import { Reader } from "./reader.ts";
import { type Rows, seqOf } from "./rows.ts";
import type { Range } from "./scroll.ts";
import type { Row } from "./timeline.ts";

interface MessagesProps {
  readonly id: Id;
  readonly editing: Signal<number | undefined>;
}

/** The messages of one channel: of however many there are, those in sight and around are drawn. */
export function Messages({ id, editing }: MessagesProps) {
  const store = useStore();
  const reader = useMemo(() => new Reader(store, id), [store, id]);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const focused = useSignal<number | undefined>(undefined);
  const editedLast = useRef<number | undefined>(undefined);
  const channel = store.channel(id);
  const { keeper, window } = reader;
  const rows = reader.rows();
  const range = keeper.toDraw(rows, reader.hasNewest);

  useLayoutEffect(() => {
    if (!scroller.current || !list.current) return undefined;
    const detach = keeper.attach(scroller.current, list.current);
    const stop = reader.start();
    return () => {
      stop();
      detach();
    };
  }, [reader, keeper]);
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
    toFocus.focus({ preventScroll: true });
  });

  const drawn = rows.slice(range.from, range.to);
  // One message can be reached by Tab: the newest of those that are drawn.
  const tabStop = drawn.map(seqOf).findLast((seq) => seq !== undefined);
  const aside = asides(rows, range, [focused.value, editing.value]);
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
  return (
    <div class="messages">
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
      </div>
      <Announcer channel={id} />
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
