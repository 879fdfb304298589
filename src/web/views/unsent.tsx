import { batch } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import { words } from "../language/language.ts";
import { draftOf } from "../state/memory.ts";
import { useStore } from "../state/store.ts";
import { attachedTo } from "../state/uploads.ts";
import { removeUpload } from "./attach.ts";
import { CopyButton } from "./copy.tsx";
import { Pictures } from "./pictures.tsx";

const rows_max = 8;

/** The draft of a channel in which it cannot be sent, to be taken elsewhere. Where one can write there again, it is in the field. */
export function Unsent({ id }: { id: Id }) {
  const store = useStore();
  const draft = draftOf(id);
  const attached = attachedTo(id);
  const field = useRef<HTMLTextAreaElement>(null);
  const pictures = attached.value.map(({ attachment }) => attachment.value);
  const { title } = words().unsent;
  const discard = () =>
    batch(() => {
      draft.value = "";
      for (const upload of attached.peek()) removeUpload(store, id, upload);
    });
  return (
    <section class="left-words" aria-label={title}>
      <h3>{title}</h3>
      {draft.value !== "" && (
        <textarea
          ref={field}
          class="input"
          dir="auto"
          rows={Math.min(rows_max, draft.value.split("\n").length)}
          readOnly
          aria-label={title}
          value={draft.value}
        />
      )}
      <Pictures pictures={pictures} />
      <div class="form-buttons">
        {draft.value !== "" && (
          <CopyButton text={draft.value} look="button quiet" select={() => field.current?.select()} />
        )}
        <button type="button" class="button quiet" onClick={discard}>
          {words().messages.discard}
        </button>
      </div>
    </section>
  );
}
