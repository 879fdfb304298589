/**
 * Dialogs that are fetched when the rest is there, and what uploads pictures. All in one: for each file that is fetched by itself, what it shares with
 * the others is cut into files of its own.
 */
export { attachFiles, discardWaiting, retryWaiting, sendWhenThere } from "../attach.ts";
export { InviteDialog } from "./invite.tsx";
export { Lightbox } from "./lightbox.tsx";
export { ShortcutsDialog } from "./shortcuts.tsx";
export { MessageSheet } from "../sheet.tsx";
export { Switcher } from "./switcher.tsx";
export { Tray } from "../tray.tsx";
