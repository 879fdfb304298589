import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import { limits } from "../../protocol/limits.ts";
import { utf8Length } from "../../protocol/shape.ts";
import { words } from "../language/language.ts";
import { loadDraft, saveDraft } from "../state/memory.ts";
import { useStore } from "../state/store.ts";
import { Editor } from "./editor.tsx";
import { Icon } from "./icon.tsx";
import { channelTitle } from "./name.tsx";

interface ComposerProps {
  readonly id: Id;
  readonly editing: Signal<number | undefined>;
}

/** Where a new message is written. */
export function Composer({ id, editing }: ComposerProps) {
  const store = useStore();
  const { client } = store;
  const body = useSignal(loadDraft(id));
  const root = useRef<HTMLFormElement>(null);
  const channel = store.channel(id);
  const bytes = utf8Length(body.value);
  const isTooLong = bytes > limits.body_bytes_max;

  useEffect(() => saveDraft(id, body.value), [id, body.value]);
  useEffect(() => {
    // Whoever begins to type anywhere means to write a message.
    const start = (event: KeyboardEvent) => {
      if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey || event.key === " ") return;
      const { activeElement } = document;
      if (activeElement && activeElement !== document.body && !activeElement.matches("[data-seq]")) return;
      root.current?.querySelector("textarea")?.focus();
    };
    addEventListener("keydown", start);
    return () => removeEventListener("keydown", start);
  }, []);

  const send = () => {
    if (body.value.trim() === "" || isTooLong) return;
    client.send(id, body.value.trimEnd());
    body.value = "";
  };
  const editLast = (event: KeyboardEvent) => {
    if (event.key !== "ArrowUp" || body.value !== "") return false;
    const messages = client.model.windows.get(id)?.messages ?? [];
    const last = messages.findLast(({ author, deleted }) => author === client.model.me && !deleted);
    if (last) editing.value = last.seq;
    return last !== undefined;
  };
  return (
    <form
      class="composer"
      ref={root}
      onSubmit={(event) => {
        event.preventDefault();
        send();
        root.current?.querySelector("textarea")?.focus();
      }}
    >
      <Editor
        id="composer"
        channel={id}
        value={body}
        label={channel ? words().composer.messageTo(channelTitle(store, channel)) : words().composer.message}
        autofocus={!matchMedia("(pointer: coarse)").matches && editing.value === undefined}
        submit={send}
        onKey={editLast}
        input={() => {
          if (body.value !== "") client.setTyping(id);
        }}
      />
      <button
        type="submit"
        class="icon-button send"
        aria-label={words().composer.send}
        disabled={body.value.trim() === "" || isTooLong}
      >
        <Icon name="send" />
      </button>
      {isTooLong && (
        <p class="form-error" role="alert">
          {words().composer.tooLong(bytes - limits.body_bytes_max)}
        </p>
      )}
    </form>
  );
}
