import { useLayoutEffect, useRef } from "preact/hooks";
import type { Id } from "../../../protocol/id.ts";
import { findMessage } from "../../../sdk/window.ts";
import { words } from "../../language/language.ts";
import { closeDialog } from "../../state/layout.ts";
import { useStore } from "../../state/store.ts";
import { showBody } from "../body.tsx";
import { showFolded } from "../fold.tsx";
import { Form } from "../form.tsx";
import { Pictures } from "../pictures.tsx";
import { DialogFrame } from "./frame.tsx";

export function DeleteDialog({ channel, seq }: { channel: Id; seq: number }) {
  const store = useStore();
  const window = store.windows.get(channel);
  const message = window && findMessage(window, seq);
  const preview = useRef<HTMLElement>(null);
  const title = message && words().sheet.title(store.user(message.author)?.name ?? "");
  useLayoutEffect(() => {
    const { scrollHeight = 0, clientHeight = 0 } = preview.current ?? {};
    // A long one is scrolled through by the keyboard too.
    if (preview.current && scrollHeight > clientHeight) preview.current.tabIndex = 0;
  }, []);
  return (
    <DialogFrame title={words().messages.deleteTitle}>
      {message && (
        <section ref={preview} class="preview" aria-label={title}>
          {message.body !== "" && showFolded(message.body, (text) => showBody(store, { body: text }))}
          <Pictures pictures={message.attachments} />
        </section>
      )}
      <p>{message?.attachments ? words().pictures.deleteMeans : words().messages.deleteMeans}</p>
      <Form
        action={words().messages.delete}
        danger
        submit={async () => {
          await store.client.do("message.delete", { channel, seq });
          closeDialog();
        }}
      >
        {null}
      </Form>
    </DialogFrame>
  );
}
