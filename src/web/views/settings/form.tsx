import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { words } from "../../language/language.ts";
import { type Draft, draftAt, setDraft } from "../../state/drafts.ts";
import { sentenceOf } from "../../state/notice.ts";
import { useStore } from "../../state/store.ts";
import { say } from "./said.tsx";

export interface Drafted {
  /** What stands in a field now. */
  readonly value: (name: string) => string;
  readonly set: (name: string, value: string) => void;
}

interface DraftFormProps {
  /** The path of the page that it is on, by which what is not saved is kept. */
  readonly path: string;
  /** What is saved now. */
  readonly saved: Draft;
  /** Resolves to what is said when it is done. */
  readonly submit: (fields: Draft) => Promise<string>;
  readonly children: (draft: Drafted) => ComponentChildren;
}

/** A form of what is saved: what is changed in it stays until it is saved or discarded, also when one goes elsewhere. */
export function DraftForm({ path, saved, submit, children }: DraftFormProps) {
  const { isCutOff } = useStore();
  const busy = useSignal(false);
  const error = useSignal("");
  const draft = draftAt(path);
  const fields = { ...saved, ...draft };
  const set = (name: string, value: string) => {
    error.value = "";
    const next = { ...saved, ...draftAt(path), [name]: value };
    const isSame = Object.entries(saved).every(([key, known]) => next[key] === known);
    setDraft(path, isSame ? undefined : next);
  };
  const save = async () => {
    if (busy.value || !draft) return;
    busy.value = true;
    error.value = "";
    try {
      const done = await submit(fields);
      // What was typed meanwhile is not saved yet.
      if (draftAt(path) === draft) setDraft(path);
      say(done);
    } catch (thrown) {
      error.value = sentenceOf(thrown);
    }
    busy.value = false;
  };
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        // It shows what goes wrong, and never rejects.
        void save().catch(() => undefined);
      }}
    >
      {children({ value: (name) => fields[name] ?? "", set })}
      <p class="form-error" role="alert">
        {error.value}
      </p>
      <div class="settings-buttons">
        <button type="submit" class="button" disabled={!draft || isCutOff} aria-busy={busy.value}>
          {words().settings.save}
        </button>
        <button
          type="button"
          class="button quiet"
          disabled={!draft}
          onClick={() => {
            error.value = "";
            setDraft(path);
          }}
        >
          {words().settings.discard}
        </button>
      </div>
    </form>
  );
}
