import { batch, type Signal, signal, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import { limits } from "../../protocol/limits.ts";
import { utf8Length } from "../../protocol/shape.ts";
import { fromNewest } from "../../sdk/window.ts";
import { emojiTable, loadEmoji, mayHaveShortcode, withCharacters } from "../emoji/emoji.ts";
import { words } from "../language/language.ts";
import { whenIdle } from "../state/idle.ts";
import { dialog } from "../state/layout.ts";
import { late } from "../state/late.ts";
import { draftOf, recall, remember } from "../state/memory.ts";
import { notify, sentenceOf } from "../state/notice.ts";
import { isCharacter, shortcutOf } from "../state/shortcuts.ts";
import { useStore } from "../state/store.ts";
import { isTouched } from "../state/touch.ts";
import { attachedTo, pictureTypes } from "../state/uploads.ts";
import { insert } from "../text/format.ts";
import { Editor } from "./editor.tsx";
import { changeField } from "./field.ts";
import { addFiles, filesAdded } from "./files.tsx";
import { IconButton } from "./iconbutton.tsx";
import { lazy } from "./lazy.tsx";
import { channelTitle } from "./name.tsx";
import { type Here, isSlashHere, readSlash, runSlash } from "./slash.ts";
import { Toolbar } from "./toolbar.tsx";

const Tray = lazy(() => import("./dialog/later.ts").then((part) => part.Tray));
const EmojiPicker = lazy(() => import("./emojipicker.tsx").then((part) => part.EmojiPicker));

/** Nobody presses a key sooner that is not a letter. */
const focus_ms_max = 100;

interface ComposerProps {
  readonly id: Id;
  readonly editing: Signal<number | undefined>;
}

/** What becomes of what is written, in one channel. */
function newState() {
  return {
    error: signal(""),
    /** A text that looks like a slash command and is none: sent as it is when that is meant. */
    refused: signal<string | undefined>(undefined),
    /** The text that is being sent: the next is not, so that none overtakes it. */
    posting: signal<string | undefined>(undefined),
    /** The slash command that is being done: for as long as the server is away, and others need not wait for it. */
    running: signal<string | undefined>(undefined),
    isPicking: signal(false),
  };
}

/** Where a new message is written. From channel to channel the field is another one, and what stands around it stays. */
export function Composer({ id, editing }: ComposerProps) {
  const store = useStore();
  const { client } = store;
  const body = draftOf(id);
  const states = useRef({ id, state: newState() });
  if (states.current.id !== id) states.current = { id, state: newState() };
  const { error, refused, posting, running, isPicking } = states.current.state;
  const hasToolbar = useSignal(recall("toolbar") === "open");
  const field = useRef<HTMLTextAreaElement>(null);
  const channel = store.channel(id);
  const bytes = utf8Length(body.value);
  const isTooLong = bytes > limits.body_bytes_max;
  const attached = attachedTo(id);
  const files = useRef<HTMLInputElement>(null);
  const isNothing = body.value.trim() === "" && attached.value.length === 0;
  const sentences = words().composer;

  const isEditing = editing.value !== undefined;
  /** Whether the field is to have the focus and has not got it yet, since its channel was opened just now. */
  const isAwaited = useRef(false);
  useLayoutEffect(() => {
    isAwaited.current = true;
  }, [id, isEditing, editing]);
  // When there is nothing else to do: giving the focus has the browser lay out the page once more. Who types at once has it by that.
  useEffect(() => {
    const { activeElement } = document;
    whenIdle(() => {
      isAwaited.current = false;
      if (isTouched || editing.peek() !== undefined || !field.current) return;
      // A message that was jumped to has it, or what was chosen meanwhile.
      if (isOnMessage() || document.activeElement !== activeElement) return;
      field.current.focus();
      field.current.setSelectionRange(field.current.value.length, field.current.value.length);
    }, focus_ms_max);
  }, [id, isEditing, editing]);

  useEffect(() => {
    // Before others take for a shortcut what is meant for the field.
    const typed = (event: KeyboardEvent) => {
      if (isAwaited.current && isCharacter(event) && event.key !== " " && isNowhere() && !isOnMessage())
        field.current?.focus();
    };
    // Whoever begins to type, or pastes a text, anywhere means to write a message.
    const start = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey, defaultPrevented } = event;
      if (defaultPrevented || key.length !== 1 || ctrlKey || metaKey || altKey || key === " ") return;
      if (!shortcutOf(event, "move") && isNowhere()) field.current?.focus();
    };
    const paste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (event.defaultPrevented || text === "" || !field.current || dialog.peek() || !isNowhere()) return;
      event.preventDefault();
      changeField(field.current, (whole) => insert(whole, text.replaceAll("\r\n", "\n")));
    };
    addEventListener("keydown", typed, { capture: true });
    addEventListener("keydown", start);
    addEventListener("paste", paste);
    return () => {
      removeEventListener("keydown", typed, { capture: true });
      removeEventListener("keydown", start);
      removeEventListener("paste", paste);
    };
  }, []);

  /** Resolves to a sentence when it was not sent. */
  const post = async (text: string): Promise<string | undefined> => {
    await filesAdded();
    const uploads = attached.peek();
    if (uploads.some(({ stage }) => !/running|there/.test(stage.peek().at))) return words().pictures.someFailed;
    const written = mayHaveShortcode(text) ? await withEmoji(text) : text;
    const areThere = uploads.every(({ stage }) => stage.peek().at === "there");
    const later = areThere ? undefined : await import("./dialog/later.ts");
    // Only now, so that it is a draft until then, also of a page that goes; and without what was typed meanwhile.
    batch(() => {
      body.value = body.peek().startsWith(text) ? body.peek().slice(text.length).trimStart() : body.peek();
      if (uploads.length > 0) attached.value = attached.peek().filter((upload) => !uploads.includes(upload));
    });
    if (later) later.sendWhenThere(store, id, written, uploads);
    else
      client.send(
        id,
        written,
        uploads.map(({ attachment }) => attachment.peek()),
      );
    return undefined;
  };
  /** Resolves to a sentence when it was not done. */
  const run = async (text: string, { name, rest }: { name: string; rest: string }, here: Here) => {
    if (!isSlashHere(name, here)) {
      refused.value = text;
      return sentences.noSlash(name);
    }
    const sentence = await runSlash(name, here, rest);
    if (sentence === undefined && body.value.trimEnd() === text) body.value = "";
    return sentence;
  };
  const send = () => {
    const text = body.value.trimEnd();
    if (isNothing || isTooLong || posting.value !== undefined || text === running.value) return;
    const slash = attached.value.length === 0 && text !== refused.value ? readSlash(text) : undefined;
    const doing = channel && slash ? run(text, slash, { store, channel }) : post(text);
    const under = channel && slash ? running : posting;
    under.value = text;
    const finish = (sentence: string) => {
      if (under.value === text) under.value = undefined;
      // Something else may be in the field by now.
      if (body.value.trimEnd() === text) error.value = sentence;
      else if (sentence !== "") notify(sentence);
    };
    doing.then(
      (sentence = "") => finish(sentence),
      (thrown: unknown) => finish(sentenceOf(thrown)),
    );
  };
  const press = (event: KeyboardEvent) => {
    const shortcut = shortcutOf(event, "write");
    if (shortcut === "emoji") isPicking.value = !isPicking.value;
    else if (shortcut === "editLast" && body.value === "") return editLast();
    else return false;
    return true;
  };
  const editLast = () => {
    // The last one is on its way, and the one before it is not meant.
    if (store.pending.get(id)?.some((each) => !each.error)) return false;
    const window = client.model.windows.get(id);
    const last = window && fromNewest(window).find(({ author, deleted }) => author === client.model.me && !deleted);
    if (last) editing.value = last.seq;
    return last !== undefined;
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
        field.current?.focus();
      }}
    >
      {attached.value.length > 0 && <Tray channel={id} />}
      {hasToolbar.value && <Toolbar field={field} />}
      <Editor
        key={id}
        id="composer"
        field={field}
        channel={id}
        value={body}
        label={channel ? sentences.messageTo(channelTitle(store, channel)) : sentences.message}
        submit={send}
        onKey={press}
        input={() => {
          error.value = "";
          if (body.value !== "" && !readSlash(body.value)) client.setTyping(id);
        }}
      />
      <div class="composer-buttons">
        <input
          ref={files}
          type="file"
          accept={pictureTypes.join()}
          multiple
          hidden
          onChange={({ currentTarget }) => {
            addFiles(store, id, currentTarget.files);
            // The same file can be chosen again.
            currentTarget.value = "";
            if (!isTouched) field.current?.focus();
          }}
        />
        <IconButton
          icon="image"
          label={words().pictures.add}
          title={words().pictures.add}
          onClick={() => files.current?.click()}
        />
        <IconButton
          icon="format"
          class="format-button"
          label={sentences.toolbar}
          title={sentences.toolbar}
          aria-pressed={hasToolbar.value}
          onClick={() => {
            hasToolbar.value = !hasToolbar.value;
            remember("toolbar", hasToolbar.value ? "open" : "closed");
            field.current?.focus();
          }}
        />
        <IconButton
          icon="smile"
          class="emoji-button"
          label={sentences.emoji}
          title={sentences.emoji}
          aria-haspopup="dialog"
          aria-expanded={isPicking.value}
          onClick={() => {
            isPicking.value = !isPicking.value;
          }}
        />
        <IconButton icon="send" type="submit" class="send" label={sentences.send} disabled={isNothing || isTooLong} />
      </div>
      {isPicking.value && (
        <EmojiPicker
          pick={(char) => field.current && changeField(field.current, (text) => insert(text, char))}
          close={() => {
            isPicking.value = false;
            field.current?.focus();
          }}
        />
      )}
      <p class="form-error" role="alert">
        {isTooLong ? sentences.tooLong(bytes - limits.body_bytes_max) : error.value}
      </p>
    </form>
  );
}

/** Whether the focus is on nothing that takes letters itself. It is still on the link for a moment after a channel was opened by it. */
function isNowhere(): boolean {
  const { activeElement } = document;
  if (!activeElement || activeElement === document.body || isOnMessage()) return true;
  return activeElement.matches(".channel-link[aria-current]");
}

function isOnMessage(): boolean {
  return document.activeElement?.matches("[data-seq]") === true;
}

/** What is written is not held up for longer than this. */
const emoji_ms_max = 2000;

async function withEmoji(text: string): Promise<string> {
  const table =
    emojiTable() ?? (await Promise.race([loadEmoji(words().code), late(emoji_ms_max)]).catch(() => undefined));
  return table ? withCharacters(text, table) : text;
}
