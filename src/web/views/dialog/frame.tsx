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

/** A dialog with a title, and a button to close it. */
export function DialogFrame({ title, children, close = closeDialog, isLocal = false }: DialogFrameProps) {
  const isCutOff = useStore().isCutOff && !isLocal;
  const element = useRef<HTMLDialogElement>(null);
  useModal(element, close);
  return (
    <dialog ref={element} class="dialog" aria-labelledby="dialog-title">
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
