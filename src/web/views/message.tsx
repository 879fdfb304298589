import type { Signal } from "@preact/signals";
import type { Id } from "../../protocol/id.ts";
import type { Message } from "../../protocol/records.ts";
import { words } from "../language/language.ts";
import { markUnread } from "../state/jump.ts";
import { dialog } from "../state/layout.ts";
import { attempt } from "../state/notice.ts";
import { shortcutOf } from "../state/shortcuts.ts";
import { type Store, useStore } from "../state/store.ts";
import { copyBody } from "./action.ts";
import { showAvatar } from "./avatar.tsx";
import { showBody } from "./body.tsx";
import { showFolded } from "./fold.tsx";
import { MessageActions } from "./messageactions.tsx";
import { MessageEditor } from "./messageeditor.tsx";
import { Pictures } from "./pictures.tsx";
import { mayDelete, mayEdit } from "./right.ts";
import { clockTime, fullTime, shortClockTime } from "./time.ts";

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
  /** Whether the pointer rests on it or the focus is in it: what can be done with it is shown. */
  readonly isReached: boolean;
  readonly editing: Signal<number | undefined>;
}

/** A message in a channel's list. What is done with it by pointer and keys is heard at the list: rows come and go by the dozen. */
export function MessageRow(props: MessageRowProps) {
  const { message, isFirst, isTabStop, isEditing, isReached, editing } = props;
  const store = useStore();
  const { seq, author, at, body, edited, deleted, mentions, everyone, attachments } = message;
  const user = store.user(author);
  const name = <bdi class="name">{user?.name ?? "…"}</bdi>;
  const isToMe = !deleted && (everyone !== undefined || mentions?.includes(store.me?.id ?? author));
  return (
    <li
      class={classOf(props, isToMe === true && author !== store.me?.id)}
      data-seq={seq}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={isTabStop ? 0 : -1}
    >
      {isFirst ? showAvatar(author, user) : showTime(at, shortClockTime(at))}
      <div class="message-content">
        {isFirst ? (
          <p class="message-head">
            {name} {showTime(at, clockTime(at))}
          </p>
        ) : (
          <span class="unseen">{name}: </span>
        )}
        {deleted ? (
          <p class="tombstone">{words().messages.deleted}</p>
        ) : isEditing ? (
          <MessageEditor message={message} editing={editing} />
        ) : (
          (body !== "" || edited !== undefined) &&
          showFolded(body, (text) => showBody(store, { body: text, mentions, everyone, edited }))
        )}
        {!deleted && attachments && (
          <Pictures pictures={attachments} open={(picture) => openPicture(message, picture)} />
        )}
      </div>
      {isReached && !deleted && !isEditing && <MessageActions message={message} editing={editing} />}
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

function showTime(at: number, text: string) {
  return (
    <time class="time" dateTime={new Date(at).toISOString()} title={fullTime(at)}>
      {text}
    </time>
  );
}

function openPicture({ channel, seq }: Message, picture: Id): void {
  dialog.value = { type: "pictures", channel, seq, picture };
}

/** Whether the picture or the name of a message's author was pressed. */
export function isOfAuthor(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(".message > .avatar, .message-head > .name") !== null;
}

/** What keys do when a message has the focus. One can be reached by Tab; from there on it is the keys of messages that count. */
export function pressOnMessage(
  event: KeyboardEvent,
  store: Store,
  message: Message,
  editing: Signal<number | undefined>,
): void {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return;
  const shortcut = shortcutOf(event, "message");
  const channel = store.channel(message.channel);
  const { seq, deleted } = message;
  if (shortcut === "nextMessage" || shortcut === "previousMessage") {
    const all = [...(target.closest("ol")?.querySelectorAll<HTMLElement>("[data-seq]") ?? [])];
    const next = all[all.indexOf(target) + (shortcut === "nextMessage" ? 1 : -1)];
    if (!next) return;
    next.focus();
  } else if (shortcut === "author") dialog.value = { type: "person", user: message.author };
  else if (deleted) return;
  else if (shortcut === "openPicture" && message.attachments?.[0]) openPicture(message, message.attachments[0].id);
  else if (shortcut === "copy" && message.body !== "") copyBody(message);
  else if (shortcut === "markUnread" && message.author !== store.me?.id) attempt(markUnread(store, message));
  else if (shortcut === "edit" && mayEdit(message, channel, store.me)) editing.value = seq;
  else if (shortcut === "delete" && mayDelete(message, channel, store.me))
    dialog.value = { type: "delete", channel: message.channel, seq };
  else return;
  event.preventDefault();
}
