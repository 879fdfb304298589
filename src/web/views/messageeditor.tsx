import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Message } from "../../protocol/records.ts";
import { findMessage } from "../../sdk/window.ts";
import { words } from "../language/language.ts";
import { dialog } from "../state/layout.ts";
import { changeOf, dropChange, saveChange } from "../state/changes.ts";
import { loadEdit, putIntoDraft, saveEdit } from "../state/memory.ts";
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
  /** Why it cannot be given to the server. */
  const refusal = useSignal("");
  const change = changeOf(channel, seq);
  const isSaving = change !== undefined && change.error === undefined;
  const close = () => {
    dropChange(channel, seq);
    if (editing.peek() === seq) editing.value = undefined;
  };
  useEffect(
    () => () => {
      const { channels, windows } = client.model;
      const window = windows.get(channel);
      const isHere = channels.has(channel) && !(window && findMessage(window, seq)?.deleted);
      if (isHere) return;
      // It was deleted meanwhile, or its author is not in the channel any more. What was written in its place is not lost with it.
      const written = body.peek().trimEnd();
      if (written !== message.body) putIntoDraft(channel, [written]);
      close();
    },
    // When it is taken away.
    // oxlint-disable-next-line react/exhaustive-deps
    [],
  );
  const wasSaving = useRef(isSaving);
  useLayoutEffect(() => {
    if (wasSaving.current && !change) close();
    wasSaving.current = isSaving;
  });
  const save = () => {
    if (isSaving) return undefined;
    const changed = body.value.trimEnd();
    if (changed === message.body) return close();
    if (changed === "" && !message.attachments) {
      close();
      dialog.value = { type: "delete", channel, seq };
      return undefined;
    }
    refusal.value = store.isCutOff ? words().offline.needsServer : "";
    // What is under way cannot be taken back any more: while the server is away it stays so, and says so.
    if (!store.isCutOff) saveChange(client, channel, seq, changed);
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
        isFixed={isSaving}
        submit={save}
        input={() => saveEdit(channel, { seq, body: body.value })}
        onKey={({ key }) => {
          if (key === "Escape" && !isSaving) close();
          return key === "Escape";
        }}
      />
      <p class="form-error" role="alert">
        {refusal.value || (change?.error && sentenceOf(change.error))}
      </p>
      {isSaving && store.connection.state !== "online" && <p class="hint">{words().messages.sending}</p>}
      <div class="editor-buttons">
        <button type="button" class="button small" aria-busy={isSaving} onClick={save}>
          {words().general.save}
        </button>
        <button type="button" class="button small quiet" disabled={isSaving} onClick={close}>
          {words().general.cancel}
        </button>
      </div>
    </div>
  );
}
