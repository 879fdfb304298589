import { type Signal, useComputed, useSignal } from "@preact/signals";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import { words } from "../language/language.ts";
import { attempt } from "../state/notice.ts";
import { useStore } from "../state/store.ts";
import { Avatar } from "./avatar.tsx";
import { type Candidate, completionsOf, mentionBefore } from "./completion.ts";

interface EditorProps {
  readonly channel: Id;
  readonly value: Signal<string>;
  readonly label: string;
  readonly id?: string;
  readonly autofocus?: boolean;
  readonly submit: () => void;
  /** Keys that are not the editor's own. Returns whether it was meant for it. */
  readonly onKey?: (event: KeyboardEvent) => boolean;
  readonly input?: () => void;
}

/** On a screen that is touched, Enter makes a new line, and a button sends. */
const sendsByEnter = !matchMedia("(pointer: coarse)").matches;

/** A field for a message's text: it grows with it, sends by Enter, and completes mentions. */
export function Editor({ channel, value, label, id, autofocus = false, submit, onKey, input }: EditorProps) {
  const store = useStore();
  const field = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const caret = useSignal(0);
  const chosen = useSignal(0);
  /** Escape puts the completions away until the mention is another one. */
  const dismissed = useSignal<number | undefined>(undefined);

  const mention = useComputed(() => mentionBefore(value.value, caret.value));
  const found = mention.value;
  const candidates = found && found.from !== dismissed.value ? completions(store, channel, found.word) : [];
  const at = Math.min(chosen.value, candidates.length - 1);

  const take = ({ handle }: Candidate) => {
    if (!found || !field.current) return;
    const { from } = found;
    const rest = value.value.slice(caret.value);
    value.value = `${value.value.slice(0, from)}@${handle} ${rest.replace(/^ /, "")}`;
    caret.value = from + handle.length + 2;
    field.current.value = value.value;
    field.current.setSelectionRange(caret.value, caret.value);
    field.current.focus();
  };
  const complete = (event: KeyboardEvent): boolean => {
    const candidate = candidates[at];
    if (!candidate) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) chosen.value = (at + step + candidates.length) % candidates.length;
    // A handle that is written out needs no completing: Enter sends.
    else if (event.key === "Tab" || (event.key === "Enter" && candidate.handle !== found?.word)) take(candidate);
    else if (event.key === "Escape") dismissed.value = found?.from;
    else return false;
    return true;
  };

  const isMentioning = found !== undefined;
  useEffect(() => {
    if (isMentioning) attempt(store.client.loadMembers(channel));
  }, [isMentioning, store, channel]);
  useLayoutEffect(() => grow(field.current), [value.value]);
  useLayoutEffect(() => {
    if (!autofocus || !field.current) return;
    field.current.focus();
    field.current.setSelectionRange(field.current.value.length, field.current.value.length);
  }, [autofocus]);

  return (
    <div class="editor">
      {candidates.length > 0 && (
        // No select can stand beside a field that keeps the focus: its keys choose here, and clicks are for the mouse.
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        <div class="completions" id={listId} role="listbox" aria-label={words().composer.mentions}>
          {candidates.map((candidate, i) => (
            <button
              type="button"
              tabIndex={-1}
              key={candidate.handle}
              id={`${listId}-${i}`}
              // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
              role="option"
              aria-selected={i === at}
              class="completion"
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(candidate)}
            >
              {candidate.user ? <Avatar user={candidate.user} dot /> : <span class="avatar everybody">@</span>}
              <bdi class="handle">@{candidate.handle}</bdi>
              <bdi class="name">{candidate.text}</bdi>
            </button>
          ))}
        </div>
      )}
      <textarea
        ref={field}
        id={id}
        class="editor-field"
        rows={1}
        dir="auto"
        aria-label={label}
        placeholder={label}
        aria-autocomplete="list"
        aria-controls={candidates.length > 0 ? listId : undefined}
        aria-activedescendant={candidates.length > 0 ? `${listId}-${at}` : undefined}
        value={value.value}
        onInput={({ currentTarget }) => {
          value.value = currentTarget.value;
          caret.value = currentTarget.selectionStart;
          chosen.value = 0;
          if (mention.value?.from !== dismissed.value) dismissed.value = undefined;
          input?.();
        }}
        onSelect={({ currentTarget }) => {
          caret.value = currentTarget.selectionStart;
        }}
        onKeyDown={(event) => {
          // While an input method composes, its keys are its own.
          if (event.isComposing) return;
          const isSend = sendsByEnter && event.key === "Enter" && !event.shiftKey;
          if (complete(event) || onKey?.(event)) event.preventDefault();
          else if (isSend) {
            event.preventDefault();
            submit();
          }
        }}
      />
    </div>
  );
}

function completions(store: ReturnType<typeof useStore>, channel: Id, word: string): Candidate[] {
  const members = [...(store.members.get(channel)?.list.keys() ?? [])];
  const users = members.map((user) => store.user(user)).filter((user) => user !== undefined);
  const withEverybody = store.channel(channel)?.kind !== "direct" && store.me?.role !== "guest";
  return completionsOf(
    word,
    users.filter(({ deactivated }) => !deactivated),
    withEverybody,
  );
}

function grow(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}
