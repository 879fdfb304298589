import { dialog } from "../state/layout.ts";
import { lazy } from "./lazy.tsx";

const later = () => import("./dialog/later.ts");
const OpenDialog = lazy(() => later().then((part) => part.OpenDialog));
export const MembersPanel = lazy(() => later().then((part) => part.MembersPanel));

/** The dialog that is open, if any: they are fetched when the first is wanted, or before that. */
export function Dialogs() {
  return dialog.value === undefined ? null : <OpenDialog />;
}

export const loadDialogs = OpenDialog.load;
