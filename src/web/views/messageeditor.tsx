import { type Signal, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Message } from "../../protocol/records.ts";
import { words } from "../language/language.ts";
import { dialog } from "../state/layout.ts";
import { loadEdit, saveEdit } from "../state/memory.ts";
import { sentenceOf } from "../state/notice.ts";
import { useStore } from "../state/store.ts";
import { Editor } from "./editor.tsx";

/** In place of a message, while its author changes it. */
export function MessageEditor({ message, editing }: { message: Message; editing: Signal<number | undefined> }) {
  const { client } = useStore();
  const { channel, seq } = message;
  const field = useRef<HTMLTextAreaElement>(null);
  const begun = loadEdit(channel);
  const body = useSignal(begun?.seq === seq ? begun.body : message.body);
  const error = useSignal("");
  const close = () => {
    saveEdit(channel, undefined);
    if (editing.peek() === seq) editing.value = undefined;
  };
  const save = () => {
    const changed = body.value.trimEnd();
    if (changed === message.body) return close();
    if (changed === "" && !message.attachments) {
      close();
      dialog.value = { type: "delete", channel, seq };
      return undefined;
    }
    client.do("message.edit", { channel, seq, body: changed }).then(close, (thrown: unknown) => {
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
        submit={save}
        input={() => saveEdit(channel, { seq, body: body.value })}
        onKey={({ key }) => {
          if (key === "Escape") close();
          return key === "Escape";
        }}
      />
      <p class="form-error" role="alert">
        {error.value}
      </p>
      <div class="editor-buttons">
        <button type="button" class="button small" onClick={save}>
          {words().general.save}
        </button>
        <button type="button" class="button small quiet" onClick={close}>
          {words().general.cancel}
        </button>
      </div>
    </div>
  );
}
