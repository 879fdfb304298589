import { type Signal, useSignal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import type { Message } from "../../protocol/records.ts";
import { words } from "../language/language.ts";
import { markUnread } from "../state/jump.ts";
import { dialog } from "../state/layout.ts";
import { attempt } from "../state/notice.ts";
import { shortcutOf } from "../state/shortcuts.ts";
import { type Store, useStore } from "../state/store.ts";
import { actionsOf, copyBody } from "./action.ts";
import { Avatar } from "./avatar.tsx";
import { Body } from "./body.tsx";
import { Fold } from "./fold.tsx";
import { IconButton } from "./iconbutton.tsx";
import { MessageEditor } from "./messageeditor.tsx";
import { UserName } from "./name.tsx";
import { Pictures } from "./pictures.tsx";
import { lazy } from "./lazy.tsx";
import { longPress } from "./press.ts";
import { mayDelete, mayEdit } from "./right.ts";
import { clockTime, fullTime, shortClockTime } from "./time.ts";

const MessageSheet = lazy(() => import("./dialog/later.ts").then((part) => part.MessageSheet));

/** Rows that are scrolled past under the pointer are not pointed at. */
const hover_ms = 60;

interface MessageRowProps {
  readonly message: Message;
  readonly isFirst: boolean;
  /** Whether it can be reached by Tab. */
  readonly isTabStop: boolean;
  /** Whether it was jumped to just now. */
  readonly isPointed: boolean;
  /** Whether it is drawn apart from its neighbours, since it is out of sight. */
  readonly isAside: boolean;
  readonly isEditing: boolean;
  readonly editing: Signal<number | undefined>;
}

export function MessageRow(props: MessageRowProps) {
  const { message, isFirst, isTabStop, isEditing, editing } = props;
  const store = useStore();
  const isHovered = useSignal(false);
  const isFocused = useSignal(false);
  const isHeld = useSignal(false);
  const held = useMemo(
    () =>
      longPress(() => {
        isHeld.value = true;
      }),
    [isHeld],
  );
  const hovering = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const { seq, author, at, body, edited, deleted, mentions, everyone, attachments } = message;
  const isToMe = !deleted && (everyone !== undefined || mentions?.includes(store.me?.id ?? author));
  return (
    // The arrow keys go from message to message, so that what can be done with one can be reached.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      class={classOf(props, isToMe === true && author !== store.me?.id)}
      data-seq={seq}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={isTabStop ? 0 : -1}
      onMouseEnter={() => {
        hovering.current = setTimeout(() => {
          isHovered.value = true;
        }, hover_ms);
      }}
      onMouseLeave={() => {
        clearTimeout(hovering.current);
        isHovered.value = false;
      }}
      onFocusIn={() => {
        isFocused.value = true;
      }}
      onFocusOut={({ currentTarget, relatedTarget }) => {
        isFocused.value = relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
      }}
      onKeyDown={(event) => press(event, store, message, editing)}
      {...(!deleted && !isEditing && held)}
    >
      {isFirst ? <Avatar user={author} /> : <Time at={at} isShort />}
      <div class="message-content">
        {isFirst ? (
          <p class="message-head">
            <UserName user={author} /> <Time at={at} />
          </p>
        ) : (
          <span class="unseen">
            <UserName user={author} />:{" "}
          </span>
        )}
        {deleted ? (
          <p class="tombstone">{words().messages.deleted}</p>
        ) : isEditing ? (
          <MessageEditor message={message} editing={editing} />
        ) : (
          (body !== "" || edited !== undefined) && (
            <Fold
              text={body}
              show={(text) => <Body body={text} mentions={mentions} everyone={everyone} edited={edited} />}
            />
          )
        )}
        <Pictures pictures={deleted ? undefined : attachments} open={(picture) => openPicture(message, picture)} />
      </div>
      {(isHovered.value || isFocused.value) && !deleted && !isEditing && (
        <Actions message={message} editing={editing} />
      )}
      {isHeld.value && (
        <MessageSheet
          message={message}
          editing={editing}
          close={() => {
            isHeld.value = false;
          }}
        />
      )}
    </li>
  );
}

function classOf({ isFirst, isPointed, isAside }: MessageRowProps, isToMe: boolean): string {
  const names = { message: true, first: isFirst, "to-me": isToMe, pointed: isPointed, aside: isAside };
  return Object.entries(names)
    .filter(([, has]) => has)
    .map(([name]) => name)
    .join(" ");
}

function Time({ at, isShort = false }: { at: number; isShort?: boolean }) {
  return (
    <time class="time" dateTime={new Date(at).toISOString()} title={fullTime(at)}>
      {isShort ? shortClockTime(at) : clockTime(at)}
    </time>
  );
}

function openPicture({ channel, seq }: Message, picture: Id): void {
  dialog.value = { type: "pictures", channel, seq, picture };
}

/** What can be done with a message, by whom. */
function Actions({ message, editing }: { message: Message; editing: Signal<number | undefined> }) {
  const store = useStore();
  const actions = actionsOf(store, message, editing);
  if (actions.length === 0) return null;
  return (
    <div class="message-reach">
      <div class="message-actions">
        {actions.map(({ icon, text, run, isLocal }) => (
          <IconButton
            icon={icon}
            key={icon}
            label={text}
            title={store.isCutOff && !isLocal ? words().offline.needsServer : undefined}
            disabled={store.isCutOff && !isLocal}
            onClick={run}
          />
        ))}
      </div>
    </div>
  );
}

/** One message can be reached by Tab; from there on it is the keys of messages that count. */
function press(event: KeyboardEvent, store: Store, message: Message, editing: Signal<number | undefined>): void {
  const { target } = event;
  if (!(target instanceof HTMLElement) || target.dataset["seq"] === undefined) return;
  const shortcut = shortcutOf(event, "message");
  const channel = store.channel(message.channel);
  const { seq, deleted } = message;
  if (shortcut === "nextMessage" || shortcut === "previousMessage") {
    const all = [...(target.closest("ol")?.querySelectorAll<HTMLElement>("[data-seq]") ?? [])];
    const next = all[all.indexOf(target) + (shortcut === "nextMessage" ? 1 : -1)];
    if (!next) return;
    next.focus();
  } else if (deleted) return;
  else if (shortcut === "openPicture" && message.attachments?.[0]) openPicture(message, message.attachments[0].id);
  else if (shortcut === "copy" && message.body !== "") copyBody(message);
  else if (shortcut === "markUnread" && message.author !== store.me?.id) attempt(markUnread(store, message));
  else if (shortcut === "edit" && mayEdit(message, channel, store.me)) editing.value = seq;
  else if (shortcut === "delete" && mayDelete(message, channel, store.me))
    dialog.value = { type: "delete", channel: message.channel, seq };
  else return;
  event.preventDefault();
}
