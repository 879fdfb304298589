import { type Signal, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Message } from "../../protocol/records.ts";
import { words } from "../language/language.ts";
import { useStore } from "../state/store.ts";
import { actionsOf } from "./action.ts";
import { Avatar } from "./avatar.tsx";
import { Body } from "./body.tsx";
import { Fold } from "./fold.tsx";
import { Icon } from "./icon.tsx";
import { MessageEditor } from "./messageeditor.tsx";
import { UserName } from "./name.tsx";
import { longPress } from "./press.ts";
import { MessageSheet } from "./sheet.tsx";
import { clockTime, fullTime, shortClockTime } from "./time.ts";

interface MessageRowProps {
  readonly message: Message;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly isEditing: boolean;
  readonly editing: Signal<number | undefined>;
}

export function MessageRow({ message, isFirst, isLast, isEditing, editing }: MessageRowProps) {
  const store = useStore();
  const isHovered = useSignal(false);
  const isFocused = useSignal(false);
  const isPressed = useSignal(false);
  const press = useMemo(
    () =>
      longPress(() => {
        isPressed.value = true;
      }),
    [isPressed],
  );
  const { seq, author, at, body, edited, deleted, mentions, everyone } = message;
  const isToMe = !deleted && (everyone !== undefined || mentions?.includes(store.me?.id ?? author));
  return (
    // The arrow keys go from message to message, so that what can be done with one can be reached.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      class={`message${isFirst ? " first" : ""}${isToMe && author !== store.me?.id ? " to-me" : ""}`}
      data-seq={seq}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={isLast ? 0 : -1}
      onMouseEnter={() => {
        isHovered.value = true;
      }}
      onMouseLeave={() => {
        isHovered.value = false;
      }}
      onFocusIn={() => {
        isFocused.value = true;
      }}
      onFocusOut={({ currentTarget, relatedTarget }) => {
        isFocused.value = relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
      }}
      onKeyDown={moveByArrows}
      {...(!deleted && !isEditing && press)}
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
          <Fold
            text={body}
            show={(text) => <Body body={text} mentions={mentions} everyone={everyone} edited={edited} />}
          />
        )}
      </div>
      {(isHovered.value || isFocused.value) && !deleted && !isEditing && (
        <Actions message={message} editing={editing} />
      )}
      {isPressed.value && (
        <MessageSheet
          message={message}
          editing={editing}
          close={() => {
            isPressed.value = false;
          }}
        />
      )}
    </li>
  );
}

function Time({ at, isShort = false }: { at: number; isShort?: boolean }) {
  return (
    <time class="time" dateTime={new Date(at).toISOString()} title={fullTime(at)}>
      {isShort ? shortClockTime(at) : clockTime(at)}
    </time>
  );
}

/** What can be done with a message, by whom. */
function Actions({ message, editing }: { message: Message; editing: Signal<number | undefined> }) {
  const store = useStore();
  const actions = actionsOf(store, message, editing);
  if (actions.length === 0) return null;
  return (
    <div class="message-actions">
      {actions.map(({ icon, text, run }) => (
        <button
          key={icon}
          type="button"
          class="icon-button"
          aria-label={text}
          title={store.isCutOff ? words().offline.needsServer : undefined}
          disabled={store.isCutOff}
          onClick={run}
        >
          <Icon name={icon} />
        </button>
      ))}
    </div>
  );
}

/** One message can be reached by Tab; the arrow keys go on from there. */
function moveByArrows(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const { target } = event;
  if (step === undefined || !(target instanceof HTMLElement) || target.dataset["seq"] === undefined) return;
  const all = [...(target.closest("ol")?.querySelectorAll<HTMLElement>("[data-seq]") ?? [])];
  const next = all[all.indexOf(target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
