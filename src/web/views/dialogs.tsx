import { dialog } from "../state/layout.ts";
import { lazy } from "./lazy.tsx";

const OpenDialog = lazy(() => import("./dialog/later.ts").then((part) => part.OpenDialog));

/** The dialog that is open, if any: they are fetched when the first is wanted, or before that. */
export function Dialogs() {
  return dialog.value === undefined ? null : <OpenDialog />;
}

export const loadDialogs = OpenDialog.load;
