import { markAllRead } from "../state/attention.ts";
import { dialog, isMembersOpen, type PlainDialog } from "../state/layout.ts";
import { attempt } from "../state/notice.ts";
import { adminPath, currentChannel, go, settingsPath } from "../state/place.ts";
import { prefer, type Preferences } from "../state/preferences.ts";
import { signOut } from "../state/session.ts";
import type { Shortcut } from "../state/shortcuts.ts";
import type { Store } from "../state/store.ts";
import type { IconName } from "./icon.tsx";
import { isAdmin, mayInvite } from "./right.ts";

interface Row {
  readonly icon: IconName;
  /** To whom it is offered; to everybody if not said. */
  readonly may?: (store: Store) => boolean;
  readonly run: (store: Store) => void;
  /** Keys that do the same. */
  readonly shortcut?: Shortcut;
}

/** What the switcher offers to do, beside going somewhere: a row each, its words in words().switcher.actions. */
export const actions = {
  create: { icon: "plus", may: isNoGuest, run: open("create") },
  browse: { icon: "search", may: isNoGuest, run: open("browse") },
  direct: { icon: "pencil", run: open("direct") },
  invite: { icon: "invite", may: ({ me }) => mayInvite(me), run: open("invite") },
  markAllRead: { icon: "check", run: ({ client }) => markAllRead(client), shortcut: "markAllRead" },
  members: {
    icon: "people",
    run: () => {
      isMembersOpen.value = !isMembersOpen.value;
    },
  },
  day: {
    icon: "day",
    may: () => currentChannel() !== undefined,
    run: () => {
      const channel = currentChannel();
      if (channel) dialog.value = { type: "day", channel };
    },
  },
  settings: { icon: "sliders", run: () => go(settingsPath()) },
  admin: { icon: "people", may: ({ me }) => isAdmin(me), run: () => go(adminPath()) },
  lightTheme: { icon: "palette", run: theme("light") },
  darkTheme: { icon: "palette", run: theme("dark") },
  systemTheme: { icon: "palette", run: theme("system") },
  shortcuts: { icon: "keyboard", run: open("shortcuts"), shortcut: "help" },
  time: { icon: "clock", may: ({ me }) => isAdmin(me), run: () => go(adminPath("time")) },
  signOut: { icon: "leave", run: () => attempt(signOut()) },
} as const satisfies Record<string, Row>;

export type Action = keyof typeof actions;

export interface OfferedAction extends Row {
  readonly name: Action;
}

export function actionsFor(store: Store): OfferedAction[] {
  return Object.keys(actions)
    .filter(isAction)
    .map((name): OfferedAction => ({ name, ...actions[name] }))
    .filter(({ may }) => may?.(store) ?? true);
}

function isAction(name: string): name is Action {
  return Object.hasOwn(actions, name);
}

function isNoGuest({ me }: Store): boolean {
  return me?.role !== "guest";
}

function open(type: PlainDialog): () => void {
  return () => {
    dialog.value = { type };
  };
}

function theme(chosen: Preferences["theme"]): () => void {
  return () => prefer({ theme: chosen });
}
