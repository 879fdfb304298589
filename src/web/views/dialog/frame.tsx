import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { words } from "../../language/language.ts";
import { closeDialog } from "../../state/layout.ts";
import { useStore } from "../../state/store.ts";
import { IconButton } from "../iconbutton.tsx";
import { useModal } from "./modal.ts";

interface DialogFrameProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** For one that is not among those of state/layout.ts. */
  readonly close?: () => void;
  /** It does nothing for which it needs the server. */
  readonly isLocal?: boolean;
}

/** The browser keeps the focus inside, closes it by Escape, and gives the focus back. */
export function DialogFrame({ title, children, close = closeDialog, isLocal = false }: DialogFrameProps) {
  const isCutOff = useStore().isCutOff && !isLocal;
  const element = useRef<HTMLDialogElement>(null);
  useModal(element, close);
  return (
    // A click beside the dialog is one on the element itself: its content covers the rest.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events
    <dialog
      ref={element}
      class="dialog"
      aria-labelledby="dialog-title"
      // Escape: closed before the next key is pressed, which the event "close" may come after.
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      // When it is taken away, that is heard of only after another may have been opened.
      onClose={() => element.current && close()}
      onClick={(event) => event.target === element.current && close()}
    >
      <div class="dialog-content">
        <div class="dialog-header">
          <h2 id="dialog-title">{title}</h2>
          <IconButton icon="close" label={words().general.close} onClick={close} />
        </div>
        {isCutOff && <p class="hint">{words().offline.needsServer}</p>}
        {/* Whatever a dialog does, the server does: without it nothing in it can be pressed. */}
        <fieldset class="dialog-body" disabled={isCutOff}>
          {children}
        </fieldset>
      </div>
    </dialog>
  );
}
