import { useSignal } from "@preact/signals";
import { type ComponentChildren, createElement, type PartialInputHTMLAttributes } from "preact";
import { useId } from "preact/hooks";
import { words } from "../language/language.ts";
import { closeDialog } from "../state/layout.ts";
import { sentenceOf } from "../state/notice.ts";

interface FormProps {
  /** What the button says. */
  readonly action: string;
  readonly submit: (fields: Record<string, string>) => Promise<unknown>;
  readonly children: ComponentChildren;
  /** It destroys something: it looks so, and there is a button to rather not do it. */
  readonly danger?: boolean;
  /** There is a button to rather not do it, which does this. */
  readonly cancel?: () => void;
}

/** Fields and one button. While it works the button says so; when it fails the server's sentence is shown. */
export function Form({
  action,
  submit,
  children,
  danger = false,
  cancel = danger ? closeDialog : undefined,
}: FormProps) {
  const busy = useSignal(false);
  const error = useSignal("");
  const send = async (form: HTMLFormElement) => {
    if (busy.value) return;
    busy.value = true;
    error.value = "";
    try {
      await submit(fieldsOf(form));
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
        void send(event.currentTarget).catch(() => undefined);
      }}
    >
      {children}
      <p class="form-error" role="alert">
        {error.value}
      </p>
      <div class="form-buttons">
        {cancel && (
          <button type="button" class="button quiet" onClick={cancel}>
            {words().general.cancel}
          </button>
        )}
        <button type="submit" class={danger ? "button danger" : "button"} aria-busy={busy.value}>
          {action}
        </button>
      </div>
    </form>
  );
}

type Attribute =
  | "autocapitalize"
  | "autocomplete"
  | "autofocus"
  | "defaultValue"
  | "max"
  | "maxLength"
  | "min"
  | "minLength"
  | "onInput"
  | "required"
  | "spellcheck"
  | "value";

interface FieldProps extends Pick<PartialInputHTMLAttributes<HTMLInputElement>, Attribute> {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly type?: "text" | "password" | "search" | "number" | "date";
}

export function Field({ label, hint, type = "text", ...input }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {/* As JSX its type would have to be known when this is compiled. */}
      {createElement("input", {
        id,
        type,
        class: "input",
        ...(hint !== undefined && { "aria-describedby": `${id}-hint` }),
        ...input,
      })}
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

function fieldsOf(form: HTMLFormElement): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) if (typeof value === "string") fields[name] = value;
  return fields;
}
