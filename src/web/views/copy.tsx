import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { words } from "../language/language.ts";
import { Icon } from "./icon.tsx";

/** A text to be copied. */
export function CopyField({ label, text }: { label: string; text: string }) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const said = useSignal("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      said.value = words().general.copied;
    } catch {
      // A page that did not come by https may not: then the person can.
      field.current?.select();
      said.value = words().general.copyByHand;
    }
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="copy-row">
        <input
          id={id}
          ref={field}
          class="input"
          value={text}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" class="button" onClick={() => void copy().catch(() => undefined)}>
          <Icon name="copy" />
          {words().general.copy}
        </button>
      </div>
      <output class="hint">{said.value}</output>
    </div>
  );
}
