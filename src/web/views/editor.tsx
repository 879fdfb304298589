import { type Signal, useComputed, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useId, useLayoutEffect } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import { words } from "../language/language.ts";
import { isComposing, shortcutOf } from "../state/shortcuts.ts";
import { isTouched } from "../state/touch.ts";
import { type Format, formats, insert, newLine, paste } from "../text/format.ts";
import { beginBefore, type Candidate } from "./completion.ts";
import { Completions } from "./completions.tsx";
import { changeField, textOf } from "./field.ts";
import { useCandidates } from "./knownhere.ts";

interface EditorProps {
  readonly channel: Id;
  readonly value: Signal<string>;
  readonly label: string;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly id?: string;
  readonly autofocus?: boolean;
  /** It is not to be changed now. */
  readonly isFixed?: boolean;
  readonly submit: () => void;
  /** Keys that are not the editor's own. Returns whether it was meant for it. */
  readonly onKey?: (event: KeyboardEvent) => boolean;
  readonly input?: () => void;
}

/** On a screen that is touched, Enter makes a new line, and a button sends. */
const sendsByEnter = !isTouched;
/** Where the style lets the field grow with its text, nothing has to be measured at every key. */
const growsByItself = CSS.supports("field-sizing", "content");

/** A field for a message's text: it grows with it, sends by Enter, formats by keys, and completes what begins with a mark. */
export function Editor({
  channel,
  value,
  label,
  field,
  id,
  autofocus = false,
  isFixed = false,
  submit,
  onKey,
  input,
}: EditorProps) {
  const listId = useId();
  const caret = useSignal(0);
  const chosen = useSignal(0);
  /** Escape puts the completions away until the word is another one. */
  const dismissed = useSignal<number | undefined>(undefined);

  const begin = useComputed(() => beginBefore(value.value, caret.value)).value;
  const candidates = useCandidates(channel, begin?.from === dismissed.value ? undefined : begin);
  const at = Math.min(chosen.value, candidates.length - 1);

  const take = ({ insert: written }: Candidate) => {
    if (!begin || !field.current) return;
    const end = caret.value;
    changeField(field.current, ({ text }) => {
      const rest = text.slice(end).replace(/^ /, "");
      const to = begin.from + written.length + 1;
      return { text: `${text.slice(0, begin.from)}${written} ${rest}`, from: to, to };
    });
  };
  const complete = ({ key }: KeyboardEvent): boolean => {
    const candidate = candidates[at];
    if (!candidate || !begin) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    const isWritten = candidate.insert.toLowerCase() === value.value.slice(begin.from, caret.value).toLowerCase();
    if (step !== undefined) chosen.value = (at + step + candidates.length) % candidates.length;
    // What is written out needs no completing: Enter sends.
    else if (key === "Tab" || (key === "Enter" && !isWritten)) take(candidate);
    else if (key === "Escape") dismissed.value = begin.from;
    else return false;
    return true;
  };
  const format = (event: KeyboardEvent, target: HTMLTextAreaElement): boolean => {
    const shortcut = shortcutOf(event, "write");
    if (shortcut === "newLine" || (shortcut === "send" && !sendsByEnter)) changeField(target, newLine);
    else if (!isFormat(shortcut) || (shortcut === "link" && target.selectionStart === target.selectionEnd))
      return false;
    else changeField(target, formats[shortcut]);
    return true;
  };

  useLayoutEffect(() => {
    if (!growsByItself) grow(field.current);
  }, [value.value, field]);
  useLayoutEffect(() => {
    if (!autofocus || !field.current) return;
    field.current.focus();
    field.current.setSelectionRange(field.current.value.length, field.current.value.length);
  }, [autofocus, field]);

  const isOpen = candidates.length > 0;
  return (
    <div class="editor">
      {isOpen && begin && (
        <Completions id={listId} trigger={begin.trigger} candidates={candidates} at={at} take={take} />
      )}
      {/* How many there are is said, since a field of several lines cannot be a combobox. */}
      <span class="unseen" aria-live="polite">
        {isOpen && words().composer.found(candidates.length)}
      </span>
      <textarea
        ref={field}
        id={id}
        class="editor-field"
        rows={1}
        dir="auto"
        aria-label={label}
        placeholder={label}
        aria-autocomplete="list"
        aria-controls={isOpen ? listId : undefined}
        aria-activedescendant={isOpen ? `${listId}-${at}` : undefined}
        value={value.value}
        readOnly={isFixed}
        onInput={({ currentTarget }) => {
          value.value = currentTarget.value;
          caret.value = currentTarget.selectionStart;
          chosen.value = 0;
          if (beginBefore(value.value, caret.value)?.from !== dismissed.value) dismissed.value = undefined;
          input?.();
        }}
        onSelect={({ currentTarget }) => {
          caret.value = currentTarget.selectionStart;
        }}
        onPaste={(event) => {
          if (isFixed) return;
          const { clipboardData, currentTarget } = event;
          const text = clipboardData?.getData("text/plain").replaceAll("\r\n", "\n") ?? "";
          const whole = textOf(currentTarget);
          const pasted = paste(whole, text, codeIn(clipboardData));
          if (pasted.text === insert(whole, text).text) return;
          event.preventDefault();
          changeField(currentTarget, () => pasted);
        }}
        onKeyDown={(event) => {
          if (isComposing(event)) return;
          const isSend = sendsByEnter && shortcutOf(event, "write") === "send";
          const isDone = isFixed
            ? onKey?.(event)
            : complete(event) || onKey?.(event) || format(event, event.currentTarget);
          if (isDone) event.preventDefault();
          else if (isSend) {
            event.preventDefault();
            submit();
          }
        }}
      />
    </div>
  );
}

function isFormat(name: string | undefined): name is Format {
  return name !== undefined && Object.hasOwn(formats, name);
}

/** The language of what comes from a code editor that says so. */
function codeIn(clipboard: DataTransfer | null): string | undefined {
  const written = clipboard?.getData("vscode-editor-data") ?? "";
  if (written === "") return undefined;
  return /"mode":"([a-z0-9+#-]{1,32})"/.exec(written)?.[1] ?? "";
}

function grow(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}
