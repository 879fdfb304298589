/**
 * Dialogs that are fetched when the rest is there. All in one: for each file that is fetched by itself, what it shares with
 * the others is cut into files of its own.
 */
export { InviteDialog } from "./invite.tsx";
export { NotifyDialog } from "./notify.tsx";
export { ShortcutsDialog } from "./shortcuts.tsx";
export { MessageSheet } from "../sheet.tsx";
export { Switcher } from "./switcher.tsx";
