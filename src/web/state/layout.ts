import { signal } from "@preact/signals";
import type { Id } from "../../protocol/id.ts";

/** What is open beside the messages. One dialog at a time. */
export type Dialog =
  | { readonly type: PlainDialog }
  | { readonly type: ChannelDialog; readonly channel: Id }
  | { readonly type: "person"; readonly user: Id }
  | { readonly type: "delete"; readonly channel: Id; readonly seq: number }
  | { readonly type: "pictures"; readonly channel: Id; readonly seq: number; readonly picture: Id };
export type PlainDialog = "invite" | "browse" | "create" | "direct" | "switcher" | "shortcuts";
export type ChannelDialog = "rename" | "topic" | "notify" | "archive" | "leave" | "add" | "day";

export const dialog = signal<Dialog | undefined>(undefined);
export const isDrawerOpen = signal(false);
/** Whether the page itself offers to invite people, so that the list of channels need not. */
export const isInviteOffered = signal(false);
export const isMembersOpen = signal(false);

const narrow = matchMedia("(max-width: 45rem)");

/** Whether the list of channels is a drawer, as it is on narrow screens (workspace.css). */
export function isDrawer(): boolean {
  return narrow.matches;
}

export function closeDialog(): void {
  dialog.value = undefined;
}

/** For a new session: nothing of the one before stays open. */
export function closeAll(): void {
  closeDialog();
  isDrawerOpen.value = false;
  isMembersOpen.value = false;
}
