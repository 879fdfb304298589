import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { words } from "../language/language.ts";
import { copyText } from "./clipboard.ts";
import { Icon } from "./icon.tsx";

/** A text to be copied. */
export function CopyField({ label, text }: { label: string; text: string }) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const said = useSignal("");
  const copy = async () => {
    try {
      await copyText(text);
      said.value = words().general.copied;
    } catch {
      // The browser does not let the page: then the person can.
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
          dir="ltr"
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

const said_ms = 2000;

/** Copies a text that is shown; where a page may not, it is selected for the person to copy. */
export function CopyButton({
  text,
  select,
  look = "copy-button",
}: {
  text: string;
  select: () => void;
  look?: string;
}) {
  const said = useSignal<"copied" | "copyByHand" | undefined>(undefined);
  useEffect(() => {
    if (said.value === undefined) return undefined;
    const timer = setTimeout(() => {
      said.value = undefined;
    }, said_ms);
    return () => clearTimeout(timer);
  }, [said, said.value]);
  const copy = async () => {
    try {
      await copyText(text);
      said.value = "copied";
    } catch {
      // The browser does not let the page: then the person can.
      select();
      said.value = "copyByHand";
    }
  };
  return (
    <>
      <button type="button" class={look} onClick={() => void copy().catch(() => undefined)}>
        <Icon name="copy" />
        {words().general[said.value ?? "copy"]}
      </button>
      <output class="unseen">{said.value && words().general[said.value]}</output>
    </>
  );
}
