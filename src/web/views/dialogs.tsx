import { useEffect, useRef } from "preact/hooks";
import { words } from "../language/language.ts";
import { closeDialog, dialog } from "../state/layout.ts";
import { useModal } from "./dialog/modal.ts";
import { lazy, notLoaded } from "./lazy.tsx";

const later = () => import("./dialog/later.ts");
const OpenDialog = lazy(() => later().then((part) => part.OpenDialog), AwaitedDialog);
export const MembersPanel = lazy(() => later().then((part) => part.MembersPanel));

/** The dialog that is open, if any: they are fetched when the first is wanted, or before that. */
export function Dialogs() {
  return dialog.value === undefined ? null : <OpenDialog />;
}

export const loadDialogs = OpenDialog.load;

/** Takes the keys while a dialog is being fetched: what is typed for it must not be written, and sent, below it. */
function AwaitedDialog({ isFailed }: { isFailed: boolean }) {
  const element = useRef<HTMLDialogElement>(null);
  useModal(element, closeDialog);
  useEffect(() => {
    if (!isFailed) return;
    notLoaded();
    closeDialog();
  }, [isFailed]);
  return <dialog ref={element} class="dialog-awaited" aria-label={words().general.loading} />;
}
