import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Message } from "../../protocol/records.ts";
import { findMessage } from "../../sdk/window.ts";
import { words } from "../language/language.ts";
import { dialog } from "../state/layout.ts";
import { draftOf, loadEdit, saveEdit } from "../state/memory.ts";
import { sentenceOf } from "../state/notice.ts";
import { useStore } from "../state/store.ts";
import { Editor } from "./editor.tsx";

/** In place of a message, while its author changes it. */
export function MessageEditor({ message, editing }: { message: Message; editing: Signal<number | undefined> }) {
  const store = useStore();
  const { client } = store;
  const { channel, seq } = message;
  const field = useRef<HTMLTextAreaElement>(null);
  const begun = loadEdit(channel);
  const body = useSignal(begun?.seq === seq ? begun.body : message.body);
  const error = useSignal("");
  const isSaving = useSignal(false);
  const close = () => {
    saveEdit(channel, undefined);
    if (editing.peek() === seq) editing.value = undefined;
  };
  useEffect(
    () => () => {
      const window = client.model.windows.get(channel);
      if (!window || !findMessage(window, seq)?.deleted) return;
      // It was deleted meanwhile. What was written in its place is not lost with it.
      const written = body.peek().trimEnd();
      const draft = draftOf(channel);
      if (written !== "" && written !== message.body)
        draft.value = [draft.peek(), written].filter((text) => text !== "").join("\n");
      close();
    },
    // When it is taken away.
    // oxlint-disable-next-line react/exhaustive-deps
    [],
  );
  const save = () => {
    if (isSaving.value) return undefined;
    const changed = body.value.trimEnd();
    if (changed === message.body) return close();
    if (changed === "" && !message.attachments) {
      close();
      dialog.value = { type: "delete", channel, seq };
      return undefined;
    }
    if (store.isCutOff) {
      error.value = words().offline.needsServer;
      return undefined;
    }
    // What is under way cannot be taken back any more: while the server is away it stays so, and says so.
    isSaving.value = true;
    error.value = "";
    client.do("message.edit", { channel, seq, body: changed }).then(close, (thrown: unknown) => {
      isSaving.value = false;
      error.value = sentenceOf(thrown);
    });
    return undefined;
  };
  return (
    <div class="message-editor">
      <Editor
        channel={channel}
        field={field}
        value={body}
        label={words().messages.editMessage}
        autofocus
        isFixed={isSaving.value}
        submit={save}
        input={() => saveEdit(channel, { seq, body: body.value })}
        onKey={({ key }) => {
          if (key === "Escape" && !isSaving.value) close();
          return key === "Escape";
        }}
      />
      <p class="form-error" role="alert">
        {error.value}
      </p>
      {isSaving.value && store.connection.state !== "online" && <p class="hint">{words().messages.sending}</p>}
      <div class="editor-buttons">
        <button type="button" class="button small" aria-busy={isSaving.value} onClick={save}>
          {words().general.save}
        </button>
        <button type="button" class="button small quiet" disabled={isSaving.value} onClick={close}>
          {words().general.cancel}
        </button>
      </div>
    </div>
  );
}
