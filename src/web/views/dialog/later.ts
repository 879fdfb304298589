/**
 * What is fetched when the rest is there: dialogs, and what uploads pictures. All in one: for each file that is fetched by itself,
 * what it shares with the others is cut into files of its own.
 */
export { attachFiles, discardWaiting, retryWaiting, sendWhenThere } from "../attach.ts";
export { Moving } from "../moving.tsx";
export { MembersPanel } from "../members.tsx";
export { OpenDialog } from "./open.tsx";
export { MessageSheet } from "../sheet.tsx";
export { Tray } from "../tray.tsx";
export { Unsent } from "../unsent.tsx";
