import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { words } from "../../language/language.ts";
import { coverPage } from "../../state/layers.ts";
import { closeDialog } from "../../state/layout.ts";
import { useStore } from "../../state/store.ts";
import { Icon } from "../icon.tsx";

/** The browser keeps the focus inside, closes it by Escape, and gives the focus back. */
export function DialogFrame({ title, children }: { title: string; children: ComponentChildren }) {
  const store = useStore();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    element.current?.showModal();
    return coverPage(closeDialog);
  }, []);
  return (
    // A click beside the dialog is one on the element itself: its content covers the rest.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events
    <dialog
      ref={element}
      class="dialog"
      aria-labelledby="dialog-title"
      onClose={closeDialog}
      onClick={(event) => event.target === element.current && closeDialog()}
    >
      <div class="dialog-content">
        <header class="dialog-header">
          <h2 id="dialog-title">{title}</h2>
          <button type="button" class="icon-button" aria-label={words().general.close} onClick={closeDialog}>
            <Icon name="close" />
          </button>
        </header>
        {store.isCutOff && <p class="hint">{words().offline.needsServer}</p>}
        {/* Whatever a dialog does, the server does: without it nothing in it can be pressed. */}
        <fieldset class="dialog-body" disabled={store.isCutOff}>
          {children}
        </fieldset>
      </div>
    </dialog>
  );
}
